import type { EventData, EventType } from './envelope.ts';

/**
 * How each event type is stored: its number, and the order of its fields in the stored array. This table is the log's
 * schema. Rules, because released logs must open for ever:
 *  - a number is never reused, a field is never renamed, moved or removed;
 *  - a new field goes to the end, and its reader copes with `undefined` (or the version is raised with an upcaster);
 *  - `body` names the one field that is stored apart, so that it can be erased while the fact stays.
 */
export interface EventSpec<T extends EventType = EventType> {
  readonly number: number;
  /** Newest version of the shape. */
  readonly version: number;
  readonly fields: readonly (keyof EventData[T] & string)[];
  readonly body?: keyof EventData[T] & string;
  /** From version n to n + 1, on the object form. Run one after the other at reading. */
  readonly upcasters?: Readonly<Record<number, (data: Record<string, unknown>) => Record<string, unknown>>>;
}

export type Catalogue = { readonly [T in EventType]: EventSpec<T> };

/** The fields of `MessageRef`, as every event about one message begins. */
const ref = ['seq', 'from', 'msgSeq', 'random', 'time', 'clientTime', 'to'] as const;

export const catalogue: Catalogue = {
  AppCreated: { number: 1, version: 1, fields: ['settings', 'info', 'admins'] },
  AppSettingsChanged: { number: 2, version: 1, fields: ['settings'] },
  AppInfoChanged: { number: 3, version: 1, fields: ['info'] },
  AppAdminsSet: { number: 4, version: 1, fields: ['admins'] },
  AppStateSet: { number: 5, version: 1, fields: ['state'] },
  AppKeyShown: { number: 6, version: 1, fields: [] },

  AccountCreated: { number: 10, version: 1, fields: ['by', 'nick', 'faceUrl'] },
  ProfileChanged: { number: 11, version: 1, fields: ['nick', 'faceUrl', 'fields'] },
  AccountDeleted: { number: 12, version: 1, fields: [] },
  InstanceLoggedIn: { number: 13, version: 1, fields: ['instance', 'platform', 'device'] },
  InstanceLoggedOut: { number: 14, version: 1, fields: ['instance'] },
  InstanceKicked: { number: 15, version: 1, fields: ['instance', 'reason', 'byPlatform'] },
  SignaturesRevoked: { number: 16, version: 1, fields: ['issuedUpTo'] },

  ConversationsPinned: { number: 17, version: 1, fields: ['conversations'] },
  ConversationsUnpinned: { number: 18, version: 1, fields: ['conversations'] },
  ConversationsMarked: { number: 19, version: 1, fields: ['items'] },
  ConversationGroupCreated: { number: 20, version: 1, fields: ['id', 'name', 'conversations'] },
  ConversationGroupsDeleted: { number: 21, version: 1, fields: ['groups'] },
  ConversationGroupRenamed: { number: 22, version: 1, fields: ['id', 'name', 'oldName'] },
  ConversationGroupChanged: { number: 23, version: 1, fields: ['id', 'name', 'added', 'removed'] },
  ConversationsDeleted: { number: 24, version: 1, fields: ['conversations', 'withHistory'] },
  PeerRemindSet: { number: 25, version: 1, fields: ['peers', 'remind'] },
  DoNotDisturbSet: { number: 26, version: 1, fields: ['remind', 'start', 'end', 'daily'] },

  ErrandsBegun: { number: 100, version: 1, fields: ['errands'] },
  ErrandsDone: { number: 101, version: 1, fields: ['ids'] },
  FriendsAdded: { number: 102, version: 1, fields: ['friends'] },
  FriendsRemoved: { number: 103, version: 1, fields: ['peers'] },
  FriendsChanged: { number: 104, version: 1, fields: ['friends'] },
  FriendGroupsCreated: { number: 105, version: 1, fields: ['names', 'friends'] },
  FriendGroupsDeleted: { number: 106, version: 1, fields: ['names'] },
  FriendGroupRenamed: { number: 107, version: 1, fields: ['name', 'newName'] },
  FriendGroupChanged: { number: 108, version: 1, fields: ['name', 'friends'] },
  RequestsAdded: { number: 109, version: 1, fields: ['requests'] },
  RequestsRemoved: { number: 110, version: 1, fields: ['requests'] },
  RequestsRead: { number: 111, version: 1, fields: ['upTo'] },
  UsersBlocked: { number: 112, version: 1, fields: ['users', 'at'] },
  UsersUnblocked: { number: 113, version: 1, fields: ['peers'] },
  UsersFollowed: { number: 120, version: 1, fields: ['users', 'at'] },
  UsersUnfollowed: { number: 121, version: 1, fields: ['users'] },

  CustomStatusSet: { number: 27, version: 1, fields: ['text'] },
  StatusesSubscribed: { number: 28, version: 1, fields: ['instance', 'users', 'dropped'] },
  StatusesUnsubscribed: { number: 29, version: 1, fields: ['users'] },
  InstanceAway: { number: 60, version: 1, fields: ['instance'] },
  InstanceReturned: { number: 61, version: 1, fields: ['instance'] },
  InstanceUnreachable: { number: 62, version: 1, fields: ['instance'] },
  PushTokenSet: { number: 63, version: 1, fields: ['instance', 'token', 'at'] },
  AppStateChanged: { number: 64, version: 1, fields: ['instance', 'background', 'at'] },
  PushReported: { number: 66, version: 1, fields: ['instance', 'reports', 'at'] },
  NoticesDropped: { number: 65, version: 1, fields: ['notices', 'mentions'] },

  C2cMessageSent: {
    number: 30,
    version: 1,
    fields: ['from', 'to', 'seq', 'time', 'msgSeq', 'random', 'clientTime', 'flags', 'nick', 'faceUrl', 'offlinePush'],
    body: 'body',
  },
  C2cRead: { number: 31, version: 1, fields: ['reader', 'peer', 'upToSeq', 'upToTime'] },

  GroupCreated: {
    number: 40,
    version: 1,
    fields: ['groupId', 'type', 'owner', 'profile', 'supportTopic', 'createdAt', 'imported', 'by'],
  },
  GroupProfileChanged: { number: 41, version: 1, fields: ['changes', 'by', 'seq'] },
  GroupOwnerChanged: { number: 42, version: 1, fields: ['from', 'to', 'by', 'seq'] },
  GroupDissolved: { number: 43, version: 1, fields: ['by', 'type', 'name', 'recycled'] },
  MembersJoined: { number: 44, version: 1, fields: ['members', 'how', 'by', 'seq'] },
  MemberQuit: { number: 45, version: 1, fields: ['user', 'seq'] },
  MembersKicked: { number: 46, version: 1, fields: ['users', 'by', 'reason', 'seq'] },
  MemberRoleChanged: { number: 47, version: 1, fields: ['user', 'role', 'by', 'seq'] },
  MembersMuted: { number: 48, version: 1, fields: ['users', 'until', 'by', 'seq'] },
  MemberDataChanged: { number: 49, version: 1, fields: ['user', 'nameCard', 'remind', 'custom', 'by'] },
  MembersBanned: { number: 50, version: 1, fields: ['users', 'until', 'by', 'reason', 'seq'] },
  JoinRequested: {
    number: 51,
    version: 1,
    fields: ['applicant', 'inviter', 'decidedBy', 'text', 'authentication', 'requestedAt'],
  },
  JoinRequestHandled: {
    number: 52,
    version: 1,
    fields: ['applicant', 'agreed', 'by', 'text', 'authentication', 'inviter'],
  },
  GroupMessageSent: {
    number: 53,
    version: 1,
    fields: [
      'from',
      'seq',
      'time',
      'random',
      'msgSeq',
      'clientTime',
      'priority',
      'flags',
      'nick',
      'faceUrl',
      'nameCard',
      'at',
      'to',
      'offlinePush',
    ],
    body: 'body',
  },
  GroupRead: { number: 54, version: 1, fields: ['user', 'upToSeq'] },

  TopicCreated: {
    number: 70,
    version: 1,
    fields: ['topic', 'generation', 'profile', 'createdAt', 'imported', 'by'],
  },
  TopicsDeleted: { number: 71, version: 1, fields: ['topics', 'by'] },
  TopicOpened: { number: 72, version: 1, fields: ['topic', 'generation', 'afterSeq', 'profile'] },
  TopicProfileChanged: { number: 73, version: 1, fields: ['changes', 'by', 'seq'] },

  PermissionGroupCreated: { number: 74, version: 1, fields: ['id', 'name', 'custom', 'mask', 'createdAt', 'by'] },
  PermissionGroupChanged: { number: 75, version: 1, fields: ['id', 'name', 'custom', 'mask', 'by'] },
  PermissionGroupsDeleted: { number: 76, version: 1, fields: ['ids', 'by'] },
  PermissionMembersAdded: { number: 77, version: 1, fields: ['id', 'users', 'by'] },
  PermissionMembersRemoved: { number: 78, version: 1, fields: ['id', 'users', 'by'] },
  TopicPermissionsSet: { number: 79, version: 1, fields: ['id', 'masks', 'by'] },
  TopicPermissionsRemoved: { number: 80, version: 1, fields: ['id', 'topics', 'by'] },
  GroupAttributesChanged: {
    number: 55,
    version: 1,
    fields: ['operation', 'written', 'deleted', 'mainSeq', 'time', 'by'],
  },
  GroupCountersChanged: {
    number: 56,
    version: 1,
    fields: ['operation', 'written', 'deleted', 'counterSeq', 'time', 'random', 'by'],
  },
  MessagePinned: { number: 57, version: 1, fields: ['messageSeq', 'by'] },
  MessageUnpinned: { number: 58, version: 1, fields: ['messageSeq', 'by'] },
  GroupUnreadSet: { number: 59, version: 1, fields: ['user', 'unread', 'atSeq', 'by'] },

  MessageRevoked: { number: 81, version: 1, fields: [...ref, 'change', 'by', 'reason'] },
  MessageModified: { number: 82, version: 1, fields: [...ref, 'change', 'version', 'by'], body: 'body' },
  MessagesDeleted: { number: 83, version: 1, fields: ['user', 'seqs'] },
  HistoryCleared: { number: 84, version: 1, fields: ['user', 'upToSeq'] },
  MessagesRemoved: { number: 85, version: 1, fields: ['seqs', 'from', 'by'] },
  HistoryRemoved: { number: 86, version: 1, fields: ['upToSeq', 'by'] },
  MessagesConfirmed: { number: 87, version: 1, fields: ['reader', 'messages'] },
  ExtensionsChanged: { number: 88, version: 1, fields: [...ref, 'change', 'operation', 'entries', 'lastSeq', 'by'] },
  ReactionChanged: { number: 89, version: 1, fields: [...ref, 'change', 'reaction', 'user', 'added'] },

  OfficialAccountCreated: { number: 140, version: 1, fields: ['owner', 'profile', 'by'] },
  OfficialAccountChanged: { number: 141, version: 1, fields: ['changes', 'by'] },
  OfficialAccountDestroyed: { number: 142, version: 1, fields: ['by'] },
  SubscribersAdded: { number: 143, version: 1, fields: ['users', 'by'] },
  SubscribersRemoved: { number: 144, version: 1, fields: ['users', 'by', 'released'] },
  SubscriberChanged: { number: 145, version: 1, fields: ['user', 'custom', 'by'] },
  BroadcastSent: {
    number: 146,
    version: 1,
    fields: ['number', 'time', 'random', 'flags', 'digest', 'onlineOnly', 'nick', 'faceUrl', 'offlinePush'],
    body: 'body',
  },
  BroadcastRecalled: { number: 147, version: 1, fields: ['number', 'by', 'reason'] },
  OfficialWorkAdvanced: { number: 148, version: 1, fields: ['work', 'number', 'upTo', 'done', 'left'] },
};
