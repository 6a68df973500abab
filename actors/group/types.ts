import type { GroupType, InviteOption, JoinOption, Remind } from '../../events/group/events.ts';

/** Who may do something in a group. Application administrators may do everything, members or not. */
export type Who = 'nobody' | 'owner' | 'admins' | 'members' | 'anybody';

/** What can be done in a group, as the matrix of product.md §2.21 names it. */
export type Right =
  | 'changeProfile'
  | 'changeOptions'
  | 'seeMembers'
  | 'dissolve'
  | 'apply'
  | 'invite'
  | 'appoint'
  | 'transfer'
  | 'kick'
  | 'muteMember'
  | 'muteAll'
  | 'approve'
  | 'changeMember'
  | 'ban'
  | 'send'
  | 'mark'
  | 'mentionAll'
  | 'manageTopics'
  | 'managePermissionGroups'
  | 'managePermissionMembers'
  | 'changeAttributes'
  | 'changeCounters'
  | 'pin'
  | 'recall'
  | 'modifyMessages'
  | 'extend';

/** Whether a kind of notice is sent as a tip, and whether the tip is stored with a seq of its own. */
export type Tip = 'off' | 'online' | 'stored';

export interface GroupRules {
  /** The name in requests and answers (rest-api.md §3.7). */
  readonly wireName: string;
  readonly rights: Readonly<Record<Right, Who>>;
  readonly join: { readonly default: JoinOption; readonly changeable: boolean };
  readonly invite: { readonly default: InviteOption; readonly changeable: boolean };
  readonly ownerMayQuit: boolean;
  readonly hasAdmins: boolean;
  /** Most admins beside the owner. */
  readonly maxAdmins: number;
  /** Members are kept in the log; live rooms know only who is there now. */
  readonly storesMembers: boolean;
  readonly storesMessages: boolean;
  readonly countsUnread: boolean;
  readonly historyBeforeJoining: boolean;
  /** Whether a group may have that otherwise (rest-api.md §14.4). */
  readonly historyChangeable: boolean;
  readonly remindDefault: Remind;
  readonly tips: {
    readonly members: Tip;
    readonly profile: Tip;
    readonly options: Tip;
    readonly memberProfile: Tip;
  };
  /** Not listed to its members before somebody has written in it. */
  readonly hiddenUntilFirstMessage: boolean;
  readonly importable: boolean;
  readonly counters: boolean;
  readonly onlineOnly: boolean;
  /** Messages to chosen members (product.md §2.15). */
  readonly targets: boolean;
  readonly mentions: boolean;
  /** Confirmations of single messages (rest-api.md §16.11). */
  readonly receipts: boolean;
  readonly topics: boolean;
  /** May be dissolved by the server when nothing happens in it. */
  readonly recyclable: boolean;
}

const ordinaryRights: Readonly<Record<Right, Who>> = {
  changeProfile: 'admins',
  changeOptions: 'admins',
  seeMembers: 'members',
  dissolve: 'owner',
  apply: 'anybody',
  invite: 'members',
  appoint: 'owner',
  transfer: 'owner',
  kick: 'admins',
  muteMember: 'admins',
  muteAll: 'admins',
  approve: 'admins',
  changeMember: 'admins',
  ban: 'nobody',
  send: 'members',
  mark: 'nobody',
  mentionAll: 'members',
  manageTopics: 'nobody',
  managePermissionGroups: 'nobody',
  managePermissionMembers: 'nobody',
  changeAttributes: 'members',
  changeCounters: 'members',
  pin: 'admins',
  recall: 'admins',
  modifyMessages: 'members',
  extend: 'members',
};

/** What most types share: each row below says only where it differs. */
const ordinary: Omit<GroupRules, 'wireName'> = {
  rights: ordinaryRights,
  join: { default: 'FreeAccess', changeable: true },
  invite: { default: 'DisableInvite', changeable: true },
  ownerMayQuit: false,
  hasAdmins: true,
  maxAdmins: 19,
  storesMembers: true,
  storesMessages: true,
  countsUnread: true,
  historyBeforeJoining: false,
  historyChangeable: true,
  remindDefault: 'AcceptAndNotify',
  tips: { members: 'stored', profile: 'stored', options: 'off', memberProfile: 'stored' },
  hiddenUntilFirstMessage: false,
  importable: true,
  counters: true,
  onlineOnly: true,
  targets: true,
  mentions: true,
  receipts: true,
  topics: false,
  recyclable: true,
};

/**
 * The five types as data (product.md §2.21, the full matrix). Deciders read this table; no rule asks for a type by name.
 */
export const groupRules: Readonly<Record<GroupType, GroupRules>> = {
  Work: {
    ...ordinary,
    wireName: 'Private',
    rights: {
      ...ordinaryRights,
      changeProfile: 'members',
      changeOptions: 'owner',
      dissolve: 'nobody',
      apply: 'nobody',
      appoint: 'nobody',
      kick: 'owner',
      muteMember: 'nobody',
      muteAll: 'nobody',
      approve: 'owner',
      pin: 'members',
    },
    join: { default: 'DisableApply', changeable: false },
    invite: { default: 'FreeAccess', changeable: true },
    ownerMayQuit: true,
    hasAdmins: false,
    maxAdmins: 0,
    hiddenUntilFirstMessage: true,
  },
  Public: {
    ...ordinary,
    wireName: 'Public',
    join: { default: 'NeedPermission', changeable: true },
  },
  Meeting: {
    ...ordinary,
    wireName: 'ChatRoom',
    countsUnread: false,
    historyBeforeJoining: true,
    remindDefault: 'AcceptNotNotify',
    tips: { members: 'off', profile: 'stored', options: 'off', memberProfile: 'off' },
  },
  AVChatRoom: {
    ...ordinary,
    wireName: 'AVChatRoom',
    rights: {
      ...ordinaryRights,
      invite: 'nobody',
      transfer: 'nobody',
      kick: 'nobody',
      muteMember: 'owner',
      ban: 'admins',
      mark: 'admins',
      pin: 'nobody',
      recall: 'nobody',
      modifyMessages: 'nobody',
      extend: 'nobody',
    },
    invite: { default: 'DisableInvite', changeable: false },
    maxAdmins: 5,
    historyChangeable: false,
    storesMembers: false,
    storesMessages: false,
    countsUnread: false,
    remindDefault: 'AcceptNotNotify',
    tips: { members: 'online', profile: 'online', options: 'off', memberProfile: 'off' },
    importable: false,
    onlineOnly: false,
    targets: false,
    mentions: false,
    receipts: false,
    recyclable: false,
  },
  Community: {
    ...ordinary,
    wireName: 'Community',
    rights: {
      ...ordinaryRights,
      manageTopics: 'admins',
      managePermissionGroups: 'owner',
      managePermissionMembers: 'owner',
      extend: 'nobody',
    },
    invite: { default: 'FreeAccess', changeable: true },
    historyBeforeJoining: true,
    historyChangeable: false,
    counters: false,
    targets: false,
    receipts: false,
    topics: true,
  },
};

/** Every name of a type that a request may use, old and new. */
export const typeByName: ReadonlyMap<string, GroupType> = new Map(
  (Object.keys(groupRules) as GroupType[]).flatMap((type) => [
    [type, type] as const,
    [groupRules[type].wireName, type] as const,
  ]),
);
