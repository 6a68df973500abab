import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());

type Answer = Readonly<Record<string, unknown>>;
const call = (command: string, body: object) => rest.call(command, body, 'follow');
const add = (From_Account: string, ...users: readonly string[]) =>
  call('follow_add', { From_Account, FollowItem: users.map((To_Account) => ({ To_Account })) });
const remove = (From_Account: string, ...To_Account: readonly string[]) =>
  call('follow_delete', { From_Account, To_Account });
const check = (From_Account: string, ...To_Account: readonly string[]) =>
  call('follow_check', { From_Account, To_Account });
const info = (...To_Account: readonly string[]) => call('follow_get_info', { To_Account });
const LISTS = { followers: 1, following: 2, mutual: 3 } as const;
const page = (From_Account: string, list: keyof typeof LISTS, StartCursor = '', more: object = {}) =>
  call('follow_get', { From_Account, FollowType: LISTS[list], StartCursor, ...more });
const names = (answer: Answer) => (answer.FollowItem as readonly Answer[]).map(({ To_Account }) => To_Account);

t.test('follow_add: per user what became of it; both lists grow (rest-api.md §12.1) #157', async (t) => {
  const answer = await add('alice', 'bob', 'nobody', 'alice', 'carol', 'bob');
  t.match(answer, { ...OK, ErrorDisplay: '', Fail_Account: ['nobody', 'alice'] });
  t.strictSame(answer.ResultItem, [
    { To_Account: 'bob', ResultCode: 0, ResultInfo: '' },
    { To_Account: 'nobody', ResultCode: 30003, ResultInfo: 'the account does not exist' },
    { To_Account: 'alice', ResultCode: 30001, ResultInfo: 'nobody follows himself' },
    { To_Account: 'carol', ResultCode: 0, ResultInfo: '' },
    { To_Account: 'bob', ResultCode: 0, ResultInfo: '' },
  ]);
  const again = await add('alice', 'bob');
  t.match(again, { ...OK, ResultItem: [{ ResultCode: 0 }] });
  t.notOk('Fail_Account' in again);
  t.same(names(await page('alice', 'following')), ['carol', 'bob']);
  t.same(names(await page('bob', 'followers')), ['alice']);
});

t.test('follow_check: four types (rest-api.md §12.3) #160', async (t) => {
  t.match(await add('carol', 'alice'), OK);
  t.strictSame((await check('alice', 'carol', 'bob', 'dave', 'nobody')).ResultItem, [
    { To_Account: 'carol', ResultCode: 0, ResultInfo: '', FollowType: 3 },
    { To_Account: 'bob', ResultCode: 0, ResultInfo: '', FollowType: 2 },
    { To_Account: 'dave', ResultCode: 0, ResultInfo: '', FollowType: 0 },
    { To_Account: 'nobody', ResultCode: 30003, ResultInfo: 'the account does not exist', FollowType: 0 },
  ]);
  t.match(await check('bob', 'alice'), { ...OK, ErrorDisplay: '', ResultItem: [{ FollowType: 1 }] });
  t.match(await check('alice', 'nobody'), { Fail_Account: ['nobody'] });
});

t.test('follow_get_info: in the order asked for (rest-api.md §12.5) #159', async (t) => {
  const answer = await info('carol', 'nobody', 'alice', 'carol');
  t.match(answer, { ...OK, ErrorDisplay: '', Fail_Account: ['nobody'] });
  const counts = (FollowerCount: number, FollowingCount: number, MutualFollowingCount: number) => {
    return { FollowerCount, FollowingCount, MutualFollowingCount };
  };
  const done = { ResultCode: 0, ResultInfo: '' };
  t.strictSame(answer.FollowInfo, [
    { To_Account: 'carol', ...done, ...counts(1, 1, 1) },
    { To_Account: 'nobody', ResultCode: 30003, ResultInfo: 'the account does not exist', ...counts(0, 0, 0) },
    { To_Account: 'alice', ...done, ...counts(1, 2, 1) },
    { To_Account: 'carol', ...done, ...counts(1, 1, 1) },
  ]);
  t.match(await call('follow_get_info', { From_Account: 'alice', To_Account: ['bob'] }), {
    FollowInfo: [{ FollowerCount: 1, FollowingCount: 0 }],
  });
});

t.test('follow_get: newest first, page by page, with profiles (rest-api.md §12.4) #159', async (t) => {
  const fans = await rest.accounts('fan', 105);
  for (const fan of fans) t.match(await add(fan, 'dave'), OK);
  const profile = { UserID: 'fan104', Nick: 'Last', FaceUrl: 'https://img.example/last.png' };
  await rest.call('account_import', profile, 'im_open_login_svc');
  const first = await page('dave', 'followers');
  t.match(first, { ...OK, ErrorDisplay: '' });
  t.same(names(first), [...fans].reverse().slice(0, 100), '100 when nothing is said');
  const [item] = first.FollowItem as readonly Answer[];
  t.ok(Math.abs(Number(item?.FollowTime) - Date.now() / 1000) < 60);
  t.match(item?.ProfileItem, [
    { Tag: 'Tag_Profile_IM_Nick', Value: 'Last' },
    { Tag: 'Tag_Profile_IM_Image', Value: 'https://img.example/last.png' },
  ]);
  const rest_ = await page('dave', 'followers', String(first.NextCursor), { WantNum: 1000 });
  t.same(names(rest_), ['fan4', 'fan3', 'fan2', 'fan1', 'fan0']);
  t.equal(rest_.NextCursor, '');
  t.same(names(await page('dave', 'following')), []);
  t.same(names(await page('alice', 'mutual')), ['carol']);
});

t.test('follow_delete: both lists shrink (rest-api.md §12.2) #158', async (t) => {
  const answer = await remove('alice', 'carol', 'dave', 'nobody');
  t.match(answer, {
    ...OK,
    ErrorDisplay: '',
    ResultItem: [{ ResultCode: 0 }, { ResultCode: 0 }, { To_Account: 'nobody', ResultCode: 30003 }],
    Fail_Account: ['nobody'],
  });
  t.same(names(await page('alice', 'following')), ['bob']);
  t.same(names(await page('carol', 'followers')), []);
  t.same(names(await page('alice', 'mutual')), []);
  t.match(await check('alice', 'carol'), { ResultItem: [{ FollowType: 1 }] });
});

t.test('what is asked wrongly is refused, and does nothing', async (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `fan${n}`);
  const items = (users: readonly string[]) => users.map((To_Account) => ({ To_Account }));
  const erin = { From_Account: 'erin' };
  const inputs: readonly (readonly [string, string, object, number])[] = [
    ['nobody follows', 'follow_add', { From_Account: 'nobody', FollowItem: items(['bob']) }, 30003],
    ['nobody is said', 'follow_add', { FollowItem: items(['bob']) }, 30001],
    ['none', 'follow_add', { ...erin, FollowItem: [] }, 30001],
    ['21', 'follow_add', { ...erin, FollowItem: items(many(21)) }, 30001],
    ['texts', 'follow_add', { ...erin, FollowItem: many(2) }, 30001],
    ['none', 'follow_delete', { ...erin, To_Account: [] }, 30001],
    ['21', 'follow_delete', { ...erin, To_Account: many(21) }, 30001],
    ['101', 'follow_check', { ...erin, To_Account: many(101) }, 30001],
    ['21', 'follow_get_info', { To_Account: many(21) }, 30001],
    ['no list', 'follow_get', { ...erin, FollowType: 4, StartCursor: '' }, 30001],
    ['no cursor', 'follow_get', { ...erin, FollowType: 1 }, 30001],
    ['a cursor of nobody', 'follow_get', { ...erin, FollowType: 1, StartCursor: 'x' }, 30001],
    ['none wanted', 'follow_get', { ...erin, FollowType: 1, StartCursor: '', WantNum: 0 }, 30001],
    ['too many wanted', 'follow_get', { ...erin, FollowType: 1, StartCursor: '', WantNum: 1001 }, 30001],
    ['of nobody', 'follow_get', { From_Account: 'nobody', FollowType: 1, StartCursor: '' }, 30003],
  ];
  for (const [title, command, body, code] of inputs) {
    t.match(
      await call(command, body),
      { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ },
      `${command}: ${title}`,
    );
  }
  t.match(await info('erin'), { FollowInfo: [{ FollowingCount: 0 }] });
});

t.test('who is deleted follows nobody and is followed by nobody; a restart forgets nothing', async (t) => {
  await add('erin', 'bob', 'alice');
  await add('bob', 'erin');
  await rest.call('account_delete', { DeleteItem: [{ UserID: 'bob' }] }, 'im_open_login_svc');
  await rest.call('multiaccount_import', { Accounts: ['bob'] }, 'im_open_login_svc');
  const state = async () => [
    (await info('erin', 'bob', 'alice')).FollowInfo,
    names(await page('erin', 'following')),
    (await check('erin', 'bob', 'alice')).ResultItem,
  ];
  const before = await state();
  t.match(before, [
    [{ FollowerCount: 0, FollowingCount: 1 }, { FollowerCount: 0, FollowingCount: 0 }, { FollowerCount: 2 }],
    ['alice'],
    [{ FollowType: 0 }, { FollowType: 2 }],
  ]);
  await rest.server.kill();
  await rest.server.start();
  t.same(await state(), before);
  t.match(await add('erin', 'bob'), { ResultItem: [{ ResultCode: 0 }] });
  t.same(names(await page('erin', 'following')), ['bob', 'alice']);
});
