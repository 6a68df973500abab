import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { TestServer } from '../conformance/server.ts';
import { between, seeded } from './random.ts';

const ROUNDS = Number(process.env.YANSHU_TEST_KILL_ROUNDS ?? 4);
const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const SUBSCRIBERS = 800;
const NEWS = '@TOA#_news';

t.setTimeout(120_000 + ROUNDS * 20_000);

type Answer = Readonly<Record<string, unknown>>;

t.test(`killed with -9 in ${ROUNDS} broadcasts, everybody gets each of them once (seed ${SEED}) #717`, async (t) => {
  const random = seeded(SEED);
  const server = await TestServer.start({
    YANSHU_LIMIT_BROADCASTS_PER_SECOND: '1000',
    YANSHU_LIMIT_BROADCASTS_PER_HOUR: '1000',
    YANSHU_REST_PER_SECOND: '0',
    YANSHU_REST_ACCOUNTS_PER_SECOND: '0',
  });
  t.teardown(() => server.stop());
  const call = (command: string, body: object) => server.rest(`official_account_open_http_svc/${command}`, body);
  const users = Array.from({ length: SUBSCRIBERS }, (_, i) => `user${i}`);
  const hundreds = Array.from({ length: SUBSCRIBERS / 100 }, (_, i) => users.slice(i * 100, i * 100 + 100));
  for (const Accounts of hundreds) await server.rest('im_open_login_svc/multiaccount_import', { Accounts });
  const Owner_Account = 'administrator';
  await call('create_official_account', { Owner_Account, Name: 'News', OfficialAccountUserID: NEWS });
  for (const some of hundreds) {
    const SubscriberList = some.map((user) => ({ Subscriber_Account: user }));
    await call('add_subscriber', { Official_Account: NEWS, SubscriberList });
  }
  const keys: unknown[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: `news ${round}` } }];
    const { ErrorCode, MsgKey } = await call('send_official_account_msg', {
      Official_Account: NEWS,
      Random: round,
      MsgBody,
    });
    t.equal(ErrorCode, 0, `broadcast ${round} is accepted`);
    keys.push(MsgKey);
    // Somewhere in the middle of the copies, or before the first, or behind the last.
    await pause(between(random, 0, 250));
    await server.kill();
    await server.start();
  }
  const heard = async (user: string) => {
    const body = { Operator_Account: user, Peer_Account: NEWS, MaxCnt: 100, MinTime: 0, MaxTime: 9_999_999_999 };
    const { MsgList } = await server.rest('openim/admin_getroammsg', body);
    return (MsgList as readonly Answer[]).map(({ MsgFlagBits, MsgBody }) =>
      MsgFlagBits === 8
        ? 'recalled'
        : (MsgBody as readonly { readonly MsgContent: { readonly Text: string } }[])[0]?.MsgContent.Text,
    );
  };
  /** What everybody has, once each has it; those with something else. By and by: the test's own timeout ends it. */
  const others = async (expected: readonly string[], done: (texts: readonly unknown[]) => boolean) => {
    const wrong: unknown[] = [];
    for (const user of users) {
      let texts = await heard(user);
      while (!done(texts)) texts = await heard(user);
      if (texts.join() !== expected.join()) wrong.push([user, texts]);
    }
    return wrong;
  };
  const all = Array.from({ length: ROUNDS }, (_, i) => `news ${i + 1}`);
  t.same(await others(all, (texts) => texts.length >= ROUNDS), [], 'each of them once, in order');

  // The first is taken back, and the server dies once more.
  await call('official_account_msg_recall', { Official_Account: NEWS, MsgKeyList: [keys[0]] });
  await pause(between(random, 0, 150));
  await server.kill();
  await server.start();
  const rest = ['recalled', ...all.slice(1)];
  t.same(await others(rest, ([first]) => first === 'recalled'), [], 'and the first is taken back from everybody');
});
