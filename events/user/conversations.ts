import type { Remind } from '../group/events.ts';

/**
 * Facts of the `user` entity about his list of conversations: what he arranges for himself, on all his devices. Nobody
 * else hears of any of it. Source: product.md §2.17, §2.19; rest-api.md §13; wire-messages.md §10, §11.
 */

/** `C2C<UserID>` or `GROUP<GroupID>`, as official clients name a conversation. */
export type ConversationId = `C2C${string}` | `GROUP${string}`;

/** What a conversation says of its marks and custom data after a change, each in full; absent: not changed. */
export interface ConversationMarks {
  readonly conversation: ConversationId;
  /** Numbers of the bits that are set, 0…63, ascending. */
  readonly marks?: readonly number[];
  readonly custom?: string;
}

/** A group of conversations. `id`: unique in this user, from 1. */
export interface ConversationGroupName {
  readonly id: number;
  readonly name: string;
}

/** How a user hears of messages from one other user. */
export type PeerRemind = Extract<Remind, 'AcceptAndNotify' | 'AcceptNotNotify' | 'Discard'>;

/** When a user is not to be disturbed at all. Unix seconds of the first window; both 0: at any time. */
export interface DoNotDisturb {
  readonly remind: PeerRemind;
  readonly start: number;
  readonly end: number;
  /** The window comes again every day. */
  readonly daily: boolean;
}

export interface ConversationEvents {
  ConversationsPinned: { readonly conversations: readonly ConversationId[] };
  ConversationsUnpinned: { readonly conversations: readonly ConversationId[] };
  ConversationsMarked: { readonly items: readonly ConversationMarks[] };
  ConversationGroupCreated: ConversationGroupName & { readonly conversations: readonly ConversationId[] };
  ConversationGroupsDeleted: { readonly groups: readonly ConversationGroupName[] };
  ConversationGroupRenamed: ConversationGroupName & { readonly oldName: string };
  ConversationGroupChanged: ConversationGroupName & {
    readonly added: readonly ConversationId[];
    readonly removed: readonly ConversationId[];
  };
  /**
   * Gone from the list until something new comes, read up to what there was then, and no longer pinned. `withHistory`: the
   * user has cleared the messages too, which is a fact of the conversation's own stream.
   */
  ConversationsDeleted: { readonly conversations: readonly ConversationId[]; readonly withHistory: boolean };
  PeerRemindSet: { readonly peers: readonly string[]; readonly remind: PeerRemind };
  DoNotDisturbSet: DoNotDisturb;
}

export type ConversationEventType = keyof ConversationEvents;

/** One of these facts, with what happened. */
export type ConversationEvent = {
  [T in ConversationEventType]: { readonly type: T; readonly data: ConversationEvents[T] };
}[ConversationEventType];

/** The keys are held complete by the type. */
const types: Readonly<Record<ConversationEventType, true>> = {
  ConversationsPinned: true,
  ConversationsUnpinned: true,
  ConversationsMarked: true,
  ConversationGroupCreated: true,
  ConversationGroupsDeleted: true,
  ConversationGroupRenamed: true,
  ConversationGroupChanged: true,
  ConversationsDeleted: true,
  PeerRemindSet: true,
  DoNotDisturbSet: true,
};

export const conversationEventTypes = Object.keys(types) as readonly ConversationEventType[];

/** Whether something that happened is one of these facts. */
export function isConversationEvent<E extends { readonly type: string }>(
  event: E,
): event is E & { readonly type: ConversationEventType } {
  return Object.hasOwn(types, event.type);
}

export function withPeer(peer: string): ConversationId {
  return `C2C${peer}`;
}

export function withGroup(group: string): ConversationId {
  return `GROUP${group}`;
}

/** The other user, or the group, of a conversation. */
export function partiesOf(
  conversation: ConversationId,
): { readonly peer: string; readonly group?: never } | { readonly group: string; readonly peer?: never } {
  return conversation.startsWith('C2C') ? { peer: conversation.slice(3) } : { group: conversation.slice(5) };
}
