import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { type Chunk, comparePlaces, field, flagsOf, isFromFirst, type Place, placeAt } from '../history/chunk.ts';
import { HEAD, type HistoryHead } from '../history/head.ts';
import { endOf, NEWEST, OLDEST, placeOfKey, placeOfSeq, startOf } from '../history/places.ts';
import { type Stretch, walk } from '../history/walk.ts';
import { type View, viewOf } from '../messages/views.ts';
import type { RowReader } from '../projection.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { statesOf } from './message-states.ts';
import { historyMessage, type ReadMarks, readMessages } from './messages.ts';
import { mayRead } from './permission.ts';
import { isReadable, readable } from './retention.ts';
import type { C2cHistoryPage, C2cHistoryQuery, HistoryMessage } from './types.ts';

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
  const stretch = await stretchOf(history, stream, readable(deps, query), firstSeq);
  const limit = Math.max(1, Math.min(MAX_LIMIT, Math.floor(query.limit) || 1));
  const visible = visibleTo(viewer < peer, viewer === peer, firstSeq);
  const views = deps.runner.reader('message-views');
  const at = { app: caller.app, user: viewer, stream };
  const { found: page, more } = await visiblePage(history, stream, { stretch, limit, visible }, (low, high) =>
    viewOf(views, at, low, high),
  );
  if (direction === 'older') page.reverse();
  const found = await readMessages(deps.log, stream, page);
  const messages = page.flatMap((revision) => found.get(revision) ?? []);
  return { complete: !more, messages: await messagesNow(deps, stream, messages, viewer, caller.admin, marks) };
}

/** Messages of one pair as `viewer` sees them now. */
export async function messagesNow(
  deps: QueryDeps,
  stream: string,
  sent: readonly Envelope<'C2cMessageSent'>[],
  viewer: string,
  seesAll: boolean,
  marks: ReadMarks,
): Promise<HistoryMessage[]> {
  const messages = sent.filter(({ data }) => isReadable(deps, data.time));
  const states = await statesOf(
    deps,
    stream,
    messages.map(({ data }) => data),
    { viewer, seesAll },
  );
  return messages.flatMap(({ position, data }) => {
    const now = states.get(data.seq);
    return now === undefined ? [] : [historyMessage({ position, data: now.message }, viewer, marks, now.state)];
  });
}

interface Wanted {
  readonly stretch: Stretch;
  readonly limit: number;
  readonly visible: (chunk: Chunk, at: number) => boolean;
}

/**
 * Revisions of the first `limit` messages of a stretch that are visible and that the viewer has not deleted, and whether
 * there are more. What was deleted is looked up for a page at a time: few delete much.
 */
async function visiblePage(
  history: RowReader,
  stream: string,
  { stretch, limit, visible }: Wanted,
  viewOf: (low: number, high: number) => Promise<View>,
): Promise<{ readonly found: number[]; readonly more: boolean }> {
  const found: number[] = [];
  let rest: Stretch | undefined = stretch;
  while (rest !== undefined) {
    const candidates: { readonly seq: number; readonly revision: number; readonly place: Place }[] = [];
    // One more than asked for: it says whether there is a next page.
    const wanted: number = limit + 1 - found.length;
    await walk(history, stream, rest, (chunk, at) => {
      if (visible(chunk, at)) {
        const [seq, revision] = [field(chunk, at, 'seq'), field(chunk, at, 'revision')];
        candidates.push({ seq, revision, place: placeAt(chunk, at) });
      }
      return candidates.length < wanted;
    });
    const last = candidates.at(-1)?.place;
    if (last === undefined) break;
    const seqs = candidates.map(({ seq }) => seq);
    const view = await viewOf(Math.min(...seqs), Math.max(...seqs));
    for (const { seq, revision } of candidates) {
      if (seq > view.clearedSeq && !view.hides(seq)) found.push(revision);
    }
    const ended = candidates.length < wanted || found.length > limit;
    rest = ended ? undefined : behind(rest, last);
  }
  return { found: found.slice(0, limit), more: found.length > limit };
}

function behind(stretch: Stretch, { time, seq }: Place): Stretch {
  return stretch.direction === 'older'
    ? { ...stretch, high: { time, seq: seq - 1 } }
    : { ...stretch, low: { time, seq: seq + 1 } };
}

function visibleTo(viewerIsFirst: boolean, alone: boolean, firstSeq: number) {
  return (chunk: Chunk, at: number): boolean => {
    if (field(chunk, at, 'seq') < firstSeq) return false;
    const marks = field(chunk, at, 'marks');
    const own = isFromFirst(marks) === viewerIsFirst;
    return (flagsOf(marks) & (own || alone ? MessageFlag.hiddenFromSender : MessageFlag.hiddenFromReceiver)) === 0;
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
