import t from 'tap';
import { TestServer } from '../conformance/server.ts';
import { deafen, device, shown } from './status-scene.ts';
import type { Json } from './wire-client.ts';

const server = await TestServer.start({ YANSHU_LOGIN_POLICY: 'multi' });
t.teardown(() => server.stop());

let users = 0;
const name = () => `user${++users}`;
const OK = { ActionStatus: 'OK', ErrorCode: 0 };
const accounts = (Accounts: readonly string[]) => server.rest('im_open_login_svc/multiaccount_import', { Accounts });
const restStatus = async (user: string) => {
  const { QueryResult } = await server.rest('openim/query_online_status', { To_Account: [user] });
  return (QueryResult as readonly Json[])[0]?.Status;
};

t.test('a subscriber is told of each change: there, gone, back, logged out #68 #52 #53 #54 #55 #59', async (t) => {
  const [phoneUser, pageUser] = [name(), name()];
  await accounts([phoneUser, pageUser]);
  const watcher = await device(t, server, name());
  t.same(await watcher.ask('ws_status_subscribe', { To_Account: [phoneUser, pageUser] }), {
    ...OK,
    ErrorInfo: '',
    ErrorList: [],
  });
  const phone = await device(t, server, phoneUser, 'Android');
  const page = await device(t, server, pageUser);
  await watcher.hears(phoneUser, '1');
  await watcher.hears(pageUser, '1');
  phone.wire.close();
  page.wire.close();
  await watcher.hears(phoneUser, '2');
  await watcher.hears(pageUser, '3');
  t.equal(await restStatus(phoneUser), 'PushOnline');
  t.equal(await restStatus(pageUser), 'Offline');
  const [phoneAgain, pageAgain] = [await phone.back(), await page.back()];
  await watcher.hears(phoneUser, '1', 2);
  await watcher.hears(pageUser, '1', 2);
  await phoneAgain.ask('wslogout');
  await pageAgain.ask('wslogout');
  await watcher.hears(phoneUser, '3');
  await watcher.hears(pageUser, '3', 3);
  t.same(watcher.told(phoneUser), ['1', '2', '1', '3'], 'each change once, none in between');
  t.same(watcher.told(pageUser), ['1', '3', '1', '3']);
});

t.test('a page that is loaded anew, and one device of several that goes, is no change', async (t) => {
  const [user, witness] = [name(), name()];
  await accounts([user, witness]);
  const watcher = await device(t, server, name());
  const first = await device(t, server, user);
  const phone = await device(t, server, user, 'Android');
  await watcher.ask('ws_status_subscribe', { To_Account: [user, witness] });
  await device(t, server, user);
  await first.wire.until(() =>
    first.wire.pushes.some(({ head }) => head.servcmd === 'im_open_status.stat_forceoffline'),
  );
  phone.wire.close();
  const other = await device(t, server, witness);
  other.wire.close();
  await watcher.hears(witness, '3');
  t.same(watcher.told(user), []);
});

t.test(
  'what closes is seen at once, long before a link that falls silent: page, destroy, mini program #59 #61 #63',
  async (t) => {
    const [silent, page, destroyed, mini] = [
      await device(t, server, name()),
      await device(t, server, name()),
      await device(t, server, name()),
      await device(t, server, name(), 'MiniProgram'),
    ];
    const watcher = await device(t, server, name());
    const closing = [page.user, destroyed.user, mini.user];
    await watcher.ask('ws_status_subscribe', { To_Account: [silent.user, ...closing] });
    deafen(silent);
    page.wire.close();
    await destroyed.ask('wslogout');
    mini.wire.socket.close();
    for (const user of closing) await watcher.hears(user, '3');
    t.same(watcher.told(silent.user), []);
  },
);

t.test(
  'own words: all own devices, subscribers and who asks see them; base64 down, plain up #66 #67 #71',
  async (t) => {
    const user = name();
    const page = await device(t, server, user);
    const phone = await device(t, server, user, 'iPhone');
    const watcher = await device(t, server, name());
    await watcher.ask('ws_status_subscribe', { To_Account: [user] });
    t.match(await page.ask('ws_set_custom_status', { CustomStatus: '开会' }), OK);
    for (const one of [page, phone, watcher]) await one.hears(user, '1 开会');
    const asked = await watcher.ask('ws_get_user_status', { To_Account: [user, 'nobody-at-all', 'no id'] });
    t.match(asked, {
      ...OK,
      UserStatusList: [{ To_Account: user, Status: 1, CustomStatus: Buffer.from('开会').toString('base64') }],
      ErrorList: [
        { To_Account: 'nobody-at-all', ErrorCode: 70107, ErrorInfo: /./ },
        { To_Account: 'no id', ErrorCode: 70107 },
      ],
    });
    t.match(
      await page.ask('ws_set_custom_status', { CustomStatus: '界'.repeat(17) }),
      { ErrorCode: 70402 },
      '51 bytes',
    );
    t.match(await page.ask('ws_set_custom_status', { CustomStatus: '界'.repeat(16) }), OK);
    t.match(await page.ask('ws_set_custom_status', { CustomStatus: '' }), OK);
    for (const one of [page, phone, watcher]) await one.hears(user, '1');
    t.match(await page.ask('ws_set_custom_status', {}), { ErrorCode: 70402 });
  },
);

t.test('the answer to a login has the words; they go with the last logout, not before', async (t) => {
  const user = name();
  const page = await device(t, server, user);
  const phone = await device(t, server, user, 'Android');
  const watcher = await device(t, server, name());
  await watcher.ask('ws_status_subscribe', { To_Account: [user] });
  await page.ask('ws_set_custom_status', { CustomStatus: 'here' });
  const again = await phone.wire.ask('im_open_status.wslogin', { State: 'Online' });
  t.equal(shown({ Status: 1, CustomStatus: again.CustomStatus }), '1 here');
  await page.ask('wslogout');
  phone.wire.close();
  await watcher.hears(user, '2 here');
  const back = await phone.back();
  await watcher.hears(user, '1 here', 2);
  await back.ask('wslogout');
  await watcher.hears(user, '3');
  t.match(await watcher.ask('ws_get_user_status', { To_Account: [user] }), {
    UserStatusList: [{ Status: 3, CustomStatus: '' }],
  });
});

t.test('no event after unsubscribing, from some or from all; limits of one call #69', async (t) => {
  const [one, other, last] = [
    await device(t, server, name()),
    await device(t, server, name()),
    await device(t, server, name()),
  ];
  const watcher = await device(t, server, name());
  const subscribe = (...To_Account: readonly string[]) => watcher.ask('ws_status_subscribe', { To_Account });
  const say = (who: typeof one, CustomStatus: string) => who.ask('ws_set_custom_status', { CustomStatus });
  await subscribe(one.user, other.user, last.user);
  t.match(await watcher.ask('ws_status_unsubscribe', { To_Account: [one.user] }), OK);
  await say(one, 'a');
  await say(last, 'b');
  await watcher.hears(last.user, '1 b');
  t.same(watcher.told(one.user), []);
  t.match(await watcher.ask('ws_status_unsubscribe', { UnsubscribeAll: 1, To_Account: [] }), OK);
  await say(other, 'c');
  await subscribe(last.user);
  await say(last, 'd');
  await watcher.hears(last.user, '1 d');
  t.same(watcher.told(other.user), []);
  const many = Array.from({ length: 501 }, (_, i) => `many${i}`);
  t.match(await subscribe(...many.slice(0, 101)), { ErrorCode: 70206 });
  t.match(await subscribe(...many.slice(0, 100)), OK);
  t.match(await watcher.ask('ws_status_unsubscribe', { To_Account: many.slice(0, 101) }), { ErrorCode: 70206 });
  t.match(await watcher.ask('ws_get_user_status', { To_Account: many }), { ErrorCode: 70206 });
  t.match(await watcher.ask('ws_get_user_status', { To_Account: many.slice(1) }), OK);
  t.match(await watcher.ask('ws_get_user_status', { To_Account: 'x' }), { ErrorCode: 70402 });
  t.match(await watcher.ask('ws_status_subscribe'), { ErrorCode: 70402 });
});

t.test('200 users in all, the oldest is dropped; another login begins without (wire-users.md §8.3)', async (t) => {
  const crowd = Array.from({ length: 200 }, (_, i) => `crowd${i}`);
  await accounts(crowd.slice(0, 100));
  await accounts(crowd.slice(100));
  const user = name();
  const watcher = await device(t, server, user);
  const [oldest, newest] = [await device(t, server, name()), await device(t, server, name())];
  await watcher.ask('ws_status_subscribe', { To_Account: [oldest.user, newest.user] });
  await watcher.ask('ws_status_subscribe', { To_Account: crowd.slice(0, 100) });
  await watcher.ask('ws_status_subscribe', { To_Account: crowd.slice(100, 199) });
  await oldest.ask('ws_set_custom_status', { CustomStatus: 'not heard' });
  await newest.ask('ws_set_custom_status', { CustomStatus: 'heard' });
  await watcher.hears(newest.user, '1 heard');
  t.same(watcher.told(oldest.user), []);
  await watcher.ask('wslogout');
  const anew = await device(t, server, user);
  await anew.ask('ws_status_subscribe', { To_Account: [oldest.user] });
  await newest.ask('ws_set_custom_status', { CustomStatus: 'again' });
  await oldest.ask('ws_set_custom_status', { CustomStatus: 'now' });
  await anew.hears(oldest.user, '1 now');
  t.same(anew.told(newest.user), []);
});

t.test(
  'subscriptions outlive the socket and the server; who comes back is told how things are (#55 #53)',
  async (t) => {
    const [phoneUser, pageUser] = [name(), name()];
    const phone = await device(t, server, phoneUser, 'Android');
    await device(t, server, pageUser);
    const watcher = await device(t, server, name());
    await watcher.ask('ws_status_subscribe', { To_Account: [phoneUser, pageUser] });
    await phone.ask('ws_set_custom_status', { CustomStatus: 'kept' });
    await watcher.hears(phoneUser, '1 kept');
    watcher.wire.close();
    const back = await watcher.back();
    await back.hears(phoneUser, '1 kept');
    await back.hears(pageUser, '1');
    await server.kill();
    await server.start();
    t.equal(await restStatus(phoneUser), 'PushOnline', 'who was connected is not any more');
    t.equal(await restStatus(pageUser), 'Offline');
    const again = await watcher.back();
    await again.hears(phoneUser, '2 kept');
    await again.hears(pageUser, '3');
    await phone.back();
    await again.hears(phoneUser, '1 kept');
    t.pass('and of what happens from then on');
  },
);

t.test(
  'REST: state of the user and of each platform, in both fields; a kick by an administrator #65 #48',
  async (t) => {
    const [user, out] = [name(), name()];
    await accounts([out]);
    const page = await device(t, server, user);
    const [pc, phone] = [await device(t, server, user, 'Windows'), await device(t, server, user, 'Android')];
    const mini = await device(t, server, name(), 'MiniProgram');
    phone.wire.close();
    const watcher = await device(t, server, name());
    await watcher.ask('ws_status_subscribe', { To_Account: [user] });
    const state = (IsNeedDetail: number) =>
      server.rest('openim/query_online_status', { To_Account: [user, out, 'nobody', mini.user], IsNeedDetail });
    const sorted = (found: unknown) =>
      [...(found as readonly Json[])].sort((one, other) => String(one.Platform).localeCompare(String(other.Platform)));
    const { QueryResult, ErrorList } = (await state(1)) as { QueryResult: readonly Json[]; ErrorList: unknown };
    t.match(QueryResult[0], { To_Account: user, Status: 'Online', State: 'Online' });
    t.same(sorted(QueryResult[0]?.Detail), [
      { Platform: 'Android', Status: 'PushOnline' },
      { Platform: 'PC', Status: 'Online' },
      { Platform: 'Web', Status: 'Online' },
    ]);
    t.same(QueryResult[1], { To_Account: out, Status: 'Offline', State: 'Offline' });
    t.match(QueryResult[2], { Status: 'Online', Detail: [{ Platform: 'Web', Status: 'Online' }] });
    t.same(ErrorList, [{ To_Account: 'nobody', ErrorCode: 70107 }]);
    t.notOk('Detail' in ((await state(0)).QueryResult as readonly [Json])[0]);
    t.match(await server.rest('openim/querystate', { To_Account: [user, out] }), {
      ...OK,
      QueryResult: [
        { To_Account: user, State: 'Online' },
        { To_Account: out, State: 'Offline' },
      ],
    });
    t.match(await server.rest('openim/query_online_status', { To_Account: [] }), { ErrorCode: 90003 });
    t.match(await server.rest('openim/query_online_status', {}), { ErrorCode: 90003 });
    t.match(await server.rest('im_open_login_svc/kick', { UserID: user }), OK);
    for (const one of [page, pc]) {
      const kicked = () => one.wire.pushes.find(({ head }) => head.servcmd === 'im_open_status.stat_forceoffline');
      await one.wire.until(() => kicked() !== undefined);
      t.match(kicked()?.body, { EventArray: [{ C2cNotifyMsgArray: [{ KickoutMsgNotify: { KickType: 3 } }] }] });
    }
    await watcher.hears(user, '3');
    t.equal(await restStatus(user), 'Offline', 'the phone cannot be reached either');
  },
);
