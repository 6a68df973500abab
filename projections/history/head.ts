/** What is known of a conversation's history as a whole. Sort: `HEAD`, in the partition of the stream. */
export interface HistoryHead {
  /** Sort key of the last chunk: where a new message goes, without a search. */
  lastChunk: string;
  /** Highest seq of an imported message, 0 without one: while it is 0, the order of time is the order of seq. */
  lastImported: number;
}

export const HEAD = 'head';
