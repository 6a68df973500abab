import {
  type BlocklistAnswer,
  type FriendChanges,
  type FriendRequestsAnswer,
  type FriendRow,
  type FriendsAnswer,
  type NewFriend,
  Packet,
  type RelationWord,
  Request,
} from '../protocol.ts';
import type { ItemResult } from './communities.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;
type Results = Promise<readonly ItemResult[]>;

/** What has changed in this user's lists: `event` and `data` are those of the log. */
export interface RelationChange {
  readonly event: string;
  readonly data: unknown;
}

/** What the application is told about its user's lists, also when this client has changed them. */
export interface RelationListener {
  onRelation?(change: RelationChange): void;
}

/** Whom this user knows; each use case rejects with `RequestRefused` and the public code. */
export class Relations {
  readonly friends: Friends;
  readonly requests: FriendRequests;
  readonly groups: FriendGroups;
  readonly blocklist: Blocklist;

  constructor(ask: Ask) {
    this.friends = new Friends(ask);
    this.requests = new FriendRequests(ask);
    this.groups = new FriendGroups(ask);
    this.blocklist = new Blocklist(ask);
  }
}

export class Friends {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** In the order of adding. `next` goes into the request for the next page, 0 on the last one. `limit`: 1…100. */
  page(limit: number, from = 0): Promise<FriendsAnswer> {
    return this.#ask(Request.friends, limit, from);
  }

  /** At most 100 users, in the order asked for; null for who is no friend. */
  get(users: readonly string[]): Promise<readonly (FriendRow | null)[]> {
    return this.#ask(Request.friendEntries, users);
  }

  /** `both`: each gets the other. Per user 30539: he will be asked. */
  add(friends: readonly NewFriend[], both = true): Results {
    return this.#ask(Request.addFriends, friends, both);
  }

  change(changes: readonly FriendChanges[]): Results {
    return this.#ask(Request.changeFriends, changes);
  }

  /** `both`: out of the others' lists as well. */
  delete(users: readonly string[], both = false): Results {
    return this.#ask(Request.deleteFriends, users, both);
  }

  deleteAll(both = false): Results {
    return this.#ask(Request.deleteFriends, null, both);
  }

  /** In the order asked for; null for who does not exist. `both` false: only whether they are in this user's list. */
  check(users: readonly string[], both = true): Promise<readonly (RelationWord | null)[]> {
    return this.#ask(Request.checkFriends, users, both);
  }
}

/** Requests that wait for an answer, in either direction. */
export class FriendRequests {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Newest first. */
  list(): Promise<FriendRequestsAnswer> {
    return this.#ask(Request.friendRequests);
  }

  /** `agree`: the other one gets a friend; `agreeAndAdd`: both do, and remark and group are for this user's new friend. */
  async answer(
    user: string,
    action: 'agree' | 'agreeAndAdd' | 'refuse',
    { remark, group }: { readonly remark?: string; readonly group?: string } = {},
  ): Promise<void> {
    await this.#ask(Request.answerFriendRequest, user, action, remark ?? null, group ?? null);
  }

  /** From this user's view alone. `in`: those to this user. */
  delete(users: readonly string[], direction: 'in' | 'out'): Results {
    return this.#ask(Request.deleteFriendRequests, users, direction);
  }

  /** Those to this user up to a time (Unix seconds), or all of them, are read. */
  async read(upTo?: number): Promise<void> {
    await this.#ask(Request.readFriendRequests, upTo ?? null);
  }
}

/** Groups that this user puts his friends in. */
export class FriendGroups {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** All, or those of these names; null for a name that no group has. */
  list(names?: readonly string[]): Promise<readonly (readonly [name: string, users: readonly string[]] | null)[]> {
    return this.#ask(Request.friendGroups, names ?? null);
  }

  /** Those that are there already take the friends in. */
  create(names: readonly string[], users: readonly string[] = []): Results {
    return this.#ask(Request.createFriendGroups, names, users);
  }

  /** Their friends stay friends. */
  async delete(names: readonly string[]): Promise<void> {
    await this.#ask(Request.deleteFriendGroups, names);
  }

  async rename(name: string, newName: string): Promise<void> {
    await this.#ask(Request.renameFriendGroup, name, newName);
  }

  add(name: string, users: readonly string[]): Results {
    return this.#ask(Request.changeFriendGroup, name, users, true);
  }

  remove(name: string, users: readonly string[]): Results {
    return this.#ask(Request.changeFriendGroup, name, users, false);
  }
}

export class Blocklist {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** In the order of blocking. `next` goes into the request for the next page, 0 on the last one. `limit`: 1…100. */
  page(limit: number, from = 0): Promise<BlocklistAnswer> {
    return this.#ask(Request.blocklist, limit, from);
  }

  /** Ends friendships and requests between the two. */
  add(users: readonly string[]): Results {
    return this.#ask(Request.blockUsers, users);
  }

  remove(users: readonly string[]): Results {
    return this.#ask(Request.unblockUsers, users);
  }

  /** `mine` or `none`, in the order asked for; null for who does not exist. Nobody learns who has blocked him. */
  check(users: readonly string[]): Promise<readonly (RelationWord | null)[]> {
    return this.#ask(Request.checkBlocked, users);
  }
}

/** One row per kind of push (protocol.ts). */
export const tellRelation = {
  [Packet.relation]: (row: readonly unknown[], listener: RelationListener): void => {
    const [event, data] = row as [string, unknown];
    listener.onRelation?.({ event, data });
  },
} as const;
