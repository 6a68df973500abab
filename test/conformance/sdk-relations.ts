import type { Answer } from './sdk-types.ts';

/** Profiles and friends as the client's public API shows them: the little that the tests call, the same for both versions. */
export interface SdkProfile {
  readonly userID: string;
  readonly nick: string;
  readonly avatar: string;
  readonly gender: string;
  readonly birthday: number;
  readonly location: string;
  readonly selfSignature: string;
  readonly allowType: string;
  readonly language: number;
  readonly adminForbidType: string;
  readonly level: number;
  readonly role: number;
  readonly profileCustomField: readonly { readonly key: string; readonly value: string }[];
}

export interface SdkFriend {
  readonly userID: string;
  readonly remark: string;
  readonly groupList: readonly string[];
  readonly source: string;
  readonly profile: SdkProfile;
  readonly friendCustomField: readonly { readonly key: string; readonly value: string }[];
}

export interface SdkFriendRequest {
  readonly userID: string;
  readonly nick: string;
  readonly avatar: string;
  readonly time: number;
  readonly source: string;
  readonly wording: string;
  readonly type: string;
}

export interface SdkRequests {
  readonly friendApplicationList: readonly SdkFriendRequest[];
  readonly unreadCount: number;
}

export interface SdkFriendGroup {
  readonly name: string;
  readonly userIDList: readonly string[];
  readonly count: number;
}

interface Failed {
  readonly userID: string;
  readonly code: number;
}

interface Group {
  readonly name: string;
  readonly userIDList: readonly string[];
}
type Grouped = Promise<Answer<{ readonly friendGroup: SdkFriendGroup; readonly failureUserIDList: readonly Failed[] }>>;

export interface SdkRelations {
  getMyProfile(): Promise<Answer<SdkProfile>>;
  updateMyProfile(profile: object): Promise<Answer<SdkProfile>>;
  getBlacklist(): Promise<Answer<readonly string[]>>;
  addToBlacklist(options: { readonly userIDList: readonly string[] }): Promise<Answer<readonly string[]>>;
  removeFromBlacklist(options: { readonly userIDList: readonly string[] }): Promise<Answer<readonly string[]>>;
  getFriendList(): Promise<Answer<readonly SdkFriend[]>>;
  addFriend(options: {
    readonly to: string;
    readonly source: string;
    readonly wording?: string;
    readonly type?: string;
    readonly remark?: string;
    readonly groupName?: string;
  }): Promise<Answer<{ readonly userID: string; readonly code: number }>>;
  deleteFriend(options: {
    readonly userIDList: readonly string[];
    readonly type?: string;
  }): Promise<Answer<{ readonly successUserIDList: readonly Failed[]; readonly failureUserIDList: readonly Failed[] }>>;
  checkFriend(options: { readonly userIDList: readonly string[]; readonly type: string }): Promise<
    Answer<{
      readonly successUserIDList: readonly { readonly userID: string; readonly relation: string }[];
      readonly failureUserIDList: readonly Failed[];
    }>
  >;
  getFriendProfile(options: {
    readonly userIDList: readonly string[];
  }): Promise<Answer<{ readonly friendList: readonly SdkFriend[]; readonly failureUserIDList: readonly Failed[] }>>;
  updateFriend(options: {
    readonly userID: string;
    readonly remark?: string;
    readonly friendCustomField?: readonly { readonly key: string; readonly value: string }[];
  }): Promise<Answer<unknown>>;
  getFriendApplicationList(): Promise<Answer<SdkRequests>>;
  acceptFriendApplication(options: {
    readonly userID: string;
    readonly remark?: string;
    readonly type: string;
    readonly tag?: string;
  }): Promise<Answer<unknown>>;
  refuseFriendApplication(options: { readonly userID: string }): Promise<Answer<unknown>>;
  deleteFriendApplication(options: { readonly userID: string; readonly type: string }): Promise<Answer<unknown>>;
  setFriendApplicationRead(): Promise<Answer<unknown>>;
  getFriendGroupList(): Promise<Answer<readonly SdkFriendGroup[]>>;
  createFriendGroup(options: Group): Grouped;
  deleteFriendGroup(options: { readonly name: string }): Promise<Answer<unknown>>;
  addToFriendGroup(options: Group): Grouped;
  removeFromFriendGroup(options: Group): Grouped;
  renameFriendGroup(options: { readonly oldName: string; readonly newName: string }): Promise<Answer<unknown>>;
}
