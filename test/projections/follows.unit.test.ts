import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type FollowList, projections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { FOLLOWERS, type FollowLife, followStory, livedFollows } from './follow-story.ts';
import { admin, caller, created, deleted, dumpOf, given, runnerOver, T0, userFact, type World } from './given.ts';

const LISTS = ['followers', 'following', 'mutual'] as const;

/** A whole list, read in pages. */
async function listOf(world: World, user: string, list: FollowList, limit: number) {
  const found: { user: string; at: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.queries.follows(caller(user), { user, list, limit, cursor });
    found.push(...page.users.map(({ user, at }) => ({ user, at })));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

async function holds(t: Test, life: FollowLife, world: World, limit: number): Promise<void> {
  if (world.problems[0]) throw world.problems[0];
  const counts = await world.queries.followCounts(admin, { users: FOLLOWERS });
  for (const [n, user] of FOLLOWERS.entries()) {
    const lists = Object.fromEntries(LISTS.map((list) => [list, life.list(user, list)]));
    const found = await Promise.all(LISTS.map(async (list) => [list, await listOf(world, user, list, limit)] as const));
    t.strictSame(Object.fromEntries(found), lists);
    const lengths = Object.fromEntries(LISTS.map((list) => [list, life.list(user, list).length]));
    t.strictSame(counts[n], life.alive.has(user) ? { user, ...lengths } : undefined);
    const types = await world.queries.followTypes(caller(user), { user, others: FOLLOWERS });
    t.strictSame(
      types,
      FOLLOWERS.map((other) => (life.alive.has(other) ? life.type(user, other) : undefined)),
    );
  }
}

for (const [name, store] of Object.entries({
  'a store that answers at once': () => new MemoryStore(),
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(
    `law: lists, counts and types agree, whoever follows whom and goes, with ${name} #157 #158 #160`,
    async (t) => {
      const property = fc.asyncProperty(followStory(100), fc.integer({ min: 1, max: 4 }), async (steps, limit) => {
        const life = livedFollows(steps);
        await holds(t, life, await given(life.facts, store()), limit);
      });
      await fc.assert(property, { numRuns: 40 });
    },
  );
}

t.test('law: what was lived through is byte for byte what the log alone gives', async (t) => {
  const property = fc.asyncProperty(followStory(100), async (steps) => {
    const store = new MemoryStore();
    const world = await given(livedFollows(steps).facts, store);
    await world.runner.flush();
    const lived = await dumpOf(store);
    await world.runner.rebuild('follows');
    await world.runner.flush();
    t.strictSame(await dumpOf(store), lived);
    const fresh = new MemoryStore();
    const { runner } = runnerOver(world.log, fresh, projections);
    await runner.start();
    await runner.close();
    t.strictSame(await dumpOf(fresh), lived);
  });
  await fc.assert(property, { numRuns: 20 });
});

t.test('pages neither skip nor double who stays; the profile is that of now #159', async (t) => {
  const fans = Array.from({ length: 25 }, (_, n) => `fan${n}`);
  const follow = (user: string, at = T0) => userFact(user, 'UsersFollowed', { users: ['star'], at });
  const world = await given([
    created('star'),
    ...fans.flatMap((fan, n) => [created(fan, `Nick ${fan}`), follow(fan, T0 + n)]),
  ]);
  const star = caller('star');
  const page = (cursor?: string) => world.queries.follows(star, { user: 'star', list: 'followers', limit: 10, cursor });
  const first = await page();
  t.same(
    first.users.map(({ user }) => user),
    fans.slice(15).reverse(),
  );
  t.strictSame(first.users[0], {
    user: 'fan24',
    at: T0 + 24,
    account: { user: 'fan24', nick: 'Nick fan24', faceUrl: '' },
  });
  await world.add(
    userFact('fan14', 'UsersUnfollowed', { users: ['star'] }),
    userFact('fan15', 'UsersUnfollowed', { users: ['star'] }),
    deleted('fan13'),
    created('late'),
    follow('late', T0 + 99),
    userFact('fan12', 'ProfileChanged', { nick: 'new', faceUrl: 'face' }),
  );
  const second = await page(first.cursor);
  t.same(
    second.users.map(({ user }) => user),
    fans.slice(3, 13).reverse(),
  );
  t.match(second.users[0]?.account, { nick: 'new', faceUrl: 'face' });
  const third = await page(second.cursor);
  t.same(
    third.users.map(({ user }) => user),
    fans.slice(0, 3).reverse(),
  );
  t.equal(third.cursor, undefined);
  t.equal((await page()).users[0]?.user, 'late');
  t.strictSame(await world.queries.followCounts(star, { users: ['star'] }), [
    { user: 'star', followers: 23, following: 0, mutual: 0 },
  ]);
});

t.test('a page reads its own rows alone, however many follow a user #159', async (t) => {
  let read = 0;
  const store = new MemoryStore();
  const range = store.range.bind(store);
  store.range = (partition, options) => {
    const rows = range(partition, options);
    if (!(rows instanceof Promise)) read += rows.length;
    return rows;
  };
  const fans = Array.from({ length: 3000 }, (_, n) => `fan${n}`);
  const follows = fans.map((fan) => userFact(fan, 'UsersFollowed', { users: ['star'], at: T0 }));
  const world = await given([created('star'), ...follows], store);
  await world.runner.flush();
  const page = (cursor?: string) =>
    world.queries.follows(admin, { user: 'star', list: 'followers', limit: 100, cursor });
  read = 0;
  const first = await page();
  t.equal(first.users.length, 100);
  t.equal((await page(first.cursor)).users.length, 100);
  t.equal(read, 202);
  await world.add(deleted('star'));
  t.match(await world.queries.follows(admin, { user: 'fan7', list: 'following', limit: 9 }), { users: [] });
  t.same(world.problems, []);
});

t.test(
  'lists and types are for the user himself and for administrators, counts for everybody; nothing crosses apps',
  async (t) => {
    const world = await given([
      created('ann'),
      created('bob'),
      userFact('ann', 'UsersFollowed', { users: ['bob'], at: T0 }),
    ]);
    const { queries } = world;
    const bob = caller('bob');
    await t.rejects(queries.follows(bob, { user: 'ann', list: 'following', limit: 1 }), { code: 60010 });
    await t.rejects(queries.followTypes(bob, { user: 'ann', others: ['bob'] }), { code: 60010 });
    t.match(await queries.followCounts(bob, { users: ['ann', 'nobody', 'bob', 'ann'] }), [
      { user: 'ann', following: 1 },
      undefined,
      { user: 'bob', followers: 1 },
      { user: 'ann' },
    ]);
    t.same(await queries.followTypes(admin, { user: 'bob', others: ['ann', 'nobody', 'bob'] }), [
      'follower',
      undefined,
      'none',
    ]);
    for (const cursor of ['', 'x', '1'.repeat(18), '~', `${'1'.repeat(19)}\t`]) {
      await t.rejects(queries.follows(bob, { user: 'bob', list: 'followers', limit: 1, cursor }), { code: 30001 });
    }
    const elsewhere = caller('bob', { app: 7 });
    t.same(await queries.followCounts(elsewhere, { users: ['bob'] }), [undefined]);
    t.match(await queries.follows(elsewhere, { user: 'bob', list: 'followers', limit: 9 }), { users: [] });
  },
);
