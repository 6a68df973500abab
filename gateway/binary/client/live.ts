import { Request } from '../protocol.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** Somebody who is in a live room: `[user, joinedAt, marks]`, Unix seconds. */
export type ViewerRow = readonly [user: string, joinedAt: number, marks: readonly number[]];

/** People of live rooms, and bans; each rejects with `RequestRefused` and the public code. */
export class LiveRooms {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Newest first. `next` goes into the request for the next page, 0 on the last one. */
  members(
    group: string,
    limit: number,
    { after = 0, mark }: { readonly after?: number; readonly mark?: number } = {},
  ): Promise<{ readonly members: readonly ViewerRow[]; readonly next: number }> {
    return this.#ask(Request.liveMembers, group, limit, after, mark ?? null);
  }

  /** Who now has the marks, or does not. */
  mark(
    group: string,
    set: boolean,
    items: readonly (readonly [user: string, marks: readonly number[]])[],
  ): Promise<readonly string[]> {
    return this.#ask(Request.markLiveMembers, group, set ? 1 : 0, items);
  }

  async admins(group: string, set: boolean, users: readonly string[]): Promise<void> {
    await this.#ask(Request.changeLiveAdmins, group, set ? 1 : 0, users);
  }

  online(group: string): Promise<number> {
    return this.#ask(Request.onlineMembers, group);
  }

  /** 0 seconds lift a ban. */
  async ban(group: string, users: readonly string[], seconds: number, reason = ''): Promise<void> {
    await this.#ask(Request.banFromGroup, group, users, seconds, reason);
  }
}
