import t from 'tap';
import type { FieldDefinition } from '../../events/user/profile.ts';
import type { Friend, FriendRequest } from '../../events/user/relations.ts';
import { caller, created, given, T0, userFact } from './given.ts';

const friend = (peer: string, no: number, more: Partial<Friend> = {}): Friend => {
  const source = 'AddSource_Type_Web';
  return { peer, no, remark: '', groups: [], source, wording: '', addedAt: T0, custom: {}, ...more };
};
const request = (peer: string, at: number): FriendRequest => {
  return { peer, direction: 'in', wording: '', source: 'AddSource_Type_Web', at, remark: '', groups: [] };
};
const added = (...friends: readonly Friend[]) => userFact('me', 'FriendsAdded', { friends });
const removed = (...peers: readonly string[]) => userFact('me', 'FriendsRemoved', { peers });
const asked = (...requests: readonly FriendRequest[]) => userFact('me', 'RequestsAdded', { requests });
const profileChanged = (fields: Readonly<Record<string, string | number>>) =>
  userFact('me', 'ProfileChanged', { nick: 'Me', faceUrl: '', fields }, T0 * 1000);
const me = caller('me');
const both = ['user', 'admin'] as const;
const definition = (keyword: string, read: FieldDefinition['read']): FieldDefinition => {
  return { keyword, type: 'string', read, write: both };
};
const fieldsOf = async () => ({
  profileFields: [definition('Team', both), definition('Secret', ['admin']), definition('Own', ['user'])],
  friendFields: [definition('Since', both), definition('Hidden', ['admin'])],
});

t.test('friends as they stand: new ones, changed ones, gone ones; who came and went is not mentioned', async (t) => {
  const world = await given(
    [created('me'), ...['a', 'b', 'c', 'd'].map((user) => created(user)), added(friend('a', 1), friend('b', 2))],
    undefined,
    { fieldsOf },
  );
  const after = world.log.lastPosition();
  await world.add(
    removed('a'),
    added(friend('c', 3)),
    removed('c'),
    added(friend('d', 4, { remark: 'new' })),
    userFact('me', 'FriendsChanged', { friends: [{ peer: 'b', custom: { Since: '1990', Hidden: 'x' } }] }),
  );
  t.same((await world.queries.missedRelations(me, { user: 'me', after })).events, [
    {
      type: 'FriendsChanged',
      data: { friends: [{ peer: 'b', remark: '', groups: [], custom: { Since: '1990' } }] },
    },
    { type: 'FriendsAdded', data: { friends: [friend('d', 4, { remark: 'new' })] } },
    { type: 'FriendsRemoved', data: { peers: ['a'] } },
  ]);
  const now = world.log.lastPosition();
  t.same(await world.queries.missedRelations(me, { user: 'me', after: now }), { events: [], profile: undefined });
  await t.rejects(world.queries.missedRelations(caller('a'), { user: 'me', after }), { code: 60010 });
});

t.test('requests that were read come before it is said that they are; the blocklist as it stands', async (t) => {
  const blocked = (peer: string, no: number) => userFact('me', 'UsersBlocked', { users: [{ peer, no }], at: T0 });
  const world = await given([created('me'), asked(request('old', 1)), blocked('x', 1)]);
  const after = world.log.lastPosition();
  await world.add(
    asked(request('a', 5)),
    userFact('me', 'RequestsRead', { upTo: 6 }),
    asked(request('b', 7), request('c', 8)),
    userFact('me', 'RequestsRemoved', {
      requests: [
        { peer: 'c', direction: 'in' },
        { peer: 'old', direction: 'in' },
      ],
    }),
    userFact('me', 'UsersUnblocked', { peers: ['x'] }),
    blocked('y', 2),
  );
  const { events } = await world.queries.missedRelations(me, { user: 'me', after });
  t.match(events, [
    { type: 'UsersUnblocked', data: { peers: ['x'] } },
    { type: 'UsersBlocked', data: { users: [{ peer: 'y' }] } },
    { type: 'RequestsAdded', data: { requests: [{ peer: 'a' }] } },
    { type: 'RequestsRead', data: { upTo: 6 } },
    { type: 'RequestsAdded', data: { requests: [{ peer: 'b' }] } },
    { type: 'RequestsRemoved', data: { requests: [{ peer: 'c' }, { peer: 'old' }] } },
  ]);
  t.equal(events.length, 6);
});

t.test(
  "one's own profile: when it has changed, with what was taken away; of late for a client that is new",
  async (t) => {
    const world = await given([created('me'), profileChanged({ Location: 'Anyang', Level: 1 })], undefined, {
      fieldsOf,
    });
    const after = world.log.lastPosition();
    const missed = (from: number | undefined) => world.queries.missedRelations(me, { user: 'me', after: from });
    t.equal((await missed(after)).profile, undefined);
    await world.add(profileChanged({ Location: '', Custom_Secret: 'x', Custom_Team: 'red' }));
    t.same((await missed(after)).profile, {
      user: 'me',
      nick: 'Me',
      faceUrl: '',
      fields: { Location: '', Custom_Team: 'red', Level: 1 },
    });
    t.match((await missed(undefined)).profile, { nick: 'Me' });
    world.now += 25 * 3600 * 1000;
    t.equal((await missed(undefined)).profile, undefined, 'nobody keeps it for so long');
  },
);

t.test('fields of an app are read by those who may', async (t) => {
  const world = await given(
    [
      created('me'),
      created('a'),
      profileChanged({ Custom_Team: 'red', Custom_Secret: 'x', Custom_Own: 'y', Level: 1 }),
      added(friend('a', 1, { custom: { Since: '1990', Hidden: 'x' } })),
    ],
    undefined,
    { fieldsOf },
  );
  const { queries } = world;
  const root = caller('root', { admin: true });
  const fields = async (who: typeof me, names?: readonly string[]) =>
    (await queries.profiles(who, { users: ['me'], names }))[0]?.fields;
  t.same(await fields(me), { Custom_Team: 'red', Custom_Own: 'y', Level: 1 });
  t.same(await fields(root), { Custom_Team: 'red', Custom_Secret: 'x', Level: 1 });
  t.same(await fields(me, ['Custom_Team', 'Nick', 'Gender']), { Custom_Team: 'red' });
  await t.rejects(fields(me, ['Custom_Secret']), { code: 40007 });
  await t.rejects(fields(root, ['Custom_Own']), { code: 40007 });
  await t.rejects(fields(root, ['Custom_None']), { code: 40009 });
  const custom = async (who: typeof me) => (await queries.friendEntries(who, { user: 'me', peers: ['a'] }))[0]?.custom;
  t.same(await custom(me), { Since: '1990' });
  t.same(await custom(root), { Since: '1990', Hidden: 'x' });
});
