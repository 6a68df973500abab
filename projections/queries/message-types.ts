import type { Caller } from '../../events/caller.ts';
import type { Extension } from '../../events/message/events.ts';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import type { GroupHistoryEntry } from './group-types.ts';
import type { HistoryMessage } from './types.ts';

export interface ExtensionsPage {
  /** Sequence of the newest change. */
  readonly lastSeq: number;
  /** Pairs up to here are void. */
  readonly clearSeq: number;
  /** Ascending by sequence; deleted pairs have '' as value. */
  readonly entries: readonly Extension[];
  readonly complete: boolean;
}

export interface ReactionSummary {
  readonly reaction: string;
  readonly count: number;
  /** Some of those who reacted so, the latest first. */
  readonly users: readonly string[];
  /** The caller is among all of them. */
  readonly mine: boolean;
}

export interface MessageReactions {
  readonly message: MessageName;
  /** Between two users. */
  readonly key: { readonly msgSeq: number; readonly random: number; readonly time: number };
  readonly reactions: readonly ReactionSummary[];
}

export interface RecallsQuery {
  readonly group: string;
  readonly topic?: string | undefined;
  /** Unix milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

export interface Recall {
  readonly seq: number;
  readonly random: number;
  readonly by: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Who has confirmed a group message: those who could see it when it was sent, but its author. */
export interface Receipt {
  readonly seq: number;
  /** 0, or 10062 for a message without receipts. */
  readonly code: number;
  readonly read: number;
  readonly unread: number;
}

export interface ReceiptMembers {
  readonly members: readonly { readonly user: string /** Unix seconds, 0 while unread. */; readonly time: number }[];
  /** '' on the last page. */
  readonly cursor: string;
}

/**
 * Reads about messages that are there. Between two users they are the two's and administrators' (60010), in groups the
 * members' (10007, 10010).
 */
export interface MessageQueries {
  /** Messages by their numbers as `viewer` sees them, in the order asked for; those that are gone for him are left out. */
  peerMessages(
    caller: Caller,
    query: { readonly viewer: string; readonly peer: string; readonly seqs: readonly number[] },
  ): Promise<readonly HistoryMessage[]>;
  /** The same in a group or a topic. 110003 no such topic. */
  groupMessages(
    caller: Caller,
    query: {
      readonly viewer: string;
      readonly group: string;
      readonly topic?: string | undefined;
      readonly seqs: readonly number[];
    },
  ): Promise<readonly GroupHistoryEntry[]>;
  /** 23004 no such message. */
  extensions(
    caller: Caller,
    query: { readonly place: MessagePlace; readonly message: MessageName; readonly startSeq: number },
  ): Promise<ExtensionsPage>;
  /** Of messages that are there, in the order asked for. */
  reactions(
    caller: Caller,
    query: { readonly place: MessagePlace; readonly messages: readonly MessageName[]; readonly users: number },
  ): Promise<readonly MessageReactions[]>;
  /** A page of those who reacted so, the latest first. `next`: where the next page begins, 0 on the last. 23004. */
  reactionUsers(
    caller: Caller,
    query: {
      readonly place: MessagePlace;
      readonly message: MessageName;
      readonly reaction: string;
      readonly after: number;
      readonly limit: number;
    },
  ): Promise<{ readonly users: readonly string[]; readonly next: number }>;
  /** Recalls in a group, oldest first. `next`: when the first one behind the page was, 0 at the end. */
  groupRecalls(
    caller: Caller,
    query: RecallsQuery,
  ): Promise<{ readonly recalls: readonly Recall[]; readonly next: number }>;
  receipts(
    caller: Caller,
    query: { readonly group: string; readonly seqs: readonly number[] },
  ): Promise<readonly Receipt[]>;
  /** 10062 no receipts for this message. */
  receiptMembers(
    caller: Caller,
    query: {
      readonly group: string;
      readonly seq: number;
      readonly read: boolean;
      readonly cursor: string;
      readonly limit: number;
    },
  ): Promise<ReceiptMembers>;
}
