import type { Answer, SdkMessage } from './sdk-types.ts';

/** Groups as the client's public API shows them: the little that the tests call, the same for both versions. */
export interface SdkGroup {
  readonly groupID: string;
  readonly name: string;
  readonly type: string;
  readonly ownerID: string;
  readonly memberCount: number;
  readonly joinOption: string;
  readonly inviteOption: string;
  readonly introduction: string;
  readonly nextMessageSeq: number;
  readonly groupCustomField: readonly { readonly key: string; readonly value: string }[];
  readonly selfInfo: { readonly role: string; readonly messageRemindType: string; readonly nameCard: string };
}

export interface SdkMember {
  readonly userID: string;
  readonly role: string;
  readonly nameCard: string;
  /** Unix seconds. */
  readonly muteUntil: number;
  readonly memberCustomField: readonly { readonly key: string; readonly value: string }[];
}

export interface SdkApplication {
  readonly applicant: string;
  readonly groupID: string;
  readonly applicationType: number;
  readonly userID: string;
}

export interface SdkTopic {
  readonly topicID: string;
  readonly topicName: string;
  readonly customData: string;
  readonly unreadCount: number;
  readonly muteAllMembers: boolean;
  /** Unread mentions. */
  readonly groupAtInfoList: readonly { readonly messageSequence: number; readonly atTypeArray: readonly number[] }[];
}

/** Further options of a call. */
type More = Readonly<Record<string, unknown>>;
type Grouped = Promise<Answer<{ readonly group: SdkGroup }>>;
type Members = Promise<Answer<{ readonly memberList: readonly SdkMember[]; readonly offset: number | string }>>;
type OfMember = { readonly groupID: string; readonly userID?: string };

export type SdkAttributes = Readonly<Record<string, string>>;
type WithAttributes = { readonly groupID: string; readonly groupAttributes: SdkAttributes };
type AttributesAnswer = Promise<Answer<{ readonly groupAttributes: SdkAttributes }>>;

export type SdkCounters = Readonly<Record<string, number>>;
type OneCounter = { readonly groupID: string; readonly key: string; readonly value: number };
type CountersAnswer = Promise<Answer<{ readonly counters: SdkCounters }>>;

export interface SdkGroups {
  createGroup(options: { readonly type: string; readonly name: string; readonly groupID?: string } & More): Grouped;
  dismissGroup(groupID: string): Promise<Answer<unknown>>;
  getGroupList(): Promise<Answer<{ readonly groupList: readonly SdkGroup[] }>>;
  getJoinedCommunityList(): Promise<Answer<{ readonly groupList: readonly SdkGroup[] }>>;
  getGroupProfile(options: { readonly groupID: string }): Grouped;
  searchGroupByID(groupID: string): Grouped;
  updateGroupProfile(options: { readonly groupID: string } & More): Grouped;
  changeGroupOwner(options: { readonly groupID: string; readonly newOwnerID: string }): Grouped;
  joinGroup(options: {
    readonly groupID: string;
    readonly applyMessage?: string;
  }): Promise<Answer<{ readonly status: string }>>;
  quitGroup(groupID: string): Promise<Answer<unknown>>;
  getGroupOnlineMemberCount(groupID: string): Promise<Answer<{ readonly memberCount: number }>>;
  getGroupApplicationList(): Promise<Answer<{ readonly applicationList: readonly SdkApplication[] }>>;
  handleGroupApplication(options: {
    readonly handleAction: string;
    readonly application: SdkApplication;
    readonly handleMessage?: string;
  }): Promise<Answer<unknown>>;
  getGroupMemberList(options: {
    readonly groupID: string;
    readonly count?: number;
    readonly offset?: number | string;
    readonly role?: string;
  }): Members;
  getGroupMemberProfile(options: { readonly groupID: string; readonly userIDList: readonly string[] }): Members;
  addGroupMember(options: { readonly groupID: string; readonly userIDList: readonly string[] }): Promise<
    Answer<{
      readonly successUserIDList: readonly string[];
      readonly failureUserIDList: readonly string[];
      readonly existedUserIDList: readonly string[];
    }>
  >;
  deleteGroupMember(
    options: { readonly groupID: string; readonly userIDList: readonly string[] } & More,
  ): Promise<Answer<unknown>>;
  markGroupMemberList(options: {
    readonly groupID: string;
    readonly userIDList: readonly string[];
    readonly markType: number;
    readonly enableMark: boolean;
  }): Promise<Answer<{ readonly successUserIDList: readonly string[]; readonly failureUserIDList: readonly string[] }>>;
  setGroupMemberMuteTime(options: OfMember & { readonly muteTime: number }): Promise<Answer<unknown>>;
  setGroupMemberRole(options: OfMember & { readonly role: string }): Promise<Answer<unknown>>;
  setGroupMemberNameCard(options: OfMember & { readonly nameCard: string }): Promise<Answer<unknown>>;
  setGroupMemberCustomField(options: OfMember & More): Promise<Answer<unknown>>;
  createTopicInCommunity(
    options: { readonly groupID: string; readonly topicName: string } & More,
  ): Promise<Answer<{ readonly topicID: string }>>;
  updateTopicProfile(options: { readonly groupID: string; readonly topicID: string } & More): Promise<Answer<unknown>>;
  deleteTopicFromCommunity(options: {
    readonly groupID: string;
    readonly topicIDList?: readonly string[];
  }): Promise<Answer<{ readonly successTopicList: readonly unknown[] }>>;
  getTopicList(options: {
    readonly groupID: string;
    readonly topicIDList?: readonly string[];
  }): Promise<Answer<{ readonly successTopicList: readonly SdkTopic[] }>>;
  initGroupAttributes(options: WithAttributes): AttributesAnswer;
  setGroupAttributes(options: WithAttributes): AttributesAnswer;
  deleteGroupAttributes(options: {
    readonly groupID: string;
    readonly keyList: readonly string[];
  }): Promise<Answer<{ readonly keyList: readonly string[] }>>;
  getGroupAttributes(options: { readonly groupID: string; readonly keyList: readonly string[] }): AttributesAnswer;
  setGroupCounters(options: { readonly groupID: string; readonly counters: SdkCounters }): CountersAnswer;
  increaseGroupCounter(options: OneCounter): CountersAnswer;
  decreaseGroupCounter(options: OneCounter): CountersAnswer;
  getGroupCounters(options: { readonly groupID: string; readonly keyList?: readonly string[] }): CountersAnswer;
  /** From 3.x on. */
  pinGroupMessage(options: {
    readonly groupID: string;
    readonly message: SdkMessage;
    readonly isPinned: boolean;
  }): Promise<Answer<unknown>>;
  getPinnedGroupMessageList(groupID: string): Promise<Answer<{ readonly messageList: readonly SdkMessage[] }>>;
  setMessageRemindType(options: {
    readonly groupID?: string;
    readonly userIDList?: readonly string[];
    readonly messageRemindType: string;
  }): Promise<Answer<unknown>>;
}
