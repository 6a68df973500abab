import type { ConversationLimits } from '../../events/app/limits.ts';
import type { ConversationRow } from '../conversations/row.ts';

/**
 * What a limit on unread messages leaves of the counts (product.md §2.17): so many of the newest conversations in which
 * something is unread, and so many messages in each. The messages themselves are all there. Changes the rows: copies.
 */
export function limitUnread(
  rows: readonly ConversationRow[],
  { unreadConversations, unreadPerConversation }: ConversationLimits,
): void {
  const unread = rows.filter((row) => row.unread > 0);
  for (const row of unread) row.unread = Math.min(row.unread, unreadPerConversation);
  if (unread.length <= unreadConversations) return;
  unread.sort((one, other) => other.lastTime - one.lastTime || other.lastPosition - one.lastPosition);
  for (const row of unread.slice(unreadConversations)) row.unread = 0;
}
