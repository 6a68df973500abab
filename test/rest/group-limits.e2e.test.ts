import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start({
  YANSHU_REST_LISTS_PER_SECOND: '1',
  YANSHU_LIMIT_PROFILE: 'trial',
  YANSHU_LIMIT_GROUPS: '9',
  YANSHU_LIMIT_LIVE_ROOMS: '2',
  YANSHU_LIMIT_JOINED_GROUPS: '2',
  YANSHU_LIMIT_GROUP_MEMBERS: '3',
});
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

const create = (Type: string, fields: object = {}) => call('create_group', { Type, Name: 'one more', ...fields });
const named = (...users: readonly string[]) => users.map((Member_Account) => ({ Member_Account }));

t.test('members: no more than the profile, or the number set instead, says #428 #458', async (t) => {
  const GroupId = await rest.group('Public');
  t.match(await rest.info(GroupId), { MaxMemberNum: 3, MemberNum: 3 });
  t.match(await call('add_group_member', { GroupId, MemberList: named('dave') }), { ErrorCode: 10014 });
  t.match(await call('modify_group_base_info', { GroupId, MaxMemberNum: 4 }), { ErrorCode: 10004 });
  t.match(await create('Public', { MemberList: named('alice', 'bob', 'dave', 'erin') }), { ErrorCode: 10005 });
});

t.test('groups of one user: one more is refused, and told as 4 to who invites #433 #435', async (t) => {
  await rest.group('Public');
  t.match(await create('Public', { Owner_Account: 'alice' }), { ErrorCode: 10037 });
  const { GroupId } = await create('Public', { Owner_Account: 'dave' });
  t.match(await call('add_group_member', { GroupId, MemberList: named('bob', 'erin') }), {
    MemberList: [{ Result: 4 }, { Result: 1 }],
  });
});

t.test('a profile without communities has them switched off #420', async (t) => {
  t.match(await create('Community'), { ErrorCode: 11000 });
});

t.test('live rooms and groups of the app, however many are created at the same time #429 #430', async (t) => {
  const rooms = await Promise.all(Array.from({ length: 6 }, () => create('AVChatRoom')));
  t.strictSame(rooms.map(({ ErrorCode }) => ErrorCode).sort(), [0, 0, 10036, 10036, 10036, 10036]);
  const groups = await Promise.all(Array.from({ length: 12 }, () => create('Work')));
  t.equal(groups.filter(({ ErrorCode }) => ErrorCode === 0).length, 4, 'five there are already');
  t.ok(groups.every(({ ErrorCode }) => ErrorCode === 0 || ErrorCode === 10058));
  const room = rooms.find(({ ErrorCode }) => ErrorCode === 0);
  t.strictSame(await call('destroy_group', { GroupId: room?.GroupId }), OK);
  t.match(await create('AVChatRoom'), OK, 'dissolved groups do not count');
});

t.test('the list of all groups is asked for once a second', async (t) => {
  const answers = await Promise.all([1, 2, 3].map(() => call('get_appid_group_list', {})));
  // A second may begin in between.
  t.ok(answers.some(({ ErrorCode }) => ErrorCode === 10006));
  t.match(
    answers.find(({ ErrorCode }) => ErrorCode === 0),
    { ...OK, TotalCount: 9 },
  );
});

t.test('communities of one user are counted apart #434', async (t) => {
  const other = await GroupServer.start({ YANSHU_LIMIT_JOINED_COMMUNITIES: '2' });
  t.teardown(() => other.server.stop());
  const owned = (Type: string) => other.call('create_group', { Type, Name: 'mine', Owner_Account: 'alice' });
  for (const Type of ['Community', 'Public', 'Community', 'Public']) t.match(await owned(Type), OK);
  t.match(await owned('Community'), { ErrorCode: 10037 });
  t.match(await owned('Public'), OK);
});
