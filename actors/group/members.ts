import type { Role } from '../../events/group/events.ts';

const roles: readonly Role[] = ['Member', 'Admin', 'Owner'];
const FIRST_SIZE = 16;

/** Plain data of a snapshot: one row per member. */
export type FrozenMembers = readonly (readonly [user: string, role: number, readSeq: number, nameCard: string])[];

/**
 * The members of a group, in columns: a community of 100,000 must not be 100,000 objects. Holds only what decisions
 * need; everything else about a member is known to the projections.
 */
export class MemberTable {
  readonly #rows = new Map<string, number>();
  #users: string[] = [];
  #roles = new Uint8Array(FIRST_SIZE);
  #readSeqs = new Float64Array(FIRST_SIZE);
  /** Most members have none. */
  readonly #nameCards = new Map<string, string>();
  #admins = 0;

  get count(): number {
    return this.#users.length;
  }

  /** Members who are Admin: the owner is not counted. */
  get admins(): number {
    return this.#admins;
  }

  get weight(): number {
    return this.#users.length * 100 + this.#nameCards.size * 100;
  }

  has(user: string): boolean {
    return this.#rows.has(user);
  }

  /** Undefined: not a member. */
  roleOf(user: string): Role | undefined {
    const row = this.#rows.get(user);
    return row === undefined ? undefined : roles[this.#roles[row] ?? 0];
  }

  readSeqOf(user: string): number {
    const row = this.#rows.get(user);
    return row === undefined ? 0 : (this.#readSeqs[row] ?? 0);
  }

  nameCardOf(user: string): string {
    return this.#nameCards.get(user) ?? '';
  }

  users(): readonly string[] {
    return this.#users;
  }

  add(user: string, role: Role, readSeq: number): void {
    const row = this.#users.length;
    if (row === this.#roles.length) this.#grow();
    this.#rows.set(user, row);
    this.#users.push(user);
    this.#roles[row] = 0;
    this.#readSeqs[row] = readSeq;
    this.setRole(user, role);
  }

  /** The last row takes the place of the one removed. */
  remove(user: string): void {
    const row = this.#rows.get(user);
    const last = this.#users.pop();
    if (row === undefined || last === undefined) {
      if (last !== undefined) this.#users.push(last);
      return;
    }
    if (roles[this.#roles[row] ?? 0] === 'Admin') this.#admins--;
    this.#rows.delete(user);
    this.#nameCards.delete(user);
    if (last === user) return;
    this.#users[row] = last;
    this.#roles[row] = this.#roles[this.#users.length] ?? 0;
    this.#readSeqs[row] = this.#readSeqs[this.#users.length] ?? 0;
    this.#rows.set(last, row);
  }

  setRole(user: string, role: Role): void {
    const row = this.#rows.get(user);
    if (row === undefined) return;
    if (roles[this.#roles[row] ?? 0] === 'Admin') this.#admins--;
    if (role === 'Admin') this.#admins++;
    this.#roles[row] = roles.indexOf(role);
  }

  setReadSeq(user: string, seq: number): void {
    const row = this.#rows.get(user);
    if (row !== undefined) this.#readSeqs[row] = seq;
  }

  setNameCard(user: string, nameCard: string): void {
    if (nameCard === '') this.#nameCards.delete(user);
    else if (this.#rows.has(user)) this.#nameCards.set(user, nameCard);
  }

  freeze(): FrozenMembers {
    return this.#users.map((user, row) => [
      user,
      this.#roles[row] ?? 0,
      this.#readSeqs[row] ?? 0,
      this.nameCardOf(user),
    ]);
  }

  static thaw(rows: FrozenMembers): MemberTable {
    const members = new MemberTable();
    for (const [user, role, readSeq, nameCard] of rows) {
      members.add(user, roles[role] ?? 'Member', readSeq);
      members.setNameCard(user, nameCard);
    }
    return members;
  }

  #grow(): void {
    const size = this.#roles.length * 2;
    const oldRoles = this.#roles;
    const oldReadSeqs = this.#readSeqs;
    this.#roles = new Uint8Array(size);
    this.#readSeqs = new Float64Array(size);
    this.#roles.set(oldRoles);
    this.#readSeqs.set(oldReadSeqs);
  }
}
