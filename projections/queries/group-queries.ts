import type { QueryDeps } from './deps.ts';
import { groupConversations } from './group-conversations.ts';
import { groupAttributes, groupCounters, pinnedMessages } from './group-data.ts';
import { groupHistory } from './group-history.ts';
import { allGroups, bannedMembers, groups, liveAdmins, mutedMembers } from './group-info.ts';
import { joinedGroups } from './group-joined.ts';
import { members, membership } from './group-members.ts';
import { groupMentions } from './group-mentions.ts';
import { groupNotices } from './group-notices.ts';
import { joinRequests } from './group-requests.ts';
import type { GroupQueries } from './group-types.ts';
import { permissionGroups, permissionMembers } from './permission-groups.ts';
import { topics, topicTotals } from './topics.ts';

/** Everything a caller may read about groups. */
export function createGroupQueries(deps: QueryDeps): GroupQueries {
  return {
    groups: (caller, query) => groups(deps, caller, query),
    membership: (caller, query) => membership(deps, caller, query),
    joinedGroups: (caller, query) => joinedGroups(deps, caller, query),
    members: (caller, query) => members(deps, caller, query),
    groupHistory: (caller, query) => groupHistory(deps, caller, query),
    groupConversations: (caller, query) => groupConversations(deps, caller, query),
    joinRequests: (caller, query) => joinRequests(deps, caller, query),
    groupNotices: (caller, query) => groupNotices(deps, caller, query),
    groupMentions: (caller, query) => groupMentions(deps, caller, query),
    mutedMembers: (caller, query) => mutedMembers(deps, caller, query),
    topics: (caller, query) => topics(deps, caller, query),
    topicTotals: (caller, query) => topicTotals(deps, caller, query),
    permissionGroups: (caller, query) => permissionGroups(deps, caller, query),
    permissionMembers: (caller, query) => permissionMembers(deps, caller, query),
    bannedMembers: (caller, query) => bannedMembers(deps, caller, query),
    liveAdmins: (caller, query) => liveAdmins(deps, caller, query),
    allGroups: (caller, query) => allGroups(deps, caller, query),
    groupAttributes: (caller, query) => groupAttributes(deps, caller, query),
    groupCounters: (caller, query) => groupCounters(deps, caller, query),
    pinnedMessages: (caller, query) => pinnedMessages(deps, caller, query),
  };
}
