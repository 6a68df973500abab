import t from 'tap';
import { TestServer } from '../conformance/server.ts';
import { again, DutyScene, keyOf, OK, type Sent, text } from './duty-scene.ts';
import { Phone } from './phone.ts';
import type { Json, WireClient } from './wire-client.ts';

const EXTENSIONS = 'openim_msg_ext_http_svc';
const GENERAL = { MaxCnt: 20, LastMsgTime: 0, MsgKey: '' };
const history = async ({ wire }: Phone, Peer_Account: string): Promise<readonly Json[]> =>
  (await wire.ask('openim.getroammsg', { Peer_Account, ...GENERAL })).MsgList as readonly Json[];
const conversations = async ({ wire }: Phone): Promise<readonly unknown[]> => {
  const { SessionItem } = await wire.ask('recentcontact.page_get', {
    TimeStamp: 0,
    StartIndex: 0,
    OrderType: 1,
    TopTimeStamp: 0,
    TopStartIndex: 0,
  });
  return ((SessionItem ?? []) as readonly Json[]).map(({ To_Account }) => To_Account);
};
const sync = (wire: WireClient, Cookie: string) => wire.ask('openim.getmsg', { Cookie, SyncFlag: 0 });

t.test('a message to who has blocked its author goes nowhere, and looks as if it went #150', async (t) => {
  const scene = await DutyScene.start();
  t.teardown(() => scene.stop());
  const { acting, other, bob } = scene.devices;
  t.match(await bob.wire.ask('sns.black_list_add', { To_Account: ['alice'] }), OK);
  const { Cookie } = await sync(bob.wire, '');
  let sent: Sent | undefined;
  const told = await scene.told(async () => {
    sent = await scene.say(acting, 'bob');
  });
  if (sent === undefined) throw new Error('not sent');
  const said = sent;
  const { from, seq, random, time } = said;
  t.match(told, { acting: [], other: [{ C2cMsgArray: [{ MsgSeq: seq }] }], bob: [] }, "the author's devices alone");

  await t.test('the author has it, the receiver has nothing', async (t) => {
    t.match(await history(acting, 'bob'), [{ MsgSeq: seq }]);
    t.same(await history(bob, 'alice'), []);
    t.ok((await conversations(acting)).includes('bob'));
    t.notOk((await conversations(bob)).includes('alice'));
    const unread = await scene.server.rest('openim/get_c2c_unread_msg_num', {
      To_Account: 'bob',
      Peer_Account: ['alice'],
    });
    t.match(unread, { ErrorCode: 0, C2CUnreadMsgNumList: [{ C2CUnreadMsgNum: 0 }] });
    const query = { KeywordList: [String(random)], MatchType: 'or', Count: 10 };
    // The index follows the log within a second: what the author finds there the receiver would find, too.
    const found = async ({ wire }: Phone) => Number((await wire.ask('message_search.query', query)).TotalCount);
    for (let tries = 0; tries < 100 && (await found(acting)) === 0; tries++) await scene.told(async () => {});
    t.equal(await found(acting), 1);
    t.equal(await found(bob), 0);
  });

  await t.test('nor does he hear what becomes of it', async (t) => {
    const MsgInfo = { From_Account: from, To_Account: 'bob', MsgSeq: seq, MsgRandom: random, MsgTimeStamp: time };
    const named = { From_Account: from, To_Account: 'bob', MsgKey: keyOf(said) };
    const after = await scene.told(async () => {
      const modified = { ...named, MsgSeq: seq, MsgRandom: random, MsgTime: time, MsgVersion: 0 };
      t.match(await acting.wire.ask('openim.modify_c2c_msg', { ...modified, MsgBody: text('other words') }), OK);
      const reaction = { ...named, Reaction: 'r', Add_Account: ['alice'] };
      t.match(await acting.wire.ask(`${EXTENSIONS}.reaction_add`, reaction), OK);
      t.match(await acting.wire.ask('openim.msgwithdraw', { MsgInfo }), OK);
    });
    t.same(after.bob, []);
    t.ok(after.other.length >= 3, 'the other device of the author does');
  });

  await t.test('nor later: back again, unblocked, or in words that only who is there hears', async (t) => {
    const online = await scene.told(async () => {
      await scene.say(acting, 'bob', { MsgLifeTime: 0 });
    });
    t.same(online.bob, []);
    await scene.say(acting, 'bob');
    t.match(await bob.wire.ask('sns.black_list_delete', { To_Account: ['alice'] }), OK);
    bob.wire.socket.terminate();
    const back = await again(scene, bob.wire);
    t.teardown(() => back.close());
    const answer = await sync(back, String(Cookie));
    t.notOk(
      (answer.MsgList as readonly Json[]).some(({ From_Account }) => From_Account === 'alice'),
      'nothing was missed',
    );
    const { MsgList } = await back.ask('openim.getroammsg', { Peer_Account: 'alice', ...GENERAL });
    t.same(MsgList, []);
    const heard = await scene.say(acting, 'bob');
    await back.until(() => back.pushes.some(({ body }) => JSON.stringify(body).includes(`to bob ${heard.random}`)));
    t.equal((await history(other, 'bob')).length, 3);
  });

  await t.test('an administrator of the app reaches everybody', async (t) => {
    await scene.devices.carol.wire.ask('sns.black_list_add', { To_Account: ['dave'] });
    const body = { From_Account: 'dave', To_Account: 'carol', MsgRandom: 99, MsgBody: text('by rest') };
    t.match(await scene.server.rest('openim/sendmsg', body), { ErrorCode: 0 });
    await scene.devices.carol.hear('by rest');
  });
});

t.test('where the app wants it the author is told; where only friends may write, why he may not', async (t) => {
  const server = await TestServer.start({ YANSHU_TELL_BLOCKED: 'on', YANSHU_FRIENDS_ONLY: 'on' });
  t.teardown(() => server.stop());
  await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'bob', 'carol', 'dave', 'erin'] });
  const alice = await Phone.login(server.wsUrl, 'alice', server.sign('alice'));
  t.teardown(() => alice.close());
  const friend = (From_Account: string, To_Account: string, AddType: string) =>
    server.rest('sns/friend_add', {
      From_Account,
      AddType,
      AddFriendItem: [{ To_Account, AddSource: 'AddSource_Type_Server' }],
    });
  const code = async (to: string) => (await alice.send(to, 'hello')).ErrorCode;
  t.equal(await code('bob'), 20009, 'no friends');
  await friend('bob', 'alice', 'Add_Type_Single');
  t.equal(await code('bob'), 20010, 'he has her, she has not him');
  await friend('alice', 'carol', 'Add_Type_Single');
  t.equal(await code('carol'), 20011, 'the other way round');
  await friend('alice', 'dave', 'Add_Type_Both');
  t.equal(await code('dave'), 0);
  await server.rest('sns/black_list_add', { From_Account: 'dave', To_Account: ['alice'] });
  t.equal(await code('dave'), 20007);
  t.same(await history(alice, 'bob'), [], 'what is refused is nowhere');
  t.equal((await history(alice, 'dave')).length, 1);
});
