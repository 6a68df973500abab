import type { C2cEvents } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { MessageEventType } from '../../events/message/events.ts';
import type { MessageKey } from '../../events/message/place.ts';
import type { Platform } from '../../events/user/events.ts';
import type { PushToken } from '../../events/user/presence.ts';
import type { ConversationQueries } from './conversation-types.ts';
import type { FollowQueries } from './follow-types.ts';

/** What has become of a message since it was sent. */
export interface MessageState {
  /** 0 as it was sent; else `body` is what was put in the place of it. */
  readonly version: number;
  /** Undefined while it stands. Of a recalled message only its author and administrators see the words. */
  readonly revoked:
    | { readonly by: string; readonly reason: string /** Unix milliseconds. */; readonly at: number }
    | undefined;
  /** So many receivers have confirmed it, the last at this time (Unix seconds, 0 for none). */
  readonly confirmed: number;
  readonly confirmedAt: number;
}

/** A stored one-to-one message as one side sees it. */
export interface HistoryMessage {
  readonly position: number;
  readonly message: C2cEvents['C2cMessageSent'];
  /** The receiver's read mark covers it. */
  readonly peerRead: boolean;
  /** Undefined: as it was sent. */
  readonly state?: MessageState | undefined;
}

export type { MessageKey };

export interface C2cHistoryQuery {
  /** Whose view: the caller himself, or anybody for an administrator. */
  readonly viewer: string;
  readonly peer: string;
  /** 1…100. */
  readonly limit: number;
  readonly direction: 'older' | 'newer';
  /** Start behind this message (exclusive), in the direction asked for. Wins over `fromTime` and `fromSeq`. */
  readonly fromKey?: MessageKey;
  /** Start at this conversation seq (exclusive). */
  readonly fromSeq?: number;
  /** Start at this time, Unix seconds, inclusive. */
  readonly fromTime?: number;
  /** Bounds on the message time, Unix seconds, inclusive. */
  readonly minTime?: number;
  readonly maxTime?: number;
}

export interface C2cHistoryPage {
  /** Ascending in (time, seq), for both directions. */
  readonly messages: readonly HistoryMessage[];
  /** Nothing further in this direction. */
  readonly complete: boolean;
}

export interface Conversation {
  readonly peer: string;
  /** Last message that updates the conversation, undefined when there is none. */
  readonly lastMessage: HistoryMessage | undefined;
  /** Unix seconds of the last message, 0 without one. */
  readonly lastTime: number;
  /** Highest conversation seq. */
  readonly lastSeq: number;
  /** Messages to `user` behind his read mark that count (product.md §2.14). */
  readonly unread: number;
  readonly readSeq: number;
  readonly readTime: number;
  /** The peer's read mark. */
  readonly peerReadSeq: number;
  readonly peerReadTime: number;
  /** Position of the last event that changed this row. */
  readonly position: number;
}

export interface ConversationsQuery {
  readonly user: string;
  readonly limit: number;
  /** Opaque, from the page before. */
  readonly cursor?: string;
  /** Only conversations changed behind this position. */
  readonly changedAfter?: number;
}

export interface ConversationsPage {
  /** Newest last message first. */
  readonly conversations: readonly Conversation[];
  /** Undefined on the last page. */
  readonly cursor: string | undefined;
}

export interface ChangesQuery {
  readonly user: string;
  /** Position up to which the client has everything. */
  readonly after: number;
  /** More messages than this make the answer a resync. */
  readonly limit: number;
}

/** Something that happened to messages that were there before. */
export type MissedEvent = Envelope<MessageEventType>;

/** What a user missed: messages of all his conversations in log order, and the conversations as they are now. */
export interface Changes {
  /** True: too much was missed (or `after` is unknown): read conversations and history anew. The lists are empty. */
  readonly resync: boolean;
  readonly messages: readonly HistoryMessage[];
  /** What happened to messages of all his places, in log order. */
  readonly events: readonly MissedEvent[];
  readonly conversations: readonly Conversation[];
  /** The caller has everything up to here now. */
  readonly position: number;
}

export interface AccountRow {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
}

export type OnlineStatus = 'Online' | 'PushOnline' | 'Offline';

export interface UserStatus {
  readonly user: string;
  /** Undefined: no such account. */
  readonly status: OnlineStatus | undefined;
  /** '' : none. */
  readonly customStatus: string;
  /** One entry per platform that is not offline. */
  readonly platforms: readonly { readonly platform: Platform; readonly status: OnlineStatus }[];
}

/** Different users who have logged in in a month (UTC), `2026-11`. */
export interface ActiveUsers {
  readonly month: string;
  readonly users: number;
}

/** A user's devices that are logged in, as pushes see them. */
export interface PushTargets {
  readonly devices: readonly {
    readonly instance: number;
    readonly platform: Platform;
    /** The application is there and not shown. */
    readonly background: boolean;
    /** Null: pushes cannot reach it. */
    readonly token: PushToken | null;
  }[];
  /** What is unread in all. */
  readonly badge: number;
}

/**
 * Everything a caller may read. A caller who is not an administrator reads his own data only: anything else throws
 * `Refused` with 60010. What everybody may see of others (`accounts`, `status`) is open to every user of the app.
 */
export interface Queries extends ConversationQueries, FollowQueries {
  c2cHistory(caller: Caller, query: C2cHistoryQuery): Promise<C2cHistoryPage>;
  conversations(caller: Caller, query: ConversationsQuery): Promise<ConversationsPage>;
  /** One conversation, undefined when the two never talked. */
  conversation(caller: Caller, query: { user: string; peer: string }): Promise<Conversation | undefined>;
  /** Sum of `unread` over all conversations, and each one that is not 0. */
  unread(
    caller: Caller,
    query: { user: string },
  ): Promise<{ total: number; peers: readonly { peer: string; unread: number; lastTime: number }[] }>;
  changes(caller: Caller, query: ChangesQuery): Promise<Changes>;
  /** Messages of recent invitations between the user and one other, in log order: for a device that begins anew. */
  recentSignaling(caller: Caller, query: { user: string }): Promise<readonly HistoryMessage[]>;
  accounts(caller: Caller, query: { users: readonly string[] }): Promise<readonly (AccountRow | undefined)[]>;
  /** UserIDs of the bots of an app: to administrators. */
  robots(caller: Caller): Promise<readonly string[]>;
  /** 72001: not in this app, but for administrators; 70206: more than 500. */
  status(caller: Caller, query: { users: readonly string[] }): Promise<readonly UserStatus[]>;
  pushTargets(caller: Caller, query: { user: string }): Promise<PushTargets>;
  /** The latest months first; for administrators. */
  activeUsers(caller: Caller, query: { months: number }): Promise<readonly ActiveUsers[]>;
}

/** Which instances are connected right now: the gateway knows. */
export interface Connections {
  connectedPlatforms(app: number, user: string): readonly Platform[];
  /** Since when somebody is in a live room, Unix seconds; undefined: he is not. */
  joinedLiveRoom(app: number, group: string, user: string): number | undefined;
  /** How many are in a live room. */
  inLiveRoom(app: number, group: string): number;
}
