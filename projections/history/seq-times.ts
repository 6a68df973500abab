import { blockKeys } from '../row-keys.ts';

/** Times (Unix seconds) of `SEQS_PER_BLOCK` consecutive seqs: from a seq to its place in time. Sort: `s` and the block. */
export type SeqTimes = number[];

const SEQS_PER_BLOCK = 128;
const PREFIX = 's';

const keyOfBlock = blockKeys(PREFIX);
export const seqBlockKey = (seq: number): string => keyOfBlock(Math.floor((seq - 1) / SEQS_PER_BLOCK));
export const timeInBlock = (block: SeqTimes, seq: number): number => block[(seq - 1) % SEQS_PER_BLOCK] ?? 0;

export function setTime(block: SeqTimes, seq: number, time: number): void {
  const at = (seq - 1) % SEQS_PER_BLOCK;
  while (block.length < at) block.push(0);
  block[at] = time;
}

/** Range bounds that find the last block first, and the highest seq in it. */
export const lastSeqBlock = { from: PREFIX, to: `${PREFIX}~`, reverse: true, limit: 1 } as const;

export function lastSeqIn(sort: string, block: SeqTimes): number {
  return Number(sort.slice(PREFIX.length)) * SEQS_PER_BLOCK + block.length;
}
