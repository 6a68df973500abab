import type { Envelope } from '../../events/envelope.ts';
import { partiesOf } from '../../events/user/conversations.ts';
import type { Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf, userPartition } from '../row-keys.ts';
import type { ConversationRow } from './row.ts';

/**
 * Takes conversations out of a user's list until the next message. What there is in them counts as read from here on; the
 * peer is not told, because nobody has read it.
 */
export function deleted({ stream, position, data }: Envelope<'ConversationsDeleted'>, rows: Rows): void {
  const partition = userPartition(appOf(stream), userKeyOf(stream));
  const found = data.conversations.flatMap((conversation) => {
    const { peer } = partiesOf(conversation);
    const row = peer === undefined ? undefined : rows.get<ConversationRow>(partition, idKey(peer));
    return row ?? [];
  });
  for (const row of found) {
    row.listed = false;
    row.readSeq = Math.max(row.readSeq, row.lastSeq);
    row.readTime = Math.max(row.readTime, row.lastTime);
    row.unread = 0;
    row.position = position;
    rows.put(partition, idKey(row.peer), row);
  }
}
