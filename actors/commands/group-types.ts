import type { Caller } from '../../events/caller.ts';
import type { Fields, GroupProfile, GroupType, Priority, Remind, Role } from '../../events/group/events.ts';
import type { GroupDataCommands } from './group-data-types.ts';
import type { LiveCommands } from './live-types.ts';

/** Fields that name a group and, for a topic of a community, the topic in it. */
export interface GroupTarget {
  readonly group: string;
}

/** The group, or a topic of it. */
export interface PlaceTarget extends GroupTarget {
  readonly topic?: string | undefined;
}

export interface CreateGroup {
  readonly type: GroupType;
  /** Absent: made by the server. */
  readonly groupId?: string | undefined;
  /** '' or absent: a group without owner (administrators only); a user creates for himself. */
  readonly owner?: string | undefined;
  readonly profile: { readonly name: string } & Partial<GroupProfile>;
  readonly supportTopic?: boolean | undefined;
  readonly members?: readonly { readonly user: string; readonly role?: Role; readonly custom?: Fields }[] | undefined;
  /** Unix seconds: brings a group from elsewhere, without notices. */
  readonly importedAt?: number | undefined;
}

export interface GroupCreated {
  readonly groupId: string;
  readonly type: GroupType;
  /** Initial members that could not be added. */
  readonly refused: readonly string[];
}

/** What became of one user of a batch (rest-api.md §15.3). */
export type AddResult = 'failed' | 'added' | 'already' | 'waiting' | 'tooManyGroups';

export interface JoinAnswer {
  readonly status: 'joined' | 'waiting';
  readonly type: GroupType;
}

export interface HandleJoinRequest extends GroupTarget {
  readonly applicant: string;
  readonly agreed: boolean;
  readonly text: string;
  /** From the request; '' lets the group find the open request of the applicant. */
  readonly authentication: string;
}

export interface ChangeMember extends PlaceTarget {
  readonly user: string;
  readonly role?: Role | undefined;
  readonly nameCard?: string | undefined;
  readonly remind?: Remind | undefined;
  readonly custom?: Fields | undefined;
  /** Seconds from now, 0 ends; 4294967295 for ever. */
  readonly muteSeconds?: number | undefined;
}

export interface SendGroupMessage extends PlaceTarget {
  readonly from: string;
  readonly random: number;
  readonly msgSeq?: number | undefined;
  readonly clientTime?: number | undefined;
  readonly priority?: Priority | undefined;
  /** Set of `GroupMessageFlag`. */
  readonly flags?: number | undefined;
  readonly onlineOnly?: boolean | undefined;
  readonly at?: readonly string[] | undefined;
  readonly to?: readonly string[] | undefined;
  readonly offlinePush?: string | undefined;
  /** The first part of a message that comes in parts (rest-api.md §7). */
  readonly streamed?: boolean | undefined;
  readonly body: Uint8Array;
}

export interface SentGroupMessage {
  /** 0 for a message that is not kept. */
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  /** Over the rate of the group: delivered to nobody, answered as a success. */
  readonly dropped: boolean;
  readonly duplicate: boolean;
}

/**
 * Use cases of groups; those of live rooms and of what groups keep have files of their own. Codes: 10004 parameter, 10007
 * right, 10010 no such group, 10015 bad id, and those named.
 */
export interface GroupCommands extends GroupDataCommands, LiveCommands {
  /** 10021/10025 id taken, 10005 too many members, 10036–10038 too many groups. */
  createGroup(caller: Caller, command: CreateGroup): Promise<GroupCreated>;
  dissolveGroup(caller: Caller, command: GroupTarget): Promise<void>;
  changeGroupProfile(caller: Caller, command: GroupTarget & { readonly changes: Partial<GroupProfile> }): Promise<void>;
  changeGroupOwner(caller: Caller, command: GroupTarget & { readonly owner: string }): Promise<void>;
  joinGroup(caller: Caller, command: GroupTarget & { readonly text: string }): Promise<JoinAnswer>;
  quitGroup(caller: Caller, command: GroupTarget): Promise<void>;
  addGroupMembers(
    caller: Caller,
    command: GroupTarget & {
      readonly users: readonly string[];
      readonly silent?: boolean | undefined;
      /** Brings members from elsewhere: no notices. */
      readonly imported?:
        | readonly { readonly role: Role; readonly joinedAt: number; readonly unread: number }[]
        | undefined;
    },
  ): Promise<readonly { readonly user: string; readonly result: AddResult }[]>;
  kickGroupMembers(
    caller: Caller,
    command: GroupTarget & {
      readonly users: readonly string[];
      readonly reason: string;
      readonly silent?: boolean | undefined;
      /** For so long they may not come back. */
      readonly banSeconds?: number | undefined;
    },
  ): Promise<void>;
  /** In a topic: how the caller hears of it, and mutes. */
  changeGroupMember(caller: Caller, command: ChangeMember): Promise<void>;
  muteGroupMembers(
    caller: Caller,
    command: PlaceTarget & { readonly users: readonly string[]; readonly muteSeconds: number },
  ): Promise<void>;
  banGroupMembers(
    caller: Caller,
    command: GroupTarget & { readonly users: readonly string[]; readonly seconds: number; readonly reason: string },
  ): Promise<void>;
  handleJoinRequest(caller: Caller, command: HandleJoinRequest): Promise<void>;
  /** 10017 muted, 10007 not a member. */
  sendGroupMessage(caller: Caller, message: SendGroupMessage): Promise<SentGroupMessage>;
  /** Moves an old message in: no notices, no push. 10004 when times do not ascend. */
  importGroupMessage(caller: Caller, message: SendGroupMessage & { readonly time: number }): Promise<SentGroupMessage>;
  readGroup(
    caller: Caller,
    command: PlaceTarget & { readonly user: string; readonly upToSeq?: number | undefined },
  ): Promise<{ readonly upToSeq: number }>;
  /** Administrators only. 10007 not a member. Nobody is told. */
  setGroupUnread(
    caller: Caller,
    command: GroupTarget & { readonly user: string; readonly unread: number },
  ): Promise<void>;
  /** Administrators only: dissolves the groups that have been idle for longer than the app allows; resolves to how many. */
  recycleIdleGroups(caller: Caller): Promise<number>;
}
