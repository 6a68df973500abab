import Type, { type Static } from 'typebox';
import type { ItemResult } from '../../actors/group/permission-groups.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { group, mask, names } from './groups-schemas.ts';
import { groupOf, types } from './groups-target.ts';
import { memberObject, wireMask } from './groups-view.ts';
import { userId } from './schemas.ts';

const target = { GroupId: Type.String(), PermissionGroupId: Type.String() };
const createBody = Type.Object({
  GroupId: Type.String(),
  PermissionGroupName: Type.String(),
  PermissionGroupId: Type.Optional(Type.String()),
  Permission: Type.Optional(mask),
  CustomString: Type.Optional(Type.String()),
});
const destroyBody = Type.Object({
  GroupId: Type.String(),
  PermissionGroupIdList: Type.Array(Type.String(), { minItems: 1 }),
});
const modifyBody = Type.Object({
  ...target,
  PermissionGroupName: Type.Optional(Type.String()),
  Permission: Type.Optional(mask),
  CustomString: Type.Optional(Type.String()),
});
const getBody = Type.Object({
  GroupId: Type.String(),
  PermissionGroupIdList: Type.Optional(Type.Array(Type.String())),
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  Next: Type.Optional(Type.String()),
});
const masksBody = Type.Object({
  ...target,
  TopicPermissionList: Type.Array(Type.Object({ TopicId: Type.String(), Permission: mask }), { minItems: 1 }),
});
const topicsBody = Type.Object({ ...target, TopicIdList: Type.Array(Type.String(), { minItems: 1 }) });
const getTopicsBody = Type.Object({ ...target, TopicIdList: Type.Optional(Type.Array(Type.String())) });
const membersBody = Type.Object({
  ...target,
  MemberList: Type.Array(Type.Object({ Member_Account: userId }), { minItems: 1 }),
});
const memberListBody = Type.Object({
  ...target,
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  Next: Type.Optional(Type.String()),
  MemberInfoFilter: Type.Optional(names),
});

const MAX_MEMBERS = 50;
const MAX_GROUPS = 20;
const NO_GROUP = 110008;

/** Permission groups of communities (rest-api.md §22). */
export const permissionCommands: RestTable = {
  create_permission_group: command(
    { ...group, schema: createBody },
    async (services, caller, body: Static<typeof createBody>) => {
      await communityOf(services, caller, body.GroupId);
      const id = await services.commands.createPermissionGroup(caller, {
        group: body.GroupId,
        id: body.PermissionGroupId || undefined,
        name: body.PermissionGroupName,
        custom: body.CustomString,
        mask: body.Permission === undefined ? undefined : String(body.Permission),
      });
      return { PermissionGroupId: id };
    },
  ),
  destroy_permission_group: command(
    { ...group, schema: destroyBody },
    async (services, caller, { GroupId, PermissionGroupIdList: ids }: Static<typeof destroyBody>) => {
      await communityOf(services, caller, GroupId);
      const results = await services.commands.deletePermissionGroups(caller, { group: GroupId, ids });
      return { PermissionGroupResultList: results.map((one) => ({ PermissionGroupId: one.id, ...outcome(one) })) };
    },
  ),
  modify_permission_group: command(
    { ...group, schema: modifyBody },
    async (services, caller, body: Static<typeof modifyBody>) => {
      await communityOf(services, caller, body.GroupId);
      const { GroupId, PermissionGroupId: id, PermissionGroupName: name, CustomString: custom, Permission } = body;
      const changes = {
        ...(name !== undefined && { name }),
        ...(custom !== undefined && { custom }),
        ...(Permission !== undefined && { mask: String(Permission) }),
      };
      await services.commands.changePermissionGroup(caller, { group: GroupId, id, changes });
      return {};
    },
  ),
  get_permission_group: command({ ...group, schema: getBody }, listGroups),
  add_topic_permission_group: command({ ...group, schema: masksBody }, (services, caller, body: MasksBody) =>
    setMasks(services, caller, body, 'add'),
  ),
  set_topic_permission_group: command({ ...group, schema: masksBody }, (services, caller, body: MasksBody) =>
    setMasks(services, caller, body, 'change'),
  ),
  delete_topic_permission_group: command(
    { ...group, schema: topicsBody },
    async (services, caller, { GroupId, PermissionGroupId: id, TopicIdList: topics }: Static<typeof topicsBody>) => {
      await communityOf(services, caller, GroupId);
      return topicResults(await services.commands.removeTopicPermissions(caller, { group: GroupId, id, topics }));
    },
  ),
  get_topic_permission_group: command({ ...group, schema: getTopicsBody }, listMasks),
  add_permission_group_member: command({ ...group, schema: membersBody }, (services, caller, body: MembersBody) =>
    changeMembers(services, caller, body, 'addPermissionMembers'),
  ),
  delete_permission_group_member: command({ ...group, schema: membersBody }, (services, caller, body: MembersBody) =>
    changeMembers(services, caller, body, 'removePermissionMembers'),
  ),
  get_permission_group_member_list: command({ ...group, schema: memberListBody }, listMembers),
};

type MasksBody = Static<typeof masksBody>;
type MembersBody = Static<typeof membersBody>;

async function communityOf(services: Services, caller: Caller, groupId: string): Promise<void> {
  await groupOf(services, caller, groupId, types.communities);
}

async function listGroups(services: Services, caller: Caller, body: Static<typeof getBody>): Promise<Answer> {
  const { GroupId, PermissionGroupIdList: asked, Limit = MAX_GROUPS, Next = '' } = body;
  await communityOf(services, caller, GroupId);
  const all = await services.queries.permissionGroups(caller, { group: GroupId });
  const ids = asked?.length ? asked : all.map(({ id }) => id);
  const page = ids.slice(Next === '' ? 0 : ids.indexOf(Next) + 1).slice(0, Limit);
  return {
    PermissionGroupInfoList: page.map((id) => {
      const one = all.find((other) => other.id === id);
      if (one === undefined)
        return { ErrorCode: NO_GROUP, ErrorInfo: 'no such permission group', PermissionGroupId: id };
      return {
        ErrorCode: 0,
        ErrorInfo: '',
        PermissionGroupId: id,
        PermissionGroupName: one.name,
        CustomString: one.custom,
        Permission: wireMask(one.mask),
        MemberCount: one.members,
        CreateTime: one.createdAt,
      };
    }),
    Next: page.at(-1) === ids.at(-1) ? '' : (page.at(-1) ?? ''),
  };
}

async function setMasks(services: Services, caller: Caller, body: MasksBody, how: 'add' | 'change'): Promise<Answer> {
  await communityOf(services, caller, body.GroupId);
  const masks = body.TopicPermissionList.map(({ TopicId, Permission }) => [TopicId, String(Permission)] as const);
  const command = { group: body.GroupId, id: body.PermissionGroupId, masks, how };
  return topicResults(await services.commands.setTopicPermissions(caller, command));
}

async function listMasks(services: Services, caller: Caller, body: Static<typeof getTopicsBody>): Promise<Answer> {
  const { GroupId, PermissionGroupId, TopicIdList: asked } = body;
  await communityOf(services, caller, GroupId);
  const all = await services.queries.permissionGroups(caller, { group: GroupId });
  const one = all.find(({ id }) => id === PermissionGroupId);
  if (one === undefined) throw new Refused(NO_GROUP, `there is no permission group ${PermissionGroupId.slice(0, 48)}`);
  const masks = new Map(one.topics);
  return {
    TopicPermissionResultList: (asked?.length ? asked : [...masks.keys()]).map((TopicId) => {
      const found = masks.get(TopicId);
      return found === undefined
        ? { TopicId, ErrorCode: 110011, ErrorInfo: 'the permission group says nothing of this topic' }
        : { TopicId, Permission: wireMask(found), ErrorCode: 0, ErrorInfo: '' };
    }),
  };
}

async function changeMembers(
  services: Services,
  caller: Caller,
  { GroupId, PermissionGroupId: id, MemberList }: MembersBody,
  change: 'addPermissionMembers' | 'removePermissionMembers',
): Promise<Answer> {
  await communityOf(services, caller, GroupId);
  const users = MemberList.map(({ Member_Account }) => Member_Account);
  const results = await services.commands[change](caller, { group: GroupId, id, users });
  return { MemberList: results.map(({ id: user, code }) => ({ Member_Account: user, Result: code })) };
}

async function listMembers(services: Services, caller: Caller, body: Static<typeof memberListBody>): Promise<Answer> {
  const { GroupId, PermissionGroupId: id, Limit: limit = MAX_MEMBERS, Next: after = '', MemberInfoFilter } = body;
  await communityOf(services, caller, GroupId);
  const { members, next } = await services.queries.permissionMembers(caller, { group: GroupId, id, after, limit });
  const filter = MemberInfoFilter && { fields: MemberInfoFilter, custom: [] };
  return { MemberList: members.map((one) => memberObject(one, filter)), Next: next };
}

function topicResults(results: readonly ItemResult[]): Answer {
  return { TopicPermissionResultList: results.map((one) => ({ TopicId: one.id, ...outcome(one) })) };
}

function outcome({ code, problem }: ItemResult): Answer {
  return { ErrorCode: code, ErrorInfo: problem };
}
