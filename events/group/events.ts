import { MessageFlag } from '../c2c/events.ts';
import type { GroupDataEvents } from './data.ts';
import type { PermissionEvents } from './permission-events.ts';
import type { CommunityTopicEvents, TopicEvents } from './topic-events.ts';

/**
 * Facts of the `group` entity: a group of any type, its members and its messages.
 * Stream: `group-<sdkappid>.<groupId>`. Source: product.md §2.10, §2.21–2.23.
 *
 * `seq` of an event is the number it takes in the group's sequence, shared by messages and stored tips (from 1 without
 * gaps); 0 when it takes none. `by` is who did it: a UserID, '' for the server.
 */
export type GroupType = 'Work' | 'Public' | 'Meeting' | 'AVChatRoom' | 'Community';
export type Role = 'Owner' | 'Admin' | 'Member';
export type JoinOption = 'FreeAccess' | 'NeedPermission' | 'DisableApply';
export type InviteOption = 'FreeAccess' | 'NeedPermission' | 'DisableInvite';
/** How a member wants to hear of messages (product.md §2.10). */
export type Remind =
  | 'AcceptAndNotify'
  | 'AcceptNotNotify'
  | 'Discard'
  | 'AcceptNotNotifyExceptAt'
  | 'NotReceiveMsgExceptAt';
export type Priority = 'High' | 'Normal' | 'Low' | 'Lowest';

/** Free-form fields, as a list: keys never become keys of objects. */
export type Fields = readonly (readonly [key: string, value: string])[];

export interface GroupProfile {
  readonly name: string;
  readonly introduction: string;
  readonly notification: string;
  readonly faceUrl: string;
  readonly joinOption: JoinOption;
  readonly inviteOption: InviteOption;
  readonly maxMembers: number;
  readonly muteAll: boolean;
  /** Custom fields of the group. */
  readonly custom: Fields;
  /** Communities: permission groups decide instead of roles. */
  readonly enablePermission: boolean;
  /** Communities: bits every member has, as a decimal string (64 bits). */
  readonly defaultPermission: string;
  /** Whether members see what was written before they came; '': as the type has it. */
  readonly historyBeforeJoin: '' | 'on' | 'off';
}

export interface NewMember {
  readonly user: string;
  readonly role: Role;
  /** Unix seconds. */
  readonly joinedAt: number;
  readonly custom: Fields;
  /** Of an imported member: he came behind this seq. Absent: behind all that there is. */
  readonly afterSeq?: number;
  /** Of an imported member: entries since then that he has not read. Absent: none. */
  readonly unread?: number;
}

/** How somebody came in: what the tip says (wire-groups.md §10.4 code 1). */
export type Entrance = 'created' | 'applied' | 'invited' | 'imported';

const { noUnread, noLastMsg, needReadReceipt, supportExtension, relay, imported } = MessageFlag;

/** Bits of `GroupMessageSent.flags`: those of one-to-one messages that a group knows, and its own. Never renumber. */
export const GroupMessageFlag = {
  noUnread,
  noLastMsg,
  needReadReceipt,
  supportExtension,
  relay,
  imported,
  atAll: 256,
} as const;

/** Whether a message mentions everybody. */
export function mentionsAll({ flags }: { readonly flags: number }): boolean {
  return (flags & GroupMessageFlag.atAll) !== 0;
}

export interface GroupEvents extends CommunityTopicEvents, PermissionEvents, GroupDataEvents {
  GroupCreated: {
    readonly groupId: string;
    readonly type: GroupType;
    /** '' for a group without owner. */
    readonly owner: string;
    readonly profile: GroupProfile;
    readonly supportTopic: boolean;
    /** Unix seconds; an imported group may be older than its event. */
    readonly createdAt: number;
    readonly imported: boolean;
    readonly by: string;
  };
  /** Only what changed. */
  GroupProfileChanged: { readonly changes: Partial<GroupProfile>; readonly by: string; readonly seq: number };
  GroupOwnerChanged: { readonly from: string; readonly to: string; readonly by: string; readonly seq: number };
  /** With what its members are to be told: nobody can look it up afterwards. */
  GroupDissolved: {
    readonly by: string;
    readonly type: GroupType;
    readonly name: string;
    /** By the server, because nothing happened in it. Absent: no. */
    readonly recycled?: boolean;
  };
  MembersJoined: {
    readonly members: readonly NewMember[];
    readonly how: Entrance;
    readonly by: string;
    readonly seq: number;
  };
  MemberQuit: { readonly user: string; readonly seq: number };
  MembersKicked: {
    readonly users: readonly string[];
    readonly by: string;
    readonly reason: string;
    readonly seq: number;
  };
  MemberRoleChanged: { readonly user: string; readonly role: Role; readonly by: string; readonly seq: number };
  /** `until`: Unix seconds, 0 ends a mute. Holds for people who are not members too: it survives leaving. */
  MembersMuted: {
    readonly users: readonly string[];
    readonly until: number;
    readonly by: string;
    readonly seq: number;
  };
  /** What a member (or somebody for him) sets about himself here. Only what changed. */
  MemberDataChanged: {
    readonly user: string;
    readonly nameCard?: string;
    readonly remind?: Remind;
    readonly custom?: Fields;
    readonly by: string;
  };
  /** `until`: Unix seconds, 0 lifts the ban. */
  MembersBanned: {
    readonly users: readonly string[];
    readonly until: number;
    readonly by: string;
    readonly reason: string;
    readonly seq: number;
  };
  JoinRequested: {
    readonly applicant: string;
    /** '' for an application of his own; else who invited him. */
    readonly inviter: string;
    /** Who has to say yes: an administrator of the group, or the invited user himself. */
    readonly decidedBy: 'admin' | 'invitee';
    readonly text: string;
    /** Identifies the request to whoever handles it. */
    readonly authentication: string;
    /** Unix milliseconds: the wire's MsgKey. */
    readonly requestedAt: number;
  };
  JoinRequestHandled: {
    readonly applicant: string;
    readonly agreed: boolean;
    readonly by: string;
    readonly text: string;
    readonly authentication: string;
    /** Who had invited the applicant, '' for an application; undefined in logs from before it was noted. */
    readonly inviter?: string | undefined;
  };
  GroupMessageSent: {
    readonly from: string;
    readonly seq: number;
    /** Unix seconds; never goes back in a group, except for imported messages. */
    readonly time: number;
    readonly random: number;
    /** The client's own number (ClientSeq). */
    readonly msgSeq: number;
    readonly clientTime: number;
    readonly priority: Priority;
    /** Set of `GroupMessageFlag`. */
    readonly flags: number;
    readonly nick: string;
    readonly faceUrl: string;
    readonly nameCard: string;
    /** Mentioned users. */
    readonly at: readonly string[];
    /** Only these members see it; empty: all. */
    readonly to: readonly string[];
    readonly offlinePush: string;
    /** MessagePack of `[MsgBody, CloudCustomData]`. */
    readonly body: Uint8Array;
  };
  /** `user` has read everything up to `upToSeq`. */
  GroupRead: { readonly user: string; readonly upToSeq: number };
  /**
   * So many messages are unread for `user` when the sequence ends at `atSeq`, whatever his read mark says; those behind it
   * count on. Holds until he reads.
   */
  GroupUnreadSet: { readonly user: string; readonly unread: number; readonly atSeq: number; readonly by: string };
}

/** Events that may take a number beside messages: the tips of a group (wire-groups.md §10.4). */
export type TipType =
  | 'MembersJoined'
  | 'MemberQuit'
  | 'MembersKicked'
  | 'MemberRoleChanged'
  | 'MembersMuted'
  | 'MembersBanned'
  | 'GroupProfileChanged'
  | 'GroupOwnerChanged'
  | 'TopicProfileChanged';

/** Data of tips by event. */
export type TipData = Pick<GroupEvents & TopicEvents, TipType>;

/** A tip as the log has it. */
export type TipEvent = { [T in TipType]: { readonly type: T; readonly data: TipData[T] } }[TipType];

/** A profile before anything is known of it. Its order of fields is the order of every stored profile. */
export const EMPTY_PROFILE: GroupProfile = {
  name: '',
  introduction: '',
  notification: '',
  faceUrl: '',
  joinOption: 'FreeAccess',
  inviteOption: 'FreeAccess',
  maxMembers: 0,
  muteAll: false,
  custom: [],
  enablePermission: false,
  defaultPermission: '0',
  historyBeforeJoin: '',
};
