import type { Caller } from '../../events/caller.ts';
import { searchable } from '../search/message-text.ts';
import type { PlaceHits } from '../search/port.ts';
import type { QueryDeps } from './deps.ts';
import { messagesAt } from './messages-at.ts';
import { mayRead } from './permission.ts';
import { describe, firstSeqOf, placeOf, placesOf } from './search-places.ts';
import { badSearch, checkSearch, countOf, formatCursor, parseCursor, searchIndex } from './search-rules.ts';
import type { ConversationHits, MessageSearchPage, MessageSearchQuery } from './search-types.ts';

/** Hits of one place that somebody may see. */
type Visible = Omit<PlaceHits, 'seqs'> & { readonly seqs: readonly number[] };

/**
 * Messages by their words (product.md §2.18, rows 369–374, 378): of one conversation its hits, newest first; of all of
 * them the conversations with their counts. Whatever the index says, a message is shown only if `messagesAt` has it for
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
  const { position, places } = await index.messages({
    app: caller.app,
    user,
    places: one === undefined ? await placesOf(deps, caller.app, user) : [one],
    allC2c: one === undefined,
    keywords: query.keywords,
    match: query.match,
    senders,
    types,
    ...(query.since !== undefined && { since: query.since }),
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
  if (hits === undefined) return { total: view.total ?? 0, cursor: undefined, conversations: [] };
  const total = view.total ?? hits.seqs.length;
  const rest = hits.seqs.filter((seq) => seq < below);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    total,
    cursor: last !== undefined && rest.length > limit ? formatCursor([position, total, last, '']) : undefined,
    conversations: [await conversationHits(view, { ...hits, seqs: page }, total)],
  };
}

async function pageOfConversations(
  view: View,
  all: readonly Visible[],
  behind: Pick<Visible, 'newest' | 'stream'> | undefined,
) {
  const { limit, position } = view;
  const total = view.total ?? all.length;
  const rest = all.filter((hits) => behind === undefined || newestFirst(behind, hits) < 0).sort(newestFirst);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = last !== undefined && rest.length > limit;
  return {
    total,
    cursor: more ? formatCursor([position, total, last.newest, last.stream]) : undefined,
    conversations: await Promise.all(
      page.map((hits) =>
        conversationHits(view, hits.seqs.length === 1 ? hits : { ...hits, seqs: [] }, hits.seqs.length),
      ),
    ),
  };
}

type Key = Pick<Visible, 'newest' | 'stream'>;

function newestFirst(one: Key, other: Key): number {
  return other.newest - one.newest || (one.stream < other.stream ? -1 : one.stream > other.stream ? 1 : 0);
}

async function conversationHits(
  { deps, caller, query }: View,
  { stream, seqs }: Visible,
  count: number,
): Promise<ConversationHits> {
  const place = describe(stream, query.user);
  const found = await messagesAt(deps, caller, { place, seqs, viewer: query.user });
  return place.kind === 'c2c'
    ? { peer: place.peer, count, messages: found.messages }
    : { group: place.group, topic: place.topic, count, entries: found.entries };
}
