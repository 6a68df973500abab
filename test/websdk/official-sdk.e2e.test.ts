import t from 'tap';
import { codeOf } from '../conformance/check.ts';
import type { OfficialClient } from '../conformance/official-client.ts';
import { TestServer } from '../conformance/server.ts';
import { pause, starterOn, versions } from './official-starter.ts';
import { WECHAT_MINI_PROGRAM } from './phone.ts';

/**
 * The official clients, unmodified, against the started server. One server for all: every test has users of its own.
 * Sockets that close within their first second are not opened again by the client (wire-core.md §1.9), hence the pauses.
 */

const server = await TestServer.start();
t.teardown(() => server.stop());

const starter = starterOn(server, 'e2e');

const conversationOf = (client: OfficialClient) => `C2C${client.userID}`;

async function textsWith(client: OfficialClient, peer: OfficialClient): Promise<unknown[]> {
  const { data } = await client.chat.getMessageList({ conversationID: conversationOf(peer) });
  return data.messageList.map((message) => message.payload.text);
}

for (const { sdk, version } of versions) {
  t.test(
    `${version}: unknown users log in, strangers chat, both sides hold the same message (#15 #212 #220 #381)`,
    async (t) => {
      const { login } = starter(t, sdk);
      const [alice, bob] = [await login(), await login()];
      const sent = await alice.say(bob, 'hello');
      const got = await bob.hear('hello');
      t.match(got, { ID: sent.ID, time: sent.time, flow: 'in', from: alice.userID });
      for (const [client, peer] of [
        [alice, bob],
        [bob, alice],
      ] as const) {
        const list = await client.conversations((all) => all.length === 1);
        t.match(list[0], { conversationID: conversationOf(peer), lastMessage: { messageForShow: 'hello' } });
      }
      t.equal(alice.count('MESSAGE_RECEIVED'), 0, 'no echo');
    },
  );

  t.test(`${version}: every kind of element arrives as it was sent (#162 #163 #179 #180 #188 #210)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    const elements: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['createTextMessage', { text: 'héllo 世界 😀 \u0001"\\' }],
      ['createCustomMessage', { data: '{"dice":6}\u0000', description: 'd', extension: 'e' }],
      ['createFaceMessage', { index: 7, data: 'smile' }],
      ['createLocationMessage', { description: '西湖', longitude: 120.15, latitude: 30.2431 }],
    ];
    for (const [method, payload] of elements) {
      const options = { to: bob.userID, conversationType: 'C2C', payload, cloudCustomData: '{"quote":"x"}' };
      const message = alice.call(method, options) as ReturnType<typeof alice.text>;
      await alice.chat.sendMessage(message);
      const got = await bob.hearMessage(({ ID }) => ID === message.ID);
      t.match(got.payload, payload, method);
      t.equal(got.cloudCustomData, '{"quote":"x"}');
    }
    const fresh = await login(bob.userID);
    const { data } = await fresh.chat.getMessageList({ conversationID: conversationOf(alice) });
    for (const [i, [method, payload]] of elements.entries()) {
      t.match(data.messageList[i], { payload, cloudCustomData: '{"quote":"x"}' }, `${method} from history`);
    }
  });

  t.test(`${version}: 12 KB pass, more is refused with 80002 (#190)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    t.equal(await codeOf(alice.say(bob, 'x'.repeat(12 * 1024 - 60))), 0);
    t.equal(await codeOf(alice.say(bob, 'x'.repeat(12 * 1024))), 80002);
  });

  t.test(`${version}: all devices hear what one of them sends, and what is sent to them (#51 #227)`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    const android = await phone(alice.userID);
    await alice.say(bob, 'from the page');
    await android.hear('from the page');
    await android.send(bob.userID, 'from the phone');
    t.equal((await alice.hear('from the phone')).flow, 'out');
    await bob.say(alice, 'to both');
    await Promise.all([alice.hear('to both'), android.hear('to both')]);
    t.equal(
      alice.events
        .filter((event) => JSON.stringify(event.data ?? '').includes('from the page'))
        .some(({ name }) => name === 'MESSAGE_RECEIVED'),
      false,
    );
  });

  t.test(`${version}: a logout ends one device, the others go on (#18)`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    const android = await phone(alice.userID);
    await alice.chat.logout();
    await bob.say(alice, 'after the logout');
    await android.hear('after the logout');
    t.equal(alice.count('MESSAGE_RECEIVED'), 0);
  });

  t.test(`${version}: login while logged in, other user on the same client, who am I (#17 #19 #20)`, async (t) => {
    const { login, name } = starter(t, sdk);
    const alice = await login();
    const again = await alice.chat.login({ userID: alice.userID, userSig: server.sign(alice.userID) });
    t.equal(again.data.repeatLogin, true);
    await alice.chat.logout();
    const other = name();
    const since = alice.events.length;
    await alice.chat.login({ userID: other, userSig: server.sign(other) });
    await alice.waitFor('SDK_READY', () => true, { since });
    const bob = await login();
    await bob.chat.sendMessage(
      bob.chat.createTextMessage({ to: other, conversationType: 'C2C', payload: { text: 'to the second user' } }),
    );
    await alice.hear('to the second user');
    if (sdk === 'chat') t.equal(alice.chat.getLoginUser(), other);
  });

  t.test(`${version}: read marks reach the author, unread is the same on the next device (#199 #389)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    for (const text of ['one', 'two']) await alice.say(bob, text);
    await bob.unread(conversationOf(alice), 2);
    t.equal(bob.chat.getTotalUnreadMessageCount(), 2);
    await bob.chat.setMessageRead({ conversationID: conversationOf(alice) });
    const read = await alice.waitFor<readonly { readonly isPeerRead: boolean }[]>('MESSAGE_READ_BY_PEER');
    t.equal(read.length, 2);
    t.ok(read.every(({ isPeerRead }) => isPeerRead));
    await alice.say(bob, 'three');
    await bob.hear('three');
    const fresh = await login(bob.userID);
    await fresh.unread(conversationOf(alice), 1);
  });

  t.test(`${version}: messages to somebody who is away wait for him (#229 #345 #355)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    bob.vanish();
    for (let i = 0; i < 20; i++) await alice.say(bob, `m${i}`);
    const back = await login(bob.userID);
    const list = await back.conversations((all) => all[0]?.unreadCount === 20);
    t.equal(list[0]?.lastMessage.messageForShow, 'm19');
    const conversationID = conversationOf(alice);
    const first = (await back.chat.getMessageList({ conversationID })).data;
    const { nextReqMessageID } = first;
    const second = (await back.chat.getMessageList({ conversationID, nextReqMessageID })).data;
    const texts = [...second.messageList, ...first.messageList].map((message) => message.payload.text);
    t.same(
      texts,
      Array.from({ length: 20 }, (_, i) => `m${i}`),
      'all of them, once, in order',
    );
    t.equal(second.isCompleted, true);
  });

  t.test(`${version}: "is typing" reaches who is there and leaves no trace (#230)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    await alice.say(bob, 'before');
    await bob.unread(conversationOf(alice), 1);
    const typing = alice.chat.createCustomMessage({
      to: bob.userID,
      conversationType: 'C2C',
      payload: { data: 'typing', description: '', extension: '' },
    });
    await alice.chat.sendMessage(typing, { onlineUserOnly: true });
    await bob.hearMessage((message) => message.payload.data === 'typing');
    const fresh = await login(bob.userID);
    await fresh.unread(conversationOf(alice), 1);
    t.same(await textsWith(fresh, alice), ['before']);
  });

  t.test(`${version}: messages can stay out of the unread count and of the preview (#207 #208 #388)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    await alice.say(bob, 'counts');
    const control = { isExcludedFromUnreadCount: true, isExcludedFromLastMessage: true };
    await alice.chat.sendMessage(alice.text(bob, 'does not'), {
      messageControlInfo: { excludedFromUnreadCount: true, excludedFromLastMessage: true, ...control },
    });
    await bob.hear('does not');
    const fresh = await login(bob.userID);
    const list = await fresh.conversations((all) => all.length === 1 && all[0]?.unreadCount === 1);
    t.equal(list[0]?.lastMessage.messageForShow, 'counts');
    t.same(await textsWith(fresh, alice), ['counts', 'does not']);
  });

  t.test(
    `${version}: a second page kicks the first, a mini program counts as one, the newest stays (#47 #49)`,
    async (t) => {
      const { login, phone } = starter(t, sdk);
      const first = await login();
      const second = await login(first.userID);
      t.match(await first.waitFor('KICKED_OUT'), { type: 'multipleAccount' });
      const bob = await login();
      await bob.say(second, 'to the newest');
      await second.hear('to the newest');
      t.equal(second.count('KICKED_OUT'), 0);
      await phone(second.userID, WECHAT_MINI_PROGRAM);
      t.match(await second.waitFor('KICKED_OUT'), { type: 'multipleAccount' });
      t.notOk(
        first.events.some(({ name, data }) => name === 'MESSAGE_RECEIVED' && JSON.stringify(data).includes('newest')),
      );
    },
  );

  t.test(
    `${version}: an administrator's kick and the end of a UserSig are told as what they are (#12 #13 #28 #29)`,
    async (t) => {
      const { login, name } = starter(t, sdk);
      const bob = await login();
      const kicked = await login();
      const oldSig = server.sign(kicked.userID, { time: Math.floor(Date.now() / 1000) - 1 });
      await server.rest('im_open_login_svc/kick', { UserID: kicked.userID });
      t.match(await kicked.waitFor('KICKED_OUT'), { type: 'REST_API_Kick' });
      t.equal(
        await codeOf(kicked.chat.login({ userID: kicked.userID, userSig: oldSig })),
        70001,
        'issued before the kick',
      );
      const user = name();
      const short = await login(user, { userSig: server.sign(user, { expire: 2 }) });
      await pause(2100);
      t.equal(await codeOf(short.say(bob, 'too late')), 70001);
      t.match(await short.waitFor('KICKED_OUT'), { type: 'userSigExpired' });
      const expired = server.sign(user, { time: Math.floor(Date.now() / 1000) - 100, expire: 10 });
      t.equal(await codeOf(short.chat.login({ userID: user, userSig: expired })), 70001);
    },
  );

  t.test(`${version}: a thousand messages in a row are taken, in order (#225)`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, bob] = [await login(), await login()];
    await Promise.all(Array.from({ length: 1000 }, (_, i) => alice.say(bob, `n${i}`)));
    await bob.until(
      () =>
        bob.count('MESSAGE_RECEIVED') > 0 &&
        bob.traffic.sent.filter((cmd) => cmd === 'openim.ws_msg_push_ack').length >= 1000,
      '1000 pushes',
    );
    const fresh = await login(bob.userID);
    await fresh.conversations((all) => all[0]?.lastMessage.messageForShow === 'n999');
    t.pass('all of them, the last one last');
  });
}

t.test('kill -9 and a start again: clients come back by themselves, nothing acknowledged is gone (#16)', async (t) => {
  const sides = versions.map(({ sdk }) => ({ ...starter(t, sdk), sdk }));
  const before = await Promise.all(
    sides.map(async (side) => {
      const [alice, bob] = [await side.login(), await side.login()];
      for (const text of ['m0', 'm1', 'm2']) await alice.say(bob, text);
      bob.vanish();
      await alice.say(bob, 'm3');
      return { side, alice, bob, since: alice.events.length };
    }),
  );
  await pause(1100);
  await server.kill();
  await Promise.all(
    before.map(({ alice, since }) => alice.waitFor('NET_STATE_CHANGE', isState('disconnected'), { since })),
  );
  await server.start();
  await Promise.all(
    before.map(async ({ side, alice, bob, since }) => {
      // Sent while alice's client does not know yet that the server is back: it learns of it by its sync.
      const phone = await side.phone(bob.userID);
      await phone.send(alice.userID, 'missed');
      await alice.waitFor('NET_STATE_CHANGE', isState('connected'), { since, ms: 40_000 });
      await alice.hear('missed');
      await alice.say(bob, 'm4');
      const back = await side.login(bob.userID);
      await back.unread(conversationOf(alice), 5);
      t.same(await textsWith(back, alice), ['m0', 'm1', 'm2', 'm3', 'missed', 'm4'], side.sdk);
      await back.chat.setMessageRead({ conversationID: conversationOf(alice) });
      await alice.waitFor('MESSAGE_READ_BY_PEER');
    }),
  );
});

function isState(state: string) {
  return (data: { readonly state: string }) => data.state === state;
}
