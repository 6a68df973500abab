import { type FollowListName, type FollowPush, type FollowsAnswer, Request } from '../protocol.ts';
import type { ItemResult } from './communities.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

export type { FollowListName };

/** How this user and another stand to each other: nobody follows, the other one does, this one does, both do. */
export type FollowType = 'none' | 'follower' | 'following' | 'mutual';

export interface FollowPage {
  /** Newest first; `at`: Unix seconds. */
  readonly users: readonly {
    readonly user: string;
    readonly at: number;
    readonly nick: string;
    readonly faceUrl: string;
  }[];
  /** Goes into the request for the next page, null on the last one. */
  readonly cursor: string | null;
}

export interface FollowCounts {
  readonly user: string;
  readonly followers: number;
  readonly following: number;
  readonly mutual: number;
}

/** Somebody is in lists of this user now, or no longer. */
export interface FollowChange {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
  readonly added: boolean;
  /** Unix seconds. */
  readonly time: number;
  readonly lists: readonly FollowListName[];
}

/** What the application is told about who follows whom. */
export interface FollowListener {
  onFollows?(changes: readonly FollowChange[]): void;
}

/** Who follows this user, and whom he follows; each use case rejects with `RequestRefused` and the public code. */
export class Follows {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** For each user code 0, or why not. At most 20. */
  follow(users: readonly string[]): Promise<readonly ItemResult[]> {
    return this.#ask(Request.follow, users);
  }

  unfollow(users: readonly string[]): Promise<readonly ItemResult[]> {
    return this.#ask(Request.unfollow, users);
  }

  async page(list: FollowListName, limit: number, cursor?: string): Promise<FollowPage> {
    const answer = await this.#ask<FollowsAnswer>(Request.follows, list, limit, cursor ?? null);
    return { ...answer, users: answer.users.map(([user, at, nick, faceUrl]) => ({ user, at, nick, faceUrl })) };
  }

  /** In the order asked for, undefined for those who do not exist. */
  async counts(users: readonly string[]): Promise<readonly (FollowCounts | undefined)[]> {
    type Row = readonly [user: string, followers: number, following: number, mutual: number];
    const rows = await this.#ask<readonly (Row | null)[]>(Request.followCounts, users);
    return rows.map((row) => {
      if (row === null) return undefined;
      const [user, followers, following, mutual] = row;
      return { user, followers, following, mutual };
    });
  }

  /** In the order asked for, undefined for those who do not exist. */
  async types(users: readonly string[]): Promise<readonly (FollowType | undefined)[]> {
    const types = await this.#ask<readonly (FollowType | null)[]>(Request.followTypes, users);
    return types.map((type) => type ?? undefined);
  }
}

export function deliverFollows([, , added, time, changes]: FollowPush, listener: FollowListener): void {
  listener.onFollows?.(changes.map(([user, nick, faceUrl, lists]) => ({ user, nick, faceUrl, added, time, lists })));
}
