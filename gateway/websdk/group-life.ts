import Type, { type Static } from 'typebox';
import { typeByName } from '../../actors/group/types.ts';
import { Refused } from '../../events/refused.ts';
import { fieldsOf, pairs, profileFields, profileOf } from '../group-fields.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, onBothServices, target } from './group-command.ts';
import { flag, userId } from './schemas.ts';

/** wire-groups.md §3.2. The owner is the caller, whatever `Owner_Account` says. */
const creation = Type.Object({
  ...profileFields,
  Type: Type.String(),
  Name: Type.String(),
  GroupId: Type.Optional(Type.String()),
  MaxMemberCount: Type.Optional(Type.Integer({ minimum: 0 })),
  SupportTopic: Type.Optional(flag),
  MemberList: Type.Optional(
    Type.Array(
      Type.Object({
        Member_Account: userId,
        Role: Type.Optional(Type.Enum(['Admin', 'Member'])),
        AppMemberDefinedData: Type.Optional(pairs),
      }),
    ),
  ),
});

/** wire-groups.md §3.4. */
const change = Type.Object({
  ...target,
  ...profileFields,
  Name: Type.Optional(Type.String()),
  ShutUpAllMember: Type.Optional(Type.Enum(['On', 'Off'])),
});

const passing = Type.Object({ ...target, NewOwner_Account: userId });

/** The life of a group, from its creation to its end (wire-groups.md §3.2, §3.4, §3.6, §3.11). */
export const groupLifeCommands = onBothServices({
  create_group: forSession(creation, groupFaults, create),
  modify_group_base_info: forSession(change, groupFaults, async ({ services, caller }, body) => {
    const { ShutUpAllMember: mute } = body;
    const changes = { ...profileOf(body), ...(mute !== undefined && { muteAll: mute === 'On' }) };
    await services.commands.changeGroupProfile(caller, { group: body.GroupId, changes });
    return {};
  }),
  destroy_group: forSession(Type.Object(target), groupFaults, async ({ services, caller }, { GroupId: group }) => {
    await services.commands.dissolveGroup(caller, { group });
    return {};
  }),
  change_group_owner: forSession(passing, groupFaults, async ({ services, caller }, body) => {
    await services.commands.changeGroupOwner(caller, { group: body.GroupId, owner: body.NewOwner_Account });
    return {};
  }),
});

async function create({ services, caller }: SessionContext, body: Static<typeof creation>): Promise<Reply> {
  const type = typeByName.get(body.Type);
  if (type === undefined) throw new Refused(10004, `${body.Type.slice(0, 40)} is not a type of groups`);
  const { groupId, refused } = await services.commands.createGroup(caller, {
    type,
    groupId: body.GroupId || undefined,
    owner: caller.user,
    profile: { ...profileOf(body), name: body.Name, maxMembers: body.MaxMemberCount ?? 0 },
    supportTopic: body.SupportTopic === 1,
    members: (body.MemberList ?? []).map(({ Member_Account: user, Role = 'Member', AppMemberDefinedData = [] }) => ({
      user,
      role: Role,
      custom: fieldsOf(AppMemberDefinedData),
    })),
  });
  return { GroupId: groupId, OverJoinedGroupLimit_Account: await known(services, caller, refused) };
}

/** Of the first members who could not be added: those who exist, so that they are in too many groups. */
async function known(
  { queries }: SessionContext['services'],
  caller: SessionContext['caller'],
  users: readonly string[],
): Promise<readonly string[]> {
  if (users.length === 0) return [];
  return (await queries.accounts(caller, { users })).flatMap((account) => (account === undefined ? [] : account.user));
}
