import type { Rows } from '../projection.ts';
import { appOf, idKey, userPartition } from '../row-keys.ts';
import { groupKeyOf } from './keys.ts';
import type { MemberRow } from './member-row.ts';

/**
 * A change of rows, ready to be done. Functions that make one read what they need first: a handler that does several things
 * makes all of them ready before it does the first.
 */
export type Change = () => void;

/** Highest seq given out in the group, under its stream. */
export const LAST_SEQ = 'seq';

/** Where one membership lies. */
export interface Place {
  /** Partition of the user. */
  readonly partition: string;
  /** The group as it stands in row keys. */
  readonly groupKey: string;
}

export function placeOf(stream: string, user: string): Place {
  return { partition: userPartition(appOf(stream), idKey(user)), groupKey: groupKeyOf(stream) };
}

export function memberAt(rows: Rows, { partition, groupKey }: Place): MemberRow | undefined {
  return rows.get<MemberRow>(partition, groupKey);
}
