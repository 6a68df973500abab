import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { Projection } from '../projection.ts';
import { appOf, idKey, userKeyOf, userPartition } from '../row-keys.ts';
import { CountsFor, countBlock, markCounted } from './counted.ts';
import { deleted } from './deletion.ts';
import { messageHandlers } from './messages.ts';
import { type ConversationRow, newConversation } from './row.ts';
import { unreadBehind } from './unread.ts';

type Message = C2cEvents['C2cMessageSent'];

/**
 * Conversation lists and unread counts, one row per user and peer (product.md §2.14, §2.19).
 *
 * Unread is a function of the log: messages to the user with a seq above his read mark, but those sent with `noUnread`,
 * those that were recalled and those he has deleted. Clearing the history reads it, without telling the peer.
 * Marks go by seq, not by time: two messages of one second have one order, and an imported message is read with the rest.
 */
export const conversations: Projection = {
  name: 'conversations',
  version: 3,
  handlers: {
    ...messageHandlers,

    C2cMessageSent(event, rows) {
      const { from, to, seq, flags } = event.data;
      const app = appOf(event.stream);
      const fromKey = idKey(from);
      const toKey = idKey(to);
      const sender = flags & MessageFlag.hiddenFromSender ? undefined : userPartition(app, fromKey);
      const receiver = from === to || flags & MessageFlag.hiddenFromReceiver ? undefined : userPartition(app, toKey);
      const own = sender === undefined ? undefined : rows.get<ConversationRow>(sender, toKey);
      const others = receiver === undefined ? undefined : rows.get<ConversationRow>(receiver, fromKey);
      const block = countBlock(rows, event.stream, seq);

      const counts = receiver !== undefined && (flags & MessageFlag.noUnread) === 0;
      const side = from < to ? CountsFor.second : CountsFor.first;
      markCounted(rows, event.stream, seq, block, counts ? side : CountsFor.nobody);
      if (sender !== undefined)
        rows.put(sender, toKey, withMessage(own ?? newConversation(to, seq, event.position), event));
      if (receiver !== undefined) {
        const row = withMessage(others ?? newConversation(from, seq, event.position), event);
        if (counts && seq > row.readSeq) row.unread++;
        rows.put(receiver, fromKey, row);
      }
    },

    C2cRead(event, rows) {
      const { reader, peer, upToSeq, upToTime } = event.data;
      const app = appOf(event.stream);
      const readerKey = idKey(reader);
      const peerKey = idKey(peer);
      const own = userPartition(app, readerKey);
      const theirs = userPartition(app, peerKey);
      // A side that does not exist was deleted or has nothing to see: the mark says nothing about what comes later.
      const row = rows.get<ConversationRow>(own, peerKey);
      const peerRow = rows.get<ConversationRow>(theirs, readerKey);
      const moves = row !== undefined && (upToSeq > row.readSeq || upToTime > row.readTime);
      const mark = { stream: event.stream, user: reader, peer, upToSeq };
      const unread = moves ? unreadBehind(rows, mark, row) : 0;

      if (moves) {
        row.readSeq = Math.max(row.readSeq, upToSeq);
        row.readTime = Math.max(row.readTime, upToTime);
        row.unread = unread;
        row.position = event.position;
        rows.put(own, peerKey, row);
      }
      if (peerRow && peerRow !== row && (upToSeq > peerRow.peerReadSeq || upToTime > peerRow.peerReadTime)) {
        peerRow.peerReadSeq = Math.max(peerRow.peerReadSeq, upToSeq);
        peerRow.peerReadTime = Math.max(peerRow.peerReadTime, upToTime);
        peerRow.position = event.position;
        rows.put(theirs, readerKey, peerRow);
      }
    },

    ConversationsDeleted: deleted,

    /** The lists of a deleted account are gone; the other sides stay. A later message begins a new side (`firstSeq`). */
    AccountDeleted({ stream }, rows) {
      const partition = userPartition(appOf(stream), userKeyOf(stream));
      for (const { sort } of rows.range<ConversationRow>(partition)) rows.delete(partition, sort);
    },
  },
};

function withMessage(row: ConversationRow, event: Envelope<'C2cMessageSent'>): ConversationRow {
  const message: Message = event.data;
  row.lastSeq = Math.max(row.lastSeq, message.seq);
  row.position = event.position;
  row.listed = true;
  if (message.flags & MessageFlag.noLastMsg) return row;
  // An imported message may be older than the last one: it takes its place in time, not at the end.
  if (message.time < row.lastTime) return row;
  row.lastTime = message.time;
  row.lastRevision = event.revision;
  row.lastPosition = event.position;
  return row;
}
