import type { GroupType } from '../../events/group/events.ts';
import type { ProfileFields } from '../../events/user/profile.ts';
import { readingRules } from '../groups/rules.ts';
import { Query, type Sqlite } from './database.ts';
import type { Numbers } from './names.ts';
import { normalise } from './normalise.ts';
import { tokensOf } from './tokens.ts';

/** Token of everything of one app in the indexes of names. */
export const ofApp = (app: number): string => `a${app}`;

type Named = 'user' | 'room' | 'member';

/** Accounts, groups and their members, by what they are called. */
export class People {
  readonly #db: Sqlite;
  readonly #users: Numbers;
  readonly #queries = new Map<string, Query<readonly (string | number)[]>>();

  constructor(db: Sqlite, users: Numbers) {
    this.#db = db;
    this.#users = users;
  }

  /** An account begins: of its profile nothing is known but the nick. `nick` undefined: it is gone. */
  user(app: number, id: string, nick: string | undefined): void {
    const no = this.#users.of(app, id);
    this.#rename('user', app, no, nick);
    this.#run(
      "UPDATE user SET alive = ?, name = ?, gender = '', born = 0 WHERE no = ?",
      nick === undefined ? 0 : 1,
      normalise(nick ?? ''),
      no,
    );
  }

  /** An account that is gone has no name: what comes late about it changes nothing. `changes`: '' takes a field away. */
  changeUser(app: number, id: string, nick: string, changes: ProfileFields = {}): void {
    const [row] = this.#all('SELECT alive, gender, born FROM user WHERE app = ? AND id = ?', app, id);
    if (row?.[0] !== 1) return;
    const { Gender = row[1], BirthDay = row[2] } = changes;
    this.user(app, id, nick);
    const no = this.#users.of(app, id);
    this.#run('UPDATE user SET gender = ?, born = ? WHERE no = ?', String(Gender), Number(BirthDay), no);
  }

  group(app: number, id: string, type: string, name: string): void {
    this.endGroup(app, id);
    this.#run("INSERT INTO room (app, id, type, name) VALUES (?, ?, ?, '')", app, id, type);
    this.renameGroup(app, id, name);
  }

  renameGroup(app: number, id: string, name: string): void {
    const room = this.#room(app, id);
    if (room === undefined) return;
    this.#rename('room', app, room, name);
    this.#run('UPDATE room SET name = ? WHERE no = ?', normalise(name), room);
  }

  endGroup(app: number, id: string): void {
    const room = this.#room(app, id);
    if (room === undefined) return;
    for (const [no] of this.#all('SELECT no FROM member WHERE room = ?', room)) this.#removeMember(app, Number(no));
    this.#rename('room', app, room, undefined);
    this.#run('DELETE FROM room WHERE no = ?', room);
  }

  join(app: number, group: string, users: readonly string[]): void {
    const room = this.#room(app, group);
    const [type] = room === undefined ? [] : (this.#all('SELECT type FROM room WHERE no = ?', room)[0] ?? []);
    // Who is in a live room is known to the connections alone.
    if (room === undefined || !readingRules[type as GroupType].storesMembers) return;
    for (const user of users) {
      this.#run("INSERT OR IGNORE INTO member (room, user, card) VALUES (?, ?, '')", room, this.#users.of(app, user));
    }
  }

  leave(app: number, group: string, users: readonly string[]): void {
    for (const user of users) {
      const member = this.#member(app, group, user);
      if (member !== undefined) this.#removeMember(app, member);
    }
  }

  nameCard(app: number, group: string, user: string, card: string): void {
    const member = this.#member(app, group, user);
    if (member === undefined) return;
    this.#rename('member', app, member, card);
    this.#run('UPDATE member SET card = ? WHERE no = ?', normalise(card), member);
  }

  #removeMember(app: number, member: number): void {
    this.#rename('member', app, member, undefined);
    this.#run('DELETE FROM member WHERE no = ?', member);
  }

  /** Takes the tokens of the present name out of the index, and puts those of the new one in. */
  #rename(table: Named, app: number, no: number, name: string | undefined): void {
    const [before = ''] =
      this.#all(`SELECT ${table === 'member' ? 'card' : 'name'} FROM ${table} WHERE no = ?`, no)[0] ?? [];
    const index = `${table}_tokens`;
    const old = tokensOfName(app, String(before));
    if (old !== '') this.#run(`INSERT INTO ${index} (${index}, rowid, tokens) VALUES ('delete', ?, ?)`, no, old);
    const tokens = tokensOfName(app, normalise(name ?? ''));
    if (tokens !== '') this.#run(`INSERT INTO ${index} (rowid, tokens) VALUES (?, ?)`, no, tokens);
  }

  #room(app: number, id: string): number | undefined {
    const [row] = this.#all('SELECT no FROM room WHERE app = ? AND id = ?', app, id);
    return row && Number(row[0]);
  }

  #member(app: number, group: string, user: string): number | undefined {
    const room = this.#room(app, group);
    const known = this.#users.find(app, user);
    if (room === undefined || known === undefined) return undefined;
    const [row] = this.#all('SELECT no FROM member WHERE room = ? AND user = ?', room, known);
    return row && Number(row[0]);
  }

  #all(sql: string, ...values: readonly (string | number)[]) {
    return this.#query(sql).all(...values);
  }

  #run(sql: string, ...values: readonly (string | number)[]): void {
    this.#query(sql).run(...values);
  }

  #query(sql: string): Query<readonly (string | number)[]> {
    const known = this.#queries.get(sql);
    if (known) return known;
    const query = new Query<readonly (string | number)[]>(this.#db, sql);
    this.#queries.set(sql, query);
    return query;
  }
}

/** '' for a name in which nothing can be found. */
function tokensOfName(app: number, name: string): string {
  return name === '' ? '' : [...tokensOf(name, 'parts'), ofApp(app)].join(' ');
}
