import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

const community = (fields: object = {}) => rest.group('Community', { SupportTopic: 1, EnablePermission: 1, ...fields });
const named = (...users: string[]) => users.map((Member_Account) => ({ Member_Account }));
async function groupIn(GroupId: string, fields: object = {}): Promise<string> {
  const answer = await call('create_permission_group', { GroupId, PermissionGroupName: 'crew', ...fields });
  t.match(answer, OK);
  return String(answer.PermissionGroupId);
}
async function topicIn(GroupId: string): Promise<string> {
  const { TopicId } = await call('create_topic', { GroupId, TopicName: 'x' }, 'million_group_open_http_svc');
  return String(TopicId);
}

t.test('create_permission_group: ids, fields, 20 of them #557 #558 #559', async (t) => {
  const GroupId = await community();
  t.match(await groupIn(GroupId), /^@PMG#_@PMG#/);
  const fields = { PermissionGroupId: '@PMG#_mods', Permission: 35, CustomString: 'text' };
  t.strictSame(await call('create_permission_group', { GroupId, PermissionGroupName: 'mods', ...fields }), {
    ...OK,
    PermissionGroupId: '@PMG#_mods',
  });
  t.match(await call('get_permission_group', { GroupId, PermissionGroupIdList: ['@PMG#_mods', '@PMG#_no'] }), {
    ...OK,
    PermissionGroupInfoList: [
      { ErrorCode: 0, PermissionGroupName: 'mods', MemberCount: 0, ...fields },
      { ErrorCode: 110008, PermissionGroupId: '@PMG#_no' },
    ],
    Next: '',
  });
  await rest.refuses(t, [
    ['taken', 'create_permission_group', { GroupId, PermissionGroupName: 'x', PermissionGroupId: '@PMG#_mods' }, 10021],
    [
      'an id of another form',
      'create_permission_group',
      { GroupId, PermissionGroupName: 'x', PermissionGroupId: 'x' },
      10004,
    ],
    ['a name of 151 bytes', 'create_permission_group', { GroupId, PermissionGroupName: 'x'.repeat(151) }, 10004],
    [
      'a mask of 65 bits',
      'create_permission_group',
      { GroupId, PermissionGroupName: 'x', Permission: `${2n ** 64n}` },
      10004,
    ],
    ['a negative mask', 'create_permission_group', { GroupId, PermissionGroupName: 'x', Permission: -1 }, 10004],
    [
      'switched off',
      'create_permission_group',
      { GroupId: await rest.group('Community'), PermissionGroupName: 'x' },
      10007,
    ],
    [
      'no community',
      'create_permission_group',
      { GroupId: await rest.group('Public'), PermissionGroupName: 'x' },
      10007,
    ],
  ]);
  const wide = await groupIn(GroupId, { Permission: `${2n ** 64n - 1n}` });
  t.match(await call('get_permission_group', { GroupId, PermissionGroupIdList: [wide] }), {
    PermissionGroupInfoList: [{ Permission: '18446744073709551615' }],
  });
  for (let i = 3; i < 20; i++) await groupIn(GroupId);
  t.match(await call('create_permission_group', { GroupId, PermissionGroupName: 'one more' }), { ErrorCode: 10037 });
  const first = await call('get_permission_group', { GroupId, Limit: 15 });
  const rest15 = await call('get_permission_group', { GroupId, Limit: 15, Next: first.Next });
  t.equal((first.PermissionGroupInfoList as unknown[]).length, 15);
  t.equal((rest15.PermissionGroupInfoList as unknown[]).length, 5);
  t.equal(rest15.Next, '');
});

t.test('modify_permission_group and destroy_permission_group: what there is, and a result for each #560', async (t) => {
  const GroupId = await community();
  const PermissionGroupId = await groupIn(GroupId);
  const changes = { PermissionGroupName: 'renamed', Permission: 3, CustomString: 'new' };
  t.strictSame(await call('modify_permission_group', { GroupId, PermissionGroupId, ...changes }), OK);
  t.match(await call('get_permission_group', { GroupId }), { PermissionGroupInfoList: [changes] });
  t.match(await call('modify_permission_group', { GroupId, PermissionGroupId: '@PMG#_no', Permission: 1 }), {
    ErrorCode: 110008,
  });
  t.match(await call('destroy_permission_group', { GroupId, PermissionGroupIdList: [PermissionGroupId, '@PMG#_no'] }), {
    ...OK,
    PermissionGroupResultList: [
      { PermissionGroupId, ErrorCode: 0, ErrorInfo: '' },
      { PermissionGroupId: '@PMG#_no', ErrorCode: 110008, ErrorInfo: /./ },
    ],
  });
  t.match(await call('get_permission_group', { GroupId }), { PermissionGroupInfoList: [] });
});

t.test('members of a permission group: added, removed, listed; 20 who manage members #561 #562', async (t) => {
  const GroupId = await community();
  const PermissionGroupId = await groupIn(GroupId);
  const target = { GroupId, PermissionGroupId };
  const added = await call('add_permission_group_member', { ...target, MemberList: named('bob', 'carol', 'dave') });
  t.match(added, {
    ...OK,
    MemberList: [
      { Member_Account: 'bob', Result: 0 },
      { Member_Account: 'carol', Result: 0 },
      { Member_Account: 'dave', Result: 10019 },
    ],
  });
  t.match(await call('add_permission_group_member', { ...target, MemberList: named('bob') }), {
    MemberList: [{ Member_Account: 'bob', Result: 10013 }],
  });
  t.match(await call('get_permission_group', { GroupId }), { PermissionGroupInfoList: [{ MemberCount: 2 }] });
  const page = await call('get_permission_group_member_list', { ...target, Limit: 1, MemberInfoFilter: ['Role'] });
  t.strictSame(page, { ...OK, MemberList: [{ Member_Account: 'bob', Role: 'Member' }], Next: 'bob' });
  t.match(await call('get_permission_group_member_list', { ...target, Next: 'bob' }), {
    MemberList: [{ Member_Account: 'carol', NameCard: '', JoinTime: Number }],
    Next: '',
  });
  t.match(await call('delete_permission_group_member', { ...target, MemberList: named('bob', 'dave') }), {
    ...OK,
    MemberList: [{ Result: 0 }, { Result: 0 }],
  });
  await call('delete_group_member', { GroupId, MemberToDel_Account: ['carol'] });
  t.match(
    await call('get_permission_group_member_list', target),
    { MemberList: [] },
    'who leaves the community is out',
  );
  t.match(await call('get_permission_group', { GroupId }), { PermissionGroupInfoList: [{ MemberCount: 0 }] });
  const many = await rest.accounts('manager', 21);
  await call('add_group_member', { GroupId, MemberList: named(...many) });
  const managing = { GroupId, PermissionGroupId: await groupIn(GroupId, { Permission: 2 }) };
  const { MemberList } = await call('add_permission_group_member', { ...managing, MemberList: named(...many) });
  const results = (MemberList as readonly { Result: number }[]).map(({ Result }) => Result);
  t.strictSame(results, [...Array(20).fill(0), 110012]);
  const tooMany = { ...target, MemberList: named(...Array(101).fill('bob')) };
  t.match(await call('add_permission_group_member', tooMany), { ErrorCode: 10005 });
  t.match(await call('get_permission_group_member_list', { GroupId, PermissionGroupId: '@PMG#_no' }), {
    ErrorCode: 110008,
  });
});

t.test('topic permissions: add, change, read, remove, with a result for each #567', async (t) => {
  const GroupId = await community();
  const target = { GroupId, PermissionGroupId: await groupIn(GroupId) };
  const [one, other] = [await topicIn(GroupId), await topicIn(GroupId)];
  const masks = (Permission: number, ...topics: string[]) => ({
    ...target,
    TopicPermissionList: topics.map((TopicId) => ({ TopicId, Permission })),
  });
  const results = (...codes: number[]) => ({
    ...OK,
    TopicPermissionResultList: codes.map((ErrorCode) => ({ ErrorCode })),
  });
  t.match(await call('add_topic_permission_group', masks(8, one, `${GroupId}@TOPIC#_no`)), results(0, 110003));
  t.match(await call('add_topic_permission_group', masks(8, one)), results(110010));
  t.match(await call('set_topic_permission_group', masks(9, one, other)), results(0, 110011));
  t.strictSame(await call('get_topic_permission_group', target), {
    ...OK,
    TopicPermissionResultList: [{ TopicId: one, Permission: 9, ErrorCode: 0, ErrorInfo: '' }],
  });
  t.match(await call('get_topic_permission_group', { ...target, TopicIdList: [other] }), results(110011));
  t.match(await call('delete_topic_permission_group', { ...target, TopicIdList: [one, other] }), results(0, 110011));
  t.strictSame((await call('get_topic_permission_group', target)).TopicPermissionResultList, []);
  t.match(await call('get_topic_permission_group', { ...target, PermissionGroupId: '@PMG#_no' }), {
    ErrorCode: 110008,
  });
  const many = masks(1, ...Array(51).fill(one));
  t.match(await call('add_topic_permission_group', many), { ErrorCode: 10005 });
});

t.test('a cursor that is none is refused', async (t) => {
  const GroupId = await community();
  const PermissionGroupId = await groupIn(GroupId);
  const body = { GroupId, PermissionGroupId, Next: 'x'.repeat(5000) };
  t.match(await call('get_permission_group_member_list', body), { ErrorCode: 10004 });
  t.match(await call('get_permission_group_member_list', { ...body, Next: 'x' }), { ...OK, MemberList: [], Next: '' });
});

t.test('DefaultPermission is a mask of 64 bits; groups that have no topics have neither field #563 #564', async (t) => {
  const GroupId = await community();
  const all = String(2n ** 64n - 1n);
  t.strictSame(await call('modify_group_base_info', { GroupId, DefaultPermission: all }), OK);
  t.match(await rest.info(GroupId), { EnablePermission: 1, DefaultPermission: all });
  await call('modify_group_base_info', { GroupId, DefaultPermission: 64 });
  t.match(await rest.info(GroupId), { DefaultPermission: 64 });
  for (const DefaultPermission of [1e21, -1, 0.5, 'abc', '-1', '', `${2n ** 64n}`]) {
    const changed = await call('modify_group_base_info', { GroupId, DefaultPermission });
    t.match(changed, { ErrorCode: 10004 }, String(DefaultPermission));
    const fields = { Type: 'Community', Name: 'x', DefaultPermission };
    t.match(await call('create_group', fields), { ErrorCode: 10004 }, String(DefaultPermission));
  }
  t.match(await rest.info(GroupId), { DefaultPermission: 64 }, 'nothing of that changed anything');
  const plain = await rest.group('Public', { EnablePermission: 1, DefaultPermission: 1 });
  t.strictSame(await call('modify_group_base_info', { GroupId: plain, EnablePermission: 1 }), OK);
  const { EnablePermission, DefaultPermission, InfoSeq } = await rest.info(plain);
  t.strictSame([EnablePermission, DefaultPermission, InfoSeq], [undefined, undefined, 1]);
});
