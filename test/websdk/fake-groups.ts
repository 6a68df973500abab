import type { GroupCommands } from '../../actors/commands/group-types.ts';
import type { MessageCommands } from '../../actors/commands/message-types.ts';
import type { TopicCommands } from '../../actors/commands/topic-types.ts';
import { Refused } from '../../events/refused.ts';
import type { GroupQueries } from '../../projections/queries/group-types.ts';
import type { MessageQueries } from '../../projections/queries/message-types.ts';
import type { SearchQueries } from '../../projections/queries/search-types.ts';

type Answers = GroupQueries & MessageQueries & SearchQueries;

async function refuse(): Promise<never> {
  throw new Refused(10010, 'there are no groups here');
}

async function noSearch(): Promise<never> {
  throw new Refused(60020, 'there is no search here');
}

/** An app without a single group: every command about one is refused with 10010. */
export const noGroupCommands: GroupCommands & TopicCommands & MessageCommands = {
  revokeMessages: refuse,
  modifyMessage: refuse,
  continueStream: refuse,
  deleteMessages: refuse,
  clearHistory: refuse,
  removeMessagesOf: refuse,
  removeHistory: refuse,
  confirmMessages: refuse,
  changeExtensions: refuse,
  react: refuse,
  createGroup: refuse,
  dissolveGroup: refuse,
  changeGroupProfile: refuse,
  changeGroupOwner: refuse,
  joinGroup: refuse,
  quitGroup: refuse,
  addGroupMembers: refuse,
  kickGroupMembers: refuse,
  changeGroupMember: refuse,
  muteGroupMembers: refuse,
  banGroupMembers: refuse,
  handleJoinRequest: refuse,
  sendGroupMessage: refuse,
  importGroupMessage: refuse,
  readGroup: refuse,
  createTopic: refuse,
  changeTopic: refuse,
  deleteTopics: refuse,
  createPermissionGroup: refuse,
  changePermissionGroup: refuse,
  deletePermissionGroups: refuse,
  addPermissionMembers: refuse,
  removePermissionMembers: refuse,
  setTopicPermissions: refuse,
  removeTopicPermissions: refuse,
  changeGroupAttributes: refuse,
  changeGroupCounters: refuse,
  deleteGroupCounters: refuse,
  pinGroupMessage: refuse,
  unpinGroupMessage: refuse,
  liveMembers: refuse,
  liveMembersAmong: refuse,
  markLiveMembers: refuse,
  changeLiveAdmins: refuse,
  visitLiveRoom: refuse,
  notifyGroup: refuse,
  broadcastToLiveRooms: refuse,
  setGroupUnread: refuse,
  recycleIdleGroups: refuse,
};

/** What there is to read then. A test that wants more puts its own in the place of one. */
export function noGroupQueries(): {
  -readonly [K in keyof Answers]: Answers[K];
} {
  return {
    searchMessages: noSearch,
    searchUsers: noSearch,
    searchGroups: noSearch,
    searchMembers: noSearch,
    peerMessages: refuse,
    groupMessages: refuse,
    extensions: refuse,
    reactions: refuse,
    reactionUsers: refuse,
    receipts: refuse,
    groupRecalls: refuse,
    receiptMembers: refuse,
    groups: async (_caller, { groups }) => groups.map(() => undefined),
    membership: refuse,
    joinedGroups: async () => ({ total: 0, groups: [] }),
    members: refuse,
    groupHistory: refuse,
    groupConversations: async () => [],
    joinRequests: async () => [],
    groupNotices: async () => [],
    groupMentions: async () => [],
    mutedMembers: refuse,
    topics: refuse,
    topicTotals: refuse,
    permissionGroups: refuse,
    permissionMembers: refuse,
    groupAttributes: refuse,
    groupCounters: refuse,
    pinnedMessages: refuse,
    bannedMembers: refuse,
    liveAdmins: refuse,
    allGroups: async () => ({ groups: [], total: 0, next: '' }),
  };
}
