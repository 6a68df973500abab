import t from 'tap';
import { admin, caller, created, given, loggedIn } from './given.ts';

t.test('different users of each month (UTC), of their first login in it #35', async (t) => {
  const at = (text: string) => Date.parse(text);
  const world = await given([
    created('alice'),
    created('bob'),
    loggedIn('alice', 1, 'Web', at('2026-10-31T23:59:59Z')),
    loggedIn('alice', 2, 'Android', at('2026-11-01T00:00:00Z')),
    loggedIn('alice', 1, 'Web', at('2026-11-02T00:00:00Z')),
    loggedIn('bob', 1, 'Web', at('2026-11-30T23:59:59Z')),
    loggedIn('bob', 1, 'Web', at('2027-01-01T00:00:00Z')),
  ]);
  t.same(await world.queries.activeUsers(admin, { months: 10 }), [
    { month: '2027-01', users: 1 },
    { month: '2026-11', users: 2 },
    { month: '2026-10', users: 1 },
  ]);
  t.same(await world.queries.activeUsers(admin, { months: 1 }), [{ month: '2027-01', users: 1 }]);
  await t.rejects(world.queries.activeUsers(caller('alice'), { months: 1 }), { code: 60010 });
});
