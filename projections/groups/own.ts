import type { Row, RowReader, Rows } from '../projection.ts';
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

/**
 * Entries of his own that nobody counts from now on. Gives how to note that: it changes the row, which the caller puts, and
 * answers which of them it found. What he has read is noted nowhere.
 */
export function ignoringOwn(rows: Rows, place: Place, row: Marks, seqs: readonly number[]): () => readonly number[] {
  const { own } = row;
  const wanted = new Set(seqs.filter((seq) => seq > row.readSeq));
  if (own === null || wanted.size === 0) return () => [];
  const chunks = chunksUpTo(rows, place, row, Math.max(...wanted));
  return () => {
    const found: number[] = [];
    const ignored = (note: Note): Note => {
      if (isIgnored(note) === 1 || !wanted.has(seqOf(note))) return note;
      found.push(seqOf(note));
      return note + 1;
    };
    own.notes = own.notes.map(ignored);
    for (const { value } of chunks) {
      const before = found.length;
      const notes = value.map(ignored);
      if (found.length > before) putChunk(rows, place, notes);
    }
    own.ignored += found.length;
    return found;
  };
}

/** His own entries behind a seq that may lie behind his read mark, for queries. */
export async function ownBehind(
  members: RowReader,
  { partition, groupKey }: Place,
  { joinedSeq, own }: Readonly<Marks>,
  seq: number,
): Promise<readonly { readonly seq: number; readonly ignored: boolean }[]> {
  if (own === null) return [];
  const { count, notes } = own;
  const range = { from: pairKey(groupKey, ordered(joinedSeq + 1)), to: pairKey(groupKey, '~') };
  const full = count === notes.length ? [] : members.range<Note[]>(chunksPartition(partition), range);
  const chunks = (full instanceof Promise ? await full : full).flatMap(({ value }) => value);
  return [...chunks, ...notes]
    .map((note) => ({ seq: seqOf(note), ignored: isIgnored(note) === 1 }))
    .filter((note) => note.seq > seq);
}

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
