import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import { befriend, friends, groupsOf, sns } from '../relating.ts';
import type { SdkFriendGroup } from '../sdk-relations.ts';
import type { World } from '../world.ts';

interface Scene {
  readonly me: OfficialClient;
  readonly one: OfficialClient;
  readonly other: OfficialClient;
}

/** Somebody with two friends, of whom the first is in the group `Work`. */
async function scene(world: World): Promise<Scene> {
  const [me, one, other] = [await world.client(), await world.client(), await world.client()];
  await befriend(me, one);
  await befriend(me, other);
  await me.chat.createFriendGroup({ name: 'Work', userIDList: [one.userID] });
  return { me, one, other };
}

const inWork = (client: OfficialClient, ...users: readonly OfficialClient[]) =>
  groupsOf(client, (groups) => {
    const work = groups.find(({ name }) => name === 'Work');
    return (
      [...(work?.userIDList ?? [])].sort().join() ===
      users
        .map(({ userID }) => userID)
        .sort()
        .join()
    );
  });

/** What the next login finds on the server. */
async function afterLogin(world: World, { userID }: OfficialClient): Promise<OfficialClient> {
  return world.client(userID);
}

export const friendGroups: Checks = {
  async I12(world) {
    const { me, one } = await scene(world);
    await me.close();
    const again = await afterLogin(world, me);
    const groups = await groupsOf(again, ([group]) => group?.count === 1);
    assert.deepEqual(
      groups.map(({ name, userIDList }) => [name, userIDList]),
      [['Work', [one.userID]]],
    );
  },
  async I13(world) {
    const { me, one } = await scene(world);
    const { data } = await me.chat.createFriendGroup({ name: 'Home', userIDList: [one.userID, 'never-seen'] });
    assert.deepEqual(data.friendGroup.userIDList, [one.userID]);
    assert.deepEqual(
      data.failureUserIDList.map(({ userID, code }) => [userID, code]),
      [['never-seen', 32216]],
    );
    await friends(me, (list) => list.some(({ groupList }) => groupList.length === 2));
    assert.equal(await codeOf(me.chat.createFriendGroup({ name: 'Home', userIDList: [] })), 2710);
    assert.equal(await codeOf(me.chat.createFriendGroup({ name: 'x'.repeat(31), userIDList: [] })), 30001);
    for (let i = 2; i < 32; i++) await me.chat.createFriendGroup({ name: `group ${i}`, userIDList: [] });
    assert.equal(await codeOf(me.chat.createFriendGroup({ name: 'one too many', userIDList: [] })), 30011);
  },
  async I14(world) {
    const { me, one } = await scene(world);
    await me.chat.deleteFriendGroup({ name: 'Work' });
    const list = await friends(me, (all) => all.every(({ groupList }) => groupList.length === 0));
    assert.ok(
      list.some(({ userID }) => userID === one.userID),
      'friends stay friends',
    );
    await me.close();
    const again = await afterLogin(world, me);
    await friends(again, (all) => all.length === 2);
    assert.deepEqual((await again.chat.getFriendGroupList()).data, []);
    assert.equal(await codeOf(again.chat.deleteFriendGroup({ name: 'Work' })), 2711);
  },
  async I15(world) {
    const { me, one, other } = await scene(world);
    const { data } = await me.chat.addToFriendGroup({ name: 'Work', userIDList: [other.userID] });
    assert.deepEqual(data.failureUserIDList, []);
    await me.close();
    await inWork(await afterLogin(world, me), one, other);
  },
  async I16(world) {
    const { me, one } = await scene(world);
    await me.chat.removeFromFriendGroup({ name: 'Work', userIDList: [one.userID] });
    await inWork(me);
    await friends(me, (list) => list.length === 2 && list.every(({ groupList }) => groupList.length === 0));
  },
  async I17(world) {
    const { me, one } = await scene(world);
    await me.chat.createFriendGroup({ name: 'Home', userIDList: [] });
    await me.chat.renameFriendGroup({ oldName: 'Home', newName: 'House' });
    assert.equal(await codeOf(me.chat.renameFriendGroup({ oldName: 'nothing', newName: 'x' })), 2711);
    assert.equal(await codeOf(me.chat.renameFriendGroup({ oldName: 'House', newName: 'x'.repeat(31) })), 30001);
    await me.close();
    const again = await afterLogin(world, me);
    await groupsOf(again, (groups) => groups.some(({ name }) => name === 'House'));
    await inWork(again, one);
  },
  async E27(world) {
    const { me, one, other } = await scene(world);
    const told = (wanted: (groups: readonly SdkFriendGroup[]) => boolean) =>
      me.waitFor<readonly SdkFriendGroup[]>('FRIEND_GROUP_LIST_UPDATED', wanted);
    await told(([group]) => group?.name === 'Work' && group.count === 1);
    // Who is no friend any more is in no group either.
    await one.chat.deleteFriend({ userIDList: [me.userID] });
    await told(([group]) => group?.name === 'Work' && group.count === 0);
    // Of groups that another device changes a page learns by its friends.
    const phone = await world.phone(me.userID);
    const UpdateGroupItem = [{ To_Account: other.userID, UpdateType: 'Update_Type_Add' }];
    await sns(phone, 'group_update', { GroupOldName: 'Work', UpdateGroupItem });
    await friends(me, ([friend]) => friend?.groupList.includes('Work') ?? false);
  },
};
