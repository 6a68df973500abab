import Type, { type Static } from 'typebox';
import { command, type RestTable } from './command.ts';
import { group, users } from './groups-schemas.ts';
import { atMost, groupOf, types } from './groups-target.ts';
import { userId } from './schemas.ts';

const targetBody = Type.Object({ GroupId: Type.String() });
const membersBody = Type.Object({
  GroupId: Type.String(),
  Timestamp: Type.Integer({ minimum: 0 }),
  Mark: Type.Optional(Type.Integer({ minimum: 0 })),
});
/** 1 sets, 2 takes away. */
const commandType = Type.Integer({ minimum: 1, maximum: 2 });
const marksBody = Type.Object({
  GroupId: Type.String(),
  CommandType: commandType,
  MemberList: Type.Array(Type.Object({ Member_Account: userId, Marks: Type.Array(Type.Integer()) }), { minItems: 1 }),
});
const adminBody = Type.Object({ GroupId: Type.String(), CommandType: commandType, Admin_Account: users });
const checkBody = Type.Object({ GroupId: Type.String(), Member_Account: users });

const SET = 1;
const PAGE = 100;
const MAX_MARKED = 500;
const MAX_CHECKED = 500;

/** How many are connected, of members of any type (rest-api.md §20.1). */
export const onlineCommands: RestTable = {
  get_online_member_num: command(
    { ...group, schema: targetBody },
    async (services, caller, { GroupId }: Static<typeof targetBody>) => {
      await groupOf(services, caller, GroupId);
      return { OnlineMemberNum: services.onlineMembers(caller.app, GroupId) };
    },
  ),
};

/** People of live rooms (rest-api.md §20.2–20.6): a service of their own. */
const liveRoomCommands: RestTable = {
  get_members: command(
    { ...group, schema: membersBody },
    async (services, caller, { GroupId, Timestamp, Mark }: Static<typeof membersBody>) => {
      await groupOf(services, caller, GroupId, types.live);
      const page = { group: GroupId, after: Timestamp, limit: PAGE, mark: Mark };
      const { viewers, next } = await services.commands.liveMembers(caller, page);
      const accounts = await services.queries.accounts(caller, { users: viewers.map(({ user }) => user) });
      return {
        MemberList: viewers.map(({ user, joinedAt, marks }, i) => ({
          Member_Account: user,
          JoinTime: joinedAt,
          NickName: accounts[i]?.nick ?? '',
          Avatar: accounts[i]?.faceUrl ?? '',
          Marks: marks,
        })),
        NextTimestamp: next,
      };
    },
  ),
  modify_user_info: command(
    { ...group, schema: marksBody },
    async (services, caller, { GroupId, CommandType, MemberList }: Static<typeof marksBody>) => {
      atMost(MAX_MARKED, MemberList);
      await groupOf(services, caller, GroupId, types.live);
      const items = MemberList.map(({ Member_Account: user, Marks: marks }) => ({ user, marks }));
      const command = { group: GroupId, set: CommandType === SET, items };
      const done = await services.commands.markLiveMembers(caller, command);
      return { CommandType, MemberList: done.map((user) => ({ Member_Account: user })) };
    },
  ),
  modify_admin: command(
    { ...group, schema: adminBody },
    async (services, caller, { GroupId, CommandType, Admin_Account }: Static<typeof adminBody>) => {
      await groupOf(services, caller, GroupId, types.live);
      const admins = { group: GroupId, set: CommandType === SET, users: Admin_Account };
      await services.commands.changeLiveAdmins(caller, admins);
      return {};
    },
  ),
  get_admin_list: command(
    { ...group, schema: targetBody },
    async (services, caller, { GroupId }: Static<typeof targetBody>) => {
      await groupOf(services, caller, GroupId, types.live);
      const admins = await services.queries.liveAdmins(caller, { group: GroupId });
      const accounts = await services.queries.accounts(caller, { users: admins });
      return {
        Admin_List: admins.map((user, i) => ({
          Admin_Account: user,
          NickName: accounts[i]?.nick ?? '',
          Avatar: accounts[i]?.faceUrl ?? '',
        })),
      };
    },
  ),
  check_members: command(
    { ...group, schema: checkBody },
    async (services, caller, { GroupId, Member_Account }: Static<typeof checkBody>) => {
      atMost(MAX_CHECKED, Member_Account);
      await groupOf(services, caller, GroupId, types.live);
      const present = await services.commands.liveMembersAmong(caller, { group: GroupId, users: Member_Account });
      return { Member_Account: present };
    },
  ),
};

export const liveRoomServiceCommands: RestTable = Object.fromEntries(
  Object.entries(liveRoomCommands).map(([name, row]) => [`group_open_avchatroom_http_svc/${name}`, row]),
);
