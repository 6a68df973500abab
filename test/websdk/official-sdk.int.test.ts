import t, { type Test } from 'tap';
import type { KickReason } from '../../events/user/events.ts';
import type { SdkName } from '../conformance/bundle.ts';
import { OfficialClient } from '../conformance/official-client.ts';
import { APP, type Fake, fakeServices, fakeSig } from './fake-services.ts';
import { versions } from './official-starter.ts';
import { serve, WireClient } from './wire-client.ts';

/** The official clients against the dialect alone: what a started server would do only after much ado. */

async function start(t: Test, sdk: SdkName, user: string) {
  const fake = fakeServices();
  const { url, stop } = await serve(fake);
  t.teardown(stop);
  const login = async (create = {}) => {
    const client = await OfficialClient.start({ url, userID: user, userSig: fakeSig(user), sdk, create });
    t.teardown(() => client.close());
    return client;
  };
  return { fake, url, login };
}

const reasons: readonly { readonly seen: string; readonly reason: KickReason }[] = [
  { seen: 'multipleAccount', reason: 'multipleAccount' },
  { seen: 'multipleDevice', reason: 'multipleDevice' },
  { seen: 'REST_API_Kick', reason: 'restApi' },
];

const sessions = (fake: Fake, user: string) => fake.services.sessions.of(APP, user).length;

for (const { sdk, version } of versions) {
  t.test(`${version}: a kicked client learns why, and may come back (#48)`, async (t) => {
    const { fake, login } = await start(t, sdk, 'alice');
    const alice = await login();
    for (const { seen, reason } of reasons) {
      const since = alice.events.length;
      const beats = () => alice.traffic.answers.get('heartbeat.alive')?.length ?? 0;
      const before = beats();
      fake.kick('alice', reason);
      t.match(await alice.waitFor('KICKED_OUT', () => true, { since }), { type: seen });
      // The client is done with the old login only when it has said so.
      await alice.waitFor('SDK_NOT_READY', () => true, { since });
      // After an administrator's kick it opens another socket by itself: a login must not fall between the two.
      if (reason === 'restApi') await alice.until(() => beats() > before, 'a heartbeat on a new socket');
      t.equal(sessions(fake, 'alice'), 0);
      await alice.login(fakeSig('alice'));
      t.equal(sessions(fake, 'alice'), 1);
    }
    fake.skewMs = 3601_000;
    await alice.chat.sendMessage(alice.text(alice, 'late')).catch(() => {});
    t.match(await alice.waitFor('KICKED_OUT', (data: { type: string }) => data.type === 'userSigExpired'), {});
  });

  t.test(`${version}: text frames on /info serve as well`, async (t) => {
    const { login } = await start(t, sdk, 'alice');
    const alice = await login({ devMode: true });
    t.match(alice.traffic.sockets[0]?.url, /\/info\?/);
    t.equal(alice.count('SDK_READY'), 1);
  });

  t.test(`${version}: after too much was missed the conversation has the right last message`, async (t) => {
    const { fake, url, login } = await start(t, sdk, 'alice');
    const alice = await login();
    const bob = await WireClient.open(url);
    t.teardown(() => bob.close());
    await bob.login('bob');
    const send = (text: string) =>
      bob.ask('openim.sendmsg', {
        From_Account: 'bob',
        To_Account: 'alice',
        MsgRandom: send.random++,
        MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
      });
    send.random = 1;
    await send('first');
    await alice.unread('C2Cbob', 1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    fake.ready = false;
    const since = alice.events.length;
    alice.dropSocket();
    const state = (wanted: string) => (data: { readonly state: string }) => data.state === wanted;
    await alice.waitFor('NET_STATE_CHANGE', state('disconnected'), { since });
    for (let i = 0; i < 250; i++) await send(`missed ${i}`);
    fake.ready = true;
    await alice.chat.getUserProfile({ userIDList: ['nobody-1'] });
    await alice.conversations((list) => list[0]?.lastMessage.messageForShow === 'missed 249');
    // What a client has fetched into the history by itself before the sync, it does not count: the server cannot mend that
    // (wire-messages.md §19), and it does so when the missed messages lie more than a second behind.
    const fetched = alice.traffic.answers.has('openim.getroammsg');
    const [last] = await alice.conversations(
      (list) => list[0]?.unreadCount === 251 || (fetched && list[0]?.unreadCount === 1),
    );
    t.equal(last?.lastMessage.messageForShow, 'missed 249');
  });
}
