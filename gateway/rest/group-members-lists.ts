import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { group, names, users } from './groups-schemas.ts';
import { atMost, groupOf, sized, types } from './groups-target.ts';
import { type Filter, memberObject } from './groups-view.ts';

const filters = {
  MemberInfoFilter: Type.Optional(names),
  AppDefinedDataFilter_GroupMember: Type.Optional(names),
};
const listBody = Type.Object({
  GroupId: Type.String(),
  ...filters,
  MemberRoleFilter: Type.Optional(Type.Array(Type.Enum(['Owner', 'Admin', 'Member']))),
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 6000 })),
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  Next: Type.Optional(Type.String()),
});
const specifiedBody = Type.Object({ GroupId: Type.String(), Member_List_Account: users, ...filters });
const rolesBody = Type.Object({ GroupId: Type.String(), User_Account: users });
const mutedBody = Type.Object({ GroupId: Type.String(), TopicId: Type.Optional(Type.String()) });

const ALL = 6000;
/** Communities come in pages, one after the other (rest-api.md §15.1). */
const COMMUNITY_PAGE = 100;
const MAX_SPECIFIED = 50;
const MAX_ROLES = 500;

/** Who is in a group, and as what (rest-api.md §15.1, §15.2, §15.6, §15.8, §15.9). */
export const groupMemberListCommands: RestTable = {
  get_group_member_info: command({ ...group, schema: listBody }, memberList),
  get_specified_group_member_info: command(
    { ...group, schema: specifiedBody },
    async (services, caller, body: Static<typeof specifiedBody>) => {
      atMost(MAX_SPECIFIED, body.Member_List_Account);
      await groupOf(services, caller, body.GroupId, types.withMembers);
      const members = await memberships(services, caller, body.GroupId, body.Member_List_Account);
      const filter = filterOf(body);
      return {
        GroupId: body.GroupId,
        MemberList: members.flatMap((one) => (one === undefined ? [] : [memberObject(one, filter)])),
      };
    },
  ),
  get_role_in_group: command(
    { ...group, schema: rolesBody },
    async (services, caller, { GroupId, User_Account }: Static<typeof rolesBody>) => {
      atMost(MAX_ROLES, User_Account);
      await groupOf(services, caller, GroupId, types.withMembers);
      const members = await memberships(services, caller, GroupId, User_Account);
      return {
        UserIdList: User_Account.map((user, i) => ({ Member_Account: user, Role: members[i]?.role ?? 'NotMember' })),
      };
    },
  ),
  get_group_muted_account: command({ ...group, schema: mutedBody }, async (services, caller, body: MutedBody) => {
    const muted = await mutedMembers(services, caller, body);
    return {
      GroupId: body.GroupId,
      MutedAccountList: muted.map(({ user, until }) => ({ Member_Account: user, MutedUntil: until })),
    };
  }),
  get_group_shutted_uin: command({ ...group, schema: mutedBody }, async (services, caller, body: MutedBody) => {
    const muted = await mutedMembers(services, caller, body);
    return {
      GroupId: body.GroupId,
      ShuttedUinList: muted.map(({ user, until }) => ({ Member_Account: user, ShuttedUntil: until })),
    };
  }),
};

type MutedBody = Static<typeof mutedBody>;

async function memberList(services: Services, caller: Caller, body: Static<typeof listBody>): Promise<Answer> {
  const { GroupId, MemberRoleFilter, Limit, Offset = 0, Next = '' } = body;
  const { type, memberCount } = await groupOf(services, caller, GroupId, types.withMembers);
  const paged = type === 'Community';
  if (paged && (Limit ?? 0) > COMMUNITY_PAGE) throw new Refused(10004, `Limit is at most ${COMMUNITY_PAGE} here`);
  const { members, cursor } = await services.queries.members(caller, {
    group: GroupId,
    limit: Limit ?? (paged ? COMMUNITY_PAGE : ALL),
    ...(MemberRoleFilter && { roles: MemberRoleFilter }),
    ...(paged ? Next !== '' && { cursor: Next } : { offset: Offset }),
  });
  const filter = filterOf(body);
  return sized({
    MemberNum: memberCount,
    MemberList: members.map((one) => memberObject(one, filter)),
    ...(paged && { Next: cursor ?? '' }),
  });
}

function memberships({ queries }: Services, caller: Caller, groupId: string, list: readonly string[]) {
  return Promise.all(list.map((user) => queries.membership(caller, { group: groupId, user })));
}

async function mutedMembers(services: Services, caller: Caller, body: MutedBody) {
  await groupOf(services, caller, body.GroupId);
  return services.queries.mutedMembers(caller, { group: body.GroupId, topic: body.TopicId || undefined });
}

/** Without any filter every field comes (rest-api.md §15.1). */
function filterOf(body: Pick<Static<typeof specifiedBody>, keyof typeof filters>): Filter | undefined {
  const { MemberInfoFilter, AppDefinedDataFilter_GroupMember } = body;
  if (MemberInfoFilter === undefined && AppDefinedDataFilter_GroupMember === undefined) return undefined;
  return { fields: MemberInfoFilter ?? [], custom: AppDefinedDataFilter_GroupMember ?? [] };
}
