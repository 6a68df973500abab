import fc from 'fast-check';
import t from 'tap';
import { openMemoryLog } from '../../events/memory/open.ts';
import { administrator, bodyOf, caller, codeOf } from './message-house.ts';
import { Life, NEWS } from './official-house.ts';

const people = (count: number, prefix = 'user') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

t.test('every subscriber gets a broadcast once, and nobody who came later #717', async (t) => {
  const users = people(450);
  const life = await Life.withAccount(users);
  await life.subscribe(users.slice(0, 440));
  const { number } = await life.publish('news 1');
  t.equal(number, 1);
  for (const user of users.slice(0, 440)) t.same(await life.textsOf(user), ['news 1'], user);
  await life.subscribe(users.slice(440));
  for (const user of users.slice(440)) t.same(await life.textsOf(user), [], user);
  await life.publish('news 2');
  t.same(await life.textsOf('user0'), ['news 1', 'news 2']);
  t.same(await life.textsOf('user449'), ['news 2']);
  const { total } = await life.queries.unread(caller('user0'), { user: 'user0' });
  t.equal(total, 2, 'they count as unread');
  t.same(await life.textsOf('olga'), [], 'an owner is no subscriber');
  t.ok(
    life.node.host.awake < users.length + 20,
    'conversations are let go behind it: awake are those who were created',
  );
  t.same(life.problems, []);
  t.equal((await life.queries.conversations(administrator, { user: NEWS, limit: 10 })).conversations.length, 0);
});

t.test('a subscriber writes to the account also where only friends write to each other #720', async (t) => {
  const life = await Life.withAccount(['alice', 'bob'], { friendsOnly: 1 });
  await life.subscribe(['alice']);
  const write = (from: string, to: string) =>
    codeOf(() => life.commands.sendC2c(caller(from), { from, to, random: 1, body: bodyOf('message 1') }));
  t.equal(await write('alice', 'bob'), 20009, 'the rule holds');
  t.equal(await write('alice', NEWS), 0);
  t.equal(await write('bob', NEWS), 130002);
  t.same(await life.textsOf('alice'), ['message 1']);
});

t.test('a recall reaches who got it, who has left since, and who has come back', async (t) => {
  const life = await Life.withAccount(people(5));
  await life.subscribe(people(5));
  const { key } = await life.publish('news 1');
  await life.publish('news 2');
  await life.commands.unsubscribe(administrator, { account: NEWS, users: ['user1', 'user2'] });
  await life.subscribe(['user2']);
  t.same(await life.commands.recallBroadcasts(caller('olga'), { account: NEWS, keys: [key], reason: 'wrong' }), [0]);
  await life.done();
  for (const user of people(5)) t.same(await life.textsOf(user), ['', 'news 2'], user);
  const recall = (keys: readonly (typeof key)[]) =>
    life.commands.recallBroadcasts(administrator, { account: NEWS, keys });
  t.same(await recall([key, { ...key, random: 99 }, { ...key, msgSeq: 9 }]), [20023, 20022, 20022]);
  t.same(life.problems, []);
});

t.test('a recall finds the copy in a conversation that was later than the broadcast', async (t) => {
  const life = await Life.withAccount(['alice']);
  await life.subscribe(['alice']);
  // By a clock that was ahead: what comes now lies at that time, and not at its own.
  const sentAt = Math.floor(life.now / 1000) + 10 * 86_400;
  const message = { from: 'alice', to: NEWS, random: 1, body: bodyOf('message 1'), sentAt };
  await life.commands.sendC2c(caller('alice'), message);
  const { key } = await life.publish('news 1');
  const { key: second } = await life.publish('news 2');
  t.ok(second.time < sentAt);
  t.same(await life.textsOf('alice'), ['message 1', 'news 1', 'news 2']);
  await life.commands.recallBroadcasts(administrator, { account: NEWS, keys: [second] });
  await life.done();
  t.same(await life.textsOf('alice'), ['message 1', 'news 1', '']);
  await life.commands.recallBroadcasts(administrator, { account: NEWS, keys: [key] });
  await life.done();
  t.same(await life.textsOf('alice'), ['message 1', '', '']);
});

t.test(
  'a destroyed account delivers what it has accepted, lets everybody go, and its id is free again #722',
  async (t) => {
    const users = people(250);
    const life = await Life.withAccount(users);
    await life.subscribe(users);
    await life.announce('news 1');
    await life.commands.destroyOfficialAccount(caller('olga'), { account: NEWS });
    await life.done();
    for (const user of users) {
      t.same(await life.textsOf(user), ['news 1'], user);
      const { total } = await life.queries.subscriptions(caller(user), { user, offset: 0, limit: 10 });
      t.equal(total, 0);
    }
    t.same(await life.queries.officialAccounts(caller('user0'), { accounts: [NEWS] }), [undefined]);
    t.equal(await codeOf(() => life.announce('news 2')), 130004);
    await life.commands.createOfficialAccount(administrator, {
      owner: 'olga',
      account: NEWS,
      profile: { name: 'Again' },
    });
    await life.subscribe(['user3']);
    const { number } = await life.publish('news 3');
    t.equal(number, 2, 'numbers go on');
    t.same(await life.textsOf('user3'), ['news 1', 'news 3']);
    t.same(await life.textsOf('user4'), ['news 1']);
    const { broadcasts } = await life.queries.broadcasts(administrator, {
      account: NEWS,
      limit: 20,
      withRecalled: true,
    });
    t.equal(broadcasts.length, 1, 'what was sent before is not of this account');
  },
);

t.test('the words of an account that is gone are news when its successor says them', async (t) => {
  const life = await Life.withAccount(['alice'], { limits: { broadcastsPerSecond: 9, broadcastsPerHour: 9 } });
  const say = () => life.commands.sendBroadcast(administrator, { account: NEWS, random: 7, body: bodyOf('news 1') });
  t.match(await say(), { number: 1, duplicate: false });
  await life.commands.destroyOfficialAccount(administrator, { account: NEWS });
  await life.done();
  const again = { owner: 'olga', account: NEWS, profile: { name: 'Again' } };
  await life.commands.createOfficialAccount(administrator, again);
  await life.subscribe(['alice']);
  t.match(await say(), { number: 2, duplicate: false });
  t.match(await say(), { number: 2, duplicate: true });
  await life.done();
  t.same(await life.textsOf('alice'), ['news 1']);
});

t.test('law: whenever the server dies, each subscriber has each broadcast once in the end', async (t) => {
  const users = people(230);
  const property = fc.asyncProperty(fc.array(fc.nat(320), { minLength: 1, maxLength: 4 }), async (deaths) => {
    const log = await openMemoryLog();
    const first = await Life.begin(log);
    await Promise.all(['olga', ...users].map((user) => first.commands.importAccount(administrator, { user })));
    const profile = { name: 'News' };
    await first.commands.createOfficialAccount(administrator, { owner: 'olga', account: NEWS, profile });
    await first.subscribe(users);
    await Promise.all([first.projections.close()]);
    // Accepted in a life that ends before anything is delivered.
    const accepting = await Life.begin(log, {}, 1);
    const { key } = await accepting.announce('news 1');
    await accepting.death;
    const lives: Life[] = [];
    for (const writes of deaths) {
      const life = await Life.begin(log, {}, writes);
      lives.push(life);
      // Somebody writes to the account in between: nothing of that hides what has come before.
      void life.commands
        .sendC2c(caller('user7'), {
          from: 'user7',
          to: NEWS,
          random: writes,
          body: bodyOf('x 1'),
          sentAt: key.time + 9000,
        })
        .catch(() => {});
      await Promise.race([life.death, life.done()]);
    }
    const last = await Life.begin(log);
    await last.done();
    for (const user of users) {
      const texts = (await last.textsOf(user)).filter((text) => text !== 'x 1');
      if (texts.join() !== 'news 1') throw new Error(`${user} has ${JSON.stringify(texts)}`);
    }
    const facts = await last.facts();
    if (facts.at(-1) !== 'OfficialWorkAdvanced') throw new Error(`the last fact is ${facts.at(-1)}`);
  });
  await fc.assert(property, { numRuns: 12 });
  t.pass('held');
});
