import t from 'tap';
import { administrator, caller, MessageHouse } from './message-house.ts';

const alice = caller('alice');

async function counts(house: MessageHouse, user: string) {
  const [found] = await house.queries.followCounts(administrator, { users: [user] });
  return found && [found.following, found.followers, found.mutual];
}

const follow = (house: MessageHouse, user: string, ...others: readonly string[]) =>
  house.commands.follow(administrator, { user, others }).then((results) => results.map(({ code }) => code));
const unfollow = (house: MessageHouse, user: string, ...others: readonly string[]) =>
  house.commands.unfollow(administrator, { user, others }).then((results) => results.map(({ code }) => code));
const typeOf = async (house: MessageHouse, user: string, other: string) =>
  (await house.queries.followTypes(administrator, { user, others: [other] }))[0];

t.test('following grows the lists of both, unfollowing shrinks them #157 #158', async (t) => {
  const house = await MessageHouse.open();
  t.same(await follow(house, 'alice', 'bob', 'carol'), [0, 0]);
  t.same(await follow(house, 'bob', 'alice'), [0]);
  t.same(await counts(house, 'alice'), [2, 1, 1]);
  t.same(await counts(house, 'bob'), [1, 1, 1]);
  t.same(await counts(house, 'carol'), [0, 1, 0]);
  t.same(await unfollow(house, 'alice', 'bob'), [0]);
  t.same(await counts(house, 'alice'), [1, 1, 0]);
  t.same(await counts(house, 'bob'), [1, 0, 0]);
  t.same(house.problems, []);
});

t.test('only for oneself, 1 to 20 at a time', async (t) => {
  const { commands } = await MessageHouse.open();
  await t.rejects(commands.follow(alice, { user: 'bob', others: ['carol'] }), { code: 90009 });
  await t.rejects(commands.unfollow(alice, { user: 'bob', others: ['carol'] }), { code: 90009 });
  for (const others of [[], Array.from({ length: 21 }, (_, n) => `u${n}`)]) {
    await t.rejects(commands.follow(alice, { user: 'alice', others }), { code: 30001 });
    await t.rejects(commands.unfollow(alice, { user: 'alice', others }), { code: 30001 });
  }
  await t.rejects(commands.follow(administrator, { user: 'nobody', others: ['bob'] }), { code: 30003 });
  await t.rejects(commands.follow(administrator, { user: '@TGS#1', others: ['bob'] }), { code: 30003 });
  t.match(await commands.follow(alice, { user: 'alice', others: ['@TGS#1', 'no body'] }), [
    { user: '@TGS#1', code: 30003 },
    { user: 'no body', code: 30003 },
  ]);
});

t.test(
  'an account that was deleted is followed by nobody, and begins with nothing when it is there again',
  async (t) => {
    const house = await MessageHouse.open();
    await follow(house, 'alice', 'bob');
    await follow(house, 'bob', 'alice', 'carol');
    await house.commands.deleteAccount(administrator, 'bob');
    t.same(await counts(house, 'bob'), undefined);
    t.same(await counts(house, 'alice'), [0, 0, 0]);
    t.same(await counts(house, 'carol'), [0, 0, 0]);
    t.same(await follow(house, 'alice', 'bob'), [30003]);

    await house.commands.importAccount(administrator, { user: 'bob' });
    t.same(await counts(house, 'bob'), [0, 0, 0]);
    t.equal(await typeOf(house, 'alice', 'bob'), 'none');
    t.same(await follow(house, 'alice', 'bob'), [0], 'her own stream says that she follows one of that name');
    t.equal(await typeOf(house, 'alice', 'bob'), 'following');
    t.same(await counts(house, 'bob'), [0, 1, 0]);
    t.same(await follow(house, 'alice', 'bob'), [0]);
    t.same(await counts(house, 'bob'), [0, 1, 0]);
    t.same(await unfollow(house, 'alice', 'bob'), [0]);
    t.same(await counts(house, 'bob'), [0, 0, 0]);
    t.same(house.problems, []);
  },
);

t.test('limits: accounts that were deleted hold none of the places', async (t) => {
  const house = await MessageHouse.open({ limits: { following: 2, followers: 1, mutualFollows: 1 } });
  for (const user of ['erin', 'frank']) await house.commands.importAccount(administrator, { user });
  t.same(await follow(house, 'alice', 'bob', 'carol', 'dave'), [0, 0, 32100]);
  t.same(await follow(house, 'dave', 'bob', 'alice'), [32101, 0]);
  await house.commands.deleteAccount(administrator, 'bob');
  t.same(await follow(house, 'alice', 'dave'), [0], 'the place of who is gone');
  t.same(await counts(house, 'alice'), [2, 1, 1]);
  t.same(await follow(house, 'alice', 'erin'), [32100]);
  t.same(await unfollow(house, 'alice', 'carol'), [0]);
  t.same(await follow(house, 'alice', 'erin'), [0]);
  t.same(house.problems, []);
});

t.test('however many follow somebody at the same time, none too many comes through', async (t) => {
  const house = await MessageHouse.open({ limits: { followers: 2 } });
  const fans = ['bob', 'carol', 'dave', 'erin', 'frank'];
  for (const user of fans) await house.commands.importAccount(administrator, { user });
  const codes = await Promise.all(fans.map((user) => follow(house, user, 'alice')));
  t.same(codes.flat().toSorted(), [0, 0, 32101, 32101, 32101]);
  t.same(await counts(house, 'alice'), [0, 2, 0]);
  const [first = ''] = fans.filter((_, i) => codes[i]?.[0] === 0);
  t.same(await follow(house, first, 'alice'), [0], 'who follows already is not in his own way');
  t.same(house.problems, []);
});

t.test('limits of mutual follows hold for both sides, and an app may change them', async (t) => {
  const house = await MessageHouse.open({ limits: { mutualFollows: 1 } });
  await follow(house, 'bob', 'alice', 'carol');
  await follow(house, 'carol', 'alice', 'dave');
  t.same(await follow(house, 'alice', 'bob'), [0]);
  t.same(await follow(house, 'alice', 'carol', 'dave'), [32102, 0], 'one who does not follow back is no mutual follow');
  t.same(await follow(house, 'carol', 'bob'), [32103]);
  await house.commands.changeAppSettings(administrator, { limits: { mutualFollows: 2 } });
  t.same(await follow(house, 'carol', 'bob'), [0]);
  t.same(await follow(house, 'alice', 'carol'), [0]);
  t.same(await counts(house, 'alice'), [3, 2, 2]);
  t.same(house.problems, []);
});

t.test('the same twice at once is one event', async (t) => {
  const house = await MessageHouse.open();
  const before = house.node.services.log.lastPosition();
  const all = await Promise.all([1, 2, 3].map(() => follow(house, 'alice', 'bob')));
  t.same(all, [[0], [0], [0]]);
  const types: string[] = [];
  for await (const { type } of house.node.services.log.readAll({ after: before })) types.push(type);
  t.same(types, ['UsersFollowed']);
});
