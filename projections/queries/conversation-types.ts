import type { Caller } from '../../events/caller.ts';
import type { Remind } from '../../events/group/events.ts';
import type {
  ConversationGroupName,
  ConversationId,
  DoNotDisturb,
  PeerRemind,
} from '../../events/user/conversations.ts';
import type { GroupConversation } from './group-types.ts';
import type { Conversation } from './types.ts';

/** What a user has set for a conversation (product.md §2.19). */
export interface ConversationSettings {
  readonly id: ConversationId;
  readonly pinned: boolean;
  /** Numbers of the bits that are set, 0…63, ascending. */
  readonly marks: readonly number[];
  readonly custom: string;
  /** Groups of conversations it is in. */
  readonly groups: readonly number[];
  /** Unix seconds of the last change of any of this, 0 without one. */
  readonly changedAt: number;
}

/** A conversation of the list, of either kind. */
export type ListedConversation = ConversationSettings & {
  readonly remind: Remind;
  /** Unix seconds of what is shown as last, 0 without it. */
  readonly lastTime: number;
  /** The number that is shown. */
  readonly unread: number;
} & (
    | { readonly kind: 'c2c'; readonly conversation: Conversation }
    | { readonly kind: 'group'; readonly conversation: GroupConversation }
  );

/** Where a conversation stands: pinned ones first, then by the time of what was last, newest first. */
export interface ListPlace {
  readonly pinned: boolean;
  /** Unix seconds. */
  readonly time: number;
  /** Of two of one second that with the higher number stands first; no two have the same one. */
  readonly order: number;
}

/** Which conversations; all that is said must hold. */
export interface ConversationFilter {
  readonly kind?: 'c2c' | 'group' | undefined;
  /** Number of a bit that is set. */
  readonly mark?: number | undefined;
  /** Number of the group of conversations. */
  readonly group?: number | undefined;
  readonly unread?: boolean | undefined;
  /** Somebody mentions the user in it, and he has not read that. */
  readonly mentioned?: boolean | undefined;
}

export interface ConversationListQuery {
  readonly user: string;
  readonly limit: number;
  /** Behind this place; absent: from the first. */
  readonly behind?: ListPlace | undefined;
  /** Of those with users only what changed behind this position of the log; those with groups come all. */
  readonly changedAfter?: number | undefined;
  readonly filter?: ConversationFilter | undefined;
  /** With groups nobody has written in. */
  readonly withEmpty?: boolean | undefined;
}

export interface ConversationListPage {
  readonly conversations: readonly ListedConversation[];
  /** Place of the last one; undefined on the last page. */
  readonly next: ListPlace | undefined;
  /** Position up to which this is what there is: for `changedAfter`. */
  readonly position: number;
}

/** What a user's list of conversations looks like: his own to ask, or an administrator's. `Refused` 60010. */
export interface ConversationQueries {
  /**
   * One conversation that moves up while somebody pages is not seen again further down; of the others none is left out or
   * doubled.
   */
  conversationList(caller: Caller, query: ConversationListQuery): Promise<ConversationListPage>;
  /** Sum of what is unread, without conversations of which the user wants no notification, and how many have some. */
  unreadTotal(
    caller: Caller,
    query: { user: string; filter?: ConversationFilter | undefined },
  ): Promise<{ readonly total: number; readonly conversations: number }>;
  /** Of the conversations that are named, in that order, or of all for which something is set. */
  conversationSettings(
    caller: Caller,
    query: { user: string; conversations?: readonly ConversationId[] | undefined },
  ): Promise<readonly ConversationSettings[]>;
  /** In the order in which they were made. */
  conversationGroups(caller: Caller, query: { user: string }): Promise<readonly ConversationGroupName[]>;
  /** How the user hears of these peers, or of all of whom he does not hear as usual. */
  peerReminds(
    caller: Caller,
    query: { user: string; peers?: readonly string[] | undefined },
  ): Promise<readonly { readonly peer: string; readonly remind: PeerRemind }[]>;
  /** `active`: now is such a time. */
  doNotDisturb(caller: Caller, query: { user: string }): Promise<DoNotDisturb & { readonly active: boolean }>;
}
