import type { RowReader } from '../projection.ts';
import { field, type Place, placeAt } from './chunk.ts';
import { HEAD, type HistoryHead } from './head.ts';
import { lastSeqBlock, lastSeqIn, type SeqTimes, seqBlockKey, timeInBlock } from './seq-times.ts';
import { walk } from './walk.ts';

/** Before and behind every message. The numbers keep within the ten digits of row keys. */
export const OLDEST: Place = { time: 0, seq: 0 };
export const NEWEST: Place = { time: 9_999_999_998, seq: 9_999_999_998 };

/** First and last place of one second. */
export const startOf = (time: number): Place => ({ time, seq: 0 });
export const endOf = (time: number): Place => ({ time, seq: NEWEST.seq });

/** Where the message `seq` lies; before or behind everything for a seq that is not there. */
export async function placeOfSeq(history: RowReader, stream: string, seq: number): Promise<Place> {
  if (seq < 1) return OLDEST;
  const block = await history.get<SeqTimes>(stream, seqBlockKey(seq));
  const time = block && timeInBlock(block, seq);
  return time === undefined || time === 0 ? NEWEST : { time, seq };
}

/** Where the message with this key lies, undefined when there is none. Of several with one key it is the oldest. */
export async function placeOfKey(
  history: RowReader,
  stream: string,
  key: { readonly msgSeq: number; readonly random: number; readonly time: number },
): Promise<Place | undefined> {
  let place: Place | undefined;
  await walk(history, stream, { low: startOf(key.time), high: endOf(key.time), direction: 'newer' }, (chunk, at) => {
    const same = field(chunk, at, 'msgSeq') === key.msgSeq && field(chunk, at, 'random') === key.random;
    if (same) place = placeAt(chunk, at);
    return !same;
  });
  return place;
}

/**
 * Highest seq up to which every message is at `time` (Unix seconds) or older, 0 when there is none: how far a read mark
 * given as a time reaches. Without imported messages that is the newest message at that time; with them it stops before
 * the first seq that is later, because a mark by seq must not cover a message that the reader has not come to.
 */
export async function seqUpToTime(history: RowReader, stream: string, time: number): Promise<number> {
  const head = await history.get<HistoryHead>(stream, HEAD);
  if (!head) return 0;
  if (head.lastImported === 0) return newestSeqAt(history, stream, time);
  let lowestLater = Number.POSITIVE_INFINITY;
  await walk(history, stream, { low: startOf(time + 1), high: NEWEST, direction: 'newer' }, (chunk, at) => {
    lowestLater = Math.min(lowestLater, field(chunk, at, 'seq'));
    return true;
  });
  return Number.isFinite(lowestLater) ? lowestLater - 1 : highestSeq(history, stream);
}

/** Unix seconds of the newest message whose seq is not above `seq`, 0 when there is none. */
export async function timeUpToSeq(history: RowReader, stream: string, seq: number): Promise<number> {
  const head = await history.get<HistoryHead>(stream, HEAD);
  if (!head || seq < 1) return 0;
  const place = head.lastImported === 0 ? await placeOfSeq(history, stream, seq) : NEWEST;
  if (place !== NEWEST) return place.time;
  let time = 0;
  await walk(history, stream, { low: OLDEST, high: NEWEST, direction: 'older' }, (chunk, at) => {
    if (field(chunk, at, 'seq') > seq) return true;
    time = field(chunk, at, 'time');
    return false;
  });
  return time;
}

async function newestSeqAt(history: RowReader, stream: string, time: number): Promise<number> {
  let seq = 0;
  await walk(history, stream, { low: OLDEST, high: endOf(time), direction: 'older' }, (chunk, at) => {
    seq = field(chunk, at, 'seq');
    return false;
  });
  return seq;
}

async function highestSeq(history: RowReader, stream: string): Promise<number> {
  const [last] = await history.range<SeqTimes>(stream, lastSeqBlock);
  return last ? lastSeqIn(last.sort, last.value) : 0;
}
