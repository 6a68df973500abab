import type { Caller } from '../../events/caller.ts';
import { searchable } from '../search/message-text.ts';
import type { PlaceHits } from '../search/port.ts';
import type { QueryDeps } from './deps.ts';
import { createMessageQueries } from './message-queries.ts';
import { mayRead } from './permission.ts';
import { oldestReadable } from './retention.ts';
import { describe, firstSeqOf, placeOf, placesOf } from './search-places.ts';
import { badSearch, checkSearch, countOf, formatCursor, parseCursor, searchIndex } from './search-rules.ts';
import type { ConversationHits, MessageSearchPage, MessageSearchQuery } from './search-types.ts';
import type { HistoryMessage, MessageState } from './types.ts';

/** Hits of one place that somebody may see. */
type Visible = Omit<PlaceHits, 'seqs'> & { readonly seqs: readonly number[] };

/**
 * Messages by their words (product.md §2.18, rows 369–374, 378): of one conversation its hits, newest first; of all of
 * them the conversations with their counts. Whatever the index says, a message is shown only if the history has it for
 * this user. Pages show the state of the first one: what is written meanwhile is not among them.
 */
export async function searchMessages(
  deps: QueryDeps,
  caller: Caller,
  query: MessageSearchQuery,
): Promise<MessageSearchPage> {
  const { user, senders = [], types = [] } = query;
  const index = searchIndex(deps);
  mayRead(caller, user);
  checkSearch(query);
  const unknown = types.find((type) => !Object.hasOwn(searchable, type));
  if (unknown !== undefined) throw badSearch(`messages of type ${unknown.slice(0, 40)} cannot be searched`);
  const one = placeOf(caller.app, user, query);
  const from = parseCursor(query.cursor, 'number', 'number', 'number', 'string');
  const since = Math.max(query.since ?? 0, oldestReadable(deps));
  const { position, places } = await index.messages({
    app: caller.app,
    user,
    places: one === undefined ? await placesOf(deps, caller.app, user) : [one],
    allC2c: one === undefined,
    keywords: query.keywords,
    match: query.match,
    senders,
    types,
    ...(since > 0 && { since }),
    ...(query.until !== undefined && { until: query.until }),
    ...(from && { upTo: from[0] }),
  });
  const seen = await Promise.all(places.map((hits) => visible(deps, caller.app, user, hits)));
  const all = seen.filter(({ seqs }) => seqs.length > 0);
  const view: View = { deps, caller, query, position, total: from?.[1], limit: countOf(query) };
  return one === undefined
    ? pageOfConversations(view, all, from && { newest: from[2], stream: from[3] })
    : pageOfMessages(view, all[0], from?.[2]);
}

interface View {
  readonly deps: QueryDeps;
  readonly caller: Caller;
  readonly query: MessageSearchQuery;
  readonly position: number;
  /** As the first page said; undefined on that. */
  readonly total: number | undefined;
  readonly limit: number;
}

/** Without what was before somebody came. */
async function visible(deps: QueryDeps, app: number, user: string, hits: PlaceHits): Promise<Visible> {
  const first = await firstSeqOf(deps, app, user, hits.stream);
  return { ...hits, seqs: first === undefined ? [] : [...hits.seqs].filter((seq) => seq >= first) };
}

async function pageOfMessages(view: View, hits: Visible | undefined, below = Number.POSITIVE_INFINITY) {
  const { limit, position } = view;
  const total = view.total ?? hits?.seqs.length ?? 0;
  if (hits === undefined) return { total, cursor: undefined, conversations: [] };
  const rest = hits.seqs.filter((seq) => seq < below);
  const found = await conversationHits(view, { ...hits, seqs: rest.slice(0, limit) }, total);
  const sizes = new Map(messagesOf(found).map(({ seq, body }) => [seq, body.length]));
  const fitting = thatFit(rest.slice(0, limit), (seq) => sizes.get(seq) ?? 0);
  const last = fitting.at(-1);
  const page = last === undefined ? found : withoutBelow(found, last);
  const more = last !== undefined && rest.length > fitting.length;
  return { total, cursor: more ? formatCursor([position, total, last, '']) : undefined, conversations: [page] };
}

async function pageOfConversations(view: View, all: readonly Visible[], behind: Key | undefined) {
  const { limit, position } = view;
  const total = view.total ?? all.length;
  const rest = all.filter((hits) => behind === undefined || newestFirst(behind, hits) < 0).sort(newestFirst);
  const page = await Promise.all(
    rest.slice(0, limit).map(async (hits) => {
      const { length } = hits.seqs;
      return { hits, shown: await conversationHits(view, length === 1 ? hits : { ...hits, seqs: [] }, length) };
    }),
  );
  const fitting = thatFit(page, ({ shown }) => messagesOf(shown)[0]?.body.length ?? 0);
  const last = fitting.at(-1)?.hits;
  const more = last !== undefined && rest.length > fitting.length;
  return {
    total,
    cursor: more ? formatCursor([position, total, last.newest, last.stream]) : undefined,
    conversations: fitting.map(({ shown }) => shown),
  };
}

/** Bytes of message bodies on one page, so that the answer fits into what a socket may buffer. */
const PAGE_BYTES = 384 * 1024;

/** The first of a list that fit on a page; at least one. */
function thatFit<T>(list: readonly T[], bytesOf: (item: T) => number): readonly T[] {
  let left = PAGE_BYTES;
  const end = list.findIndex((item, at) => {
    left -= bytesOf(item);
    return left < 0 && at > 0;
  });
  return end < 0 ? list : list.slice(0, end);
}

function messagesOf(hits: ConversationHits): readonly { readonly seq: number; readonly body: Uint8Array }[] {
  if ('messages' in hits) return hits.messages.map(({ message }) => message);
  return hits.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []));
}

function withoutBelow(hits: ConversationHits, seq: number): ConversationHits {
  if ('messages' in hits) return { ...hits, messages: hits.messages.filter(({ message }) => message.seq >= seq) };
  return { ...hits, entries: hits.entries.filter((entry) => entry.kind === 'message' && entry.message.seq >= seq) };
}

type Key = Pick<Visible, 'newest' | 'stream'>;

function newestFirst(one: Key, other: Key): number {
  return other.newest - one.newest || (one.stream < other.stream ? -1 : one.stream > other.stream ? 1 : 0);
}

/** As one-to-one history is ordered. */
function byTime({ message: one }: HistoryMessage, { message: other }: HistoryMessage): number {
  return one.time - other.time || one.seq - other.seq;
}

async function conversationHits(
  { deps, caller, query }: View,
  { stream, seqs }: Visible,
  count: number,
): Promise<ConversationHits> {
  const place = describe(stream, query.user);
  const messages = createMessageQueries(deps);
  const view = { viewer: query.user, seqs };
  // The index is a little behind: what was recalled a moment ago is not shown any more.
  const stands = ({ state }: { readonly state?: MessageState | undefined }) => state?.revoked === undefined;
  if (place.kind === 'c2c') {
    const found = await messages.peerMessages(caller, { ...view, peer: place.peer });
    return { peer: place.peer, count, messages: found.filter(stands).sort(byTime) };
  }
  const { group, topic } = place;
  const entries = await messages.groupMessages(caller, { ...view, group, topic });
  return { group, topic, count, entries: entries.filter((entry) => entry.kind === 'message' && stands(entry)) };
}
