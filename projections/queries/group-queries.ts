import type { QueryDeps } from './deps.ts';
import { groupConversations } from './group-conversations.ts';
import { groupHistory } from './group-history.ts';
import { allGroups, groups, mutedMembers } from './group-info.ts';
import { joinedGroups } from './group-joined.ts';
import { members, membership } from './group-members.ts';
import { groupMentions } from './group-mentions.ts';
import { groupNotices } from './group-notices.ts';
import { joinRequests } from './group-requests.ts';
import type { GroupQueries } from './group-types.ts';

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
    allGroups: (caller, query) => allGroups(deps, caller, query),
  };
}
