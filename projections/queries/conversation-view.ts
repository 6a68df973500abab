import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { RowReader } from '../projection.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { historyMessage, readMessages } from './messages.ts';
import type { Conversation } from './types.ts';

/** All conversations of a user as they are now: copies, because rows are live. */
export async function conversationRows(
  conversations: RowReader,
  app: number,
  user: string,
): Promise<readonly Readonly<ConversationRow>[]> {
  const rows = conversations.range<ConversationRow>(userPartition(app, idKey(user)));
  return (rows instanceof Promise ? await rows : rows).map(({ value }) => ({ ...value }));
}

/** One conversation, undefined when it does not exist: a copy. */
export async function conversationRow(
  conversations: RowReader,
  app: number,
  user: string,
  peer: string,
): Promise<Readonly<ConversationRow> | undefined> {
  const found = conversations.get<ConversationRow>(userPartition(app, idKey(user)), idKey(peer));
  const row = found instanceof Promise ? await found : found;
  return row && { ...row };
}

/** A row as `Conversation`, with its last message read from the log. */
export async function conversationOf(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
): Promise<Conversation> {
  const { peer, lastTime, lastSeq, unread, readSeq, readTime, peerReadSeq, peerReadTime, position } = row;
  const numbers = { lastTime, lastSeq, unread, readSeq, readTime, peerReadSeq, peerReadTime, position };
  if (row.lastRevision < 0) return { peer, lastMessage: undefined, ...numbers };
  const found = await readMessages(deps.log, c2cStream(app, user, peer), [row.lastRevision]);
  const last = found.get(row.lastRevision);
  return { peer, lastMessage: last && historyMessage(last, user, row), ...numbers };
}
