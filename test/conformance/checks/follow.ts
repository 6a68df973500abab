import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';
import { codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import type { World } from '../world.ts';

interface Result {
  readonly userID: string;
  readonly resultCode: number;
  readonly resultInfo: string;
}
interface Listed {
  readonly userID: string;
  readonly nick: string;
  readonly avatar: string;
  readonly followTime: number;
}
interface Page {
  readonly resultList: readonly Listed[];
  readonly nextCursor: string;
}
interface Counts {
  readonly followersCount: number;
  readonly followingCount: number;
  readonly mutualFollowersCount: number;
}
interface Type {
  readonly userID: string;
  readonly followType: number;
}
/** Somebody who came into a list, or the id of somebody who left it. */
interface Change {
  readonly isAdd: boolean;
  readonly userInfoList: readonly (Listed | string)[];
}

type Lists = 'getMyFollowersList' | 'getMyFollowingList' | 'getMutualFollowersList';

async function dataOf<T>(client: OfficialClient, method: string, ...values: readonly unknown[]): Promise<T> {
  return ((await client.call(method, ...values)) as { readonly data: T }).data;
}

const follow = async (client: OfficialClient, ...users: readonly OfficialClient[]) => {
  const results = await dataOf<readonly Result[]>(client, 'followUser', idsOf(users));
  return results.map(({ resultCode }) => resultCode);
};
const unfollow = async (client: OfficialClient, ...users: readonly OfficialClient[]) => {
  const results = await dataOf<readonly Result[]>(client, 'unfollowUser', idsOf(users));
  return results.map(({ resultCode }) => resultCode);
};
const idsOf = (clients: readonly OfficialClient[]) => clients.map(({ userID }) => userID);
const list = (client: OfficialClient, method: Lists) => dataOf<Page>(client, method);
const listed = async (client: OfficialClient, method: Lists) =>
  (await list(client, method)).resultList.map(({ userID }) => userID);

/** Three who are new, of whom the first has a profile. */
async function three(world: World) {
  const people = [await world.client(), await world.client(), await world.client()] as const;
  const profile = { UserID: people[0].userID, Nick: 'Wild Goose', FaceUrl: 'https://img.example/goose.png' };
  await world.server.rest('im_open_login_svc/account_import', profile);
  return people;
}

const heard = (client: OfficialClient, name: string, isAdd: boolean, since: number) =>
  client.waitFor<Change>(name, (change) => change.isAdd === isAdd, { since });

/** The event of one list, when somebody comes into it and when he goes, with the user it names. */
async function changes(
  world: World,
  name: string,
  scene: (me: OfficialClient, other: OfficialClient) => { begin(): Promise<unknown>; end(): Promise<unknown> },
): Promise<void> {
  const [other, me] = await three(world);
  const phone = await world.phone(me.userID);
  const { begin, end } = scene(me, other);
  const since = me.events.length;
  await begin();
  const added = await heard(me, name, true, since);
  const [one] = added.userInfoList as readonly Listed[];
  assert.equal(one?.userID, other.userID);
  assert.equal(one?.nick, 'Wild Goose');
  assert.equal(one?.avatar, 'https://img.example/goose.png');
  await end();
  assert.deepEqual((await heard(me, name, false, since)).userInfoList, [other.userID]);
  await phone.wire.until(() => phone.wire.pushes.filter(({ body }) => isAboutFollows(body)).length >= 2);
}

function isAboutFollows(body: Readonly<Record<string, unknown>>): boolean {
  return ((body.EventArray ?? []) as readonly object[]).some((event) => 'FollowChangeList' in event);
}

/** Who follows whom. */
export const follows: Checks = {
  async J1(world) {
    const [one, two, three_] = await three(world);
    const results = await dataOf<readonly Result[]>(one, 'followUser', [two.userID, 'nobody-here', one.userID]);
    assert.deepEqual(
      results.map(({ userID, resultCode }) => [userID, resultCode]),
      [
        [two.userID, 0],
        ['nobody-here', 30003],
        [one.userID, 30001],
      ],
    );
    assert.deepEqual(await follow(one, two, three_), [0, 0], 'one of them for the second time');
    assert.deepEqual(await listed(one, 'getMyFollowingList'), [three_.userID, two.userID]);
    assert.deepEqual(await listed(two, 'getMyFollowersList'), [one.userID]);
    const many = Array.from({ length: 21 }, (_, n) => `u${n}`);
    assert.equal(await codeOf(dataOf(one, 'followUser', many)), 30001);
  },

  async J2(world) {
    const [one, two, three_] = await three(world);
    await follow(one, two, three_);
    await follow(two, one);
    assert.deepEqual(await unfollow(one, two), [0]);
    assert.deepEqual(await listed(one, 'getMyFollowingList'), [three_.userID]);
    assert.deepEqual(await listed(one, 'getMyFollowersList'), [two.userID]);
    assert.deepEqual(await listed(two, 'getMutualFollowersList'), []);
    assert.deepEqual(await unfollow(one, two), [0], 'it is so already');
  },

  async J3(world) {
    const [star, ...fans] = await three(world);
    for (const fan of fans) await follow(fan, star);
    const { resultList, nextCursor } = await list(star, 'getMyFollowersList');
    assert.deepEqual(
      resultList.map(({ userID }) => userID),
      idsOf(fans).reverse(),
      'newest first',
    );
    assert.equal(nextCursor, '');
  },

  async J4(world) {
    const [star, fan] = await three(world);
    await follow(fan, star);
    const { resultList } = await list(fan, 'getMyFollowingList');
    const [{ userID, nick, avatar, followTime } = assert.fail('nobody is followed')] = resultList;
    assert.deepEqual([userID, nick, avatar], [star.userID, 'Wild Goose', 'https://img.example/goose.png']);
    assert.ok(Math.abs(followTime - Date.now() / 1000) < 60);
  },

  async J5(world) {
    const [one, two, three_] = await three(world);
    await follow(one, two, three_);
    await follow(two, one);
    assert.deepEqual(await listed(one, 'getMutualFollowersList'), [two.userID]);
    assert.deepEqual(await listed(two, 'getMutualFollowersList'), [one.userID]);
    assert.deepEqual(await listed(three_, 'getMutualFollowersList'), []);
  },

  async J6(world) {
    const [one, two, three_] = await three(world);
    await follow(one, two, three_);
    await follow(two, one);
    const own = { followersCount: 1, followingCount: 2, mutualFollowersCount: 1 };
    const none = { followersCount: 0, followingCount: 0, mutualFollowersCount: 0 };
    assert.deepEqual(await dataOf<readonly Counts[]>(one, 'getUserFollowInfo'), [own]);
    const asked = [three_.userID, 'nobody-here', one.userID];
    assert.deepEqual(await dataOf<readonly Counts[]>(two, 'getUserFollowInfo', asked), [
      { ...none, followersCount: 1 },
      none,
      own,
    ]);
  },

  async J7(world) {
    const [one, two, three_] = await three(world);
    await follow(one, two, three_);
    await follow(two, one);
    const types = (client: OfficialClient, ...others: readonly OfficialClient[]) =>
      dataOf<readonly Type[]>(client, 'checkFollowType', idsOf(others));
    assert.deepEqual(await types(one, two, three_), [
      { userID: two.userID, followType: 3 },
      { userID: three_.userID, followType: 2 },
    ]);
    assert.deepEqual(await types(three_, two, one), [
      { userID: two.userID, followType: 0 },
      { userID: one.userID, followType: 1 },
    ]);
  },

  E29: (world) =>
    changes(world, 'MY_FOLLOWERS_LIST_UPDATED', (me, other) => ({
      begin: () => follow(other, me),
      end: () => unfollow(other, me),
    })),
  E30: (world) =>
    changes(world, 'MY_FOLLOWING_LIST_UPDATED', (me, other) => ({
      begin: () => follow(me, other),
      end: () => unfollow(me, other),
    })),
  E31: (world) =>
    changes(world, 'MUTUAL_FOLLOWERS_LIST_UPDATED', (me, other) => ({
      begin: () => follow(me, other).then(() => follow(other, me)),
      end: () => unfollow(me, other),
    })),
};
