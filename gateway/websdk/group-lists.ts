import Type, { type Static } from 'typebox';
import { groupRules } from '../../actors/group/types.ts';
import type { GroupType } from '../../events/group/events.ts';
import type { GroupView } from '../../projections/queries/group-types.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, groupId, isAboutCommunities, onBothServices } from './group-command.ts';
import { listItem, profileItem, publicItem } from './group-items.ts';
import { atInfoList } from './group-pushes.ts';
import type { Body } from './protocol.ts';
import { flag } from './schemas.ts';

/** Ids per call: the client cuts longer lists itself. */
const MAX_IDS = 50;

const joined = Type.Object({
  Limit: Type.Optional(Type.Integer({ minimum: 1 })),
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  SupportTopic: Type.Optional(flag),
});

/** The filters of all three are not read: what a client does not ask for it does not take. */
const named = Type.Object({ GroupIdList: Type.Array(groupId, { minItems: 1, maxItems: MAX_IDS }) });

/** Most groups of one page: a page must fit into what a socket may buffer. */
const MAX_PAGE = 200;

const ordinaryTypes: readonly GroupType[] = ['Work', 'Public', 'Meeting'];

/** Lists and profiles of groups (wire-groups.md §3.1, §3.3, §3.10). */
export const groupListCommands = onBothServices({
  get_joined_group_list: forSession(joined, groupFaults, joinedGroups),
  get_group_self_member_info: forSession(named, groupFaults, profiles),
  get_group_public_info: forSession(named, groupFaults, publicInfos),
});

/** Communities come by their own service: those with topics and those without are two lists. Live rooms are in none. */
async function joinedGroups(context: SessionContext, body: Static<typeof joined>): Promise<Reply> {
  const { services, caller, head } = context;
  const { user } = caller;
  const ofCommunities = isAboutCommunities(head);
  const { total, groups } = await services.queries.joinedGroups(caller, {
    user,
    offset: body.Offset ?? 0,
    limit: Math.min(body.Limit ?? MAX_PAGE, MAX_PAGE),
    ...(ofCommunities ? { types: ['Community'], supportTopic: body.SupportTopic === 1 } : { types: ordinaryTypes }),
  });
  // Of other groups, clients learn what mentions them by their sync.
  const mentions = ofCommunities ? await services.queries.groupMentions(caller, { user, after: 0 }) : [];
  const atIn = (id: string) => atInfoList(mentions.filter(({ group, topic }) => group === id && topic === undefined));
  return {
    TotalCount: total,
    GroupIdList: groups.map(({ group, self }) => ({
      ...listItem(group, self),
      ...(ofCommunities && { AtInfoList: atIn(group.groupId) }),
    })),
  };
}

async function profiles({ services, caller }: SessionContext, body: Static<typeof named>): Promise<Reply> {
  const found = await services.queries.groups(caller, { groups: body.GroupIdList });
  return {
    GroupInfo: await Promise.all(
      found.map(async (group, i) => {
        if (group === undefined) return noSuchGroup(body.GroupIdList[i]);
        const self = await services.queries.membership(caller, { group: group.groupId, user: caller.user });
        return self === undefined ? strangersItem(group) : profileItem(group, self);
      }),
    ),
  };
}

async function publicInfos({ services, caller }: SessionContext, body: Static<typeof named>): Promise<Reply> {
  const found = await services.queries.groups(caller, { groups: body.GroupIdList });
  return {
    GroupInfo: found.map((group, i) => (group === undefined ? noSuchGroup(body.GroupIdList[i]) : openItem(group))),
  };
}

/**
 * Clients ask for the profile to learn whether they are still in a group: with a profile for an answer they take
 * themselves for members and never apply (seen: `joinGroup` answers AlreadyInGroup by itself). So strangers are refused,
 * and read `get_group_public_info`. Of live rooms a client keeps account itself.
 */
function strangersItem(group: GroupView): Body {
  const { groupId: GroupId, type } = group;
  if (!groupRules[type].storesMembers) return openItem(group);
  return { GroupId, ErrorCode: 10007, ErrorInfo: `not a member of the group ${GroupId}` };
}

function openItem(group: GroupView): Body {
  return { ErrorCode: 0, ErrorInfo: '', ...publicItem(group) };
}

function noSuchGroup(GroupId = ''): Body {
  return { GroupId, ErrorCode: 10010, ErrorInfo: `the group ${GroupId} does not exist or was dissolved` };
}
