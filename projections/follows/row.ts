import type { Row } from '../projection.ts';
import { idKey, userPartition } from '../row-keys.ts';

/**
 * Who follows whom, in the partition of each of the two: lists in order of time, how the two stand to each other, and how
 * many there are. A page, a count and a tie cost the same however many follow a user.
 */
export const followsOf = userPartition;

/** The lists of a user, and the first letter of the sort keys of each. */
export const followLists = { followers: 'r', following: 'f', mutual: 'm' } as const;
export type FollowList = keyof typeof followLists;

/** One user of a list. Sort: the list and the place. */
export interface FollowRow {
  readonly user: string;
  /** Unix seconds: since when. Mutual: since the later of the two. */
  readonly at: number;
}

/** Place in the lists of both: the order of the log. '' where there is none. */
export type FollowPlace = string;

/** How a user stands to another. Sort: `tieKey` of the other. There is none where nobody follows anybody. */
export type TieRow = { [L in FollowList]: FollowPlace };

/** How the other one stands to the user: both have the same places. */
export function mirrored({ followers, following, mutual }: TieRow): TieRow {
  return { followers: following, following: followers, mutual };
}

export type FollowCountsRow = { [L in FollowList]: number };

/** Of an account that was deleted once. */
export interface PastRow {
  /** False: it was created anew. */
  readonly gone: boolean;
}

export const COUNTS = 'n';
export const PAST = 'x';
export const tieKey = (other: string): string => `t${idKey(other)}`;
export function isTie(row: Row<unknown>): row is Row<TieRow> {
  return row.sort.startsWith('t');
}
/** Escaped id of the other one. */
export const otherKeyOf = (tie: string): string => tie.slice(1);

export const listKey = (list: FollowList, place: FollowPlace): string => followLists[list] + place;
export const placeOfKey = (sort: string): FollowPlace => sort.slice(1);

const POSITION_DIGITS = 16;

/** Of the n-th user of an event; an event has far less than a thousand. */
export function placeOf(position: number, n: number): FollowPlace {
  return String(position).padStart(POSITION_DIGITS, '0') + String(n).padStart(3, '0');
}

export const isPlace = (text: string): boolean => /^\d{19}$/.test(text);

export const newTie = (): TieRow => ({ followers: '', following: '', mutual: '' });
export const newCounts = (): FollowCountsRow => ({ followers: 0, following: 0, mutual: 0 });
