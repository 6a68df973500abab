/** One user's side of a conversation. Partition: the user; sort: the peer. */
export interface ConversationRow {
  readonly peer: string;
  /**
   * The message that made this side: nothing before it is his to see. Above 1 when an earlier life of the account was
   * deleted, or when all before was hidden from him.
   */
  readonly firstSeq: number;
  /** In the list: false from a deletion to the next message. */
  listed: boolean;
  /** Highest seq of a message on this side. */
  lastSeq: number;
  /** Unix seconds of the last message, 0 without one. */
  lastTime: number;
  /** Revision and position of the last message; without one -1, and the position of the message that made this side. */
  lastRevision: number;
  lastPosition: number;
  unread: number;
  readSeq: number;
  /** Unix seconds. */
  readTime: number;
  peerReadSeq: number;
  peerReadTime: number;
  /** Position of the last event that changed this row. */
  position: number;
}

/** `position`: of the message that makes it. */
export function newConversation(peer: string, firstSeq: number, position: number): ConversationRow {
  return {
    peer,
    firstSeq,
    listed: true,
    lastSeq: 0,
    lastTime: 0,
    lastRevision: -1,
    lastPosition: position,
    unread: 0,
    // What came before this side began is not his to read: it counts as read, so that marks and counts start here.
    readSeq: firstSeq - 1,
    readTime: 0,
    peerReadSeq: 0,
    peerReadTime: 0,
    position: 0,
  };
}
