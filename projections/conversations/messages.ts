import type { Envelope } from '../../events/envelope.ts';
import type { MessageEventType } from '../../events/message/events.ts';
import { categoryOf, parseStream } from '../../events/stream.ts';
import type { Handlers, Rows } from '../projection.ts';
import { appOf, idKey, userPartition } from '../row-keys.ts';
import { uncounting } from './counted.ts';
import type { ConversationRow } from './row.ts';
import { sideOf, unreadBehind } from './unread.ts';

/** What becomes of one-to-one messages changes the lists of both: what they show last, and what is unread. */
export const messageHandlers: Pick<Handlers, Exclude<MessageEventType, 'MessagesRemoved' | 'HistoryRemoved'>> = {
  MessageRevoked: inPairs((event, rows) => {
    const { from, seq } = event.data;
    const [author, receiver] = sidesOf(event.stream, from, rows);
    const forget = receiver.row && forgetting(rows, event.stream, receiver, receiver.row, [seq]);
    forget?.();
    for (const side of [author, receiver]) touch(rows, side, event.position);
  }),

  MessagesDeleted: inPairs((event, rows) => {
    const [own] = sidesOf(event.stream, event.data.user, rows);
    if (!own.row) return;
    forgetting(rows, event.stream, own, own.row, event.data.seqs)();
    touch(rows, own, event.position);
  }),

  HistoryCleared: inPairs((event, rows) => {
    const { user, upToSeq } = event.data;
    const [own] = sidesOf(event.stream, user, rows);
    const { row, peer } = own;
    if (!row) return;
    const unread = unreadBehind(rows, { stream: event.stream, user, peer, upToSeq }, row);
    row.readSeq = Math.max(row.readSeq, upToSeq);
    row.unread = unread;
    touch(rows, own, event.position);
  }),

  MessageModified: inPairs(changedForBoth),
  ExtensionsChanged: inPairs(changedForBoth),
  ReactionChanged: inPairs(changedForBoth),
  MessagesConfirmed: inPairs((event, rows) => {
    for (const side of sidesOf(event.stream, event.data.reader, rows)) touch(rows, side, event.position);
  }),
};

/** Devices that were away find what has changed by the position of the conversation. */
function changedForBoth(
  event: Envelope<'MessageModified' | 'ExtensionsChanged' | 'ReactionChanged'>,
  rows: Rows,
): void {
  for (const side of sidesOf(event.stream, event.data.from, rows)) touch(rows, side, event.position);
}

interface Side {
  readonly partition: string;
  readonly user: string;
  readonly peer: string;
  readonly row: ConversationRow | undefined;
}

/** The conversation as `user` has it, then as the other one has it. */
function sidesOf(stream: string, user: string, rows: Rows): readonly [Side, Side] {
  const { ids } = parseStream(stream);
  const peer = (ids[0] === user ? ids[1] : ids[0]) ?? user;
  const side = (one: string, other: string): Side => {
    const partition = userPartition(appOf(stream), idKey(one));
    return { partition, user: one, peer: other, row: rows.get<ConversationRow>(partition, idKey(other)) };
  };
  return [side(user, peer), side(peer, user)];
}

function touch(rows: Rows, { partition, peer, row }: Side, position: number): void {
  if (!row) return;
  row.position = position;
  rows.put(partition, idKey(peer), row);
}

/** Takes unread messages off the count of one side: changes the row, which the caller puts. */
function forgetting(
  rows: Rows,
  stream: string,
  { user, peer }: Side,
  row: ConversationRow,
  seqs: readonly number[],
): () => void {
  const unread = seqs.filter((seq) => seq > row.readSeq && seq <= row.lastSeq);
  const uncount = uncounting(rows, stream, unread, sideOf(user, peer), row.lastSeq);
  return () => {
    row.unread -= uncount();
  };
}

/** These events happen in groups and topics as well: that is another projection's. */
function inPairs<E extends MessageEventType>(
  handle: (event: Envelope<E>, rows: Rows) => void,
): (event: Envelope<E>, rows: Rows) => void {
  return (event, rows) => {
    if (categoryOf(event.stream) === 'c2c') handle(event, rows);
  };
}
