/** What is known of a group's sequence as a whole. Partition: its stream; sort: `HEAD`. */
export interface GroupHead {
  /** First seq of this life of the group: an id that is used again goes on with the numbers, and with nothing else. */
  firstSeq: number;
  /** Highest seq given out. */
  lastSeq: number;
  /** Unix seconds of the newest message in time, 0 while nobody has written. */
  lastMessageTime: number;
  /** Everything up to here was taken away for everybody (rest-api.md §16.8), 0: nothing. */
  removedSeq: number;
  /** Position of the last event that changed a message of it, 0 without one: what devices that were away look for. */
  changedAt: number;
  /** Seqs so far that nobody counts as unread. */
  ignored: number;
  /** The last entry that conversations of all members show: seq (0 without one), revision, Unix seconds. */
  shownSeq: number;
  shownRevision: number;
  shownTime: number;
}

export const HEAD = 'head';

export function newHead(lastSeq: number, ignored: number): GroupHead {
  return {
    firstSeq: lastSeq + 1,
    lastSeq,
    lastMessageTime: 0,
    removedSeq: 0,
    changedAt: 0,
    ignored,
    shownSeq: 0,
    shownRevision: 0,
    shownTime: 0,
  };
}
