import type { Caller } from '../../events/caller.ts';
import type { FollowList } from '../follows/row.ts';
import type { AccountRow } from './types.ts';

export type { FollowList };

/** Somebody in a list of who follows whom. */
export interface Follower {
  readonly user: string;
  /** Unix seconds: since when; in the list of mutual follows since the later of the two. */
  readonly at: number;
  readonly account: AccountRow;
}

export interface FollowsQuery {
  readonly user: string;
  /** Who follows the user, whom he follows, or those who are both. */
  readonly list: FollowList;
  /** From the page before; absent: the first. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface FollowsPage {
  /** Newest first. */
  readonly users: readonly Follower[];
  /** Undefined on the last page. */
  readonly cursor: string | undefined;
}

export interface FollowCounts {
  readonly user: string;
  readonly followers: number;
  readonly following: number;
  readonly mutual: number;
}

/** How a user and another stand to each other: nobody follows, the other one does, the user does, both do. */
export type FollowType = 'none' | 'follower' | 'following' | 'mutual';

/** Who follows whom (product.md §2.5). Lists and types are the user's own to ask, or an administrator's: `Refused` 60010. */
export interface FollowQueries {
  /** Pages neither skip nor double anybody who stays, whoever comes and goes meanwhile. 30001: not a cursor of this server. */
  follows(caller: Caller, query: FollowsQuery): Promise<FollowsPage>;
  /** In the order asked for, undefined for those who do not exist. Open to every user of the app. */
  followCounts(caller: Caller, query: { users: readonly string[] }): Promise<readonly (FollowCounts | undefined)[]>;
  /** In the order asked for, undefined for those who do not exist. */
  followTypes(
    caller: Caller,
    query: { user: string; others: readonly string[] },
  ): Promise<readonly (FollowType | undefined)[]>;
}
