import { MessageFlag } from '../../events/c2c/events.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { viewOf } from '../messages/views.ts';
import { idKey, userPartition } from '../row-keys.ts';
import { c2cHistory, messagesNow } from './c2c-history.ts';
import type { QueryDeps } from './deps.ts';
import { readMessages } from './messages.ts';
import { unreadOf } from './retention.ts';
import type { Conversation, HistoryMessage } from './types.ts';
import { limitUnread } from './unread-limits.ts';

/** All conversations of a user as they are now, deleted ones too: copies, because rows are live. */
export async function conversationRows(
  deps: QueryDeps,
  app: number,
  user: string,
): Promise<readonly Readonly<ConversationRow>[]> {
  const limits = await deps.limits(app);
  const rows = deps.runner.reader('conversations').range<ConversationRow>(userPartition(app, idKey(user)));
  const copies = (rows instanceof Promise ? await rows : rows).map(({ value }) => ({ ...value }));
  limitUnread(copies, limits);
  return copies;
}

/** One conversation, undefined when it does not exist: a copy. */
export async function conversationRow(
  deps: QueryDeps,
  app: number,
  user: string,
  peer: string,
): Promise<Readonly<ConversationRow> | undefined> {
  const limits = await deps.limits(app);
  const found = deps.runner.reader('conversations').get<ConversationRow>(userPartition(app, idKey(user)), idKey(peer));
  const row = found instanceof Promise ? await found : found;
  if (!row) return undefined;
  const copy = { ...row };
  limitUnread([copy], limits);
  return copy;
}

/** A row as `Conversation`, with its last message read from the log. */
export async function conversationOf(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
): Promise<Conversation> {
  const { peer, lastTime, lastSeq, readSeq, readTime, peerReadSeq, peerReadTime, position } = row;
  const unread = await unreadOf(deps, app, user, row);
  const numbers = { lastTime, lastSeq, unread, readSeq, readTime, peerReadSeq, peerReadTime, position };
  const lastMessage = await lastMessageOf(deps, app, user, row);
  return { peer, lastMessage, ...numbers };
}

/** What the conversation shows: the last message that its user has not taken out of his view. */
async function lastMessageOf(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
): Promise<HistoryMessage | undefined> {
  if (row.lastRevision < 0) return undefined;
  const stream = c2cStream(app, user, row.peer);
  const found = (await readMessages(deps.log, stream, [row.lastRevision])).get(row.lastRevision);
  if (found === undefined) return undefined;
  const { seq } = found.data;
  const view = await viewOf(deps.runner.reader('message-views'), { app, user, stream }, seq, seq);
  if (seq > view.clearedSeq && !view.hides(seq)) {
    const [last] = await messagesNow(deps, stream, [found], user, false, row);
    return last;
  }
  return newestShown(deps, app, user, row);
}

/** Messages that are looked at in one go for one to show. */
const PAGE = 20;

async function newestShown(
  deps: QueryDeps,
  app: number,
  user: string,
  { peer }: Readonly<ConversationRow>,
): Promise<HistoryMessage | undefined> {
  const viewer = { app, user, admin: false, platform: 'Server', instance: 0, requestId: '' } as const;
  let fromSeq: number | undefined;
  for (;;) {
    const page = await c2cHistory(deps, viewer, {
      viewer: user,
      peer,
      limit: PAGE,
      direction: 'older',
      ...(fromSeq !== undefined && { fromSeq }),
    });
    const shown = page.messages.findLast(({ message }) => (message.flags & MessageFlag.noLastMsg) === 0);
    if (shown !== undefined || page.complete) return shown;
    fromSeq = page.messages[0]?.message.seq;
  }
}
