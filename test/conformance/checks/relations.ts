import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { befriend, DENY, friends, hasFriend, lacksFriend, SINGLE, SOURCE, sns } from '../relating.ts';
import type { SdkFriend } from '../sdk-relations.ts';
import { friendGroups } from './friend-groups.ts';
import { friendRequests } from './friend-requests.ts';

const ids = (list: readonly { readonly userID: string }[]) => list.map(({ userID }) => userID);

export const relations: Checks = {
  ...friendRequests,
  ...friendGroups,
  async I1(world) {
    const name = world.newName();
    const peers = Array.from({ length: 120 }, (_, i) => `${name}-friend${i}`);
    for (const some of [peers.slice(0, 100), peers.slice(100)]) {
      await world.server.rest('im_open_login_svc/multiaccount_import', {
        AccountList: some.map((UserID) => ({ UserID, Nick: `Nick ${UserID}` })),
      });
    }
    const me = await world.client(name);
    const phone = await world.phone(name);
    const AddFriendItem = peers.map((To_Account) => ({ To_Account, AddSource: SOURCE, Remark: `R ${To_Account}` }));
    await sns(phone, 'friend_add', { AddFriendItem, AddType: SINGLE });
    await friends(me, (list) => list.length === 120);
    await me.close();
    const again = await world.client(name);
    const list = await friends(again, (all) => all.length === 120 && all.every(({ profile }) => profile.nick !== ''));
    assert.deepEqual([...ids(list)].sort(), [...peers].sort(), 'more than one page, nobody twice');
    const first = list.find(({ userID }) => userID === peers[7]);
    assert.deepEqual(
      [first?.remark, first?.source, first?.profile.nick],
      [`R ${peers[7]}`, SOURCE, `Nick ${peers[7]}`],
      'with what they say of themselves',
    );
  },
  async I2(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const { data } = await me.chat.addFriend({ to: peer.userID, source: SOURCE, remark: 'an old friend' });
    assert.equal(data.code, 0);
    await hasFriend(peer, me.userID);
    const [friend] = await friends(me, ([one]) => one?.remark === 'an old friend');
    assert.equal(friend?.source, SOURCE);
    const again = { to: peer.userID, source: SOURCE };
    // 2.27.6 knows it by itself.
    assert.ok([30001, 2701].includes((await codeOf(me.chat.addFriend(again))) ?? 0), 'a friend already');
    assert.equal(await codeOf(me.chat.addFriend({ ...again, to: 'never-seen' })), 30003);
    const shy = await world.client();
    await shy.chat.updateMyProfile({ allowType: DENY });
    assert.equal(await codeOf(me.chat.addFriend({ ...again, to: shy.userID })), 30516);
    const other = await world.client();
    await me.chat.addFriend({ to: other.userID, source: SOURCE, type: SINGLE });
    await hasFriend(me, other.userID);
    assert.deepEqual((await other.chat.getFriendList()).data, [], 'one way only');
  },
  async I3(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const phone = await world.phone(me.userID);
    await befriend(me, peer);
    const { data } = await me.chat.deleteFriend({
      userIDList: [peer.userID, 'never-seen'],
      type: 'Delete_Type_Single',
    });
    assert.deepEqual([ids(data.successUserIDList), data.failureUserIDList[0]?.code], [[peer.userID], 2700]);
    await lacksFriend(me, peer.userID);
    assert.ok(await hasFriend(peer, me.userID), 'the other still has his entry');
    await peer.chat.deleteFriend({ userIDList: [me.userID] });
    await befriend(me, peer);
    // From another device, and both ways.
    await sns(phone, 'friend_delete', { To_Account: [peer.userID], DeleteType: 'Delete_Type_Both' });
    await Promise.all([lacksFriend(me, peer.userID), lacksFriend(peer, me.userID)]);
  },
  async I4(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const check = async (type: string) => {
      const { data } = await me.chat.checkFriend({ userIDList: [peer.userID, 'never-seen'], type });
      assert.deepEqual(
        data.failureUserIDList.map(({ userID, code }) => [userID, code]),
        [['never-seen', 30003]],
      );
      return data.successUserIDList[0]?.relation;
    };
    const of = async () => [await check('CheckResult_Type_Single'), await check('CheckResult_Type_Both')];
    assert.deepEqual(await of(), ['CheckResult_Type_NoRelation', 'CheckResult_Type_NoRelation']);
    await befriend(me, peer);
    assert.deepEqual(await of(), ['CheckResult_Type_AWithB', 'CheckResult_Type_BothWay']);
    await me.chat.deleteFriend({ userIDList: [peer.userID], type: 'Delete_Type_Single' });
    assert.deepEqual(await of(), ['CheckResult_Type_NoRelation', 'CheckResult_Type_BWithA']);
  },
  async I5(world) {
    const [me, peer] = [await world.client(), await world.client()];
    await peer.chat.updateMyProfile({ nick: 'Peer' });
    await befriend(me, peer);
    const { data } = await me.chat.getFriendProfile({ userIDList: [peer.userID, 'never-seen'] });
    assert.deepEqual(
      data.friendList.map(({ userID, profile }) => [userID, profile.nick]),
      [[peer.userID, 'Peer']],
    );
    assert.deepEqual(
      data.failureUserIDList.map(({ code }) => code),
      [2700],
    );
    assert.ok(me.traffic.answers.get('sns.friend_get_specified')?.every((code) => code === 0));
  },
  async I6(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const phone = await world.phone(me.userID);
    await befriend(me, peer);
    const userID = peer.userID;
    await me.chat.updateFriend({ userID, remark: 'from the page' });
    assert.equal((await hasFriend(me, userID)).remark, 'from the page');
    const SnsItem = [{ Tag: 'Tag_SNS_IM_Remark', Value: 'from the phone' }];
    await sns(phone, 'friend_update', { UpdateItem: [{ To_Account: userID, SnsItem }] });
    await friends(me, ([one]) => one?.remark === 'from the phone');
    const undefinedField = [{ key: 'Tag_SNS_Custom_None', value: 'x' }];
    assert.equal(await codeOf(me.chat.updateFriend({ userID, friendCustomField: undefinedField })), 30001);
    assert.equal(await codeOf(me.chat.updateFriend({ userID: 'never-seen', remark: 'x' })), 2700);
  },
  async E26(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const list = (wanted: (all: readonly SdkFriend[]) => boolean, since: number) =>
      me.waitFor<readonly SdkFriend[]>('FRIEND_LIST_UPDATED', wanted, { since });
    await peer.chat.addFriend({ to: me.userID, source: SOURCE });
    await list(([one]) => one?.userID === peer.userID, 0);
    const before = me.events.length;
    await peer.chat.updateMyProfile({ nick: 'Renamed' });
    await list(([one]) => one?.profile.nick === 'Renamed', before);
    await peer.chat.deleteFriend({ userIDList: [me.userID] });
    await list((all) => all.length === 0, before);
  },
};
