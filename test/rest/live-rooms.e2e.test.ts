import t, { type Test } from 'tap';
import { BinaryClient, type GroupNotice } from '../../gateway/binary/client/index.ts';
import { clientOptions, text as words } from '../binary/server.ts';
import { GroupServer, OK, text } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const port = Number(new URL(rest.server.httpUrl).port);
const ROOMS = 'group_open_avchatroom_http_svc';
const call = (command: string, body: object) => rest.call(command, body);
const room = (command: string, body: object) => rest.call(command, body, ROOMS);

interface Heard {
  readonly notices: GroupNotice[];
  readonly tips: { readonly event: string; readonly data: unknown }[];
  readonly messages: unknown[];
  readonly broadcasts: { readonly from: string }[];
}

/** A connected client, and what it hears. */
async function online(t: Test, user: string): Promise<{ client: BinaryClient; heard: Heard; until: Until }> {
  const heard: Heard = { notices: [], tips: [], messages: [], broadcasts: [] };
  let wake: (() => void)[] = [];
  const add = <T>(list: T[], item: T) => {
    list.push(item);
    for (const run of wake.splice(0)) run();
  };
  const client = new BinaryClient(
    clientOptions(port, user, {
      userSig: () => rest.server.sign(user),
      listener: {
        onGroupNotice: (notice) => add(heard.notices, notice),
        onGroupTip: (tip) => add(heard.tips, tip),
        onGroupMessage: (message) => add(heard.messages, message),
        onLiveBroadcast: (message) => add(heard.broadcasts, message),
      },
    }),
  );
  t.teardown(() => client.close());
  await client.connect();
  const until: Until = async (condition) => {
    while (!condition(heard)) await new Promise<void>((resolve) => wake.push(resolve));
    wake = [];
  };
  return { client, heard, until };
}
type Until = (condition: (heard: Heard) => boolean) => Promise<void>;

t.test('online members and the list of a live room (rest-api.md §20.1, §20.2) #538 #572', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  t.match(await call('get_online_member_num', { GroupId }), { ...OK, OnlineMemberNum: 0 });
  t.same(await room('get_members', { GroupId, Timestamp: 0 }), { ...OK, MemberList: [], NextTimestamp: 0 });
  const [bob, carol] = [await online(t, 'bob'), await online(t, 'carol')];
  await bob.client.groups.join(GroupId);
  await carol.client.groups.join(GroupId);
  t.match(await call('get_online_member_num', { GroupId }), { OnlineMemberNum: 2 });
  t.match(await rest.info(GroupId), { MemberNum: 2 });
  const { MemberList, NextTimestamp } = await room('get_members', { GroupId, Timestamp: 0 });
  t.match(MemberList, [
    { Member_Account: 'carol', JoinTime: Number, NickName: '', Avatar: '', Marks: [] },
    { Member_Account: 'bob' },
  ]);
  t.equal(NextTimestamp, 0);
  t.match(await room('check_members', { GroupId, Member_Account: ['bob', 'dave', 'carol'] }), {
    ...OK,
    Member_Account: ['bob', 'carol'],
  });
  await bob.client.groups.quit(GroupId);
  t.match(await call('get_online_member_num', { GroupId }), { OnlineMemberNum: 1 });
  const group = await rest.group('Public');
  t.match(await call('get_online_member_num', { GroupId: group }), { OnlineMemberNum: 2 }, 'of any type');
});

t.test(
  'live rooms are listed behind the groups somebody is in, when they are asked for (rest-api.md §14.6)',
  async (t) => {
    const [user = ''] = await rest.accounts('viewer', 1);
    const viewer = await online(t, user);
    const rooms = [await rest.group('AVChatRoom'), await rest.group('AVChatRoom')].sort();
    const group = await rest.group('Public', { MemberList: [{ Member_Account: user }] });
    for (const one of rooms) await viewer.client.groups.join(one);
    const list = async (fields: object = {}) => {
      const answer = await call('get_joined_group_list', { Member_Account: user, ...fields });
      return [answer.TotalCount, ...(answer.GroupIdList as { GroupId: string }[]).map(({ GroupId }) => GroupId)];
    };
    t.same(await list(), [1, group]);
    t.same(await list({ WithHugeGroups: 1 }), [3, group, ...rooms]);
    t.same(await list({ WithHugeGroups: 1, Limit: 2 }), [3, group, rooms[0]]);
    t.same(await list({ WithHugeGroups: 1, Limit: 2, Offset: 2 }), [3, rooms[1]]);
    t.same(await list({ WithHugeGroups: 1, GroupType: 'AVChatRoom' }), [2, ...rooms]);
    t.same(await list({ WithHugeGroups: 1, GroupType: 'Public' }), [1, group]);
    const filtered = { WithHugeGroups: 1, Offset: 2, ResponseFilter: { SelfInfoFilter: ['Role'] } };
    t.match(await call('get_joined_group_list', { Member_Account: user, ...filtered }), {
      GroupIdList: [{ SelfInfo: { Role: 'Member' } }],
    });
    await viewer.client.groups.quit(rooms[0] ?? '');
    t.same(await list({ WithHugeGroups: 1 }), [2, group, rooms[1]]);
  },
);

t.test('pages of the list end, with everybody once', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const users = await rest.accounts('viewer', 105);
  const clients = await Promise.all(users.map((user) => online(t, user)));
  await Promise.all(clients.map(({ client }) => client.groups.join(GroupId)));
  const seen: unknown[] = [];
  let Timestamp: unknown = 0;
  let pages = 0;
  do {
    const page: Readonly<Record<string, unknown>> = await room('get_members', { GroupId, Timestamp });
    seen.push(...(page.MemberList as readonly { Member_Account: string }[]).map((one) => one.Member_Account));
    Timestamp = page.NextTimestamp;
    pages++;
  } while (Timestamp !== 0);
  t.equal(pages, 2);
  t.same([...seen].sort(), [...users].sort());
});

t.test('marks (rest-api.md §20.3) #574 #575', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const [bob, carol] = [await online(t, 'bob'), await online(t, 'carol')];
  for (const { client } of [bob, carol]) await client.groups.join(GroupId);
  const mark = (CommandType: number, ...MemberList: object[]) =>
    room('modify_user_info', { GroupId, CommandType, MemberList });
  t.same(
    await mark(1, { Member_Account: 'bob', Marks: [1000, 1001] }, { Member_Account: 'dave', Marks: [1000] }),
    { ...OK, CommandType: 1, MemberList: [{ Member_Account: 'bob' }] },
    'only who is there',
  );
  t.match(await room('get_members', { GroupId, Timestamp: 0, Mark: 1001 }), {
    MemberList: [{ Member_Account: 'bob', Marks: [1000, 1001] }],
  });
  t.match(await mark(2, { Member_Account: 'bob', Marks: [1001] }), { MemberList: [{ Member_Account: 'bob' }] });
  t.same((await room('get_members', { GroupId, Timestamp: 0, Mark: 1001 })).MemberList, []);
  t.match(await mark(1, { Member_Account: 'bob', Marks: [999] }), { ErrorCode: 10004 });
  await t.rejects(carol.client.live.mark(GroupId, true, [['bob', [1000]]]), { code: 10007 });
  const alice = await online(t, 'alice');
  t.same(await alice.client.live.mark(GroupId, true, [['carol', [1000]]]), ['carol'], 'the owner may');
  t.match(await carol.client.live.members(GroupId, 10, { mark: 1000 }), { members: [['carol'], ['bob']], next: 0 });
});

t.test('admins (rest-api.md §20.4, §20.5)', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const dave = await online(t, 'dave');
  t.same(await room('get_admin_list', { GroupId }), { ...OK, Admin_List: [] });
  t.same(await room('modify_admin', { GroupId, CommandType: 1, Admin_Account: ['dave', 'erin'] }), OK);
  t.match(await room('get_admin_list', { GroupId }), {
    Admin_List: [{ Admin_Account: 'dave', NickName: '', Avatar: '' }, { Admin_Account: 'erin' }],
  });
  await dave.until(({ notices }) => notices.some(({ code }) => code === 'adminSet'));
  await dave.client.live.ban(GroupId, ['carol'], 60, 'loud');
  t.same(await room('modify_admin', { GroupId, CommandType: 2, Admin_Account: ['dave'] }), OK);
  await t.rejects(dave.client.live.ban(GroupId, ['bob'], 60), { code: 10007 });
  const six = await rest.accounts('admin', 6);
  t.match(await room('modify_admin', { GroupId, CommandType: 1, Admin_Account: six }), { ErrorCode: 10004 });
  t.match(await room('modify_admin', { GroupId, CommandType: 1, Admin_Account: ['nobody'] }), { ErrorCode: 10019 });
});

t.test('bans (rest-api.md §15.13–15.15): out, told, kept out, listed, lifted', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const [alice, bob] = [await online(t, 'alice'), await online(t, 'bob')];
  for (const { client } of [alice, bob]) await client.groups.join(GroupId);
  const ban = { GroupId, Members_Account: ['bob'], Duration: 600, Description: 'spam' };
  t.same(await call('ban_group_member', ban), OK);
  await bob.until(({ notices }) => notices.some(({ code, text: why }) => code === 'banned' && why === 'spam'));
  await alice.until(({ tips }) => tips.some(({ event }) => event === 'MembersBanned'));
  await t.rejects(bob.client.groups.join(GroupId), { code: 10007 });
  await t.rejects(bob.client.groups.send(GroupId, words('let me in')), { code: 10007 });
  const list = await call('get_group_ban_member', { GroupId, Limit: 10, Offset: 0 });
  t.match(list, { ...OK, BannedAccountList: [{ Member_Account: 'bob', BannedUntil: Number }], NextOffset: 0 });
  t.same(await call('unban_group_member', { GroupId, Members_Account: ['bob'] }), OK);
  t.match(await call('get_group_ban_member', { GroupId, Limit: 10, Offset: 0 }), { BannedAccountList: [] });
  t.equal(await bob.client.groups.join(GroupId), 'joined');
});

t.test('a ban in a community takes out of it, with a tip that is kept; members may not ban #539', async (t) => {
  const GroupId = await rest.group('Community');
  const [bob, alice] = [await online(t, 'bob'), await online(t, 'alice')];
  await t.rejects(bob.client.live.ban(GroupId, ['carol'], 60), { code: 10007 });
  t.same(await call('ban_group_member', { GroupId, Members_Account: ['bob'], Duration: 600 }), OK);
  await alice.until(({ tips }) => tips.some(({ event }) => event === 'MembersBanned'));
  t.match(await rest.info(GroupId), { MemberNum: 2, NextMsgSeq: 2 });
  t.match(await alice.client.groups.history(GroupId, 0, 10), {
    entries: [{ kind: 'tip', tip: { event: 'MembersBanned' } }],
  });
  await t.rejects(bob.client.groups.join(GroupId), { code: 10007 });
});

t.test('kicked for a time by a client #528', async (t) => {
  const GroupId = await rest.group('ChatRoom');
  const [bob, alice] = [await online(t, 'bob'), await online(t, 'alice')];
  await alice.client.groups.kick(GroupId, ['bob'], 'loud', 600);
  await bob.until(({ notices }) => notices.some(({ code }) => code === 'kicked'));
  await t.rejects(bob.client.groups.join(GroupId), { code: 10007 });
});

t.test('a system notice: to all who are online, to chosen ones, kept nowhere #245 #246 #271', async (t) => {
  const GroupId = await rest.group('Public');
  const [alice, bob] = [await online(t, 'alice'), await online(t, 'bob')];
  const notify = (Content: string, fields: object = {}) =>
    call('send_group_system_notification', { GroupId, Content, ...fields });
  t.same(await notify('to all'), OK);
  for (const { until } of [alice, bob]) {
    await until(({ notices }) =>
      notices.some(({ code, text: said, group }) => code === 'custom' && said === 'to all' && group === GroupId),
    );
  }
  t.same(await notify('to some', { ToMembers_Account: ['bob', 'carol', 'dave'] }), OK);
  await bob.until(({ notices }) => notices.some(({ text: said }) => said === 'to some'));
  t.notOk(alice.heard.notices.some(({ text: said }) => said === 'to some'));
  t.match(await rest.info(GroupId), { NextMsgSeq: 1 });
  const live = await rest.group('AVChatRoom');
  await alice.client.groups.join(live);
  t.same(await notify('live', { GroupId: live }), OK);
  await alice.until(({ notices }) => notices.some(({ text: said, group }) => said === 'live' && group === live));
});

t.test('a broadcast reaches every live room, once a second #270', async (t) => {
  const rooms = [await rest.group('AVChatRoom'), await rest.group('AVChatRoom')];
  const [alice, bob] = [await online(t, 'alice'), await online(t, 'bob')];
  for (const one of rooms) await alice.client.groups.join(one);
  await bob.client.groups.join(rooms[1] ?? '');
  const answers = await Promise.all(
    [1, 2, 3, 4].map((Random) => call('send_broadcast_msg', { From_Account: 'alice', Random, MsgBody: text('all') })),
  );
  const sent = answers.filter(({ ErrorCode }) => ErrorCode === 0);
  t.match(sent[0], { MsgSeq: Number, MsgTime: Number });
  t.ok(sent.length < 4 && answers.every(({ ErrorCode }) => ErrorCode === 0 || ErrorCode === 10023));
  for (const { until } of [alice, bob]) await until(({ broadcasts }) => broadcasts.length >= sent.length);
  t.equal(alice.heard.broadcasts.length, sent.length, 'once, in however many rooms one is');
});

t.test('an option set by REST keeps messages from a connected device at once #263 #259', async (t) => {
  const GroupId = await rest.group('Public');
  const [bob, carol] = [await online(t, 'bob'), await online(t, 'carol')];
  const set = (MsgFlag: string) => call('modify_group_member_info', { GroupId, Member_Account: 'bob', MsgFlag });
  t.same(await set('Discard'), OK);
  const { MemberList } = await call('get_specified_group_member_info', { GroupId, Member_List_Account: ['bob'] });
  t.match(MemberList, [{ MsgFlag: 'Discard' }]);
  await rest.send(GroupId);
  await carol.until(({ messages }) => messages.length === 1);
  t.same(await set('NotReceiveMsgExceptAt'), OK);
  await rest.send(GroupId);
  await rest.send(GroupId, { GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }] });
  await bob.until(({ messages }) => messages.length === 1);
  t.match(bob.heard.messages, [{ seq: 3 }]);
  await carol.client.groupAdministration.changeMember(GroupId, 'carol', { remind: 'Discard' });
  await t.rejects(carol.client.groupAdministration.changeMember(GroupId, 'carol', { remind: 'Whatever' }), {
    code: 20001,
  });
});

t.test('after a restart nobody is in a room: the list answers 10007 until one joins again #577', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const bob = await online(t, 'bob');
  await bob.client.groups.join(GroupId);
  t.match(await bob.client.live.members(GroupId, 10), { members: [['bob']] });
  await rest.server.kill();
  await rest.server.start();
  await t.rejects(bob.client.live.members(GroupId, 10), { code: 10007 });
  t.equal(await bob.client.live.online(GroupId), 0);
  await bob.client.groups.join(GroupId);
  t.match(await bob.client.live.members(GroupId, 10), { members: [['bob']] });
});

t.test('nothing is imported into a live room, and nothing of it is kept #570 #578', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const old = { From_Account: 'alice', SendTime: 1_700_000_000, MsgBody: text('old') };
  await rest.send(GroupId);
  await rest.refuses(t, [
    ['the room', 'import_group', { Type: 'AVChatRoom', Name: 'old', Owner_Account: 'alice' }, 10007],
    ['messages', 'import_group_msg', { GroupId, MsgList: [old] }, 10007],
    ['members', 'import_group_member', { GroupId, MemberList: [{ Member_Account: 'bob' }] }, 10007],
    ['history', 'group_msg_get_simple', { GroupId, ReqMsgNumber: 5 }, 10007],
  ]);
  t.match(await rest.info(GroupId), { NextMsgSeq: 1 });
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const group = await rest.group('Public');
  const many = Array.from({ length: 21 }, (_, i) => `u${i}`);
  await rest.refuses(t, [
    ['unknown group', 'get_online_member_num', { GroupId: 'nowhere' }, 10010],
    ['no users', 'ban_group_member', { GroupId, Members_Account: [], Duration: 60 }, 10004],
    ['no time', 'ban_group_member', { GroupId, Members_Account: ['bob'] }, 10004],
    ['no seconds', 'ban_group_member', { GroupId, Members_Account: ['bob'], Duration: 0 }, 10004],
    ['21 users', 'ban_group_member', { GroupId, Members_Account: many, Duration: 60 }, 10005],
    ['another type', 'ban_group_member', { GroupId: group, Members_Account: ['bob'], Duration: 60 }, 10007],
    ['21 users', 'unban_group_member', { GroupId, Members_Account: many }, 10005],
    ['page too large', 'get_group_ban_member', { GroupId, Limit: 101, Offset: 0 }, 10004],
    ['no text', 'send_group_system_notification', { GroupId, Content: '' }, 10004],
    [
      'chosen in a live room',
      'send_group_system_notification',
      { GroupId, Content: 'x', ToMembers_Account: ['bob'] },
      10007,
    ],
    ['a topic', 'send_group_system_notification', { GroupId, Content: 'x', TopicId: 't' }, 110013],
    ['no message', 'send_broadcast_msg', { Random: 1, MsgBody: [] }, 10004],
    ['unknown sender', 'send_broadcast_msg', { From_Account: 'nobody', Random: 1, MsgBody: text('x') }, 10019],
  ]);
  for (const [command, body, ErrorCode] of [
    ['get_members', { GroupId }, 10004],
    ['get_members', { GroupId: group, Timestamp: 0 }, 10007],
    ['modify_user_info', { GroupId, CommandType: 3, MemberList: [{ Member_Account: 'bob', Marks: [1000] }] }, 10004],
    ['modify_admin', { GroupId: group, CommandType: 1, Admin_Account: ['bob'] }, 10007],
    ['get_admin_list', { GroupId: 'nowhere' }, 10010],
    ['check_members', { GroupId, Member_Account: [] }, 10004],
  ] as const) {
    t.match(await room(command, body), { ActionStatus: 'FAIL', ErrorCode, ErrorInfo: /./ }, command);
  }
});
