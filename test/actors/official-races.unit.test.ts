import fc from 'fast-check';
import t from 'tap';
import { Quota } from '../../actors/commands/quota.ts';
import { administrator, caller, codeOf } from './message-house.ts';
import { Life, NEWS } from './official-house.ts';

const people = (count: number) => Array.from({ length: count }, (_, i) => `user${i}`);

t.test('law: however many come and go at the same time, an account has no more than it may #712', async (t) => {
  const users = people(12);
  const calls = fc.array(
    fc.record({ into: fc.boolean(), users: fc.subarray(users, { minLength: 1 }), wait: fc.boolean() }),
    { minLength: 1, maxLength: 25 },
  );
  const property = fc.asyncProperty(calls, fc.integer({ min: 1, max: 8 }), async (all, maxSubscribers) => {
    const life = await Life.withAccount(users, {}, { maxSubscribers });
    const work: Promise<unknown>[] = [];
    let most = 0;
    for (const { into, users: some, wait } of all) {
      const command = { account: NEWS, users: some };
      work.push(
        into ? life.commands.subscribe(administrator, command) : life.commands.unsubscribe(administrator, command),
      );
      if (wait) await Promise.all(work);
      const [view] = await life.queries.officialAccounts(administrator, { accounts: [NEWS] });
      most = Math.max(most, view?.subscribers ?? 0);
    }
    await Promise.all(work);
    const page = { account: NEWS, after: '', limit: 100 };
    const { total, subscribers } = await life.queries.subscribers(administrator, page);
    if (most > maxSubscribers || total > maxSubscribers) throw new Error(`${most} of ${maxSubscribers}`);
    if (total !== subscribers.length) throw new Error(`${total} are counted, ${subscribers.length} are there`);
  });
  await fc.assert(property, { numRuns: 40 });
  t.pass('held');
});

t.test('a user who subscribes to many accounts at the same time gets as many as he may #714', async (t) => {
  const life = await Life.withAccount(['alice'], { limits: { subscriptions: 3 } });
  const accounts = Array.from({ length: 8 }, (_, i) => `@TOA#_a${i}`);
  for (const account of accounts) {
    await life.commands.createOfficialAccount(administrator, { owner: 'olga', account, profile: { name: 'n' } });
  }
  const results = await Promise.all(accounts.map((account) => life.subscribe(['alice'], caller('alice'), account)));
  const codes = results.flat().map(({ code }) => code);
  t.same(codes.toSorted(), [0, 0, 0, 130010, 130010, 130010, 130010, 130010]);
  const { total } = await life.queries.subscriptions(caller('alice'), { user: 'alice', offset: 0, limit: 9 });
  t.equal(total, 3);
  const subscribed = accounts.filter((_, i) => codes[i] === 0);
  const [first = ''] = subscribed;
  t.match(await life.subscribe(['alice'], caller('alice'), first), [{ result: 'same', code: 0 }], 'not one more');
  await life.commands.unsubscribe(caller('alice'), { account: first, users: ['alice'] });
  t.match(
    await life.subscribe(['alice'], caller('alice'), accounts.at(-1) ?? ''),
    [{ code: 0 }],
    'there is room again',
  );
});

t.test('an app gets as many accounts as it may, also when all are asked for at once #713', async (t) => {
  const life = await Life.withAccount([], { limits: { officialAccounts: 4 } });
  const create = () =>
    codeOf(() => life.commands.createOfficialAccount(administrator, { owner: 'olga', profile: { name: 'n' } }));
  const codes = await Promise.all(Array.from({ length: 9 }, create));
  t.equal(codes.filter((code) => code === 0).length, 3, 'one was there');
  t.equal(codes.filter((code) => code === 130010).length, 6);
});

t.test('a quota: those near the limit wait for those under way, and take what a failure leaves', async (t) => {
  const quota = new Quota();
  const counts = new Map<string, number>();
  const count = async (key: string) => counts.get(key) ?? 0;
  const add = (keys: readonly string[], fails = false) =>
    quota.within(keys, 1, count, async (full) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (fails) throw new Error('it failed');
      const good = keys.filter((key) => !full.has(key));
      for (const key of good) counts.set(key, (counts.get(key) ?? 0) + 1);
      return good.length;
    });
  const results = await Promise.allSettled([add(['a', 'b'], true), add(['b', 'a']), add(['a', 'c']), add(['c', 'b'])]);
  t.equal(results[0]?.status, 'rejected');
  t.same([...counts].sort(), [
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
});
