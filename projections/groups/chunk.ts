import { blockKeys } from '../row-keys.ts';

/**
 * `SEQS` consecutive seqs of a group or topic: how many before them are ignored as unread, the log position of the first of
 * them, then one number each: twice the revision of the event that took the seq, plus 1 when it is ignored. Bodies stay in
 * the log. Partition: the stream; sort: the chunk.
 */
export type SeqChunk = number[];

export const SEQS = 128;
/** Numbers in front of the entries. */
const HEADER = 2;

const keyOfChunk = blockKeys('s');
export const blockOf = (seq: number): number => Math.floor((seq - 1) / SEQS);
export const seqChunkKey = (seq: number): string => keyOfChunk(blockOf(seq));

export const newChunk = (ignoredBefore: number, position: number): SeqChunk => [ignoredBefore, position];
export const positionOf = (chunk: SeqChunk): number => chunk[1] ?? 0;

export function setEntry(chunk: SeqChunk, seq: number, revision: number, ignored: boolean): void {
  const at = HEADER + ((seq - 1) % SEQS);
  while (chunk.length < at) chunk.push(0);
  chunk[at] = revision * 2 + (ignored ? 1 : 0);
}

/** Takes `seq` out of what counts as unread; false when it was out before. */
export function ignoreEntry(chunk: SeqChunk, seq: number): boolean {
  const at = HEADER + ((seq - 1) % SEQS);
  const entry = chunk[at] ?? 0;
  if (entry === 0 || entry % 2 === 1) return false;
  chunk[at] = entry + 1;
  return true;
}

export function isIgnoredAt(chunk: SeqChunk, seq: number): boolean {
  return (chunk[HEADER + ((seq - 1) % SEQS)] ?? 0) % 2 === 1;
}

/** So many more before the chunk are ignored. */
export function addIgnoredBefore(chunk: SeqChunk, count: number): void {
  chunk[0] = (chunk[0] ?? 0) + count;
}

/** Revision of the event that took `seq`; 0 when the chunk has none (revision 0 is the creation, which takes none). */
export function revisionAt(chunk: SeqChunk, seq: number): number {
  return Math.floor((chunk[HEADER + ((seq - 1) % SEQS)] ?? 0) / 2);
}

/** Seqs up to and including `seq`, which is one of the chunk's, that are ignored as unread. */
export function ignoredIn(chunk: SeqChunk, seq: number): number {
  let ignored = chunk[0] ?? 0;
  const end = Math.min(chunk.length, HEADER + ((seq - 1) % SEQS) + 1);
  for (let at = HEADER; at < end; at++) ignored += (chunk[at] ?? 0) % 2;
  return ignored;
}

/** Seqs of [low, high] by chunk, the highest first: the ends of each stretch. */
export function* stretches(low: number, high: number): Generator<{ readonly low: number; readonly high: number }> {
  for (let end = high; end >= low; ) {
    const start = Math.max(low, Math.floor((end - 1) / SEQS) * SEQS + 1);
    yield { low: start, high: end };
    end = start - 1;
  }
}
