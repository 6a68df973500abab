import t, { type Test } from 'tap';
import { APP, fakeServices, fakeSig } from './fake-services.ts';
import { serve, WireClient } from './wire-client.ts';

const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };

async function start(t: Test) {
  const fake = fakeServices();
  const { url, stop } = await serve(fake);
  t.teardown(stop);
  const open = async (path?: string, query?: string) => {
    const client = await WireClient.open(url, path, query);
    t.teardown(() => client.close());
    return client;
  };
  return { fake, url, open };
}

t.test('the paths a proxyServer may lead to are all accepted, others are not', async (t) => {
  const { open } = await start(t);
  for (const path of ['/binfo', '//binfo', '/im/binfo', '/a/b//binfo']) {
    const client = await open(path);
    t.match(await client.ask('heartbeat.alive'), OK, path);
    t.same([...client.binary], [true], 'binary frames');
  }
  const text = await open('/im/info');
  t.match(await text.ask('heartbeat.alive'), OK);
  t.same([...text.binary], [false], 'text frames on /info');
  await t.rejects(open('/elsewhere'), { message: '404' });
});

t.test('nobody is let in before the projections have caught up', async (t) => {
  const { fake, open } = await start(t);
  fake.ready = false;
  await t.rejects(open(), { message: '503' });
  fake.ready = true;
  await open();
});

t.test('a login answers everything the client needs, a heartbeat needs none', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  t.match(await client.ask('heartbeat.alive', {}, { identifier: '', usersig: '' }), OK);
  const answer = await client.login('alice');
  t.match(answer, { ...OK, InstId: 1, HelloInterval: 25, CustomStatus: '', PurchaseBits: '1'.repeat(64) });
  t.equal(answer.TinyId, fake.services.auth.tinyId(APP, 'alice'));
  t.ok(Math.abs(Number(answer.TimeStamp) - Date.now() / 1000) < 5, 'server time in seconds');
  t.equal(fake.services.sessions.of(APP, 'alice').length, 1);
  t.match(await client.ask('im_open_status.wshello'), OK);
});

t.test('a UserSig that is no good is refused with its own code', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  const login = (head: object) => client.login('alice', { ...head });
  t.match(await login({ usersig: 'nonsense' }), { ErrorCode: 70003 });
  t.match(await login({ usersig: fakeSig('bob') }), { ErrorCode: 70013 });
  t.match(await login({ usersig: fakeSig('alice', 1) }), { ErrorCode: 70001 });
  t.match(await login({ sdkappid: 1 }), { ErrorCode: 70020 });
  t.match(await login({ usersig: '' }), { ErrorCode: 60004 });
  t.equal(fake.services.sessions.count, 0);
});

t.test('a packet is judged by its head: pending ones come before the re-login', async (t) => {
  const { open } = await start(t);
  const first = await open();
  await first.login('alice');
  first.close();
  const second = await open();
  Object.assign(second, { a2: first.a2, tinyid: first.tinyid });
  t.match(await second.ask('im_open_status.wshello'), OK, 'before the re-login');
  const again = await second.ask('im_open_status.wslogin', { State: 'Online' });
  t.match(again, { ...OK, A2Key: first.a2, TinyId: first.tinyid, InstId: 1 }, 'the same key');
});

t.test(
  'a session key is refused when it is not ours, not his, or of another app; the client is told once',
  async (t) => {
    const { open } = await start(t);
    const client = await open();
    t.match(await client.ask('im_open_status.wshello'), { ErrorCode: 60004 }, 'none');
    await client.login('alice');
    const ask = async (head: Record<string, unknown>) => {
      const other = await open();
      Object.assign(other, { a2: client.a2, tinyid: client.tinyid });
      const answers = [await other.ask('im_open_status.wshello', {}, head), await other.ask('openim.getmsg', {}, head)];
      return answers.map((answer) => answer.ErrorCode);
    };
    t.same(await ask({ a2: 'x' }), [20002, 60004]);
    t.same(await ask({ a2: 'ÿ' }), [60004, 60004]);
    t.same(await ask({ tinyid: '1' }), [20002, 60004]);
    t.same(await ask({ sdkappid: 2 }), [20002, 60004]);
    t.same(await ask({ identifier: 'bob' }), [70013, 70013]);
    t.match(
      await client.ask('im_open_status.wshello', {}, { identifier: 'bob' }),
      { ErrorCode: 70013 },
      'on his own socket',
    );
    t.match(await client.ask('im_open_status.wshello'), OK, 'he himself is still there');
  },
);

t.test('a UserSig that ends while its user is online ends the session (#13)', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  await client.login('alice');
  fake.skewMs = 3601_000;
  t.match(await client.ask('heartbeat.alive'), OK, 'a heartbeat is never refused');
  t.match(await client.ask('im_open_status.wshello'), { ErrorCode: 70001 });
  t.match(await client.ask('im_open_status.wshello'), { ErrorCode: 60004 }, 'told once');
  t.equal(fake.services.sessions.count, 0);
});

t.test('a kicked client is told once on a socket; it may say goodbye and log in anew', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  await client.login('alice');
  fake.kick('alice', 'multipleAccount');
  await client.until(() => client.pushes.length > 0);
  t.match(client.pushes[0], {
    head: { servcmd: 'im_open_status.stat_forceoffline' },
    body: { EventArray: [{ Event: 10, C2cNotifyMsgArray: [{ KickoutMsgNotify: { KickType: 1 } }] }] },
  });
  const told = { ErrorCode: 1002, KickType: 1, NewInstInfo: {} };
  const known = { ErrorCode: 60004, KickType: undefined };
  t.match(await client.ask('im_open_status.wshello'), known, 'told by push already');
  t.match(await client.ask('recentcontact.page_get'), known);
  const other = await open();
  Object.assign(other, { a2: client.a2, tinyid: client.tinyid });
  t.match(await other.ask('recentcontact.page_get'), known, 'pending requests of a socket that missed the push');
  t.match(await other.ask('im_open_status.wshello'), told);
  t.match(await other.ask('im_open_status.wslogin', { State: 'Online' }), told, 're-login on a new socket');
  t.match(await client.ask('im_open_status.wslogout', { wslogout_type: 1 }), OK);
  t.match(await client.login('alice'), OK);
  t.match(await client.ask('im_open_status.wshello'), OK);
  t.equal(client.closedWith, undefined, 'the socket stayed open');
});

t.test('after a logout the session is over, the socket serves the next user', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  await client.login('alice');
  const { a2, tinyid } = client;
  t.match(await client.ask('im_open_status.wslogout', { wslogout_type: 0 }), OK);
  t.equal(fake.services.sessions.count, 0);
  t.match(await client.ask('recentcontact.page_get'), { ErrorCode: 60004 }, 'a straggler: not an expired signature');
  t.match(await client.ask('im_open_status.wshello'), { ErrorCode: 20002 }, 'who thinks to be online signs in again');
  t.match(await client.ask('heartbeat.alive'), OK, 'heartbeats keep the old key');
  await client.login('bob');
  t.match(await client.ask('im_open_status.wshello'), OK);
  t.match(await client.ask('im_open_status.wshello', {}, { a2, tinyid }), { ErrorCode: 60004 }, 'told before');
});

t.test('another user on the same socket replaces the first one (#19)', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  await client.login('alice');
  await client.login('bob');
  t.equal(fake.services.sessions.of(APP, 'alice').length, 0);
  t.equal(fake.services.sessions.of(APP, 'bob').length, 1);
});

t.test('the same login on a newer socket takes over without a kick', async (t) => {
  const { fake, open } = await start(t);
  const old = await open();
  await old.login('alice');
  const newer = await open();
  Object.assign(newer, { a2: old.a2, tinyid: old.tinyid });
  await newer.ask('im_open_status.wslogin', { State: 'Online' });
  await old.until(() => old.closedWith !== undefined);
  t.same(old.pushes, []);
  t.equal(fake.services.sessions.count, 1);
  t.match(await newer.ask('im_open_status.wshello'), OK);
});

t.test('a socket that closes while it logs in leaves no session behind', async (t) => {
  const { fake, open } = await start(t);
  const client = await open();
  let release = () => {};
  fake.hold = new Promise((resolve) => {
    release = () => resolve();
  });
  void client.login('alice');
  await client.ask('heartbeat.alive');
  client.close();
  const witness = await open();
  await witness.ask('heartbeat.alive');
  release();
  fake.hold = Promise.resolve();
  await witness.login('bob');
  t.equal(fake.services.sessions.of(APP, 'alice').length, 0);
});
