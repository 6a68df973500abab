import { accounts, robots } from './accounts.ts';
import { activeUsers } from './active-users.ts';
import type { AllQueries } from './all.ts';
import { createAppQueries } from './apps.ts';
import { c2cHistory } from './c2c-history.ts';
import { changes } from './changes.ts';
import { conversationList, unreadTotal } from './conversation-list.ts';
import { conversationGroups, conversationSettings, doNotDisturb, peerReminds } from './conversation-settings.ts';
import { conversation, conversations } from './conversations.ts';
import type { QueryDeps } from './deps.ts';
import { createFollowQueries } from './follows.ts';
import { createGroupQueries } from './group-queries.ts';
import { createMessageQueries } from './message-queries.ts';
import { createOfficialQueries } from './official-accounts.ts';
import { recentSignaling } from './recent-signaling.ts';
import { createRelationQueries } from './relations.ts';
import { searchMessages } from './search-messages.ts';
import { searchGroups, searchMembers, searchUsers } from './search-names.ts';
import { pushTargets, status } from './status.ts';
import { unread } from './unread.ts';

/** Everything a caller may read, over the projections of one process. */
export function createQueries(deps: QueryDeps): AllQueries {
  return {
    ...createOfficialQueries(deps),
    ...createMessageQueries(deps),
    ...createGroupQueries(deps),
    ...createAppQueries(deps),
    ...createRelationQueries(deps),
    ...createFollowQueries(deps),
    c2cHistory: (caller, query) => c2cHistory(deps, caller, query),
    conversations: (caller, query) => conversations(deps, caller, query),
    conversation: (caller, query) => conversation(deps, caller, query),
    conversationList: (caller, query) => conversationList(deps, caller, query),
    unreadTotal: (caller, query) => unreadTotal(deps, caller, query),
    conversationSettings: (caller, query) => conversationSettings(deps, caller, query),
    conversationGroups: (caller, query) => conversationGroups(deps, caller, query),
    peerReminds: (caller, query) => peerReminds(deps, caller, query),
    doNotDisturb: (caller, query) => doNotDisturb(deps, caller, query),
    unread: (caller, query) => unread(deps, caller, query),
    changes: (caller, query) => changes(deps, caller, query),
    recentSignaling: (caller, query) => recentSignaling(deps, caller, query),
    accounts: (caller, query) => accounts(deps, caller, query),
    robots: (caller) => robots(deps, caller),
    status: (caller, query) => status(deps, caller, query),
    activeUsers: (caller, query) => activeUsers(deps, caller, query),
    pushTargets: (caller, query) => pushTargets(deps, caller, query),
    searchMessages: (caller, query) => searchMessages(deps, caller, query),
    searchUsers: (caller, query) => searchUsers(deps, caller, query),
    searchGroups: (caller, query) => searchGroups(deps, caller, query),
    searchMembers: (caller, query) => searchMembers(deps, caller, query),
  };
}
