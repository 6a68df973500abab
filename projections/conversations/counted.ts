import type { RowReader, Rows } from '../projection.ts';
import { blockKeys } from '../row-keys.ts';

/**
 * How many messages up to a seq count for whom: the ground under every recount of unread after a partial read.
 * A block holds the marks of `BLOCK` consecutive seqs behind the two totals of everything before it, so that any count is
 * one row and one short loop, however long the conversation and wherever imported messages lie in time.
 * Partition: the conversation's stream; sort: the block.
 */
type CountBlock = number[];

const BLOCK = 128;
/** The two totals: first user (the smaller id), second user. */
const TOTALS = 2;

/** For whom a message counts as unread: nobody, the first user, the second user of the pair. */
export const CountsFor = { nobody: 0, first: 1, second: 2 } as const;
export type CountsFor = (typeof CountsFor)[keyof typeof CountsFor];

const blockKey = blockKeys('');
const blockOf = (seq: number) => Math.floor((seq - 1) / BLOCK);

/** Reads what `markCounted` will need: handlers read before they change. */
export function countBlock(rows: Rows, stream: string, seq: number): CountBlock {
  const block = blockOf(seq);
  const known = rows.get<CountBlock>(stream, blockKey(block));
  if (known) return known;
  const before = block > 0 ? rows.get<CountBlock>(stream, blockKey(block - 1)) : undefined;
  if (!before) return [0, 0];
  return [countIn(before, CountsFor.first, BLOCK), countIn(before, CountsFor.second, BLOCK)];
}

/** Notes for whom the message `seq` counts, in the block that `countBlock` gave for it. */
export function markCounted(rows: Rows, stream: string, seq: number, block: CountBlock, counts: CountsFor): void {
  const at = TOTALS + ((seq - 1) % BLOCK);
  while (block.length < at) block.push(CountsFor.nobody);
  block[at] = counts;
  rows.put(stream, blockKey(blockOf(seq)), block);
}

/** Messages up to and including `seq` that count for that side. */
export function countedUpTo(rows: Rows, stream: string, side: CountsFor, seq: number): number {
  if (seq < 1) return 0;
  const block = rows.get<CountBlock>(stream, blockKey(blockOf(seq)));
  return block ? countIn(block, side, ((seq - 1) % BLOCK) + 1) : 0;
}

/** The same for queries. */
export async function readCounted(
  conversations: RowReader,
  stream: string,
  side: CountsFor,
  seq: number,
): Promise<number> {
  if (seq < 1) return 0;
  const block = await conversations.get<CountBlock>(stream, blockKey(blockOf(seq)));
  return block ? countIn(block, side, ((seq - 1) % BLOCK) + 1) : 0;
}

function countIn(block: CountBlock, side: CountsFor, marks: number): number {
  let count = block[side - 1] ?? 0;
  const end = Math.min(block.length, TOTALS + marks);
  for (let at = TOTALS; at < end; at++) if (block[at] === side) count++;
  return count;
}

/**
 * Messages that no longer count for a side, although it has not read them: recalled ones, and those it has deleted. Gives
 * how to do it, and that gives how many of them did count. Every block behind carries the totals of what was before, so
 * this costs a row per block between the message and the end of the conversation (which may lie behind what a side sees of
 * it): unread messages are near it.
 */
export function uncounting(rows: Rows, stream: string, seqs: readonly number[], side: CountsFor): () => number {
  if (seqs.length === 0) return () => 0;
  const first = blockOf(Math.min(...seqs));
  const blocks: CountBlock[] = [];
  // Numbers have no gaps, and so have blocks.
  for (let at = first; ; at++) {
    const block = rows.get<CountBlock>(stream, blockKey(at));
    if (block === undefined) break;
    blocks.push(block);
  }
  return () => {
    let gone = 0;
    const changed = new Set<number>();
    for (const seq of seqs) {
      const own = blockOf(seq) - first;
      const mark = TOTALS + ((seq - 1) % BLOCK);
      const block = blocks[own];
      if (block === undefined || block[mark] !== side) continue;
      block[mark] = CountsFor.nobody;
      changed.add(own);
      for (let at = own + 1; at < blocks.length; at++) {
        const behind = blocks[at];
        if (behind === undefined) continue;
        behind[side - 1] = (behind[side - 1] ?? 0) - 1;
        changed.add(at);
      }
      gone++;
    }
    for (const at of changed) rows.put(stream, blockKey(first + at), blocks[at]);
    return gone;
  };
}
