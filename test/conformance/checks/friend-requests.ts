import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import {
  AGREE,
  AGREE_AND_ADD,
  asksFirst,
  BY_ME,
  friends,
  groupsOf,
  hasFriend,
  requests,
  SOURCE,
  sns,
  TO_ME,
} from '../relating.ts';
import type { SdkRequests } from '../sdk-relations.ts';
import type { World } from '../world.ts';

/** Somebody who has asked somebody else, and waits; both show it. */
async function asked(world: World): Promise<{ readonly asking: OfficialClient; readonly asked: OfficialClient }> {
  const [asking, asked] = [await world.client(), await world.client()];
  await asksFirst(asked);
  await ask(asking, asked);
  return { asking, asked };
}

async function ask(asking: OfficialClient, asked: OfficialClient): Promise<void> {
  const { data } = await asking.chat.addFriend({ to: asked.userID, source: SOURCE, wording: 'hello', remark: 'R' });
  assert.equal(data.code, 30539);
  const from = (client: OfficialClient, type: string, userID: string) =>
    requests(client, ({ friendApplicationList: all }) => all.some((one) => one.type === type && one.userID === userID));
  await Promise.all([from(asked, TO_ME, asking.userID), from(asking, BY_ME, asked.userID)]);
}

const none = (client: OfficialClient) => requests(client, (found) => found.friendApplicationList.length === 0);

export const friendRequests: Checks = {
  async I7(world) {
    const { asking, asked: me } = await asked(world);
    await asking.chat.updateMyProfile({ nick: 'Who asks' });
    const { data } = await me.chat.getFriendApplicationList();
    assert.equal(data.unreadCount, 1);
    const [{ type, wording, source } = { type: '', wording: '', source: '' }] = data.friendApplicationList;
    assert.deepEqual([type, wording, source], [TO_ME, 'hello', SOURCE]);
    await me.close();
    const again = await world.client(me.userID);
    const { friendApplicationList, unreadCount } = await requests(again, (found) => found.unreadCount === 1);
    assert.deepEqual([friendApplicationList[0]?.nick, unreadCount], ['Who asks', 1], 'after the next login');
  },
  async I8(world) {
    const { asking, asked: me } = await asked(world);
    await me.chat.acceptFriendApplication({ userID: asking.userID, type: AGREE_AND_ADD, remark: 'new', tag: 'Work' });
    await friends(me, ([one]) => one?.remark === 'new' && one.groupList.includes('Work'));
    await friends(asking, ([one]) => one?.remark === 'R');
    await Promise.all([none(me), none(asking)]);
    // Seen at the next login: there is no push for it.
    await me.close();
    const again = await world.client(me.userID);
    await groupsOf(again, (groups) => groups.some(({ name, count }) => name === 'Work' && count === 1));
    const other = await world.client();
    await ask(other, again);
    await again.chat.acceptFriendApplication({ userID: other.userID, type: AGREE });
    await hasFriend(other, again.userID);
    await none(again);
    assert.ok(!(await again.chat.getFriendList()).data.some(({ userID }) => userID === other.userID), 'one way only');
    assert.equal(await codeOf(again.chat.acceptFriendApplication({ userID: other.userID, type: AGREE })), 30614);
  },
  async I9(world) {
    const { asking, asked: me } = await asked(world);
    await me.chat.refuseFriendApplication({ userID: asking.userID });
    await Promise.all([none(me), none(asking)]);
    assert.deepEqual((await asking.chat.getFriendList()).data, []);
    assert.equal(await codeOf(me.chat.refuseFriendApplication({ userID: asking.userID })), 30614);
  },
  async I10(world) {
    const { asking, asked: me } = await asked(world);
    await me.chat.deleteFriendApplication({ userID: asking.userID, type: TO_ME });
    await none(me);
    assert.equal((await asking.chat.getFriendApplicationList()).data.friendApplicationList.length, 1, 'only mine');
    await asking.chat.deleteFriendApplication({ userID: me.userID, type: BY_ME });
    await none(asking);
    assert.equal(await codeOf(me.chat.deleteFriendApplication({ userID: asking.userID, type: TO_ME })), 2716);
  },
  async I11(world) {
    const { asked: me } = await asked(world);
    const phone = await world.phone(me.userID);
    const { UnreadPendencyCount } = await sns(phone, 'pendency_get', { PendencyType: 'Pendency_Type_Both' });
    assert.equal(UnreadPendencyCount, 1);
    await me.chat.setFriendApplicationRead();
    await requests(me, ({ unreadCount }) => unreadCount === 0);
    assert.equal((await sns(phone, 'pendency_get', {})).UnreadPendencyCount, 0);
    const other = await world.client();
    await ask(other, me);
    await requests(me, ({ unreadCount }) => unreadCount === 1);
    // Another device has read it.
    const since = me.events.length;
    await sns(phone, 'pendency_report', { LatestPendencyTimeStamp: Math.floor(Date.now() / 1000) + 1 });
    await me.waitFor<SdkRequests>('FRIEND_APPLICATION_LIST_UPDATED', ({ unreadCount }) => unreadCount === 0, { since });
  },
  async E28(world) {
    const { asking, asked: me } = await asked(world);
    const told = (client: OfficialClient, count: number, since = 0) =>
      client.waitFor<SdkRequests>(
        'FRIEND_APPLICATION_LIST_UPDATED',
        ({ friendApplicationList }) => friendApplicationList.length === count,
        { since },
      );
    const [{ unreadCount }] = await Promise.all([told(me, 1), told(asking, 1)]);
    assert.equal(unreadCount, 1);
    const [mine, his] = [me.events.length, asking.events.length];
    const phone = await world.phone(me.userID);
    const item = { To_Account: asking.userID, ResponseAction: 'Response_Action_Reject' };
    await sns(phone, 'friend_response', { ResponseFriendItem: [item] });
    await Promise.all([told(me, 0, mine), told(asking, 0, his)]);
  },
};
