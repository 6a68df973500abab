import type { Friend, FriendRequest } from '../../events/user/relations.ts';
import type { Rows } from '../projection.ts';
import { idKey, ordered, userPartition } from '../row-keys.ts';

export type FriendRow = Friend;

export interface BlockedRow {
  readonly peer: string;
  /** Unique in this user, ascending: what pages go by. */
  readonly no: number;
  /** Unix seconds. */
  readonly at: number;
}

export interface RequestRow extends Pick<FriendRequest, 'peer' | 'direction' | 'wording' | 'source' | 'at'> {
  read: boolean;
}

/** How much there is. */
export interface TotalsRow {
  friends: number;
  blocked: number;
  /** Grows with every change of friends, their groups, and who is blocked. */
  sequence: number;
}

/** Errands of a user that are not done yet. */
export interface ErrandsRow {
  readonly app: number;
  readonly user: string;
  /** How many: each is begun once and done once. */
  open: number;
  /** Unix milliseconds of the first of them, or of the last that was done since. */
  readonly since: number;
}

/** Partition of everything in the lists of one user. */
export const listsOf = userPartition;

/** Partition of the users who have somebody in their list of friends; sort: the user, escaped; value: the user. */
export const knownTo = (app: number | string, userKey: string): string => `${userPartition(app, userKey)}\tknown`;

/** Partition of the users with errands. */
export const ERRANDS = 'errands';
export const errandsKey = (app: number | string, userKey: string): string => `${app} ${userKey}`;

/** Sort keys of the kinds of rows, each kind in one range. */
export const friendKey = (peer: string): string => `f${idKey(peer)}`;
export const allFriends = { from: 'f', to: 'f~' };
export const friendOrder = (no: number): string => `n${ordered(no)}`;
export const blockedKey = (peer: string): string => `b${idKey(peer)}`;
export const blockedOrder = (no: number): string => `m${ordered(no)}`;
export const requestKey = ({ direction, peer }: Pick<FriendRequest, 'direction' | 'peer'>): string =>
  `r${direction} ${idKey(peer)}`;
export const allRequests = { from: 'r', to: 'r~' };
export const incoming = { from: 'rin ', to: 'rin ~' };
/** Names of the groups of friends, in the order of their making. */
export const GROUPS = 'g';
export const TOTALS = 't';

export const noTotals = (): TotalsRow => ({ friends: 0, blocked: 0, sequence: 0 });

/** The lists have changed. */
export function putTotals(rows: Rows, partition: string, totals: TotalsRow): void {
  totals.sequence++;
  rows.put(partition, TOTALS, totals);
}

export function totalsOf(rows: Rows, partition: string): TotalsRow {
  return rows.get<TotalsRow>(partition, TOTALS) ?? noTotals();
}
