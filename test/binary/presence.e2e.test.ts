import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import WebSocket from 'ws';
import { BinaryClient, type ClientOptions, type Listener } from '../../gateway/binary/client/index.ts';
import { APP, TestServer } from '../conformance/server.ts';
import { asking } from '../query/asking.ts';
import { device } from '../websdk/status-scene.ts';

const server = await TestServer.start({ YANSHU_LOGIN_POLICY: 'multi' });
t.teardown(() => server.stop());
const query = asking(server);

/** A connected client, and the statuses it is told of: `bob 1 busy`. */
async function connect(t: Test, at: TestServer, user: string, options: Partial<ClientOptions> = {}) {
  const told: string[] = [];
  let wake = () => {};
  let ended: (reason: Error) => void = () => {};
  const end = new Promise<Error>((resolve) => {
    ended = resolve;
  });
  const listener: Listener = {
    onStatuses(statuses) {
      for (const one of statuses) told.push(`${one.user} ${one.status} ${one.customStatus}`.trim());
      wake();
    },
    onEnd: (reason) => ended(reason),
  };
  const client = new BinaryClient({
    url: `${at.wsUrl}/ws`,
    app: APP,
    user,
    userSig: at.sign(user),
    platform: 'Android',
    device: `device of ${user}`,
    WebSocket,
    backoffMs: [20, 200],
    listener,
    ...options,
  });
  await client.connect();
  t.teardown(() => client.close());
  const hears = async (line: string) => {
    while (!told.includes(line)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { client, told, hears, end };
}

t.test('statuses in both dialects: words, presence, subscribers, own devices #66 #67 #68 #71 #74', async (t) => {
  const alice = await connect(t, server, 'alice');
  const pad = await connect(t, server, 'alice', { platform: 'iPad', device: 'pad' });
  const page = await device(t, server, 'bob');
  const carol = await connect(t, server, 'carol');
  t.same(await carol.client.presence.subscribe(['alice', 'bob', 'nobody']), [
    ['alice', 0],
    ['bob', 0],
    ['nobody', 70107],
  ]);
  await page.ask('ws_status_subscribe', { To_Account: ['alice'] });
  await alice.client.presence.setCustomStatus('在开会');
  for (const one of [alice, pad, carol]) await one.hears('alice 1 在开会');
  await page.hears('alice', '1 在开会');
  await page.ask('ws_set_custom_status', { CustomStatus: 'from the page' });
  await carol.hears('bob 1 from the page');
  t.same(await carol.client.presence.statuses(['alice', 'nobody', 'bob']), [
    { user: 'alice', status: 1, customStatus: '在开会' },
    { user: 'nobody', status: 0, customStatus: '' },
    { user: 'bob', status: 1, customStatus: 'from the page' },
  ]);
  pad.client.close();
  alice.client.close();
  await carol.hears('alice 2 在开会');
  page.wire.close();
  await carol.hears('bob 3 from the page');
  await t.rejects(carol.client.presence.setCustomStatus('x'.repeat(51)), { code: 70402 });
  await t.rejects(carol.client.presence.statuses(Array.from({ length: 501 }, () => 'alice')), { code: 70206 });
  await t.rejects(carol.client.presence.subscribe(Array.from({ length: 101 }, () => 'alice')), { code: 70206 });
});

t.test('giving up some or all #69', async (t) => {
  const [dave, erin, watcher] = [
    await connect(t, server, 'dave'),
    await connect(t, server, 'erin'),
    await connect(t, server, 'watcher'),
  ];
  await watcher.client.presence.subscribe(['dave', 'erin']);
  t.same(await watcher.client.presence.unsubscribe(['dave']), [['dave', 0]]);
  await dave.client.presence.setCustomStatus('not heard');
  await erin.client.presence.setCustomStatus('heard');
  await watcher.hears('erin 1 heard');
  t.same(await watcher.client.presence.unsubscribe(), []);
  await erin.client.presence.setCustomStatus('not heard either');
  await watcher.client.presence.subscribe(['dave']);
  await dave.client.presence.setCustomStatus('now');
  await watcher.hears('dave 1 now');
  t.same(watcher.told, ['erin 1 heard', 'dave 1 now']);
});

t.test('what a device says of push is kept until its login ends; the badge is what is unread', async (t) => {
  const frank = await connect(t, server, 'frank');
  const fresh = await connect(t, server, 'grace');
  await fresh.client.send('frank', { elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] });
  const { presence } = frank.client;
  t.match(await presence.pushTargets(), {
    devices: [{ platform: 'Android', background: false, token: null }],
    badge: 1,
  });
  await presence.setPushToken({ token: 'T', certificate: 30001, brand: 2000, model: 'P' });
  await presence.setBackground(true);
  await presence.reportPush([[1, 1_795_000_000, '{}']]);
  const page = await device(t, server, 'frank');
  const token = { TokenID: '', VarToken: 'apple', PushMsg: 1, BusiID: 7, InstType: 0, is_web_uniapp: 3 };
  t.match(await page.ask('ws_stat_settoken', token), { ErrorCode: 0 });
  t.match(await page.ask('ws_stat_background', { C2CUnread: 0, GroupUnread: 0 }), { ErrorCode: 0 });
  const expected = {
    devices: [
      { platform: 'Android', background: true, token: { token: 'T', certificate: 30001, brand: 2000, model: 'P' } },
      { platform: 'Web', background: true, token: { token: 'apple', certificate: 7, os: 'iPhone' } },
    ],
    badge: 1,
  };
  t.match(await presence.pushTargets(), expected);
  await server.kill();
  await server.start();
  t.match((await query('pushTargets', 'administrator', { user: 'frank' })).body, expected, 'it is in the log');
  t.match(await query('pushTargets', 'grace', { user: 'frank' }), { status: 403 });
  const back = await page.back();
  t.match(await back.ask('ws_stat_foreground', {}), { ErrorCode: 0 });
  t.match(await back.ask('ws_stat_settoken', { ...token, PushMsg: 0 }), { ErrorCode: 0 });
  t.match((await presence.pushTargets()).devices[1], { background: false, token: null });
  await t.rejects(presence.setPushToken({ token: '' }), { code: 22003 });
  await t.rejects(presence.setPushToken({ token: 'x'.repeat(257) }), { code: 22004 });
  await t.rejects(presence.setPushToken({ token: 'T', model: 'x'.repeat(129) }), { code: 70402 });
  await t.rejects(presence.reportPush(Array.from({ length: 41 }, () => [1, 1, ''] as const)), { code: 70206 });
  await t.rejects(presence.reportPush([[1, 1, 'x'.repeat(1025)]]), { code: 70402 });
  await back.ask('wslogout');
  t.equal((await presence.pushTargets()).devices.length, 1);
});

t.test('a signature that ends while its user is online: refused with 70001, and back with a new one #13', async (t) => {
  let renewed = 0;
  const userSig = () => (renewed++ === 0 ? server.sign('heidi', { expire: 2 }) : server.sign('heidi'));
  const { client } = await connect(t, server, 'heidi', { userSig });
  await client.presence.setCustomStatus('here');
  await client.presence.subscribe(['alice']);
  await pause(2100);
  await t.rejects(client.presence.statuses(['heidi']), { code: 70001 });
  t.match(await client.presence.statuses(['heidi']), [{ status: 1, customStatus: 'here' }]);
  t.equal(renewed, 2);
  const short = await connect(t, server, 'kim', { userSig: server.sign('kim', { expire: 2 }), heartbeatMs: 200 });
  t.match(await short.end, { cause: { code: 70001 } }, 'who has no new one is told so by himself');
});

t.test('users of a month are counted once each, whatever they do #35', async (t) => {
  const before = await query('activeUsers', 'administrator');
  const [now] = before.body.months as readonly { readonly month: string; readonly users: number }[];
  for (const user of ['ivan', 'judy', 'ivan']) {
    const { client } = await connect(t, server, user, { device: `another of ${user}` });
    await client.logout();
  }
  const after = await query('activeUsers', 'administrator');
  const month = new Date().toISOString().slice(0, 7);
  t.match(after.body, { months: [{ month, users: (now?.users ?? 0) + 2 }] });
  t.match(await query('activeUsers', 'alice'), { status: 403 });
});

t.test('an app without status refuses it to users (72001), not to administrators', async (t) => {
  const off = await TestServer.start({ YANSHU_USER_STATUS: 'off' });
  t.teardown(() => off.stop());
  const { client } = await connect(t, off, 'alice');
  const page = await device(t, off, 'alice');
  const calls: readonly Promise<unknown>[] = [
    client.presence.statuses(['alice']),
    client.presence.subscribe(['alice']),
    client.presence.unsubscribe(),
  ];
  for (const call of calls) await t.rejects(call, { code: 72001 });
  for (const command of ['ws_get_user_status', 'ws_status_subscribe', 'ws_status_unsubscribe']) {
    t.match(await page.ask(command, { To_Account: ['alice'] }), { ErrorCode: 72001 });
  }
  t.match(await off.rest('openim/query_online_status', { To_Account: ['alice'] }), {
    QueryResult: [{ Status: 'Online' }],
  });
});
