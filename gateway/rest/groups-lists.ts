import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { GroupView } from '../../projections/queries/group-types.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { bit, group, groupType, names } from './groups-schemas.ts';
import { atMost, isGroupId, requireAccount, sized, tooLarge, typeNamed, types } from './groups-target.ts';
import { type Filter, groupObject, memberObject, selfObject } from './groups-view.ts';
import { userId } from './schemas.ts';

const filters = Type.Object({
  GroupBaseInfoFilter: Type.Optional(names),
  MemberInfoFilter: Type.Optional(names),
  SelfInfoFilter: Type.Optional(names),
  AppDefinedDataFilter_Group: Type.Optional(names),
  AppDefinedDataFilter_GroupMember: Type.Optional(names),
});
type Filters = Static<typeof filters>;

const infoBody = Type.Object({
  GroupIdList: Type.Array(Type.String(), { minItems: 1 }),
  ResponseFilter: Type.Optional(filters),
  ...filters.properties,
});
const joinedBody = Type.Object({
  Member_Account: userId,
  WithHugeGroups: Type.Optional(bit),
  WithNoActiveGroups: Type.Optional(bit),
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  GroupType: Type.Optional(groupType),
  SupportTopic: Type.Optional(bit),
  ResponseFilter: Type.Optional(filters),
});
const allBody = Type.Object({
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  Next: Type.Optional(Type.Integer({ minimum: 0 })),
  // The older name of `Next`.
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  GroupType: Type.Optional(groupType),
});

const MAX_GROUPS = 50;
/** More than anybody is in. */
const ALL_JOINED = 100_000;
const MAX_LISTED = 10_000;
/** More members than this cannot be told in 1 MB, whatever the filter. */
const MAX_MEMBERS = 40_000;
/** Members of communities come in pages only (rest-api.md §15.1). */
const withMemberList = types.ordinary;

/** Groups as they are, and lists of them (rest-api.md §14.3, §14.6, §14.7). */
export const groupListCommands: RestTable = {
  get_group_info: command({ ...group, schema: infoBody }, groupInfo),
  get_joined_group_list: command({ ...group, schema: joinedBody }, joinedGroups),
  get_appid_group_list: command(
    { ...group, schema: allBody, rate: 'lists' },
    async ({ queries }, caller, { Limit = MAX_LISTED, Next, Offset, GroupType }: Static<typeof allBody>) => {
      // `Next` is a number on the wire, so it counts the groups of the pages before.
      const from = Next ?? Offset ?? 0;
      const type = GroupType ? { type: typeNamed(GroupType) } : {};
      const { groups, total, next } = await queries.allGroups(caller, { ...type, after: '', limit: from + Limit });
      const page = groups.slice(from).map((GroupId) => ({ GroupId }));
      return sized({ TotalCount: total, GroupIdList: page, Next: next === '' ? 0 : from + Limit });
    },
  ),
};

async function groupInfo(services: Services, caller: Caller, body: Static<typeof infoBody>): Promise<Answer> {
  atMost(MAX_GROUPS, body.GroupIdList, 'groups');
  const { ResponseFilter, GroupIdList, ...topLevel } = body;
  const filter = ResponseFilter ?? topLevel;
  const unfiltered = Object.keys(filter).length === 0;
  const wanted = unfiltered ? undefined : filterOf(filter.GroupBaseInfoFilter, filter.AppDefinedDataFilter_Group);
  const lists = unfiltered || filter.MemberInfoFilter || filter.AppDefinedDataFilter_GroupMember;
  const groups = await services.queries.groups(caller, { groups: GroupIdList.filter(isGroupId) });
  const found = new Map(groups.flatMap((one) => (one === undefined ? [] : [[one.groupId, one] as const])));
  if (lists && GroupIdList.reduce((sum, id) => sum + listedMembers(found.get(id)), 0) > MAX_MEMBERS) throw tooLarge();
  const GroupInfo = await Promise.all(
    GroupIdList.map(async (GroupId) => {
      const one = found.get(GroupId);
      if (one === undefined) return { GroupId, ErrorCode: 10010, ErrorInfo: 'the group does not exist' };
      const members = lists && (await memberList(services, caller, one, unfiltered ? undefined : filter));
      const app = wanted === undefined || wanted.fields.includes('Appid') ? { Appid: caller.app } : {};
      return { ErrorCode: 0, ErrorInfo: '', ...app, ...groupObject(one, wanted), ...members };
    }),
  );
  return sized({ GroupInfo });
}

function listedMembers(group: GroupView | undefined): number {
  return group && withMemberList.has(group.type) ? group.memberCount : 0;
}

async function memberList({ queries }: Services, caller: Caller, group: GroupView, filter: Filters | undefined) {
  if (!withMemberList.has(group.type)) return {};
  const wanted = filter && filterOf(filter.MemberInfoFilter, filter.AppDefinedDataFilter_GroupMember);
  const { members } = await queries.members(caller, { group: group.groupId, limit: MAX_MEMBERS });
  return { MemberList: members.map((one) => memberObject(one, wanted)) };
}

async function joinedGroups(services: Services, caller: Caller, body: Static<typeof joinedBody>): Promise<Answer> {
  const { Member_Account: user, Offset: offset = 0, Limit: limit = ALL_JOINED, ResponseFilter: filter = {} } = body;
  await requireAccount(services, caller, user);
  const type = body.GroupType ? typeNamed(body.GroupType) : undefined;
  const { total: stored, groups: listed } = await services.queries.joinedGroups(caller, {
    user,
    offset,
    limit,
    withHidden: body.WithNoActiveGroups === 1,
    ...(type && { types: [type] }),
    ...(body.SupportTopic === 1 && { supportTopic: true }),
  });
  const live = body.WithHugeGroups === 1 && (type === undefined || types.live.has(type)) && body.SupportTopic !== 1;
  const rooms = live ? await liveRoomsOf(services, caller, user) : [];
  // Live rooms come behind the groups that are kept.
  const from = Math.max(0, offset - stored);
  const groups = [...listed, ...rooms.slice(from, from + limit - listed.length)];
  const total = stored + rooms.length;
  const base = filterOf(filter.GroupBaseInfoFilter, filter.AppDefinedDataFilter_Group);
  const self = filterOf(filter.SelfInfoFilter, filter.AppDefinedDataFilter_GroupMember);
  const GroupIdList = await Promise.all(
    groups.map(async (one) => {
      const gross = one.group.supportTopic && (await services.queries.topicTotals(caller, ofMember(one.group, user)));
      return {
        // Communities with topics say what they are, asked or not.
        ...(gross && groupObject(one.group, { fields: ['Type', 'SupportTopic'], custom: [] })),
        ...(gross && { GrossTopicNextMsgSeq: gross.lastSeq + 1 }),
        ...groupObject(one.group, base),
        ...((gross || filter.SelfInfoFilter) && {
          SelfInfo: { ...selfObject(one.self, self), ...(gross && { GrossTopicReadSeq: gross.readSeq }) },
        }),
      };
    }),
  );
  return sized({ TotalCount: total, GroupIdList });
}

/** The live rooms that somebody is in now, by id. */
async function liveRoomsOf({ rooms, queries }: Services, caller: Caller, user: string) {
  const entered = rooms.groupsOf(caller.app).filter((group) => rooms.has(caller.app, group, user));
  const found = await queries.groups(caller, { groups: entered.sort() });
  const joined = await Promise.all(
    found.map(async (group) => {
      const self = group && (await queries.membership(caller, ofMember(group, user)));
      return group && self && { group, self };
    }),
  );
  return joined.filter((one) => one !== undefined);
}

const ofMember = ({ groupId: group }: GroupView, user: string) => ({ group, user });

function filterOf(fields: readonly string[] = [], custom: readonly string[] = []): Filter {
  return { fields, custom };
}
