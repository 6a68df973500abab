import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { type Chunk, comparePlaces, field, flagsOf, isFromFirst, type Place } from '../history/chunk.ts';
import { HEAD, type HistoryHead } from '../history/head.ts';
import { endOf, NEWEST, OLDEST, placeOfKey, placeOfSeq, startOf } from '../history/places.ts';
import { type Stretch, walk } from '../history/walk.ts';
import type { RowReader } from '../projection.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { historyMessage, type ReadMarks, readMessages } from './messages.ts';
import { mayRead } from './permission.ts';
import type { C2cHistoryPage, C2cHistoryQuery } from './types.ts';

const MAX_LIMIT = 100;

/**
 * A page of a conversation as one side sees it (product.md §2.17, wire-messages.md §6.1). The order is (time, seq); pages
 * taken one behind the other have no gap and no double, whatever was sent or imported in between.
 */
export async function c2cHistory(deps: QueryDeps, caller: Caller, query: C2cHistoryQuery): Promise<C2cHistoryPage> {
  const { viewer, peer, direction } = query;
  mayRead(caller, viewer);
  const stream = c2cStream(caller.app, viewer, peer);
  const row = await deps.runner
    .reader('conversations')
    .get<ConversationRow>(userPartition(caller.app, idKey(viewer)), idKey(peer));
  if (!row) return { messages: [], complete: true };
  // Copied, because the row is live and the log is read behind an await.
  const { firstSeq, readSeq, readTime, peerReadSeq, peerReadTime } = row;
  const marks: ReadMarks = { readSeq, readTime, peerReadSeq, peerReadTime };

  const history = deps.runner.reader('c2c-history');
  const stretch = await stretchOf(history, stream, query, firstSeq);
  const limit = Math.max(1, Math.min(MAX_LIMIT, Math.floor(query.limit) || 1));
  const visible = visibleTo(viewer < peer, viewer === peer, firstSeq);
  const revisions: number[] = [];
  await walk(history, stream, stretch, (chunk, at) => {
    // One more than asked for: it says whether there is a next page.
    if (visible(chunk, at)) revisions.push(field(chunk, at, 'revision'));
    return revisions.length <= limit;
  });
  const complete = revisions.length <= limit;
  const page = revisions.slice(0, limit);
  if (direction === 'older') page.reverse();
  const found = await readMessages(deps.log, stream, page);
  return {
    complete,
    messages: page.flatMap((revision) => {
      const message = found.get(revision);
      return message ? [historyMessage(message, viewer, marks)] : [];
    }),
  };
}

function visibleTo(viewerIsFirst: boolean, alone: boolean, firstSeq: number) {
  return (chunk: Chunk, at: number): boolean => {
    if (field(chunk, at, 'seq') < firstSeq) return false;
    const marks = field(chunk, at, 'marks');
    if ((flagsOf(marks) & MessageFlag.hiddenFromSender) === 0) return true;
    return !alone && isFromFirst(marks) !== viewerIsFirst;
  };
}

/** The part of the conversation that a query may see, from its start point on. */
async function stretchOf(
  history: RowReader,
  stream: string,
  query: C2cHistoryQuery,
  firstSeq: number,
): Promise<Stretch> {
  let low = query.minTime === undefined ? OLDEST : startOf(query.minTime);
  let high = query.maxTime === undefined ? NEWEST : endOf(query.maxTime);
  const start = await startOfPage(history, stream, query);
  if (query.direction === 'older') high = least(high, start);
  else low = greatest(low, start);
  if (firstSeq > 1) low = greatest(low, await firstVisible(history, stream, firstSeq));
  return { low: clamp(low), high: clamp(high), direction: query.direction };
}

/** First place of the page, inclusive. */
async function startOfPage(history: RowReader, stream: string, query: C2cHistoryQuery): Promise<Place> {
  const older = query.direction === 'older';
  const beside = ({ time, seq }: Place): Place => ({ time, seq: older ? seq - 1 : seq + 1 });
  if (query.fromKey) {
    const place = await placeOfKey(history, stream, query.fromKey);
    if (place) return beside(place);
    // A key that is not here: its whole second again, which repeats but leaves nothing out (wire-messages.md §6.1).
    return older ? endOf(query.fromKey.time) : startOf(query.fromKey.time);
  }
  if (query.fromSeq !== undefined) return beside(await placeOfSeq(history, stream, query.fromSeq));
  if (query.fromTime !== undefined) return older ? endOf(query.fromTime) : startOf(query.fromTime);
  return older ? NEWEST : OLDEST;
}

/** Nothing before this is visible; without imports behind it, the order of seq is the order of time. */
async function firstVisible(history: RowReader, stream: string, firstSeq: number): Promise<Place> {
  const head = await history.get<HistoryHead>(stream, HEAD);
  if (!head || head.lastImported >= firstSeq) return OLDEST;
  return placeOfSeq(history, stream, firstSeq);
}

const least = (one: Place, other: Place): Place => (comparePlaces(one, other) <= 0 ? one : other);
const greatest = (one: Place, other: Place): Place => (comparePlaces(one, other) >= 0 ? one : other);

/** Inside what row keys can say: bounds come from outside. */
function clamp({ time, seq }: Place): Place {
  const within = (value: number, most: number) => Math.max(0, Math.min(most, Math.floor(value) || 0));
  if (time < 0) return OLDEST;
  return { time: within(time, NEWEST.time), seq: within(seq, NEWEST.seq) };
}
