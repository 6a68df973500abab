import Type, { type Static } from 'typebox';
import { groupRules } from '../../actors/group/types.ts';
import { fieldsOf, pairs } from '../group-fields.ts';
import { command, type RestTable } from './command.ts';
import { bit, group, groupType, onOff, profileFields, profileOf, role } from './groups-schemas.ts';
import { actingAs, groupOf, typeNamed, types } from './groups-target.ts';
import { seconds, userId } from './schemas.ts';

const newGroup = {
  Type: groupType,
  Name: Type.String(),
  // Optional texts may be absent or empty (rest-api.md §1).
  Owner_Account: Type.Optional(Type.String({ maxLength: 128 })),
  GroupId: Type.Optional(Type.String()),
  MaxMemberCount: Type.Optional(Type.Integer({ minimum: 0 })),
  SupportTopic: Type.Optional(bit),
  ...profileFields,
};
const createBody = Type.Object({
  ...newGroup,
  MemberList: Type.Optional(
    Type.Array(
      Type.Object({
        Member_Account: userId,
        Role: Type.Optional(role),
        AppMemberDefinedData: Type.Optional(pairs),
      }),
    ),
  ),
});
const importBody = Type.Object({ ...newGroup, CreateTime: Type.Optional(seconds) });
const targetBody = Type.Object({ GroupId: Type.String() });
const modifyBody = Type.Object({
  GroupId: Type.String(),
  Name: Type.Optional(Type.String()),
  ...profileFields,
  MaxMemberNum: Type.Optional(Type.Integer({ minimum: 1 })),
  MuteAllMember: Type.Optional(onOff),
  ShutUpAllMember: Type.Optional(onOff),
  HistoryMsgBeforeJoin: Type.Optional(onOff),
  From_Account: Type.Optional(Type.String({ maxLength: 128 })),
});
const ownerBody = Type.Object({
  GroupId: Type.String(),
  NewOwner_Account: userId,
  From_Account: Type.Optional(Type.String({ maxLength: 128 })),
});

/** The life of a group (rest-api.md §14.1, §14.2, §14.4, §14.5, §15.10). */
export const groupCommands: RestTable = {
  create_group: command({ ...group, schema: createBody }, async ({ commands }, caller, body: CreateBody) => {
    const members = (body.MemberList ?? []).map(({ Member_Account, Role = 'Member', AppMemberDefinedData = [] }) => ({
      user: Member_Account,
      role: Role,
      custom: fieldsOf(AppMemberDefinedData),
    }));
    return createdAnswer(await commands.createGroup(caller, { ...draftOf(body), members }));
  }),
  import_group: command(
    { ...group, schema: importBody },
    async ({ commands, clock }, caller, body: Static<typeof importBody>) => {
      const importedAt = body.CreateTime ?? Math.floor(clock.now() / 1000);
      return createdAnswer(await commands.createGroup(caller, { ...draftOf(body), importedAt }));
    },
  ),
  destroy_group: command(
    { ...group, schema: targetBody },
    async (services, caller, { GroupId }: Static<typeof targetBody>) => {
      await groupOf(services, caller, GroupId);
      await services.commands.dissolveGroup(caller, { group: GroupId });
      return {};
    },
  ),
  modify_group_base_info: command(
    { ...group, schema: modifyBody },
    async (services, caller, body: Static<typeof modifyBody>) => {
      const { HistoryMsgBeforeJoin: before } = body;
      await groupOf(services, caller, body.GroupId, before === undefined ? types.any : types.ordinary);
      const muteAll = body.MuteAllMember ?? body.ShutUpAllMember;
      const changes = {
        ...profileOf(body),
        ...(body.MaxMemberNum !== undefined && { maxMembers: body.MaxMemberNum }),
        ...(muteAll !== undefined && { muteAll: muteAll === 'On' }),
        ...(before !== undefined && { historyBeforeJoin: before === 'On' ? ('on' as const) : ('off' as const) }),
      };
      const by = await actingAs(services, caller, body.From_Account);
      await services.commands.changeGroupProfile(by, { group: body.GroupId, changes });
      return {};
    },
  ),
  change_group_owner: command(
    { ...group, schema: ownerBody },
    async (services, caller, body: Static<typeof ownerBody>) => {
      await groupOf(services, caller, body.GroupId, types.withMembers);
      const by = await actingAs(services, caller, body.From_Account);
      await services.commands.changeGroupOwner(by, { group: body.GroupId, owner: body.NewOwner_Account });
      return {};
    },
  ),
};

type CreateBody = Static<typeof createBody>;

function draftOf(body: Omit<CreateBody, 'MemberList'>) {
  return {
    type: typeNamed(body.Type),
    groupId: body.GroupId || undefined,
    owner: body.Owner_Account ?? '',
    supportTopic: body.SupportTopic === 1,
    profile: { ...profileOf(body), name: body.Name, maxMembers: body.MaxMemberCount ?? 0 },
  };
}

/** Communities come with their type; `HugeGroupFlag` marks live rooms, to clients, and they are none (rest-api.md §14.1). */
function createdAnswer({ groupId, type }: { readonly groupId: string; readonly type: keyof typeof groupRules }) {
  const community = type === 'Community' ? { Type: groupRules[type].wireName, HugeGroupFlag: 0 } : {};
  return { GroupId: groupId, ...community };
}
