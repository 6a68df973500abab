import t from 'tap';
import { APP, admin, caller, created, deleted, given, loggedIn, sent, T0, userFact } from './given.ts';

const DAY = 24 * 3600 * 1000;

t.test(
  'presence #52 #53 #54 #55: Online when connected, PushOnline where a push can reach, else Offline',
  async (t) => {
    const world = await given(
      ['phone', 'page', 'pc', 'mac', 'never', 'out']
        .map((user) => created(user))
        .concat(
          loggedIn('phone', 1, 'Android'),
          loggedIn('page', 1, 'Web'),
          loggedIn('pc', 1, 'Windows'),
          loggedIn('mac', 1, 'Mac'),
          loggedIn('out', 1, 'iPhone'),
          userFact('out', 'InstanceLoggedOut', { instance: 1 }),
        ),
    );
    const users = ['phone', 'page', 'pc', 'mac', 'never', 'out', 'nobody'];
    const statuses = async () => (await world.queries.status(admin, { users })).map(({ status }) => status);
    t.same(await statuses(), ['PushOnline', 'Offline', 'Offline', 'PushOnline', 'Offline', 'Offline', undefined]);
    world.connected.set('phone', ['Android']).set('page', ['Web', 'Android']).set('nobody', ['Web']);
    t.same(await statuses(), ['Online', 'Online', 'Offline', 'PushOnline', 'Offline', 'Offline', undefined]);
  },
);

t.test('presence by platform: one entry per platform that is not offline', async (t) => {
  const world = await given([
    created('alice'),
    loggedIn('alice', 1, 'Android'),
    loggedIn('alice', 2, 'Mac'),
    loggedIn('alice', 3, 'Web'),
  ]);
  world.connected.set('alice', ['Web', 'Mac']);
  const [alice] = await world.queries.status(caller('bob'), { users: ['alice'] });
  t.equal(alice?.status, 'Online');
  t.same(
    [...(alice?.platforms ?? [])].sort((one, other) => one.platform.localeCompare(other.platform)),
    [
      { platform: 'Android', status: 'PushOnline' },
      { platform: 'Mac', status: 'Online' },
      { platform: 'Web', status: 'Online' },
    ],
  );
});

t.test('PushOnline ends after 7 days away, not after 7 days of being there #56', async (t) => {
  const world = await given([created('alice'), loggedIn('alice', 1, 'iPhone')]);
  const status = async () => (await world.queries.status(admin, { users: ['alice'] }))[0]?.status;
  const expired = () => world.presence.expired(APP, 10);
  world.now = T0 * 1000 + 30 * DAY;
  world.connected.set('alice', ['iPhone']);
  t.equal(await status(), 'Online');
  world.connected.delete('alice');
  t.equal(await status(), 'PushOnline', 'it has only just gone');
  const awayAt = world.now;
  await world.add(userFact('alice', 'InstanceAway', { instance: 1 }, awayAt));
  world.now = awayAt + 7 * DAY - 1;
  t.equal(await status(), 'PushOnline');
  t.same(await expired(), []);
  world.now = awayAt + 7 * DAY;
  t.equal(await status(), 'Offline');
  world.now += 1000;
  t.same(await expired(), [{ user: 'alice', instance: 1 }]);
  await world.add(userFact('alice', 'InstanceUnreachable', { instance: 1 }, world.now));
  t.same(await expired(), [], 'looked at once');
  t.equal(await status(), 'Offline');
  await world.add(userFact('alice', 'InstanceReturned', { instance: 1 }, world.now));
  t.equal(await status(), 'PushOnline', 'it was there again');
  t.same(await world.presence.here(APP, undefined, 10), [{ user: 'alice', instance: 1 }]);
});

t.test('devices that a push can reach are listed in pages until they are away, log out or are kicked', async (t) => {
  const users = ['~e', 'a', 'b', 'c', 'd'];
  const world = await given(users.flatMap((user) => [created(user), loggedIn(user, 1, 'Android')]));
  await world.add(loggedIn('a', 2, 'Web'));
  const page = async (behind?: { user: string; instance: number }) =>
    (await world.presence.here(APP, behind, 2)).map(({ user }) => user);
  t.same(await page(), ['~e', 'a']);
  t.same(await page({ user: 'a', instance: 1 }), ['b', 'c']);
  t.same(await page({ user: 'c', instance: 1 }), ['d']);
  await world.add(
    userFact('a', 'InstanceLoggedOut', { instance: 1 }),
    userFact('b', 'InstanceKicked', { instance: 1, reason: 'restApi', byPlatform: '' }),
    userFact('c', 'InstanceAway', { instance: 1 }),
    deleted('d'),
  );
  t.same(await page(), ['~e']);
  world.now += 8 * DAY;
  t.same(await world.presence.expired(APP, 10), [{ user: 'c', instance: 1 }]);
  await world.add(deleted('c'));
  t.same(await world.presence.expired(APP, 10), []);
});

t.test('what a user says of himself is seen by all, until it is taken away or the account is #67', async (t) => {
  const world = await given([created('alice'), userFact('alice', 'CustomStatusSet', { text: '忙' })]);
  const text = async () => (await world.queries.status(caller('bob'), { users: ['alice'] }))[0]?.customStatus;
  t.equal(await text(), '忙');
  await world.add(userFact('alice', 'CustomStatusSet', { text: '' }));
  t.equal(await text(), '');
  await world.add(userFact('alice', 'CustomStatusSet', { text: 'x' }), deleted('alice'), created('alice'));
  t.equal(await text(), '');
});

t.test('whom a user watches: in the order of subscribing, without those that were dropped', async (t) => {
  const world = await given([created('alice')]);
  const watched = () => world.presence.watchedBy(APP, 'alice');
  const subscribed = (users: readonly string[], dropped: readonly string[] = []) =>
    userFact('alice', 'StatusesSubscribed', { instance: 1, users, dropped });
  t.same(await watched(), []);
  await world.add(subscribed(['b', 'c']), subscribed(['d', 'b'], ['c']));
  t.same(await watched(), ['b', 'd']);
  await world.add(userFact('alice', 'StatusesUnsubscribed', { users: ['b'] }));
  t.same(await watched(), ['d']);
  await world.add(deleted('alice'));
  t.same(await watched(), []);
});

t.test('push targets: token and state of each device until its login ends, and what is unread in all', async (t) => {
  const token = { token: 'T', certificate: 7, brand: 1, os: '', notifications: 1, model: '', system: '', plugin: '' };
  const world = await given([
    created('alice'),
    loggedIn('alice', 1, 'Android'),
    loggedIn('alice', 2, 'Web'),
    userFact('alice', 'PushTokenSet', { instance: 1, token: { ...token, os: '' }, at: 1 }),
    userFact('alice', 'AppStateChanged', { instance: 1, background: true, at: 2 }),
    sent('bob', 'alice', 1),
    sent('bob', 'alice', 2),
  ]);
  const targets = () => world.queries.pushTargets(caller('alice'), { user: 'alice' });
  const web = { instance: 2, platform: 'Web', background: false, token: null };
  t.same(await targets(), {
    devices: [{ instance: 1, platform: 'Android', background: true, token }, web],
    badge: 2,
  });
  await world.add(userFact('alice', 'InstanceLoggedOut', { instance: 1 }));
  t.same((await targets()).devices, [web]);
  await t.rejects(world.queries.pushTargets(caller('bob'), { user: 'alice' }), { code: 60010 });
});

t.test('one query is about 500 users at most', async (t) => {
  const world = await given([created('alice')]);
  const users = Array.from({ length: 501 }, (_, i) => `u${i}`);
  await t.rejects(world.queries.status(caller('alice'), { users }), { code: 70206 });
  t.equal((await world.queries.status(caller('alice'), { users: users.slice(1) })).length, 500);
});
