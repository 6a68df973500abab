import { MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { Projection, Rows } from '../projection.ts';
import {
  type Chunk,
  chunkKey,
  chunksUpTo,
  comparePlaces,
  entriesBefore,
  entriesIn,
  FIRST_CHUNK,
  FULL,
  marksOf,
  placeAt,
  SPLIT,
  WIDTH,
} from './chunk.ts';
import { HEAD, type HistoryHead } from './head.ts';
import { type SeqTimes, seqBlockKey, setTime } from './seq-times.ts';

/**
 * The index of one-to-one history (product.md §2.17): where in the log each message lies, in the order of (time, seq).
 * Partition: the stream. A message costs one entry in the chunk at the end; an imported one finds its chunk in time.
 */
export const history: Projection = {
  name: 'c2c-history',
  version: 1,
  handlers: {
    C2cMessageSent(event, rows) {
      const { stream, data } = event;
      const seqKey = seqBlockKey(data.seq);
      const head = rows.get<HistoryHead>(stream, HEAD);
      const times = rows.get<SeqTimes>(stream, seqKey) ?? [];
      const lastKey = head?.lastChunk ?? FIRST_CHUNK;
      const last = rows.get<Chunk>(stream, lastKey) ?? [];
      const entries = entriesIn(last);
      const atEnd = entries === 0 || comparePlaces(placeAt(last, entries - 1), data) < 0;

      if (!atEnd) insert(event, rows, head ?? newHead(), last);
      else append(event, rows, head ?? newHead(), last);
      setTime(times, data.seq, data.time);
      rows.put(stream, seqKey, times);
    },
  },
};

const newHead = (): HistoryHead => ({ lastChunk: FIRST_CHUNK, lastImported: 0 });

/** The usual case: the newest message. */
function append(event: Envelope<'C2cMessageSent'>, rows: Rows, head: HistoryHead, last: Chunk): void {
  const { stream, data } = event;
  const full = entriesIn(last) >= FULL;
  const chunk = full ? [] : last;
  const key = full ? chunkKey(data) : head.lastChunk;
  pushEntry(chunk, event);
  rows.put(stream, key, chunk);
  // The head changes with chunks and imports only, so that it is not written with every message.
  const imported = (data.flags & MessageFlag.imported) !== 0;
  if (full || imported || entriesIn(chunk) === 1) putHead(rows, stream, head, key, imported ? data.seq : 0);
}

/** An older message among newer ones: into the chunk that holds its time, which is split when it grows too long. */
function insert(event: Envelope<'C2cMessageSent'>, rows: Rows, head: HistoryHead, last: Chunk): void {
  const { stream, data } = event;
  const [floor] = rows.range<Chunk>(stream, { ...chunksUpTo(data), limit: 1 });
  const key = floor?.sort ?? FIRST_CHUNK;
  const chunk = key === head.lastChunk ? last : (rows.get<Chunk>(stream, key) ?? []);

  const entry: Chunk = [];
  pushEntry(entry, event);
  chunk.splice(entriesBefore(chunk, data) * WIDTH, 0, ...entry);
  let lastChunk = head.lastChunk;
  if (entriesIn(chunk) > SPLIT) {
    const upper = chunk.splice(FULL * WIDTH);
    const upperKey = chunkKey(placeAt(upper, 0));
    rows.put(stream, upperKey, upper);
    if (key === lastChunk) lastChunk = upperKey;
  }
  rows.put(stream, key, chunk);
  // Whatever came out of order counts as imported, whatever its flags: queries rely on the order of time otherwise.
  putHead(rows, stream, head, lastChunk, data.seq);
}

function putHead(rows: Rows, stream: string, head: HistoryHead, lastChunk: string, imported: number): void {
  head.lastChunk = lastChunk;
  head.lastImported = Math.max(head.lastImported, imported);
  rows.put(stream, HEAD, head);
}

function pushEntry(chunk: Chunk, { data, position, revision }: Envelope<'C2cMessageSent'>): void {
  chunk.push(
    data.seq,
    data.time,
    position,
    revision,
    data.msgSeq,
    data.random,
    marksOf(data.flags, data.from < data.to),
  );
}
