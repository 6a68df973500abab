import type { Caller } from '../../events/caller.ts';
import type { GroupEvents, GroupProfile, GroupType, Remind, Role, TipEvent } from '../../events/group/events.ts';
import type { GroupNoticeCode } from '../../events/group/notices.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import type { GroupDataQueries } from './group-data.ts';
import type { MessageState } from './types.ts';

export interface GroupView extends GroupProfile {
  readonly groupId: string;
  readonly type: GroupType;
  /** '' without one. */
  readonly owner: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly supportTopic: boolean;
  /** Grows with each change of the profile. */
  readonly infoSeq: number;
  readonly lastInfoTime: number;
  readonly lastMessageTime: number;
  /** Highest seq given out. */
  readonly lastSeq: number;
  readonly memberCount: number;
}

export interface MemberView {
  readonly user: string;
  readonly role: Role;
  /** Unix seconds. */
  readonly joinedAt: number;
  readonly nameCard: string;
  readonly remind: Remind;
  readonly readSeq: number;
  /** Unix seconds, 0 when not muted. */
  readonly mutedUntil: number;
  readonly lastSentAt: number;
  readonly custom: GroupProfile['custom'];
}

export type { TipEvent };

/** One place in a group's sequence: a message, or a stored tip (the event that took the number). */
export type GroupHistoryEntry =
  | {
      readonly kind: 'message';
      readonly position: number;
      readonly message: GroupEvents['GroupMessageSent'];
      /** Undefined: as it was sent. */
      readonly state?: MessageState | undefined;
    }
  | {
      readonly kind: 'tip';
      readonly position: number;
      readonly seq: number;
      /** Unix seconds. */
      readonly time: number;
      /** The event as it is in the log. */
      readonly event: TipEvent;
    };

export interface GroupHistoryPage {
  readonly entries: readonly GroupHistoryEntry[];
  /** Seqs of messages to others, newest first. */
  readonly invisible: readonly number[];
  /** Seqs of messages that were deleted, for the viewer or for everybody, newest first. */
  readonly gone: readonly number[];
  /** Nothing older. */
  readonly finished: boolean;
}

export interface GroupConversation {
  readonly group: GroupView;
  readonly self: MemberView;
  readonly lastEntry: GroupHistoryEntry | undefined;
  /** Entries behind the read position that are not the member's own. */
  readonly unread: number;
  /** Those among them that do not count: NoUnread, or not addressed to him. */
  readonly ignored: number;
  /** Unix seconds of the last entry, 0 without one. */
  readonly lastTime: number;
}

/** A topic, as somebody of its community sees it. */
export interface TopicView extends TopicProfile {
  readonly topic: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly lastMessageTime: number;
  /** Highest seq given out in it. */
  readonly lastSeq: number;
  readonly lastEntry: GroupHistoryEntry | undefined;
  /** Of the member who was asked for; undefined for nobody. */
  readonly self: TopicSelf | undefined;
}

export interface TopicSelf {
  /** How far he has read; what was there when he came counts as read. */
  readonly readSeq: number;
  /** Entries behind it that are not his own. */
  readonly unread: number;
  /** Those among them that count for nobody. */
  readonly ignored: number;
  /** As set for the topic, else for the community. */
  readonly remind: Remind;
  /** Unix seconds, 0 when not muted. */
  readonly mutedUntil: number;
}

/** Masks are decimal strings of 64 bits. */
export interface PermissionGroupView {
  readonly id: string;
  readonly name: string;
  readonly custom: string;
  readonly mask: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly members: number;
  readonly topics: readonly (readonly [topic: string, mask: string])[];
}

/** A request to join, and the group it is about. */
export type JoinRequestView = GroupEvents['JoinRequested'] & {
  readonly group: string;
  readonly groupName: string;
  /** Position of its event in the log. */
  readonly position: number;
  /** How it was answered, null while it is open. */
  readonly answer: { readonly by: string; readonly agreed: boolean } | null;
};

/** What a user is told about a group, outside its conversation. */
export interface GroupNoticeView {
  readonly position: number;
  readonly code: GroupNoticeCode;
  readonly group: string;
  readonly type: GroupType;
  readonly name: string;
  readonly operator: string;
  /** Unix seconds. */
  readonly time: number;
  readonly text: string;
  /** For requests that can be answered; '' otherwise. */
  readonly authentication: string;
  /** Unix milliseconds of the request, 0 otherwise. */
  readonly requestedAt: number;
}

/** An unread message that mentions a user: by name, as one of all, or both. */
export interface GroupMentionView extends Pick<GroupEvents['GroupMessageSent'], 'seq' | 'from' | 'random' | 'msgSeq'> {
  readonly position: number;
  readonly group: string;
  /** Undefined: said in the group itself. */
  readonly topic: string | undefined;
  readonly as: 'member' | 'all' | 'both';
}

/** Reads about groups. A user reads groups he is a member of (public fields of any other); an administrator all. */
export interface GroupQueries extends GroupDataQueries {
  groups(caller: Caller, query: { groups: readonly string[] }): Promise<readonly (GroupView | undefined)[]>;
  /** Undefined: not a member. */
  membership(caller: Caller, query: { group: string; user: string }): Promise<MemberView | undefined>;
  joinedGroups(
    caller: Caller,
    query: {
      user: string;
      types?: readonly GroupType[];
      supportTopic?: boolean;
      withHidden?: boolean;
      offset: number;
      limit: number;
    },
  ): Promise<{ total: number; groups: readonly { group: GroupView; self: MemberView }[] }>;
  /** In order of joining. `cursor`: opaque, from the page before; `offset` instead of it skips so many. */
  members(
    caller: Caller,
    query: { group: string; roles?: readonly Role[]; offset?: number; cursor?: string; limit: number },
  ): Promise<{ members: readonly MemberView[]; cursor: string | undefined }>;
  /** Entries of the seqs `upTo - count + 1 … upTo`, newest first; 0: from the newest. In the group, or in a topic of it. */
  groupHistory(
    caller: Caller,
    query: { group: string; topic?: string | undefined; viewer: string; upTo: number; count: number },
  ): Promise<GroupHistoryPage>;
  groupConversations(caller: Caller, query: { user: string }): Promise<readonly GroupConversation[]>;
  /** Requests that `user` may decide, newest first, and those of his groups that were answered. */
  joinRequests(caller: Caller, query: { user: string }): Promise<readonly JoinRequestView[]>;
  /** Who may not write in the group, or in a topic of it. */
  mutedMembers(
    caller: Caller,
    query: { group: string; topic?: string | undefined },
  ): Promise<readonly { user: string; until: number }[]>;
  /**
   * What `user` is to hear about groups behind a position, oldest first. `after` 0: everything that is kept, for a device
   * that knows nothing yet.
   */
  groupNotices(caller: Caller, query: { user: string; after: number }): Promise<readonly GroupNoticeView[]>;
  /** Mentions of `user` behind a position that he has not read, oldest first; in all groups, or in one and its topics. */
  groupMentions(
    caller: Caller,
    query: { user: string; after: number; group?: string },
  ): Promise<readonly GroupMentionView[]>;
  /** A page of those who may not come in. `next`: the offset of the next page, 0 on the last one. */
  bannedMembers(
    caller: Caller,
    query: { group: string; offset: number; limit: number },
  ): Promise<{ banned: readonly { user: string; until: number }[]; next: number }>;
  /** Admins of a live room, in it or not. */
  liveAdmins(caller: Caller, query: { group: string }): Promise<readonly string[]>;
  allGroups(
    caller: Caller,
    query: { type?: GroupType; after: string; limit: number },
  ): Promise<{ groups: readonly string[]; total: number; next: string }>;
  /**
   * Topics of a community in the order asked for, undefined for those that are not there; all of them when none is named.
   * `user`: with what is his. 110013 for an id of another community.
   */
  topics(
    caller: Caller,
    query: { group: string; topics?: readonly string[] | undefined; user?: string | undefined },
  ): Promise<readonly (TopicView | undefined)[]>;
  /** The highest seqs of all topics of a community together, and how far a member has read in all of them together. */
  topicTotals(caller: Caller, query: { group: string; user: string }): Promise<{ lastSeq: number; readSeq: number }>;
  /** In the order of their ids. */
  permissionGroups(caller: Caller, query: { group: string }): Promise<readonly PermissionGroupView[]>;
  /** Members of a permission group by id, those behind `after`. 110008 no such group. */
  permissionMembers(
    caller: Caller,
    query: { group: string; id: string; after: string; limit: number },
  ): Promise<{ members: readonly MemberView[]; next: string }>;
}
