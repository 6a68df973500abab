import t from 'tap';
import { Phone } from '../websdk/phone.ts';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

/** The phone of a member, and the number of unread messages that it shows for a group. */
async function member(user: string) {
  const phone = await Phone.login(rest.server.wsUrl, user, rest.server.sign(user));
  t.teardown(() => phone.close());
  const ask = (command: string, body: object) => phone.wire.ask(command, { ...body });
  const unread = async (group: string) => {
    const page = { From_Account: user, OrderType: 1, RequestedCount: 100, TimeStamp: 0, StartIndex: 0 };
    const { SessionItem } = await ask('recentcontact.page_get', page);
    const items = SessionItem as readonly Readonly<Record<string, unknown>>[];
    return items.find(({ ToAccount }) => ToAccount === group)?.UnreadMsgCount;
  };
  const read = (GroupId: string, MsgReadedSeq: number) =>
    ask('group_open_http_svc.msg_read_report', { GroupId, MsgReadedSeq });
  return { phone, unread, read };
}

t.test('set_unread_msg_num: as many as said, until the member reads; no push', async (t) => {
  const bob = await member('bob');
  const GroupId = await rest.group('Public');
  for (let i = 0; i < 5; i++) await rest.send(GroupId);
  t.equal(await bob.unread(GroupId), 5);
  const pushes = bob.phone.wire.pushes.length;
  t.strictSame(await call('set_unread_msg_num', { GroupId, Member_Account: 'bob', UnreadMsgNum: 2 }), OK);
  t.equal(await bob.unread(GroupId), 2);
  t.equal(bob.phone.wire.pushes.length, pushes);
  await rest.send(GroupId);
  t.equal(await bob.unread(GroupId), 3);
  await bob.read(GroupId, 6);
  t.equal(await bob.unread(GroupId), 0);
  await call('set_unread_msg_num', { GroupId, Member_Account: 'bob', UnreadMsgNum: 4 });
  t.equal(await bob.unread(GroupId), 4, 'of what was read already');
  await bob.read(GroupId, 6);
  t.equal(await bob.unread(GroupId), 0);
});

t.test('import_group_member: UnreadMsgNum, at most the number of messages #448', async (t) => {
  const GroupId = await rest.group('Public');
  for (let i = 0; i < 3; i++) await rest.send(GroupId);
  const MemberList = [
    { Member_Account: 'dave', UnreadMsgNum: 2 },
    { Member_Account: 'erin', UnreadMsgNum: 99 },
  ];
  t.match(await call('import_group_member', { GroupId, MemberList }), { MemberList: [{ Result: 1 }, { Result: 1 }] });
  for (const [user, expected] of [
    ['dave', 2],
    // What dave wrote meanwhile comes on top.
    ['erin', 3 + 1],
  ] as const) {
    const one = await member(user);
    await rest.send(GroupId, { From_Account: user });
    t.equal(await one.unread(GroupId), expected, user);
  }
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('Public');
  const room = await rest.group('AVChatRoom');
  const body = { GroupId, Member_Account: 'bob', UnreadMsgNum: 1 };
  await rest.refuses(t, [
    ['no number', 'set_unread_msg_num', { ...body, UnreadMsgNum: undefined }, 10004],
    ['a text', 'set_unread_msg_num', { ...body, UnreadMsgNum: '1' }, 10004],
    ['below 0', 'set_unread_msg_num', { ...body, UnreadMsgNum: -1 }, 10004],
    ['nobody', 'set_unread_msg_num', { GroupId, UnreadMsgNum: 1 }, 10004],
    ['a stranger', 'set_unread_msg_num', { ...body, Member_Account: 'dave' }, 10007],
    ['a live room', 'set_unread_msg_num', { ...body, GroupId: room }, 10007],
    ['unknown group', 'set_unread_msg_num', { ...body, GroupId: 'nowhere' }, 10010],
    ['a text', 'import_group_member', { GroupId, MemberList: [{ Member_Account: 'dave', UnreadMsgNum: '1' }] }, 10004],
  ]);
});
