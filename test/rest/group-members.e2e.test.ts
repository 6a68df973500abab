import t from 'tap';
import { GroupServer, OK, PAST } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

type Members = readonly Readonly<Record<string, unknown>>[];
const accountsOf = (members: unknown) => (members as Members).map(({ Member_Account }) => Member_Account);
const named = (users: readonly string[]) => users.map((Member_Account) => ({ Member_Account }));
const members = async (GroupId: string) =>
  accountsOf((await call('get_group_member_info', { GroupId })).MemberList) as readonly string[];

t.test('get_group_member_info: everything about everybody, by page and by role #493 #494 #496', async (t) => {
  const GroupId = await rest.group('Public');
  await call('modify_group_member_info', { GroupId, Member_Account: 'bob', Role: 'Admin' });
  const answer = await call('get_group_member_info', { GroupId });
  t.match(answer, { ...OK, MemberNum: 3 });
  t.notOk('Next' in answer);
  t.match((answer.MemberList as Members)[1], {
    Member_Account: 'bob',
    Role: 'Admin',
    JoinTime: Number,
    LastSendMsgTime: 0,
    MsgSeq: 0,
    MsgFlag: 'AcceptAndNotify',
    MuteUntil: 0,
    NameCard: '',
    AppMemberDefinedData: [],
  });
  const list = async (fields: object) => (await call('get_group_member_info', { GroupId, ...fields })).MemberList;
  t.strictSame(accountsOf(await list({ Limit: 2 })), ['alice', 'bob']);
  t.strictSame(accountsOf(await list({ Limit: 2, Offset: 2 })), ['carol']);
  for (const [role, user] of [
    ['Owner', 'alice'],
    ['Admin', 'bob'],
    ['Member', 'carol'],
  ] as const) {
    t.strictSame(accountsOf(await list({ MemberRoleFilter: [role] })), [user], role);
  }
  t.strictSame(await list({ Limit: 1, MemberInfoFilter: ['Role', 'ShutUpUntil'] }), [
    { Member_Account: 'alice', Role: 'Owner', ShutUpUntil: 0 },
  ]);
  t.match(await call('get_group_member_info', { GroupId: await rest.group('AVChatRoom') }), { ErrorCode: 10007 });
});

t.test('members of a community come in pages of at most 100, by Next', async (t) => {
  const users = await rest.accounts('citizen', 130);
  const GroupId = await rest.group('Community');
  await call('add_group_member', { GroupId, MemberList: named(users) }, 'million_group_open_http_svc');
  const seen: unknown[] = [];
  let Next: unknown = '';
  do {
    const page = await call('get_group_member_info', { GroupId, Limit: 50, Next });
    t.equal(page.MemberNum, 133);
    seen.push(...accountsOf(page.MemberList));
    Next = page.Next;
  } while (Next !== '');
  t.strictSame(seen, ['alice', 'bob', 'carol', ...users]);
  t.equal(((await call('get_group_member_info', { GroupId })).MemberList as Members).length, 100);
  t.match(await call('get_group_member_info', { GroupId, Limit: 101 }), { ErrorCode: 10004 });
  t.match(await call('get_group_member_info', { GroupId, Next: 'no cursor' }), { ActionStatus: 'FAIL' });
});

t.test('get_specified_group_member_info: 50 ids, strangers are absent #495', async (t) => {
  const GroupId = await rest.group('Public');
  const filter = { MemberInfoFilter: ['Role'] };
  const body = { GroupId, Member_List_Account: ['carol', 'dave', 'alice', 'nobody'], ...filter };
  t.strictSame(await call('get_specified_group_member_info', body), {
    ...OK,
    GroupId,
    MemberList: [
      { Member_Account: 'carol', Role: 'Member' },
      { Member_Account: 'alice', Role: 'Owner' },
    ],
  });
  const many = Array.from({ length: 51 }, () => 'alice');
  t.match(await call('get_specified_group_member_info', { ...body, Member_List_Account: many }), { ErrorCode: 10005 });
  t.match(await call('get_specified_group_member_info', { ...body, Member_List_Account: many.slice(1) }), OK);
});

t.test('add_group_member: a result per user, a tip unless silent, 300 per call', async (t) => {
  const GroupId = await rest.group('Public', { MaxMemberCount: 304 });
  const seq = async () => Number((await rest.info(GroupId)).NextMsgSeq);
  const before = await seq();
  t.strictSame(await call('add_group_member', { GroupId, MemberList: named(['dave', 'bob', 'nobody', 'dave']) }), {
    ...OK,
    MemberList: [
      { Member_Account: 'dave', Result: 1 },
      { Member_Account: 'bob', Result: 2 },
      { Member_Account: 'nobody', Result: 0 },
      { Member_Account: 'dave', Result: 2 },
    ],
  });
  t.equal(await seq(), before + 1);
  const users = await rest.accounts('added', 300);
  const answer = await call('add_group_member', { GroupId, MemberList: named(users), Silence: 1 });
  t.strictSame(new Set((answer.MemberList as Members).map(({ Result }) => Result)), new Set([1]));
  t.equal(await seq(), before + 1, 'silently');
  const erin = named(['erin']);
  t.match(await call('add_group_member', { GroupId, MemberList: erin }), { ErrorCode: 10014 }, 'full');
  t.match(await call('add_group_member', { GroupId, MemberList: [...erin, ...named(['bob'])] }), {
    ...OK,
    MemberList: [{ Result: 0 }, { Result: 2 }],
  });
  t.match(await call('add_group_member', { GroupId, MemberList: named([...users, 'erin']) }), { ErrorCode: 10005 });
  t.match(await call('add_group_member', { GroupId, MemberList: named(['nobody']) }), { ErrorCode: 10019 });
});

t.test('import_group_member: 300 with their time of joining, no tip, 301 refused #448', async (t) => {
  const users = await rest.accounts('old', 301);
  const { GroupId } = await call('import_group', { Type: 'Public', Name: 'old', GroupId: 'old', CreateTime: PAST });
  const MemberList = users.map((Member_Account, i) => ({ Member_Account, JoinTime: PAST + i, Role: 'Member' }));
  t.match(await call('import_group_member', { GroupId, MemberList }), { ErrorCode: 10005 });
  const answer = await call('import_group_member', { GroupId, MemberList: MemberList.slice(0, 300) });
  t.match(answer, { ...OK, MemberList: [{ Member_Account: 'old0', Result: 1 }] });
  const body = { GroupId, Limit: 2, Offset: 298, MemberInfoFilter: ['JoinTime'] };
  t.strictSame((await call('get_group_member_info', body)).MemberList, [
    { Member_Account: 'old298', JoinTime: PAST + 298 },
    { Member_Account: 'old299', JoinTime: PAST + 299 },
  ]);
  t.match(await rest.info('old'), { MemberNum: 300, NextMsgSeq: 1 });
  const more = [
    { Member_Account: 'old0' },
    { Member_Account: 'bob', Role: 'Admin' },
    { Member_Account: 'carol', JoinTime: PAST - 1 },
    { Member_Account: 'dave', JoinTime: 4_200_000_000 },
  ];
  t.match(await call('import_group_member', { GroupId, MemberList: more }), {
    ...OK,
    MemberList: [{ Result: 2 }, { Result: 1 }, { Result: 0 }, { Result: 0 }],
  });
  const roles = { GroupId, User_Account: ['bob'] };
  t.match(await call('get_role_in_group', roles), { UserIdList: [{ Role: 'Admin' }] });
});

t.test('delete_group_member: strangers are ignored, 500 pass and 501 are refused #531', async (t) => {
  const GroupId = await rest.group('Public');
  const users = Array.from({ length: 500 }, (_, i) => (i === 250 ? 'bob' : `stranger${i}`));
  t.match(await call('delete_group_member', { GroupId, MemberToDel_Account: [...users, 'carol'] }), {
    ErrorCode: 10005,
  });
  t.strictSame(await members(GroupId), ['alice', 'bob', 'carol']);
  t.strictSame(await call('delete_group_member', { GroupId, MemberToDel_Account: users, Reason: 'spam' }), OK);
  t.strictSame(await members(GroupId), ['alice', 'carol']);
  const { RspMsgList } = await call('group_msg_get_simple', { GroupId, ReqMsgNumber: 1 });
  t.match(RspMsgList, [{ MsgBody: { OpType: 3, List_Account: ['bob'], MemberExtraInfo: { Reason: 'spam' } } }]);
  const { NextMsgSeq } = await rest.info(GroupId);
  t.strictSame(await call('delete_group_member', { GroupId, MemberToDel_Account: ['carol'], Silence: 1 }), OK);
  t.match(await rest.info(GroupId), { NextMsgSeq, MemberNum: 1 });
});

t.test('modify_group_member_info: role, receive option, name card, fields and mute, old name and new', async (t) => {
  const GroupId = await rest.group('Public');
  const modify = (fields: object) => call('modify_group_member_info', { GroupId, Member_Account: 'bob', ...fields });
  const bob = async () =>
    (
      (await call('get_specified_group_member_info', { GroupId, Member_List_Account: ['bob'] })).MemberList as Members
    )[0];
  const card = '名'.repeat(16).padEnd(18, 'x');
  const AppMemberDefinedData = [{ Key: 'level', Value: 'v'.repeat(64) }];
  t.strictSame(await modify({ Role: 'Admin', MsgFlag: 'Discard', NameCard: card, AppMemberDefinedData }), OK);
  t.match(await bob(), { Role: 'Admin', MsgFlag: 'Discard', NameCard: card, AppMemberDefinedData, MuteUntil: 0 });
  t.strictSame(await modify({ Role: 'Member', NameCard: '', MuteTime: 4_294_967_295 }), OK);
  t.match(await bob(), { Role: 'Member', MsgFlag: 'Discard', NameCard: '', MuteUntil: 4_294_967_295 });
  t.strictSame(await modify({ ShutUpTime: 0 }), OK);
  t.match(await bob(), { MuteUntil: 0 });
  const work = await rest.group('Private');
  await rest.refuses(t, [
    ['nothing', 'modify_group_member_info', { GroupId, Member_Account: 'bob' }, 10004],
    ['owner', 'modify_group_member_info', { GroupId, Member_Account: 'bob', Role: 'Owner' }, 10004],
    ['of the owner', 'modify_group_member_info', { GroupId, Member_Account: 'alice', Role: 'Member' }, 10004],
    ['a card of 51 bytes', 'modify_group_member_info', { GroupId, Member_Account: 'bob', NameCard: `${card}x` }, 10004],
    ['unknown option', 'modify_group_member_info', { GroupId, Member_Account: 'bob', MsgFlag: 'Never' }, 10004],
    ['a stranger', 'modify_group_member_info', { GroupId, Member_Account: 'dave', NameCard: 'x' }, 10007],
    ['admin of Work', 'modify_group_member_info', { GroupId: work, Member_Account: 'bob', Role: 'Admin' }, 10007],
    ['mute in Work', 'modify_group_member_info', { GroupId: work, Member_Account: 'bob', MuteTime: 60 }, 10007],
  ]);
});

t.test('get_role_in_group: 500 ids answer, 501 are refused #537', async (t) => {
  const GroupId = await rest.group('Public');
  const users = ['alice', 'bob', ...Array.from({ length: 498 }, (_, i) => `stranger${i}`)];
  const { UserIdList } = await call('get_role_in_group', { GroupId, User_Account: users });
  t.strictSame((UserIdList as Members).slice(0, 3), [
    { Member_Account: 'alice', Role: 'Owner' },
    { Member_Account: 'bob', Role: 'Member' },
    { Member_Account: 'stranger0', Role: 'NotMember' },
  ]);
  t.equal((UserIdList as Members).length, 500);
  t.match(await call('get_role_in_group', { GroupId, User_Account: [...users, 'carol'] }), { ErrorCode: 10005 });
});

t.test('forbid_send_msg mutes members and strangers, both lists tell until when #506 #507', async (t) => {
  const GroupId = await rest.group('Public');
  const many = Array.from({ length: 500 }, (_, i) => (i === 0 ? 'bob' : `silent${i}`));
  t.match(await call('forbid_send_msg', { GroupId, Members_Account: [...many, 'x'], MuteTime: 60 }), {
    ErrorCode: 10005,
  });
  t.strictSame(await call('forbid_send_msg', { GroupId, Members_Account: many, MuteTime: 600 }), OK);
  const { MutedAccountList } = await call('get_group_muted_account', { GroupId });
  t.strictSame(new Set(accountsOf(MutedAccountList)), new Set(many));
  t.strictSame(await call('forbid_send_msg', { GroupId, Members_Account: many.slice(1), MuteTime: 0 }), OK);
  t.strictSame(await call('forbid_send_msg', { GroupId, Members_Account: ['dave'], ShutUpTime: 4_294_967_295 }), OK);
  const muted = await call('get_group_muted_account', { GroupId });
  t.match(muted, {
    ...OK,
    GroupId,
    MutedAccountList: [
      { Member_Account: 'bob', MutedUntil: Number },
      { Member_Account: 'dave', MutedUntil: 4_294_967_295 },
    ],
  });
  const until = Number((muted.MutedAccountList as Members)[0]?.MutedUntil) - Date.now() / 1000;
  t.ok(until > 500 && until < 601, String(until));
  t.match(await call('get_group_shutted_uin', { GroupId }), {
    ...OK,
    ShuttedUinList: [{ Member_Account: 'bob', ShuttedUntil: Number }, { Member_Account: 'dave' }],
  });
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('Public');
  const room = await rest.group('AVChatRoom');
  const work = await rest.group('Private');
  await rest.refuses(t, [
    ['unknown group', 'get_group_member_info', { GroupId: 'nowhere' }, 10010],
    ['unknown role', 'get_group_member_info', { GroupId, MemberRoleFilter: ['Boss'] }, 10004],
    ['page too large', 'get_group_member_info', { GroupId, Limit: 6001 }, 10004],
    ['no users', 'get_specified_group_member_info', { GroupId, Member_List_Account: [] }, 10004],
    ['a live room', 'get_specified_group_member_info', { GroupId: room, Member_List_Account: ['bob'] }, 10007],
    ['no users', 'add_group_member', { GroupId, MemberList: [] }, 10004],
    ['users as texts', 'add_group_member', { GroupId, MemberList: ['bob'] }, 10004],
    ['a live room', 'add_group_member', { GroupId: room, MemberList: [{ Member_Account: 'bob' }] }, 10007],
    ['unknown group', 'add_group_member', { GroupId: 'nowhere', MemberList: [{ Member_Account: 'bob' }] }, 10010],
    ['a live room', 'import_group_member', { GroupId: room, MemberList: [{ Member_Account: 'bob' }] }, 10007],
    ['a live room', 'delete_group_member', { GroupId: room, MemberToDel_Account: ['bob'] }, 10004],
    ['users that are no list', 'delete_group_member', { GroupId, MemberToDel_Account: 'bob' }, 10004],
    ['no users', 'get_role_in_group', { GroupId }, 10004],
    ['a live room', 'get_role_in_group', { GroupId: room, User_Account: ['bob'] }, 10007],
    ['no time', 'forbid_send_msg', { GroupId, Members_Account: ['bob'] }, 10004],
    ['a time that is no number', 'forbid_send_msg', { GroupId, Members_Account: ['bob'], MuteTime: '60' }, 10004],
    ['beyond 32 bits', 'forbid_send_msg', { GroupId, Members_Account: ['bob'], MuteTime: 4_294_967_296 }, 10004],
    ['a Work group', 'forbid_send_msg', { GroupId: work, Members_Account: ['bob'], MuteTime: 60 }, 10007],
    ['a topic', 'forbid_send_msg', { GroupId, TopicId: 't', Members_Account: ['bob'], MuteTime: 60 }, 110013],
    ['unknown group', 'get_group_muted_account', { GroupId: 'nowhere' }, 10010],
    ['no group', 'get_group_shutted_uin', {}, 10004],
  ]);
});
