import t from 'tap';
import { TestServer } from '../conformance/server.ts';
import { OK, text } from './group-server.ts';

type Answer = Readonly<Record<string, unknown>>;

// What limits broadcasts is tested here, not the calls of REST, which would hide it on a fast machine.
const server = await TestServer.start({
  YANSHU_LIMIT_OFFICIAL_ACCOUNTS: '3',
  YANSHU_LIMIT_SUBSCRIPTIONS: '2',
  YANSHU_REST_PER_SECOND: '0',
});
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['olga', 'alice'] });
const call = (command: string, body: object): Promise<Answer> =>
  server.rest(`official_account_open_http_svc/${command}`, body);
const create = (name: string) =>
  call('create_official_account', { Owner_Account: 'olga', Name: name, OfficialAccountUserID: `@TOA#_${name}` });
const add = (name: string) =>
  call('add_subscriber', {
    Official_Account: `@TOA#_${name}`,
    SubscriberList: [{ Subscriber_Account: 'alice' }],
  });

t.test('an app has so many accounts, however they come; one that is destroyed makes room #713 #722', async (t) => {
  const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
  const codes = (await Promise.all(names.map(create))).map(({ ErrorCode }) => ErrorCode);
  t.same(codes.filter((code) => code === 0).length, 3);
  t.same(codes.filter((code) => code === 130010).length, 9);
  const made = names.filter((_, i) => codes[i] === 0);
  const [gone = '', ...kept] = made;
  t.match(await call('destroy_official_account', { Official_Account: `@TOA#_${gone}` }), OK);
  t.match(await create('another'), OK);
  t.match(await create('onemore'), { ErrorCode: 130010 });

  await t.test('a user subscribes to so many #714', async (t) => {
    const all = [...kept, 'another'];
    const results = (await Promise.all(all.map(add))).map(({ ErrorCode }) => ErrorCode);
    t.same(results.sort(), [0, 0, 130010]);
    const { TotalCount } = await call('get_subscribed_official_account_list', { Subscriber_Account: 'alice' });
    t.equal(TotalCount, 2);
  });
});

t.test('the third broadcast of an hour is refused #718 #688', async (t) => {
  const { OfficialAccountInfoList } = await call('get_official_account_info', {
    OfficialAccountIdList: [{ Official_Account: '@TOA#_another' }],
  });
  t.match(OfficialAccountInfoList, [{ ErrorCode: 0 }]);
  let random = 0;
  const publish = () =>
    call('send_official_account_msg', {
      Official_Account: '@TOA#_another',
      Random: ++random,
      MsgBody: text(`news ${random}`),
    });
  t.match(await publish(), OK);
  // Within the second of the first it is one too many: then it is tried again.
  let second = await publish();
  for (; second.ErrorCode === 10023; second = await publish());
  t.match(second, OK);
  t.match(await publish(), { ErrorCode: 10023 });
});

t.test('profiles without official accounts have none', async (t) => {
  const small = await TestServer.start({ YANSHU_LIMIT_PROFILE: 'standard' });
  t.teardown(() => small.stop());
  const body = { Owner_Account: 'administrator', Name: 'x' };
  t.match(await small.rest('official_account_open_http_svc/create_official_account', body), { ErrorCode: 131000 });
});
