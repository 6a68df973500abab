import t, { type Test } from 'tap';
import { LogFailed, LogOverloaded } from '../../events/errors.ts';
import { APP, fakeServices } from './fake-services.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

const OK = { ActionStatus: 'OK', ErrorCode: 0 };
const text = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];

async function start(t: Test) {
  const fake = fakeServices();
  const { url, stop } = await serve(fake);
  t.teardown(stop);
  const login = async (user: string) => {
    const client = await WireClient.open(url);
    t.teardown(() => client.close());
    await client.login(user);
    return client;
  };
  return { fake, url, login };
}

let random = 0;
function message(from: string, to: string, fields: Json = {}): Json {
  random++;
  return {
    From_Account: from,
    To_Account: to,
    MsgSeq: 77,
    MsgRandom: random,
    MsgClientTime: 5,
    MsgBody: text('hi'),
    ...fields,
  };
}

/** The one event of a push. */
function eventOf(push: { body: Json } | undefined): Json {
  const events = push?.body.EventArray as readonly Json[] | undefined;
  return events?.[0] ?? {};
}

t.test('a message reaches the peer and the other devices, not the one that sent it (#212 #227)', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  const tablet = await login('alice');
  const bob = await login('bob');
  const sent = message('alice', 'bob', {
    CloudCustomData: 'c',
    SendMsgControl: ['NoUnread', 'NoMsgCheck'],
    IsNeedReadReceipt: 1,
  });
  const answer = await alice.ask('openim.sendmsg', sent);
  t.match(answer, { ...OK, MsgKey: `77_${sent.MsgRandom}_${answer.MsgTime}` });
  await bob.until(() => bob.pushes.length === 1);
  await tablet.until(() => tablet.pushes.length === 1);
  const expected = {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: 77,
    MsgRandom: sent.MsgRandom,
    MsgTimeStamp: answer.MsgTime,
    MsgClientTime: 5,
    TinyId: fake.services.auth.tinyId(APP, 'alice'),
    CloudCustomData: 'c',
    IsNeedReadReceipt: 1,
    SupportMessageExtension: 0,
    MsgBody: text('hi'),
  };
  for (const push of [...bob.pushes, ...tablet.pushes]) {
    t.match(push, { head: { servcmd: 'im_open_push.msg_push' }, body: { NeedAck: 1, SessionData: '1' } });
    const [wire] = eventOf(push).C2cMsgArray as readonly [Json];
    t.match(wire, expected);
    t.same(wire.SendMsgControl, { NoUnread: 1 }, 'an object downlink');
    t.notOk('MsgVersion' in wire);
  }
  t.same(alice.pushes, []);
});

t.test('an online-only message asks for no acknowledgement and is stored nowhere (#230)', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  t.match(await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgLifeTime: 0 })), OK);
  await bob.until(() => bob.pushes.length === 1);
  t.match(bob.pushes[0], { body: { NeedAck: 0 } });
  t.match(eventOf(bob.pushes[0]), { C2cMsgArray: [{ MsgLifeTime: 0 }] });
  t.match(await bob.ask('recentcontact.page_get', {}), { CompleteFlag: 1, SessionItem: [] });
});

t.test('a body of the wrong shape gets the documented code', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const code = async (fields: Json) => (await alice.ask('openim.sendmsg', message('alice', 'bob', fields))).ErrorCode;
  t.equal(await code({ MsgBody: undefined }), 90002);
  t.equal(await code({ MsgBody: [] }), 90002);
  t.equal(await code({ MsgBody: 'hi' }), 90002);
  t.equal(await code({ MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 7 } }] }), 90002);
  t.equal(await code({ MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: 'hi' }] }), 90002);
  t.equal(await code({ To_Account: 5 }), 90003);
  t.equal(await code({ From_Account: undefined }), 90008);
  t.equal(await code({ MsgRandom: 'x' }), 90005);
  t.equal(await code({ MsgSeq: -1 }), 90004);
  t.equal(await code({ SendMsgControl: 'NoUnread' }), 20001);
  t.equal(await code({ MsgBody: [{ MsgType: 'X', MsgContent: nested(700) }] }), 90002);
  t.equal(await code({ MsgBody: text('x'.repeat(12 * 1024)) }), 80002);
  t.equal(await code({ MsgBody: text('x'.repeat(12 * 1024 - 60)) }), 0);
});

function nested(depth: number): Json {
  return depth === 0 ? {} : { inner: nested(depth - 1) };
}

t.test('a frame that cannot be answered is dropped, many in a row end the socket with 1003', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  for (const frame of [
    '',
    'nonsense',
    '[]',
    '{}',
    '{"head":[]}',
    '{"head":{"servcmd":"a.b"}}',
    '{"head":{"seq":1}}',
    '\xff',
  ]) {
    alice.raw(Buffer.from(frame, 'latin1'));
  }
  t.match(await alice.ask('im_open_status.wshello'), OK, 'still there');
  t.equal(fake.lines.length, 1, 'one log line');
  for (let i = 0; i < 10; i++) alice.raw('nonsense');
  await alice.until(() => alice.closedWith !== undefined);
  t.equal(alice.closedWith?.code, 1003);
  t.equal(fake.services.sessions.count, 0);
});

t.test('a packet without an object for a body, and an unknown command, are answered', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  const head = alice.head('openim.getmsg');
  const answer = new Promise<Json>((resolve) => {
    alice.socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
  });
  alice.raw(JSON.stringify({ head, body: [1] }));
  t.match(await answer, { head: { servcmd: 'openim.getmsg', seq: head.seq }, body: { ErrorCode: 60003 } });
  for (const command of ['no.such', 'no.such', '__proto__', 'constructor', 'openim.no_such']) {
    t.match(await alice.ask(command), { ActionStatus: 'FAIL', ErrorCode: 60009 });
  }
  t.equal(fake.lines.filter((line) => line.level === 'warn').length, 4, 'one log line per command');
});

t.test('a frame beyond the limit closes its own socket only', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  alice.raw(Buffer.alloc(4 * 1024 * 1024 + 1, 'x'));
  await alice.until(() => alice.closedWith !== undefined);
  t.match(await bob.ask('im_open_status.wshello'), OK);
});

t.test('what goes wrong inside is a clear code for the client and a log line for the operator', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  const fail = async (error: Error) => {
    fake.failure = error;
    return (await alice.ask('openim.sendmsg', message('alice', 'bob'))).ErrorCode;
  };
  t.equal(await fail(new LogOverloaded(1)), 60022);
  t.equal(fake.lines.length, 0);
  t.equal(await fail(new LogFailed(new Error('disk'))), 20005);
  t.equal(await fail(new TypeError('bug')), 20005);
  t.equal(fake.lines.length, 2);
});

t.test('a socket may have only so many requests waiting', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  let release = () => {};
  fake.hold = new Promise((resolve) => {
    release = () => resolve();
  });
  const limit = fake.services.limits.pendingPerSocket;
  const waiting = Array.from({ length: limit }, () => alice.ask('openim.sendmsg', message('alice', 'bob')));
  t.match(await alice.ask('openim.sendmsg', message('alice', 'bob')), { ErrorCode: 60022 });
  t.match(await alice.ask('heartbeat.alive'), OK, 'heartbeats still pass');
  release();
  for (const answer of await Promise.all(waiting)) t.match(answer, OK);
  t.match(await alice.ask('openim.sendmsg', message('alice', 'bob')), OK);
});

t.test('history pages backwards and forwards without doubles', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  for (let i = 0; i < 7; i++) await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgBody: text(`m${i}`) }));
  const texts = (answer: Json) =>
    (answer.MsgList as readonly { MsgBody: readonly { MsgContent: { Text: string } }[] }[]).map(
      (entry) => entry.MsgBody[0]?.MsgContent.Text,
    );
  const page = (body: Json) =>
    bob.ask('openim.getroammsg', { Peer_Account: 'alice', MaxCnt: 3, WithRecalledMsg: 1, ...body });
  const newest = await page({ LastMsgTime: 0, MsgKey: '', GetDirection: 0 });
  t.same(texts(newest), ['m4', 'm5', 'm6']);
  t.equal(newest.Complete, 0);
  const { LastMsgTime, MsgKey } = newest;
  const middle = await page({ LastMsgTime, MsgKey, GetDirection: 0 });
  t.same(texts(middle), ['m1', 'm2', 'm3']);
  const oldest = await page({ LastMsgTime: middle.LastMsgTime, MsgKey: middle.MsgKey, GetDirection: 0 });
  t.same(texts(oldest), ['m0']);
  t.equal(oldest.Complete, 1);
  const forwards = await page({ LastMsgTime: oldest.LastMsgTime, MsgKey: oldest.MsgKey, GetDirection: 1 });
  t.same(texts(forwards), ['m1', 'm2', 'm3'], 'oldest first in both directions');
  t.match(await page({ Peer_Account: 'nobody' }), { ...OK, Complete: 1, MsgList: [] });
});

t.test('sync: unread counts at first, then what was missed behind the cookie', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  await alice.ask('openim.sendmsg', message('alice', 'bob'));
  const bob = await login('bob');
  const first = await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  t.match(first, { ...OK, SyncFlag: 2, MsgList: [] });
  t.same(first.C2CPairUnreadCount, [{ From_Account: 'alice', UnreadCount: 1 }]);
  t.ok(first.Cookie);
  bob.close();
  const sent = await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgBody: text('missed') }));
  const back = await login('bob');
  const missed = await back.ask('openim.getmsg', { Cookie: first.Cookie, SyncFlag: 0 });
  t.match(missed, { SyncFlag: 2, MsgList: [{ MsgTimeStamp: sent.MsgTime, MsgBody: text('missed') }] });
  t.same(missed.C2CPairUnreadCount, [{ From_Account: 'alice', UnreadCount: 2 }]);
  const nothing = await back.ask('openim.getmsg', { Cookie: missed.Cookie, SyncFlag: 0 });
  t.match(nothing, { SyncFlag: 2, MsgList: [], C2CPairUnreadCount: [] });
});

t.test('sync: what cannot be told behind the answer is a line in the log, not the end of the server', async (t) => {
  const { fake, login } = await start(t);
  const { services } = fake;
  const { changes } = services.queries;
  Object.assign(services.queries, {
    changes: async (...asked: Parameters<typeof changes>) => ({ ...(await changes(...asked)), events: [{}] }),
  });
  Object.assign(services, { tellMissed: () => Promise.reject(new Error('the store is closed')) });
  const bob = await login('bob');
  t.match(await bob.ask('openim.getmsg', { Cookie: 'p0', SyncFlag: 0 }), OK);
  t.match(await bob.ask('im_open_status.wshello'), OK, 'it is still there');
  t.match(fake.lines.at(-1), { level: 'warn' });
});

t.test('sync: acknowledged pushes are not told again after a reconnect', async (t) => {
  const { url, login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  const { Cookie } = await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  // The answer has been written, the next request is later: acknowledgements count from here on.
  await bob.ask('im_open_status.wshello');
  for (let i = 0; i < 2; i++) await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgBody: text(`m${i}`) }));
  await bob.until(() => bob.pushes.length === 2);
  bob.say('openim.ws_msg_push_ack', { SessionData: bob.pushes[0]?.body.SessionData });
  await bob.ask('im_open_status.wshello');
  const back = await WireClient.open(url);
  t.teardown(() => back.close());
  Object.assign(back, { a2: bob.a2, tinyid: bob.tinyid });
  await back.ask('im_open_status.wslogin', { State: 'Online' });
  const missed = await back.ask('openim.getmsg', { Cookie, SyncFlag: 0 });
  t.match(missed.MsgList, [{ MsgBody: text('m1') }]);
  t.equal((missed.MsgList as unknown[]).length, 1);
});

t.test('sync: after too much was missed the unread counts come with one message each', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  const { Cookie } = await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  bob.close();
  for (let i = 0; i < 201; i++) await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgBody: text(`m${i}`) }));
  const back = await login('bob');
  const answer = await back.ask('openim.getmsg', { Cookie, SyncFlag: 0 });
  t.match(answer, { SyncFlag: 2, C2CPairUnreadCount: [{ From_Account: 'alice', UnreadCount: 201 }] });
  t.match(answer.MsgList, [{ MsgBody: text('m200') }]);
});

t.test('read marks: the peer and the own other devices are told, once each', async (t) => {
  const { login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  const tablet = await login('bob');
  const sent = await alice.ask('openim.sendmsg', message('alice', 'bob'));
  await tablet.until(() => tablet.pushes.length === 1);
  const time = sent.MsgTime;
  const read = {
    C2CMsgReaded: { Cookie: '', C2CMsgReadedItem: [{ To_Account: 'alice', LastedMsgTime: time, Receipt: 1 }] },
  };
  t.match(await bob.ask('openim.msgreaded', read), OK);
  await alice.until(() => alice.pushes.length === 1);
  await tablet.until(() => tablet.pushes.length === 2);
  t.match(eventOf(alice.pushes[0]), {
    Event: 10,
    C2cNotifyMsgArray: [{ C2cReadedReceipt: { To_Account: 'bob', UinPairReadArray: [{ LastReadTime: time }] } }],
  });
  t.match(eventOf(tablet.pushes[1]), {
    C2cNotifyMsgArray: [{ ReadC2cMsgNotify: { UinPairReadArray: [{ From_Account: 'alice', LastReadTime: time }] } }],
  });
  t.same((await alice.ask('openim.get_peer_read_time', { To_Account: ['bob', 'carl'] })).ReadTime, [time, 0]);
  t.match(await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 }), { C2CPairUnreadCount: [] });
});

t.test('everything can be marked as read at once', async (t) => {
  const { login } = await start(t);
  const bob = await login('bob');
  for (const peer of ['alice', 'carl']) {
    const client = await login(peer);
    await client.ask('openim.sendmsg', message(peer, 'bob'));
  }
  t.match(await bob.ask('openim.read_all_unread_msg', { C2CReadAllMsg: 1, GroupReadInfo: [] }), {
    ...OK,
    C2CReadAllMsg: 1,
  });
  t.match(await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 }), { C2CPairUnreadCount: [] });
});

t.test('conversations come in pages, and later only what has changed', async (t) => {
  const { login } = await start(t);
  const bob = await login('bob');
  for (let i = 0; i < 120; i++) await bob.ask('openim.sendmsg', message('bob', `peer${i}`));
  const items = (answer: Json) => answer.SessionItem as readonly Json[];
  const seen: Json[] = [];
  let marks: Json = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
  let answer: Json = {};
  for (let page = 0; page < 2; page++) {
    answer = await bob.ask('recentcontact.page_get', { From_Account: 'bob', ...marks });
    seen.push(...items(answer));
    t.equal(answer.CompleteFlag, page === 1 ? 1 : 0);
    const { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex } = answer;
    marks = { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex };
  }
  t.equal(new Set(seen.map((item) => item.To_Account)).size, 120);
  t.match(seen[0], { Type: 1, To_Account: 'peer119', C2cNick: 'Nick peer119', LastMsg: { MsgBody: text('hi') } });
  t.same(items(await bob.ask('recentcontact.page_get', marks)), [], 'nothing new');
  await bob.ask('openim.sendmsg', message('bob', 'peer7'));
  const changed = items(await bob.ask('recentcontact.page_get', marks));
  t.same(
    changed.map((item) => item.To_Account),
    ['peer7'],
  );
});

t.test('profiles: known users with what they have set, unknown ones left out', async (t) => {
  const { login } = await start(t);
  const bob = await login('bob');
  const UserItem = ['bob', 'alice', 'nobody'].map((To_Account) => ({ To_Account }));
  const { UserProfileItem } = await bob.ask('profile.portrait_get_all', { From_Account: 'bob', UserItem });
  t.match(UserProfileItem, [
    { To_Account: 'bob', ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Nick bob' }] },
    { To_Account: 'alice' },
  ]);
  t.equal((UserProfileItem as unknown[]).length, 2);
});

t.test('lists of people have an end where they are empty, too (wire-users.md §1.7)', async (t) => {
  const { login } = await start(t);
  const bob = await login('bob');
  const ends: Readonly<Record<string, Json>> = {
    'sns.black_list_get': { StartIndex: 0, BlackListItem: [] },
    'sns.friend_get': { CompleteFlag: 1, UserDataItem: [] },
  };
  const first = { StartIndex: 0, MaxLimited: 1000 };
  for (const [command, end] of Object.entries(ends)) t.match(await bob.ask(command, first), { ...OK, ...end }, command);
});

t.test('configuration is answered before login too, with every bit on and no telemetry', async (t) => {
  const { url } = await start(t);
  const client = await WireClient.open(url, '/binfo', `sdkappid=${APP}&sdkversion=2.27.6`);
  t.teardown(() => client.close());
  const answer = await client.ask('im_sdk_config_mgr.fetch_config', { uint32_sdkappid: APP, uint64_version: 0 });
  t.match(answer, { ...OK, int32_error_code: 0, uint64_version: 2 });
  const config = JSON.parse(String(answer.str_json_config)) as Json;
  t.match(config, { evt_rpt_sdkappid_bl: String(APP), q_rpt_sdkappid_bl: String(APP), enable_worker: '0' });
  t.ok(Object.values(config).every((value) => typeof value === 'string'));
  const bits = await client.ask('im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2', { uint32_sdkappid: APP });
  t.match(bits, { int32_error_code: 0, str_purchase_bits: '1'.repeat(64) });
  t.match(await client.ask('imopenstat.tim_web_report_v2', { Event: [] }, { identifier: '' }), OK);
});

t.test('a client that does not read is let go, and finds everything when it comes back', async (t) => {
  const { fake, login } = await start(t);
  const alice = await login('alice');
  const bob = await login('bob');
  const { Cookie } = await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  bob.socket.pause();
  let sent = 0;
  while (fake.services.sessions.of(APP, 'bob').length > 0 && sent < 2000) {
    await alice.ask('openim.sendmsg', message('alice', 'bob', { MsgBody: text('x'.repeat(11_000)) }));
    sent++;
  }
  t.equal(fake.services.sessions.of(APP, 'bob').length, 0, `let go after ${sent} messages`);
  const back = await login('bob');
  const { C2CPairUnreadCount } = await back.ask('openim.getmsg', { Cookie, SyncFlag: 0 });
  t.match(C2CPairUnreadCount, [{ From_Account: 'alice', UnreadCount: sent }]);
});
