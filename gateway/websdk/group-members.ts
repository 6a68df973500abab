import Type, { type Static } from 'typebox';
import type { AddResult } from '../../actors/commands/group-types.ts';
import { fieldsOf, pairs } from '../group-fields.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, onBothServices, place, placeOf, target } from './group-command.ts';
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

/** wire-groups.md §3.16: exactly what changes. */
const changing = Type.Object({
  ...place,
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

/** What is done to members of groups (wire-groups.md §3.15, §3.16). */
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
  modify_group_member_info: forSession(changing, groupFaults, async ({ services, caller }, body) => {
    await services.commands.changeGroupMember(caller, {
      ...placeOf(body),
      user: body.Member_Account,
      role: body.Role,
      nameCard: body.NameCard,
      remind: body.MsgFlag,
      custom: body.AppMemberDefinedData && fieldsOf(body.AppMemberDefinedData),
      muteSeconds: body.ShutUpTime,
    });
    return {};
  }),
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
