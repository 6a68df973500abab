import Type, { type Static } from 'typebox';
import type { AddResult } from '../../actors/commands/group-types.ts';
import type { MemberView } from '../../projections/queries/group-types.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { fieldsOf, groupFaults, onBothServices, pairs, target } from './group-command.ts';
import { memberItem } from './group-items.ts';
import type { Body } from './protocol.ts';
import { flag, uint32, userId } from './schemas.ts';

const users = Type.Array(userId, { minItems: 1 });

/** wire-groups.md §3.15. */
const adding = Type.Object({
  ...target,
  MemberList: Type.Array(Type.Object({ Member_Account: userId }), { minItems: 1 }),
  Silence: Type.Optional(flag),
});
const removing = Type.Object({ ...target, MemberToDel_Account: users, Reason: Type.Optional(Type.String()) });
const banning = Type.Object({
  ...target,
  Members_Account: users,
  Duration: uint32,
  Description: Type.Optional(Type.String()),
});

/** wire-groups.md §3.13: ordinary groups are paged by `Offset`, communities by `Next`. */
const listing = Type.Object({
  ...target,
  Limit: Type.Optional(Type.Integer({ minimum: 1 })),
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  Next: Type.Optional(Type.String()),
  MemberRoleFilter: Type.Optional(Type.Array(Type.Enum(['Owner', 'Admin', 'Member']))),
});
const MAX_PAGE = 100;
const choosing = Type.Object({ ...target, Member_List_Account: Type.Array(userId, { minItems: 1, maxItems: 50 }) });

/** wire-groups.md §3.16: exactly what changes. */
const changing = Type.Object({
  ...target,
  Member_Account: userId,
  Role: Type.Optional(Type.Enum(['Admin', 'Member'])),
  NameCard: Type.Optional(Type.String()),
  MsgFlag: Type.Optional(
    Type.Enum(['AcceptAndNotify', 'AcceptNotNotify', 'Discard', 'AcceptNotNotifyExceptAt', 'NotReceiveMsgExceptAt']),
  ),
  AppMemberDefinedData: Type.Optional(pairs),
  ShutUpTime: Type.Optional(uint32),
});

/** What became of an invitation, as a number (wire-groups.md §3.15). */
const results: Readonly<Record<AddResult, number>> = {
  failed: 0,
  added: 1,
  already: 2,
  waiting: 3,
  tooManyGroups: 4,
};

/** Seconds for which a client may keep the number of those online. */
const ONLINE_EXPIRES_S = 60;

/** Members of groups (wire-groups.md §3.13 to §3.17). */
export const groupMemberCommands = onBothServices({
  add_group_member: forSession(adding, groupFaults, add),
  delete_group_member: forSession(removing, groupFaults, async ({ services, caller }, body) => {
    const { GroupId: group, MemberToDel_Account: removed, Reason: reason = '' } = body;
    await services.commands.kickGroupMembers(caller, { group, users: removed, reason });
    return {};
  }),
  ban_group_member: forSession(banning, groupFaults, async ({ services, caller }, body) => {
    const { GroupId: group, Members_Account: banned, Duration: seconds, Description: reason = '' } = body;
    await services.commands.banGroupMembers(caller, { group, users: banned, seconds, reason });
    return {};
  }),
  get_group_member_info: forSession(listing, groupFaults, list),
  get_specified_group_member_info: forSession(choosing, groupFaults, choose),
  modify_group_member_info: forSession(changing, groupFaults, async ({ services, caller }, body) => {
    await services.commands.changeGroupMember(caller, {
      group: body.GroupId,
      user: body.Member_Account,
      role: body.Role,
      nameCard: body.NameCard,
      remind: body.MsgFlag,
      custom: body.AppMemberDefinedData && fieldsOf(body.AppMemberDefinedData),
      muteSeconds: body.ShutUpTime,
    });
    return {};
  }),
  get_online_member_num: forSession(Type.Object(target), groupFaults, ({ services, caller }, { GroupId }) => ({
    OnlineMemberNum: services.onlineMembers(caller.app, GroupId),
    ExpireTime: ONLINE_EXPIRES_S,
  })),
});

async function add({ services, caller }: SessionContext, body: Static<typeof adding>): Promise<Reply> {
  const added = await services.commands.addGroupMembers(caller, {
    group: body.GroupId,
    users: body.MemberList.map(({ Member_Account }) => Member_Account),
    // To come without a notice is an administrator's to ask.
    silent: caller.admin && body.Silence === 1,
  });
  return { MemberList: added.map(({ user, result }) => ({ Member_Account: user, Result: results[result] })) };
}

/** Pages are full as long as there are more members: a short one ends the paging. */
async function list({ services, caller }: SessionContext, body: Static<typeof listing>): Promise<Reply> {
  const { Next, MemberRoleFilter: roles } = body;
  const { members, cursor } = await services.queries.members(caller, {
    group: body.GroupId,
    limit: Math.min(body.Limit ?? MAX_PAGE, MAX_PAGE),
    ...(roles !== undefined && roles.length > 0 && { roles }),
    ...(Next === undefined ? { offset: body.Offset ?? 0 } : { cursor: Next || '0' }),
  });
  const [group] = await services.queries.groups(caller, { groups: [body.GroupId] });
  return {
    MemberNum: group?.memberCount ?? members.length,
    MemberList: items({ services, caller }, members),
    // For ordinary groups it would override the offset.
    ...(Next !== undefined && { Next: cursor ?? '' }),
  };
}

/** Who is not a member is left out. */
async function choose({ services, caller }: SessionContext, body: Static<typeof choosing>): Promise<Reply> {
  const { GroupId: group } = body;
  const found = await Promise.all(
    [...new Set(body.Member_List_Account)].map((user) => services.queries.membership(caller, { group, user })),
  );
  return {
    MemberList: items(
      { services, caller },
      found.filter((one) => one !== undefined),
    ),
  };
}

function items(
  { services, caller }: Pick<SessionContext, 'services' | 'caller'>,
  members: readonly MemberView[],
): Body[] {
  return members.map((member) => memberItem(member, services.sessions.of(caller.app, member.user).length > 0));
}
