import Type, { type Static } from 'typebox';
import { typeByName } from '../../actors/group/types.ts';
import type { GroupProfile } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { fieldsOf, groupFaults, onBothServices, pairs, target } from './group-command.ts';
import { flag, userId } from './schemas.ts';

const profile = {
  Introduction: Type.Optional(Type.String()),
  Notification: Type.Optional(Type.String()),
  FaceUrl: Type.Optional(Type.String()),
  ApplyJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableApply'])),
  InviteJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableInvite'])),
  AppDefinedData: Type.Optional(pairs),
};

/** wire-groups.md §3.2. The owner is the caller, whatever `Owner_Account` says. */
const creation = Type.Object({
  ...profile,
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
  ...profile,
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

type Profile = Partial<Omit<Static<typeof change>, 'GroupId'>>;

/** Wire name → field of the profile, for those that are taken as they are. */
const plainFields = {
  Name: 'name',
  Introduction: 'introduction',
  Notification: 'notification',
  FaceUrl: 'faceUrl',
  ApplyJoinOption: 'joinOption',
  InviteJoinOption: 'inviteOption',
} as const satisfies Partial<Record<keyof Profile, keyof GroupProfile>>;

/** Only what the body names. */
function profileOf(body: Profile): Partial<GroupProfile> {
  const plain = Object.entries(plainFields).flatMap(([wire, field]) => {
    const value = body[wire as keyof typeof plainFields];
    return value === undefined ? [] : [[field, value] as const];
  });
  return {
    ...Object.fromEntries(plain),
    ...(body.AppDefinedData !== undefined && { custom: fieldsOf(body.AppDefinedData) }),
  };
}
