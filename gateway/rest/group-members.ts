import Type, { type Static } from 'typebox';
import type { AddResult } from '../../actors/commands/group-types.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { fieldsOf, pairs } from '../group-fields.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { bit, group, role, users } from './groups-schemas.ts';
import { atMost, groupOf, types } from './groups-target.ts';
import { seconds, uint32, userId } from './schemas.ts';

const newMember = { Member_Account: userId };
const addBody = Type.Object({
  GroupId: Type.String(),
  MemberList: Type.Array(Type.Object(newMember), { minItems: 1 }),
  Silence: Type.Optional(bit),
});
const importBody = Type.Object({
  GroupId: Type.String(),
  MemberList: Type.Array(
    Type.Object({
      ...newMember,
      Role: Type.Optional(role),
      JoinTime: Type.Optional(seconds),
      UnreadMsgNum: Type.Optional(uint32),
    }),
    { minItems: 1 },
  ),
});
const deleteBody = Type.Object({
  GroupId: Type.String(),
  MemberToDel_Account: users,
  Silence: Type.Optional(bit),
  Reason: Type.Optional(Type.String()),
});
/** `ShutUpTime` is the older name of `MuteTime`. */
const muteTime = { MuteTime: Type.Optional(uint32), ShutUpTime: Type.Optional(uint32) };
const modifyBody = Type.Object({
  GroupId: Type.String(),
  Member_Account: userId,
  Role: Type.Optional(role),
  MsgFlag: Type.Optional(
    Type.Enum(['AcceptAndNotify', 'AcceptNotNotify', 'Discard', 'AcceptNotNotifyExceptAt', 'NotReceiveMsgExceptAt']),
  ),
  NameCard: Type.Optional(Type.String()),
  AppMemberDefinedData: Type.Optional(pairs),
  ...muteTime,
});
const unreadBody = Type.Object({ GroupId: Type.String(), Member_Account: userId, UnreadMsgNum: uint32 });
const muteBody = Type.Object({
  GroupId: Type.String(),
  Members_Account: users,
  TopicId: Type.Optional(Type.String()),
  ...muteTime,
});

/** Users of one call (rest-api.md §15; product.md §2.23). */
const MAX_ADDED = 300;
const MAX_DELETED = 500;
const MAX_MUTED = 500;

/** What becomes of one user of a batch (error-codes.md §1, product.md row 435): 0 is the failure here. */
const results: Readonly<Record<AddResult, number>> = { failed: 0, added: 1, already: 2, waiting: 3, tooManyGroups: 4 };

/** Members in, out, and what they are (rest-api.md §15.3–15.5, §15.7, §15.11, §15.12). */
export const groupMemberCommands: RestTable = {
  add_group_member: command(
    { ...group, schema: addBody },
    (services, caller, { GroupId, MemberList, Silence }: Static<typeof addBody>) =>
      addMembers(services, caller, GroupId, MemberList, { silent: Silence === 1 }),
  ),
  import_group_member: command(
    { ...group, schema: importBody },
    (services, caller, { GroupId, MemberList }: Static<typeof importBody>) => {
      const now = Math.floor(services.clock.now() / 1000);
      const imported = MemberList.map(({ Role = 'Member', JoinTime = now, UnreadMsgNum: unread = 0 }) => ({
        role: Role,
        joinedAt: JoinTime,
        unread,
      }));
      return addMembers(services, caller, GroupId, MemberList, { imported });
    },
  ),
  delete_group_member: command(
    { ...group, schema: deleteBody },
    async (services, caller, body: Static<typeof deleteBody>) => {
      const { GroupId, MemberToDel_Account, Silence, Reason = '' } = body;
      atMost(MAX_DELETED, MemberToDel_Account);
      await groupOf(services, caller, GroupId, types.withMembers, 10004);
      const who = { group: GroupId, users: MemberToDel_Account };
      await services.commands.kickGroupMembers(caller, { ...who, reason: Reason, silent: Silence === 1 });
      return {};
    },
  ),
  set_unread_msg_num: command(
    { ...group, schema: unreadBody },
    async (services, caller, { GroupId, Member_Account: user, UnreadMsgNum }: Static<typeof unreadBody>) => {
      await groupOf(services, caller, GroupId, types.withMembers);
      await services.commands.setGroupUnread(caller, { group: GroupId, user, unread: UnreadMsgNum });
      return {};
    },
  ),
  modify_group_member_info: command({ ...group, schema: modifyBody }, modifyMember),
  forbid_send_msg: command({ ...group, schema: muteBody }, async (services, caller, body: Static<typeof muteBody>) => {
    const muteSeconds = body.MuteTime ?? body.ShutUpTime;
    if (muteSeconds === undefined) throw new Refused(10004, 'MuteTime is missing');
    atMost(MAX_MUTED, body.Members_Account);
    await groupOf(services, caller, body.GroupId, types.withMutes);
    const who = { group: body.GroupId, topic: body.TopicId || undefined, users: body.Members_Account };
    await services.commands.muteGroupMembers(caller, { ...who, muteSeconds });
    return {};
  }),
};

type Options = Pick<Parameters<Services['commands']['addGroupMembers']>[1], 'silent' | 'imported'>;

/**
 * A batch in which somebody could be added answers per user. If nobody could, the call fails with the reason: the group is
 * full, or none of the users exists (error-codes.md §1).
 */
async function addMembers(
  services: Services,
  caller: Caller,
  groupId: string,
  list: Static<typeof addBody>['MemberList'],
  options: Options,
): Promise<Answer> {
  atMost(MAX_ADDED, list);
  const { memberCount, maxMembers } = await groupOf(services, caller, groupId, types.withMembers);
  const users = list.map(({ Member_Account }) => Member_Account);
  const added = await services.commands.addGroupMembers(caller, { group: groupId, users, ...options });
  if (added.every(({ result }) => result === 'failed')) {
    const accounts = await services.queries.accounts(caller, { users });
    if (accounts.every((account) => account === undefined)) throw new Refused(10019, 'none of the users exists');
    if (memberCount >= maxMembers) throw new Refused(10014, 'the group is full');
  }
  return { MemberList: added.map(({ user, result }) => ({ Member_Account: user, Result: results[result] })) };
}

async function modifyMember(services: Services, caller: Caller, body: Static<typeof modifyBody>): Promise<Answer> {
  const { GroupId, Member_Account, Role, MsgFlag, NameCard, AppMemberDefinedData } = body;
  const muteSeconds = body.MuteTime ?? body.ShutUpTime;
  const custom = AppMemberDefinedData && fieldsOf(AppMemberDefinedData);
  const changes = { role: Role, remind: MsgFlag, nameCard: NameCard, custom, muteSeconds };
  if (Object.values(changes).every((value) => value === undefined)) throw new Refused(10004, 'nothing to change');
  const { type } = await groupOf(services, caller, GroupId, types.withMembers);
  if (muteSeconds !== undefined && !types.withMutes.has(type)) {
    throw new Refused(10007, `nobody is muted in a group of type ${type}`);
  }
  await services.commands.changeGroupMember(caller, { group: GroupId, user: Member_Account, ...changes });
  return {};
}
