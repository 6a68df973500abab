import type { Row, Rows } from '../projection.ts';
import { ordered } from '../row-keys.ts';
import { pairKey } from './keys.ts';
import type { OwnEntries } from './member-row.ts';
import type { Place } from './place.ts';

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

/** What of a row these notes are about: of a membership, or of somebody in a topic. */
export interface Marks {
  readonly joinedSeq: number;
  readonly readSeq: number;
  own: OwnEntries | null;
}

/** Notes an entry of his own: changes the row, which the caller puts. */
export function noteOwn(rows: Rows, place: Place, row: Marks, seq: number, ignored: boolean): void {
  if (seq <= row.readSeq) return;
  row.own ??= { count: 0, ignored: 0, notes: [] };
  const { own } = row;
  own.notes.push(seq * 2 + (ignored ? 1 : 0));
  own.count++;
  if (ignored) own.ignored++;
  if (own.notes.length < CHUNK) return;
  putChunk(rows, place, own.notes);
  own.notes = [];
}

/**
 * Full chunks that hold notes up to `seq`: what `dropOwn` needs; handlers read before they change. Those from before he
 * joined are another life's: a group that is dissolved leaves them behind.
 */
export function chunksUpTo(rows: Rows, { partition, groupKey }: Place, row: Marks, seq: number): Chunks {
  if (row.own === null || row.own.count === row.own.notes.length) return [];
  const from = pairKey(groupKey, ordered(row.joinedSeq + 1));
  return rows.range<Note[]>(chunksPartition(partition), { from, to: pairKey(groupKey, ordered(seq + 1)) });
}

type Chunks = readonly Row<Note[]>[];

/** Drops the notes up to `seq`: changes the row, which the caller puts. */
export function dropOwn(rows: Rows, place: Place, row: Marks, seq: number, chunks: Chunks): void {
  const { own } = row;
  if (own === null) return;
  for (const { sort, value } of chunks) {
    rows.delete(chunksPartition(place.partition), sort);
    const rest = take(own, value, seq);
    if (rest.length > 0) putChunk(rows, place, rest);
  }
  own.notes = take(own, own.notes, seq);
  if (own.count === 0) row.own = null;
}

/** Notes behind `seq`; those before it no longer count. */
function take(own: OwnEntries, notes: readonly Note[], seq: number): Note[] {
  const rest = notes.filter((note) => seqOf(note) > seq);
  own.count -= notes.length - rest.length;
  for (const note of notes) if (seqOf(note) <= seq) own.ignored -= isIgnored(note);
  return rest;
}

function putChunk(rows: Rows, { partition, groupKey }: Place, notes: Note[]): void {
  rows.put(chunksPartition(partition), pairKey(groupKey, ordered(seqOf(notes[0] ?? 0))), notes);
}
