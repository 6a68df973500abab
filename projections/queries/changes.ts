import { type C2cEvents, isHiddenFrom } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { messagesNow } from './c2c-history.ts';
import { discardedBy } from './conversation-settings.ts';
import { conversationOf, conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { type Behind, concerns, groupChanges } from './missed-events.ts';
import { mayRead } from './permission.ts';
import type { Changes, ChangesQuery, HistoryMessage, MissedEvent } from './types.ts';

/**
 * What a user missed behind a position: the messages of all conversations that changed since, in log order (imported ones
 * too: their flag tells), what happened to older ones, in groups too, and those conversations. More than `limit` messages, or a position that is not of this log's
 * past, is an explicit resync.
 */
export async function changes(deps: QueryDeps, caller: Caller, query: ChangesQuery): Promise<Changes> {
  const { user, after, limit } = query;
  mayRead(caller, user);
  // Taken before the rows are read: what is folded later is reported later.
  const position = deps.runner.folded();
  const resync: Changes = { resync: true, messages: [], events: [], conversations: [], position };
  if (!(after >= 0 && after <= position)) return resync;
  const rows = await conversationRows(deps, caller.app, user);
  const changed = rows.filter((row) => row.position > after);
  const discarded = new Set(await discardedBy(deps, caller.app, user));
  const messages: HistoryMessage[] = [];
  const events: MissedEvent[] = [];
  for (const row of changed) {
    const behind = { after, upTo: position, limit: limit - messages.length - events.length };
    const missed = await missedOf(deps, caller.app, user, row, behind);
    if (!missed) return resync;
    // As they are kept from connected devices: history has them.
    messages.push(...missed.messages.filter(({ message }) => !discarded.has(message.from)));
    events.push(...missed.events);
  }
  const inGroups = await groupChanges(deps, caller.app, user, {
    after,
    upTo: position,
    limit: limit - messages.length - events.length,
  });
  if (!inGroups) return resync;
  return {
    resync: false,
    messages: messages.sort(byPosition),
    events: [...events, ...inGroups].sort(byPosition),
    conversations: await Promise.all(
      changed.filter(({ listed }) => listed).map((row) => conversationOf(deps, caller.app, user, row)),
    ),
    position,
  };
}

const byPosition = (one: { readonly position: number }, other: { readonly position: number }): number =>
  one.position - other.position;

/** What happened in one conversation behind `after`, undefined when there is more of it than the limit. */
async function missedOf(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
  { after, upTo, limit }: Behind,
): Promise<{ readonly messages: readonly HistoryMessage[]; readonly events: readonly MissedEvent[] } | undefined> {
  const stream = c2cStream(app, user, row.peer);
  const sent: Envelope<'C2cMessageSent'>[] = [];
  const events: MissedEvent[] = [];
  // From the end of the stream and not from the history's index: the stream has the order of the log.
  for await (const event of deps.log.read(stream, { direction: 'backwards' })) {
    if (event.position <= after) break;
    if (event.position > upTo) continue;
    if (event.type === 'C2cMessageSent' && isFor(event.data, user, row.firstSeq)) sent.push(event);
    else if (concerns(event, user, row.firstSeq)) events.push(event);
    if (sent.length + events.length > limit) return undefined;
  }
  return { messages: await messagesNow(deps, stream, sent, user, false, row), events };
}

function isFor(message: C2cEvents['C2cMessageSent'], user: string, firstSeq: number): boolean {
  return message.seq >= firstSeq && !isHiddenFrom(message, user);
}
