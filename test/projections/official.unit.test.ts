import fc from 'fast-check';
import t from 'tap';
import { MessageFlag } from '../../events/c2c/events.ts';
import { c2cStream, officialStream } from '../../events/stream.ts';
import { withPeer } from '../../events/user/conversations.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { APP, admin, caller, created, type Fact, given, sent, T0, userFact } from './given.ts';
import { NEWS, official, officialStory, USERS } from './official-story.ts';

t.test('law: subscribers, their number, their own lists and what is left to do are those of the story', async (t) => {
  for (const async of [false, true]) {
    const property = fc.asyncProperty(officialStory(80), async (steps) => {
      const { facts, subscribers, busy } = official(steps);
      const world = await given(facts, new MemoryStore({ async }));
      const [view] = await world.queries.officialAccounts(caller('u2'), { accounts: [NEWS] });
      if (view?.subscribers !== subscribers?.size) throw new Error(`${view?.subscribers} are counted`);
      const wanted = [...(subscribers ?? [])].sort();
      const found: string[] = [];
      for (let after = ''; ; ) {
        if (subscribers === undefined) break;
        const page = await world.queries.subscribers(admin, { account: NEWS, after, limit: 1 });
        found.push(...page.subscribers.map(({ user }) => user));
        after = page.next;
        if (after === '') break;
      }
      if (found.sort().join() !== wanted.join()) throw new Error(`${found} instead of ${wanted}`);
      for (const user of USERS) {
        const { total, subscriptions } = await world.queries.subscriptions(caller(user), { user, offset: 0, limit: 9 });
        const expected = subscribers?.has(user) ? 1 : 0;
        if (total !== expected || subscriptions.length !== expected) throw new Error(`${user} has ${total}`);
        if (async) continue;
        if (world.officials.isSubscribed(APP, NEWS, user) !== (expected === 1)) throw new Error(`${user} is unknown`);
      }
      if ((await world.officials.busy()).length !== (busy ? 1 : 0)) throw new Error('busy, or not');
      if ((await world.officials.count(APP)) !== (subscribers === undefined ? 0 : 1)) throw new Error('the count');
      if (world.problems.length > 0) throw world.problems[0];
      await world.close();
    });
    await fc.assert(property, { numRuns: async ? 20 : 60 });
  }
  t.pass('held');
});

const news = (event: Fact['event']): Fact => ({ stream: officialStream(APP, NEWS), event });
const profile = { name: 'News', introduction: '', faceUrl: 'face', organization: '', custom: '', maxSubscribers: 9 };
const account = news({ type: 'OfficialAccountCreated', data: { owner: 'olga', profile, by: '' } });
const come = (...users: string[]) => news({ type: 'SubscribersAdded', data: { users, by: '' } });
const said = (number: number) =>
  news({
    type: 'BroadcastSent',
    data: {
      number,
      time: T0 + number,
      random: number * 3,
      flags: 0,
      digest: '',
      onlineOnly: false,
      nick: 'News',
      faceUrl: '',
      offlinePush: '',
      body: Buffer.from(`news ${number}`),
    },
  });
const keyOf = (number: number) => ({ msgSeq: number, random: number * 3, time: T0 + number });

t.test('who may read what of an account', async (t) => {
  const world = await given([created('alice'), created('olga'), account, come('alice'), said(1)]);
  t.match(await world.queries.officialAccounts(caller('bob'), { accounts: [NEWS] }), [
    { name: 'News', lastTime: T0 + 1 },
  ]);
  const page = { account: NEWS, after: '', limit: 5 };
  t.match(await world.queries.subscribers(caller('olga'), page), { total: 1, subscribers: [{ user: 'alice' }] });
  await t.rejects(world.queries.subscribers(caller('alice'), page), { code: 130002 });
  await t.rejects(world.queries.subscribers(admin, { ...page, account: '@TOA#_no' }), { code: 130004 });
  const history = { account: NEWS, limit: 5, withRecalled: false };
  t.match(await world.queries.broadcasts(caller('olga'), history), {
    complete: true,
    broadcasts: [{ recalled: false }],
  });
  await t.rejects(world.queries.broadcasts(caller('alice'), history), { code: 130002 });
  await t.rejects(world.queries.subscriptions(caller('bob'), { user: 'alice', offset: 0, limit: 1 }), { code: 60010 });
  t.same(await world.queries.subscriptions(caller('alice', { app: 7 }), { user: 'alice', offset: 0, limit: 1 }), {
    total: 0,
    subscriptions: [],
  });
  t.same(await world.queries.officialAccounts(caller('alice', { app: 7 }), { accounts: [NEWS] }), [undefined]);
  t.equal(world.officials.find(7, NEWS), undefined, 'nothing crosses apps');
});

t.test('broadcasts in pages, without recalled ones, and how a subscriber hears of the account', async (t) => {
  const recalled = news({ type: 'BroadcastRecalled', data: { number: 2, by: 'olga', reason: '' } });
  const many = Array.from({ length: 45 }, (_, i) => said(i + 1));
  const quiet = userFact('alice', 'PeerRemindSet', { peers: [NEWS], remind: 'AcceptNotNotify' });
  const world = await given([created('alice'), account, come('alice'), ...many, recalled, quiet]);
  const numbers: number[] = [];
  for (let before: ReturnType<typeof keyOf> | undefined; ; ) {
    const page = await world.queries.broadcasts(admin, { account: NEWS, before, limit: 20, withRecalled: false });
    numbers.push(...page.broadcasts.map(({ sent: { number } }) => number));
    if (page.complete) break;
    before = keyOf(numbers.at(-1) ?? 0);
  }
  t.same(
    numbers,
    Array.from({ length: 45 }, (_, i) => 45 - i).filter((number) => number !== 2),
  );
  t.match(await world.officials.broadcast(APP, NEWS, keyOf(2)), { number: 2, recalled: true });
  t.equal(await world.officials.broadcast(APP, NEWS, { ...keyOf(2), time: 1 }), undefined);
  const { subscriptions } = await world.queries.subscriptions(caller('alice'), { user: 'alice', offset: 0, limit: 1 });
  t.match(subscriptions, [{ self: { remind: 'AcceptNotNotify' } }]);
  const settings = await world.queries.conversationSettings(caller('alice'), {
    user: 'alice',
    conversations: [withPeer(NEWS)],
  });
  t.match(settings, [{ id: withPeer(NEWS) }]);
});

t.test('a copy is found by its number, wherever it lies behind its time', async (t) => {
  const flags = MessageFlag.broadcast | MessageFlag.hiddenFromSender;
  const copy = (seq: number, number: number, time: number) =>
    sent(NEWS, 'alice', seq, { time, msgSeq: number, random: number * 3, flags });
  const world = await given([
    created('alice'),
    account,
    come('alice'),
    ...[1, 2, 3].map(said),
    copy(1, 1, T0 + 1),
    sent('alice', NEWS, 2, { time: T0 + 90, msgSeq: 3, random: 9 }),
    copy(3, 3, T0 + 90),
  ]);
  t.equal(c2cStream(APP, 'alice', NEWS), c2cStream(APP, NEWS, 'alice'));
  const found = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const kept = await world.officials.broadcast(APP, NEWS, number);
      return kept && world.officials.copyOf(APP, NEWS, 'alice', kept);
    }),
  );
  t.same(found, [1, undefined, 3]);
});
