import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { discardedBy } from './conversation-settings.ts';
import { conversationOf, conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { historyMessage } from './messages.ts';
import { mayRead } from './permission.ts';
import type { Changes, ChangesQuery, HistoryMessage } from './types.ts';

/**
 * What a user missed behind a position: the messages of all conversations that changed since, in log order (imported ones
 * too: their flag tells), and those conversations. More than `limit` messages, or a position that is not of this log's
 * past, is an explicit resync.
 */
export async function changes(deps: QueryDeps, caller: Caller, query: ChangesQuery): Promise<Changes> {
  const { user, after, limit } = query;
  mayRead(caller, user);
  // Taken before the rows are read: what is folded later is reported later.
  const position = deps.runner.folded();
  const resync: Changes = { resync: true, messages: [], conversations: [], position };
  if (!(after >= 0 && after <= position)) return resync;
  const rows = await conversationRows(deps, caller.app, user);
  const changed = rows.filter((row) => row.position > after);
  const discarded = new Set(await discardedBy(deps, caller.app, user));
  const messages: HistoryMessage[] = [];
  for (const row of changed) {
    // As they are kept from connected devices: history has them.
    if (discarded.has(row.peer)) continue;
    const missed = await missedMessages(deps, caller.app, user, row, after, position, limit - messages.length);
    if (!missed) return resync;
    messages.push(...missed);
  }
  return {
    resync: false,
    messages: messages.sort((one, other) => one.position - other.position),
    conversations: await Promise.all(
      changed.filter(({ listed }) => listed).map((row) => conversationOf(deps, caller.app, user, row)),
    ),
    position,
  };
}

/** Messages of one conversation with a position in (after, upTo], undefined when there are more than `limit`. */
async function missedMessages(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
  after: number,
  upTo: number,
  limit: number,
): Promise<HistoryMessage[] | undefined> {
  const messages: HistoryMessage[] = [];
  // From the end of the stream and not from the history's index: the stream has the order of the log.
  for await (const event of deps.log.read(c2cStream(app, user, row.peer), { direction: 'backwards' })) {
    if (event.position <= after) break;
    if (event.position > upTo || event.type !== 'C2cMessageSent') continue;
    const { from, seq, flags } = event.data;
    if (seq < row.firstSeq || (from === user && (flags & MessageFlag.hiddenFromSender) !== 0)) continue;
    if (messages.length >= limit) return undefined;
    messages.push(historyMessage(event, user, row));
  }
  return messages;
}
