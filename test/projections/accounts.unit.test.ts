import t from 'tap';
import { Refused } from '../../events/refused.ts';
import { RowNotAtHand } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { APP, admin, caller, created, deleted, given, loggedIn, T0, userFact } from './given.ts';

const DAY = 24 * 3600 * 1000;

t.test('an account is what its last profile says, and nobody before it was created', async (t) => {
  const world = await given([created('alice', 'Alice'), created('bob')]);
  t.same(world.accounts.find(APP, 'alice'), { user: 'alice', nick: 'Alice', faceUrl: '', blocksSome: false });
  t.equal(world.accounts.find(APP, 'carol'), undefined);
  t.equal(world.accounts.find(APP + 1, 'alice'), undefined, 'another app');
  await world.add(userFact('alice', 'ProfileChanged', { nick: 'A.', faceUrl: 'https://face' }));
  t.same(await world.queries.accounts(caller('bob'), { users: ['alice', 'carol', 'bob'] }), [
    { user: 'alice', nick: 'A.', faceUrl: 'https://face' },
    undefined,
    { user: 'bob', nick: '', faceUrl: '' },
  ]);
});

t.test('a deleted account is gone until it is created anew', async (t) => {
  const world = await given([created('alice', 'Alice'), loggedIn('alice', 1, 'iPhone'), deleted('alice')]);
  t.equal(world.accounts.find(APP, 'alice'), undefined);
  await world.add(userFact('alice', 'InstanceKicked', { instance: 1, reason: 'restApi', byPlatform: '' }));
  t.equal(world.accounts.find(APP, 'alice'), undefined, 'what comes after the deletion changes nothing');
  t.same(await world.queries.status(admin, { users: ['alice'] }), [
    { user: 'alice', status: undefined, platforms: [] },
  ]);
  await world.add(created('alice', 'Again'));
  t.same(await world.queries.status(admin, { users: ['alice'] }), [
    { user: 'alice', status: 'Offline', platforms: [] },
  ]);
});

t.test('any UserID has a row of its own', async (t) => {
  const ids = ['a.b', 'a%2Eb', 'a\tb', 'a\nb', '雁书', '@RBT#1', 'a b', 'A', 'a'];
  const world = await given(ids.map((id) => created(id, `nick of ${id}`)));
  for (const id of ids) t.equal(world.accounts.find(APP, id)?.nick, `nick of ${id}`, JSON.stringify(id));
  t.equal(world.accounts.find(APP, 'x'.repeat(5000)), undefined, 'an id too long for a key is nobody');
});

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

t.test('PushOnline ends 7 days after the login #56', async (t) => {
  const world = await given([created('alice'), loggedIn('alice', 1, 'iPhone')]);
  const status = async () => (await world.queries.status(admin, { users: ['alice'] }))[0]?.status;
  world.now = T0 * 1000 + 7 * DAY - 1;
  t.equal(await status(), 'PushOnline');
  world.now = T0 * 1000 + 7 * DAY;
  t.equal(await status(), 'Offline');
  await world.add(loggedIn('alice', 1, 'iPhone', world.now));
  t.equal(await status(), 'PushOnline', 'the same instance logged in again');
});

t.test('with a store that answers later, an account that is not in memory is an error, not a denial', async (t) => {
  const store = new MemoryStore({ async: true });
  const world = await given([created('alice')], store);
  t.equal(world.accounts.find(APP, 'alice')?.user, 'alice', 'in memory');
  t.throws(() => world.accounts.find(APP, 'bob'), RowNotAtHand);
  t.same(await world.queries.accounts(admin, { users: ['bob'] }), [undefined]);
});

t.test('what is private is refused with 60010 to everybody but the user and administrators', async (t) => {
  const world = await given([created('alice')]);
  const { queries } = world;
  const mallory = caller('mallory');
  const history = { viewer: 'alice', peer: 'mallory', limit: 20, direction: 'older' } as const;
  const refused = { name: 'Refused', code: 60010 };
  await t.rejects(queries.c2cHistory(mallory, history), refused);
  await t.rejects(queries.conversations(mallory, { user: 'alice', limit: 20 }), refused);
  await t.rejects(queries.conversation(mallory, { user: 'alice', peer: 'mallory' }), refused);
  await t.rejects(queries.unread(mallory, { user: 'alice' }), refused);
  await t.rejects(queries.changes(mallory, { user: 'alice', after: 0, limit: 10 }), Refused);
  for (const reader of [caller('alice'), admin]) {
    t.same(await queries.c2cHistory(reader, history), { messages: [], complete: true });
    t.same(await queries.unread(reader, { user: 'alice' }), { total: 0, peers: [] });
  }
});
