import t from 'tap';
import { GroupServer, OK, PAST } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);
const info = rest.info.bind(rest);

t.test('create_group as documented: options, first members and their roles', async (t) => {
  const MemberList = [{ Member_Account: 'bob', Role: 'Admin' }, { Member_Account: 'carol' }];
  const answer = await call('create_group', {
    Owner_Account: 'alice',
    Type: 'Public',
    Name: 'Hikers',
    GroupId: 'hikers-lyon',
    ApplyJoinOption: 'NeedPermission',
    InviteJoinOption: 'NeedPermission',
    Introduction: 'up',
    Notification: 'Sunday',
    FaceUrl: 'https://img.example.org/h.png',
    MaxMemberCount: 50,
    AppDefinedData: [{ Key: 'level', Value: '3' }],
    MemberList,
  });
  t.strictSame(answer, { ...OK, GroupId: 'hikers-lyon' });
  t.match(await info('hikers-lyon'), {
    ErrorCode: 0,
    Appid: 1400000001,
    GroupId: 'hikers-lyon',
    Type: 'Public',
    Name: 'Hikers',
    Introduction: 'up',
    Notification: 'Sunday',
    FaceUrl: 'https://img.example.org/h.png',
    Owner_Account: 'alice',
    CreateTime: Number,
    InfoSeq: 1,
    LastMsgTime: 0,
    NextMsgSeq: 1,
    MemberNum: 3,
    MaxMemberNum: 50,
    ApplyJoinOption: 'NeedPermission',
    InviteJoinOption: 'NeedPermission',
    MuteAllMember: 'Off',
    AppDefinedData: [{ Key: 'level', Value: '3' }],
    MemberList: [
      { Member_Account: 'alice', Role: 'Owner' },
      { Member_Account: 'bob', Role: 'Admin' },
      { Member_Account: 'carol', Role: 'Member' },
    ],
  });
});

t.test('every type begins with its own options, under either name #416 #417 #418 #419 #421', async (t) => {
  for (const [type, wire, join, invite] of [
    ['Work', 'Private', 'DisableApply', 'FreeAccess'],
    ['Private', 'Private', 'DisableApply', 'FreeAccess'],
    ['Public', 'Public', 'NeedPermission', 'DisableInvite'],
    ['Meeting', 'ChatRoom', 'FreeAccess', 'DisableInvite'],
    ['ChatRoom', 'ChatRoom', 'FreeAccess', 'DisableInvite'],
    ['AVChatRoom', 'AVChatRoom', 'FreeAccess', 'DisableInvite'],
    ['Community', 'Community', 'FreeAccess', 'FreeAccess'],
  ] as const) {
    const { GroupId } = await call('create_group', { Type: type, Name: 'default', Owner_Account: 'alice' });
    const expected = { Type: wire, ApplyJoinOption: join, InviteJoinOption: invite, Owner_Account: 'alice' };
    t.match(await info(String(GroupId)), expected, type);
  }
});

t.test('without an id one is made with the prefix of the type; communities come with their type #424', async (t) => {
  t.match(await call('create_group', { Type: 'Public', Name: 'x', GroupId: '' }), { GroupId: /^@TGS#[^_]/ });
  const community = { GroupId: /^@TGS#_@TGS#/, Type: 'Community', HugeGroupFlag: 0 };
  t.match(await call('create_group', { Type: 'Community', Name: 'x' }), community);
  t.match(await call('create_group', { Type: 'Community', Name: 'x' }, 'million_group_open_http_svc'), community);
});

t.test('an id of its own: printable, 48 bytes, the prefix of the type, not taken #425 #426 #427', async (t) => {
  t.match(await call('create_group', { Type: 'Public', Name: 'x', GroupId: 'i'.repeat(48) }), OK);
  t.match(await call('create_group', { Type: 'Community', Name: 'x', GroupId: '@TGS#_own' }), OK);
  const taken = await rest.group('Public');
  const create = (fields: object) => ({ Type: 'Public', Name: 'x', ...fields });
  await rest.refuses(t, [
    ['49 bytes', 'create_group', create({ GroupId: 'i'.repeat(49) }), 10015],
    ['not printable', 'create_group', create({ GroupId: 'tab\there' }), 10015],
    ['not ASCII', 'create_group', create({ GroupId: '组' }), 10015],
    ['a prefix of the server', 'create_group', create({ GroupId: '@TGS#mine' }), 10015],
    ['a community without its prefix', 'create_group', create({ Type: 'Community', GroupId: 'c1' }), 10015],
    ['taken by somebody else', 'create_group', create({ GroupId: taken, Owner_Account: 'bob' }), 10021],
    ['taken by the owner himself', 'create_group', create({ GroupId: taken, Owner_Account: 'alice' }), 10025],
    ['taken, import', 'import_group', create({ GroupId: taken, Owner_Account: 'bob' }), 10021],
  ]);
});

t.test('first members are members or admins, where the type has any #422', async (t) => {
  const member = (Role: string) => ({ Name: 'x', MemberList: [{ Member_Account: 'bob', Role }] });
  const many = Array.from({ length: 101 }, (_, i) => ({ Member_Account: `first${i}` }));
  await rest.refuses(t, [
    ['an owner among them', 'create_group', { Type: 'Public', ...member('Owner') }, 10004],
    ['an admin of a Work group', 'create_group', { Type: 'Work', ...member('Admin') }, 10004],
    ['in a live room', 'create_group', { Type: 'AVChatRoom', ...member('Member') }, 10007],
    ['101 of them', 'create_group', { Type: 'Public', Name: 'x', MemberList: many }, 10005],
    ['an owner who does not exist', 'create_group', { Type: 'Public', Name: 'x', Owner_Account: 'nobody' }, 10019],
  ]);
});

t.test('texts as long as allowed are stored, one byte more is refused #454 #455 #456 #457', async (t) => {
  const GroupId = await rest.group('Public');
  for (const [field, most] of [
    ['Name', 100],
    ['Introduction', 400],
    ['Notification', 400],
    ['FaceUrl', 500],
  ] as const) {
    const longest = '字'.repeat(Math.floor(most / 3)).padEnd(most - Math.floor(most / 3) * 2, 'x');
    t.equal(Buffer.byteLength(longest), most);
    t.strictSame(await call('modify_group_base_info', { GroupId, [field]: longest }), OK);
    t.equal((await info(GroupId))[field], longest);
    t.match(await call('modify_group_base_info', { GroupId, [field]: `${longest}x` }), { ErrorCode: 10004 }, field);
    const body = { Type: 'Public', Name: 'x', [field]: `${longest}x` };
    t.match(await call('create_group', body), { ErrorCode: 10004 }, `${field} of a new group`);
  }
});

t.test('modify_group_base_info changes what it names and counts the changes #458 #459', async (t) => {
  const GroupId = await rest.group('Public');
  const before = await info(GroupId);
  const change = { GroupId, Name: 'New', MaxMemberNum: 6000, ApplyJoinOption: 'FreeAccess', From_Account: 'bob' };
  t.strictSame(await call('modify_group_base_info', change), OK);
  const after = await info(GroupId);
  const expected = { Name: 'New', MaxMemberNum: 6000, ApplyJoinOption: 'FreeAccess', Introduction: '' };
  t.match(after, { ...expected, InfoSeq: Number(before.InfoSeq) + 1 });
  t.ok(Number(after.LastInfoTime) >= Number(before.LastInfoTime));
  const { RspMsgList } = await call('group_msg_get_simple', { GroupId, ReqMsgNumber: 1 });
  t.match(RspMsgList, [{ IsSystemMsg: 1, MsgBody: { OpType: 6, Operator_Account: 'bob' } }], 'in the name of bob');
  for (const [field, value] of [
    ['MuteAllMember', 'On'],
    ['ShutUpAllMember', 'Off'],
    ['MuteAllMember', 'On'],
  ] as const) {
    t.strictSame(await call('modify_group_base_info', { GroupId, [field]: value }), OK);
    t.equal((await info(GroupId)).MuteAllMember, value, field);
  }
});

t.test('custom fields change one by one, an empty value takes one away: 10, key 16, value 512 #471', async (t) => {
  const AppDefinedData = Array.from({ length: 10 }, (_, i) => ({ Key: `key_${i}`.padEnd(16, 'x'), Value: 'v' }));
  const GroupId = await rest.group('Public', { AppDefinedData });
  const [first, ...others] = AppDefinedData;
  const Value = 'v'.repeat(512);
  const changed = { ...others[0], Value };
  const change = { GroupId, AppDefinedData: [{ ...first, Value: '' }, changed] };
  t.strictSame(await call('modify_group_base_info', change), OK);
  t.strictSame((await info(GroupId)).AppDefinedData, [changed, ...others.slice(1)]);
  t.strictSame(await call('modify_group_base_info', { GroupId, AppDefinedData: [{ Key: 'tenth', Value }] }), OK);
  const set = (Key: string, Value: string) => ({ GroupId, AppDefinedData: [{ Key, Value }] });
  await rest.refuses(t, [
    ['an 11th field', 'modify_group_base_info', set('eleventh', 'v'), 10004],
    ['a key of 17 bytes', 'modify_group_base_info', set('k'.repeat(17), 'v'), 10004],
    ['a value of 513 bytes', 'modify_group_base_info', set('tenth', 'v'.repeat(513)), 10004],
  ]);
});

t.test('get_group_info: 50 groups, each with its own code, and only the fields asked for', async (t) => {
  const one = await rest.group('Public', {
    AppDefinedData: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  const GroupIdList = [one, 'no-such-group', 'tab\there'];
  const filter = {
    GroupBaseInfoFilter: ['Type', 'Name', 'NoSuchField', 'ShutUpAllMember'],
    MemberInfoFilter: ['Account', 'Role'],
    AppDefinedDataFilter_Group: ['b'],
  };
  const expected = {
    ErrorCode: 0,
    ErrorInfo: '',
    GroupId: one,
    Type: 'Public',
    Name: one,
    ShutUpAllMember: 'Off',
    AppDefinedData: [{ Key: 'b', Value: '2' }],
    MemberList: [
      { Member_Account: 'alice', Role: 'Owner' },
      { Member_Account: 'bob', Role: 'Member' },
      { Member_Account: 'carol', Role: 'Member' },
    ],
  };
  for (const body of [
    { GroupIdList, ResponseFilter: filter },
    { GroupIdList, ...filter },
  ]) {
    const { GroupInfo, ...common } = await call('get_group_info', body);
    t.match(common, OK);
    const [found, ...missing] = GroupInfo as readonly object[];
    t.strictSame(found, expected);
    t.match(missing, [{ GroupId: 'no-such-group', ErrorCode: 10010 }, { ErrorCode: 10010 }]);
  }
  const app = await call('get_group_info', { GroupIdList: [one], GroupBaseInfoFilter: ['Appid'] });
  t.strictSame(app.GroupInfo, [{ ErrorCode: 0, ErrorInfo: '', GroupId: one, Appid: 1400000001 }]);
  const fifty = Array.from({ length: 50 }, () => one);
  t.match(await call('get_group_info', { GroupIdList: fifty }), OK);
  t.match(await call('get_group_info', { GroupIdList: [...fifty, one] }), { ErrorCode: 10005 });
});

t.test('an answer of more than 1 MB is refused: ask for fewer fields', async (t) => {
  const GroupId = await rest.group('Public');
  const MemberList = (await rest.accounts('crowd', 200)).map((Member_Account) => ({ Member_Account }));
  t.match(await call('add_group_member', { GroupId, MemberList }), OK);
  const GroupIdList = Array.from({ length: 50 }, () => GroupId);
  t.match(await call('get_group_info', { GroupIdList }), { ErrorCode: 10018 });
  t.match(await call('get_group_info', { GroupIdList, ResponseFilter: { MemberInfoFilter: ['Role'] } }), OK);
});

t.test('import_group brings a group with its past, silently; live rooms are refused #447', async (t) => {
  const body = { Type: 'Public', Name: 'old', GroupId: 'imported-1', Owner_Account: 'alice', CreateTime: PAST };
  t.strictSame(await call('import_group', body), { ...OK, GroupId: 'imported-1' });
  t.match(await info('imported-1'), { CreateTime: PAST, NextMsgSeq: 1, MemberNum: 1 });
  await rest.refuses(t, [
    ['a live room', 'import_group', { Type: 'AVChatRoom', Name: 'x' }, 10007],
    ['of the future', 'import_group', { Type: 'Public', Name: 'x', CreateTime: 4_200_000_000 }, 10004],
  ]);
});

t.test('get_joined_group_list: pages, types, and only the fields asked for', async (t) => {
  const [user] = await rest.accounts('joiner', 1);
  const MemberList = [{ Member_Account: user }];
  const ids = [];
  for (const type of ['Public', 'ChatRoom', 'Community', 'Public']) ids.push(await rest.group(type, { MemberList }));
  const hidden = await rest.group('Private', { MemberList });
  const list = async (fields: object = {}) => await call('get_joined_group_list', { Member_Account: user, ...fields });
  const found = async (fields: object = {}) =>
    ((await list(fields)).GroupIdList as readonly { GroupId: string }[]).map(({ GroupId }) => GroupId);
  t.strictSame(await list(), { ...OK, TotalCount: 4, GroupIdList: ids.map((GroupId) => ({ GroupId })) });
  t.strictSame(await found({ Limit: 2 }), ids.slice(0, 2));
  t.strictSame(await found({ Limit: 2, Offset: 2 }), ids.slice(2));
  t.strictSame(await found({ GroupType: 'Meeting' }), [ids[1]]);
  t.strictSame(await found({ WithNoActiveGroups: 1, GroupType: 'Private' }), [hidden], 'nobody has written in it');
  const topics = await rest.group('Community', { MemberList, SupportTopic: 1 });
  const withTopics = [{ GroupId: topics, Type: 'Community', SupportTopic: 1 }];
  t.match((await list({ SupportTopic: 1 })).GroupIdList, withTopics);
  const inTopic = await rest.call('create_topic', { GroupId: topics, TopicName: 'one' });
  await rest.call('create_topic', { GroupId: topics, TopicName: 'two' });
  for (let i = 0; i < 3; i++) await rest.send(topics, { TopicId: inTopic.TopicId });
  t.strictSame((await list({ SupportTopic: 1, ResponseFilter: { SelfInfoFilter: ['Role'] } })).GroupIdList, [
    {
      GroupId: topics,
      Type: 'Community',
      SupportTopic: 1,
      GrossTopicNextMsgSeq: 4,
      SelfInfo: { Role: 'Member', GrossTopicReadSeq: 0 },
    },
  ]);
  const late = await rest.accounts('late', 1);
  await call('add_group_member', { GroupId: topics, MemberList: [{ Member_Account: late[0] }] });
  t.match((await call('get_joined_group_list', { Member_Account: late[0] })).GroupIdList, [
    { GrossTopicNextMsgSeq: 4, SelfInfo: { GrossTopicReadSeq: 3 } },
  ]);
  const ResponseFilter = { GroupBaseInfoFilter: ['Type', 'Name'], SelfInfoFilter: ['Role', 'MsgFlag'] };
  t.strictSame((await list({ Limit: 1, ResponseFilter })).GroupIdList, [
    { GroupId: ids[0], Type: 'Public', Name: ids[0], SelfInfo: { Role: 'Member', MsgFlag: 'AcceptAndNotify' } },
  ]);
});

t.test('get_appid_group_list pages through every group of the app #449', async (t) => {
  const { GroupIdList: all, TotalCount } = await call('get_appid_group_list', {});
  const ids = (list: unknown) => (list as readonly { GroupId: string }[]).map(({ GroupId }) => GroupId);
  t.ok(Number(TotalCount) > 10);
  t.equal(new Set(ids(all)).size, TotalCount);
  const pages: string[] = [];
  let Next: unknown = 0;
  do {
    const page = await call('get_appid_group_list', { Limit: 7, Next });
    pages.push(...ids(page.GroupIdList));
    Next = page.Next;
    t.type(Next, 'number');
  } while (Next !== 0);
  t.strictSame(pages, ids(all));
  t.match(await call('get_appid_group_list', { Limit: 2, Offset: 1 }), { GroupIdList: [pages[1], pages[2]].map(one) });
  const meetings = await call('get_appid_group_list', { GroupType: 'ChatRoom' });
  t.ok(Number(meetings.TotalCount) > 1 && Number(meetings.TotalCount) < Number(TotalCount));
});
const one = (GroupId: string | undefined) => ({ GroupId });

t.test('change_group_owner makes the old owner a member', async (t) => {
  const GroupId = await rest.group('Public');
  t.strictSame(await call('change_group_owner', { GroupId, NewOwner_Account: 'bob', From_Account: 'alice' }), OK);
  t.match(await info(GroupId), { Owner_Account: 'bob', MemberList: [{ Role: 'Member' }, { Role: 'Owner' }] });
  await rest.refuses(t, [
    ['not a member', 'change_group_owner', { GroupId, NewOwner_Account: 'dave' }, 10007],
    ['by nobody', 'change_group_owner', { GroupId, NewOwner_Account: 'alice', From_Account: 'nobody' }, 10019],
  ]);
});

t.test('destroy_group ends a group of any type, and it is gone', async (t) => {
  for (const type of ['Private', 'Public', 'ChatRoom', 'AVChatRoom', 'Community']) {
    const GroupId = await rest.group(type);
    t.strictSame(await call('destroy_group', { GroupId }), OK, type);
    t.match(await info(GroupId), { ErrorCode: 10010 });
    t.match(await call('destroy_group', { GroupId }), { ErrorCode: 10010 });
  }
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('Public');
  const room = await rest.group('AVChatRoom');
  const tooLong = { Member_Account: 'bob', AppMemberDefinedData: [{ Key: 'level', Value: 'v'.repeat(65) }] };
  await rest.refuses(t, [
    ['no type', 'create_group', { Name: 'x' }, 10004],
    ['unknown type', 'create_group', { Type: 'BChatRoom', Name: 'x' }, 10004],
    ['prototype name', 'create_group', { Type: 'constructor', Name: 'x' }, 10004],
    ['no name', 'create_group', { Type: 'Public' }, 10004],
    ['empty name', 'create_group', { Type: 'Public', Name: '' }, 10004],
    ['option of another field', 'create_group', { Type: 'Public', Name: 'x', ApplyJoinOption: 'DisableInvite' }, 10004],
    ['topics outside communities', 'create_group', { Type: 'Public', Name: 'x', SupportTopic: 1 }, 10004],
    ['a value of 65 bytes', 'create_group', { Type: 'Public', Name: 'x', MemberList: [tooLong] }, 10004],
    ['members that are no list', 'create_group', { Type: 'Public', Name: 'x', MemberList: 'bob' }, 10004],
    ['no group', 'destroy_group', {}, 10004],
    ['empty id', 'destroy_group', { GroupId: '' }, 10015],
    ['id beyond every length', 'destroy_group', { GroupId: 'x'.repeat(5000) }, 10015],
    ['unknown group', 'destroy_group', { GroupId: 'nowhere' }, 10010],
    ['no groups', 'get_group_info', { GroupIdList: [] }, 10004],
    ['groups that are no list', 'get_group_info', { GroupIdList: GroupId }, 10004],
    ['unknown group', 'modify_group_base_info', { GroupId: 'nowhere', Name: 'x' }, 10010],
    ['empty name', 'modify_group_base_info', { GroupId, Name: '' }, 10004],
    ['neither On nor Off', 'modify_group_base_info', { GroupId, MuteAllMember: true }, 10004],
    ['more than the limit', 'modify_group_base_info', { GroupId, MaxMemberNum: 6001 }, 10004],
    ['in the name of nobody', 'modify_group_base_info', { GroupId, Name: 'x', From_Account: 'nobody' }, 10019],
    ['history before joining', 'modify_group_base_info', { GroupId: room, HistoryMsgBeforeJoin: 'On' }, 10007],
    ['no user', 'get_joined_group_list', {}, 10004],
    ['unknown user', 'get_joined_group_list', { Member_Account: 'nobody' }, 10019],
    ['unknown type', 'get_joined_group_list', { Member_Account: 'alice', GroupType: 'x' }, 10004],
    ['page too large', 'get_joined_group_list', { Member_Account: 'alice', Limit: 5001 }, 10004],
    ['page too large', 'get_appid_group_list', { Limit: 10_001 }, 10004],
    ['no new owner', 'change_group_owner', { GroupId }, 10004],
    ['a live room', 'change_group_owner', { GroupId: room, NewOwner_Account: 'alice' }, 10007],
    ['unknown', 'no_such_command', { GroupId }, 60009],
  ]);
});
