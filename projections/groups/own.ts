import type { Row, Rows } from '../projection.ts';
import { ordered } from '../row-keys.ts';
import { pairKey } from './keys.ts';
import type { MemberRow } from './member-row.ts';

/**
 * A member's own entries behind his read mark: what has to be taken off when his unread is counted. They are noted where
 * they arise and dropped when he reads, so that a message costs one member's row whatever the size of the group, and a count
 * costs no search. Somebody who writes and never reads fills chunks of `CHUNK` notes, in rows of their own.
 *
 * A note is twice the seq, plus 1 when the entry is ignored as unread anyway. Ascending.
 */
type Note = number;

const CHUNK = 64;
const seqOf = (note: Note): number => Math.floor(note / 2);
const isIgnored = (note: Note): number => note % 2;

/** Partition of the full chunks of a user; sort: `pairKey(group, first seq)`. */
const chunksPartition = (userPartition: string): string => `${userPartition}\town`;

/** Where one membership lies. */
export interface Place {
  /** Partition of the user. */
  readonly partition: string;
  /** The group as it stands in row keys. */
  readonly groupKey: string;
}

/** Notes an entry of his own: changes the row, which the caller puts. */
export function noteOwn(rows: Rows, place: Place, row: MemberRow, seq: number, ignored: boolean): void {
  if (seq <= row.readSeq) return;
  row.own.push(seq * 2 + (ignored ? 1 : 0));
  row.ownCount++;
  if (ignored) row.ownIgnored++;
  if (row.own.length < CHUNK) return;
  putChunk(rows, place, row.own);
  row.own = [];
}

/**
 * Full chunks that hold notes up to `seq`: what `dropOwn` needs; handlers read before they change. Those from before he
 * joined are another life's: a group that is dissolved leaves them behind.
 */
export function chunksUpTo(rows: Rows, { partition, groupKey }: Place, row: MemberRow, seq: number): Chunks {
  if (row.ownCount === row.own.length) return [];
  const from = pairKey(groupKey, ordered(row.joinedSeq + 1));
  return rows.range<Note[]>(chunksPartition(partition), { from, to: pairKey(groupKey, ordered(seq + 1)) });
}

type Chunks = readonly Row<Note[]>[];

/** Drops the notes up to `seq`: changes the row, which the caller puts. */
export function dropOwn(rows: Rows, place: Place, row: MemberRow, seq: number, chunks: Chunks): void {
  for (const { sort, value } of chunks) {
    rows.delete(chunksPartition(place.partition), sort);
    const rest = take(row, value, seq);
    if (rest.length > 0) putChunk(rows, place, rest);
  }
  row.own = take(row, row.own, seq);
}

/** Notes behind `seq`; those before it no longer count. */
function take(row: MemberRow, notes: readonly Note[], seq: number): Note[] {
  const rest = notes.filter((note) => seqOf(note) > seq);
  row.ownCount -= notes.length - rest.length;
  for (const note of notes) if (seqOf(note) <= seq) row.ownIgnored -= isIgnored(note);
  return rest;
}

function putChunk(rows: Rows, { partition, groupKey }: Place, notes: Note[]): void {
  rows.put(chunksPartition(partition), pairKey(groupKey, ordered(seqOf(notes[0] ?? 0))), notes);
}
