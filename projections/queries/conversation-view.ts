import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { historyMessage, readMessages } from './messages.ts';
import type { Conversation } from './types.ts';
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
  const { peer, lastTime, lastSeq, unread, readSeq, readTime, peerReadSeq, peerReadTime, position } = row;
  const numbers = { lastTime, lastSeq, unread, readSeq, readTime, peerReadSeq, peerReadTime, position };
  if (row.lastRevision < 0) return { peer, lastMessage: undefined, ...numbers };
  const found = await readMessages(deps.log, c2cStream(app, user, peer), [row.lastRevision]);
  const last = found.get(row.lastRevision);
  return { peer, lastMessage: last && historyMessage(last, user, row), ...numbers };
}
