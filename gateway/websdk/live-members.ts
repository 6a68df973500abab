import Type, { type Static } from 'typebox';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, groupId } from './group-command.ts';
import { userId } from './schemas.ts';

/** wire-groups.md §3.18. The client puts the `NextTimestamp` of one page into the request for the next. */
const listing = Type.Object({
  GroupId: groupId,
  Timestamp: Type.Optional(Type.Integer({ minimum: 0 })),
  Mark: Type.Optional(Type.Integer({ minimum: 0 })),
});
const marking = Type.Object({
  GroupId: groupId,
  CommandType: Type.Integer({ minimum: 1, maximum: 2 }),
  MemberList: Type.Array(Type.Object({ Member_Account: userId, Marks: Type.Array(Type.Integer()) }), { minItems: 1 }),
});
const SET = 1;
const PAGE = 100;

/** People of live rooms. */
export const liveMemberCommands: CommandTable = {
  'group_open_avchatroom_http_svc.get_members': forSession(listing, groupFaults, list),
  'group_open_avchatroom_http_svc.modify_user_info': forSession(marking, groupFaults, mark),
};

async function list({ services, caller }: SessionContext, body: Static<typeof listing>): Promise<Reply> {
  const page = { group: body.GroupId, after: body.Timestamp ?? 0, limit: PAGE, mark: body.Mark };
  const { viewers, next } = await services.commands.liveMembers(caller, page);
  const users = viewers.map(({ user }) => user);
  const [accounts, [group], admins] = await Promise.all([
    services.queries.accounts(caller, { users }),
    services.queries.groups(caller, { groups: [body.GroupId] }),
    services.queries.liveAdmins(caller, { group: body.GroupId }),
  ]);
  return {
    MemberList: viewers.map(({ user, joinedAt, marks }, i) => ({
      Member_Account: user,
      NickName: accounts[i]?.nick ?? '',
      ImageUrl: accounts[i]?.faceUrl ?? '',
      JoinTime: joinedAt,
      Role: group?.owner === user ? 'Owner' : admins.includes(user) ? 'Admin' : 'Member',
      Marks: marks,
    })),
    NextTimestamp: next,
  };
}

/** Only those it was done for: the client takes the others for failed. */
async function mark({ services, caller }: SessionContext, body: Static<typeof marking>): Promise<Reply> {
  const items = body.MemberList.map(({ Member_Account: user, Marks: marks }) => ({ user, marks }));
  const set = body.CommandType === SET;
  const done = await services.commands.markLiveMembers(caller, { group: body.GroupId, set, items });
  return { MemberList: done.map((user) => ({ Member_Account: user })) };
}
