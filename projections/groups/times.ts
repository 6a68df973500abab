import type { EventLog } from '../../events/log.ts';
import type { RowReader } from '../projection.ts';
import { readEntries } from '../queries/group-entries.ts';
import { revisionAt, type SeqChunk, seqChunkKey } from './chunk.ts';
import { type GroupHead, HEAD } from './head.ts';

/**
 * For each time (Unix seconds) the highest seq of a message from before it, 0 without one. Messages of a group ascend in
 * time; a tip, which has the time of its event, is passed over. A search for each time that reads a few messages of the
 * log: for imports, which are rare.
 */
export async function seqsBefore(
  log: EventLog,
  history: RowReader,
  stream: string,
  times: readonly number[],
): Promise<readonly number[]> {
  const head = await history.get<GroupHead>(stream, HEAD);
  if (!head) return times.map(() => 0);
  const { firstSeq, lastSeq } = head;
  const known = new Map<number, Promise<{ readonly seq: number; readonly time: number }>>();

  /** The newest message up to a seq; seq `firstSeq - 1` and the beginning of time when there is none. */
  async function messageUpTo(seq: number): Promise<{ readonly seq: number; readonly time: number }> {
    if (seq < firstSeq) return { seq: firstSeq - 1, time: Number.NEGATIVE_INFINITY };
    const chunk = await history.get<SeqChunk>(stream, seqChunkKey(seq));
    const revision = chunk ? revisionAt(chunk, seq) : 0;
    const entry = revision > 0 ? (await readEntries(log, stream, [revision])).get(revision) : undefined;
    return entry?.kind === 'message' ? { seq, time: entry.message.time } : messageUpTo(seq - 1);
  }

  async function before(time: number): Promise<number> {
    let low = firstSeq - 1;
    let high = lastSeq;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const found = known.get(middle) ?? messageUpTo(middle);
      known.set(middle, found);
      const message = await found;
      if (message.time < time) low = middle;
      else high = message.seq - 1;
    }
    return (await messageUpTo(low)).seq;
  }

  const unique = [...new Set(times)];
  const seqs = new Map<number, number>();
  for (const time of unique) seqs.set(time, await before(time));
  return times.map((time) => seqs.get(time) ?? 0);
}
