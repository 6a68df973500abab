import type { FollowList, FollowType } from '../../projections/queries/follow-types.ts';

/** What the public interfaces call the lists of who follows whom, and how two stand to each other (wire-users.md §7). */
export const followTypeOf: Readonly<Record<FollowList, number>> = { followers: 1, following: 2, mutual: 3 };

export const tieNumbers: Readonly<Record<FollowType, number>> = { none: 0, follower: 1, following: 2, mutual: 3 };

const lists = new Map(Object.entries(followTypeOf).map(([list, type]) => [type, list as FollowList]));

/** The list of a `FollowType`; undefined for a number that is none. */
export function listNumbered(type: number): FollowList | undefined {
  return lists.get(type);
}
