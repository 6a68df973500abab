import assert from 'node:assert/strict';
import type { Phone } from '../../websdk/phone.ts';
import type { Checks } from '../check.ts';
import { conversationOf, groupText } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkConversation } from '../sdk-types.ts';
import type { World } from '../world.ts';
import { publicGroup } from './groups.ts';

interface Scene {
  readonly me: OfficialClient;
  /** Another device of the same user. */
  readonly phone: Phone;
  readonly peer: OfficialClient;
  readonly group: string;
  readonly withPeer: string;
  readonly withGroup: string;
}

/** Somebody with a conversation of each kind. */
async function scene(world: World): Promise<Scene> {
  const { owner: peer, member: me, group } = await publicGroup(world);
  const phone = await world.phone(me.userID);
  await peer.say(me, 'hello');
  await peer.chat.sendMessage(groupText(peer, group, 'hello all'));
  const [withPeer, withGroup] = [`C2C${peer.userID}`, conversationOf(group)];
  await me.hear('hello');
  await me.hear('hello all');
  await both(me, withPeer, withGroup);
  return { me, phone, peer, group, withPeer, withGroup };
}

const both = (client: OfficialClient, ...ids: readonly string[]) =>
  client.conversations((list) => ids.every((id) => list.some((one) => one.conversationID === id)));

/** Waits until one conversation is as wanted. */
function until(
  client: OfficialClient,
  id: string,
  wanted: (conversation: SdkConversation) => boolean,
): Promise<readonly SdkConversation[]> {
  return client.conversations((list) => list.some((one) => one.conversationID === id && wanted(one)));
}

const gone = (client: OfficialClient, id: string) =>
  client.conversations((list) => !list.some((one) => one.conversationID === id));

const marked = (mark: number) => (one: SdkConversation) => one.markList.some((value) => Number(value) === mark);
const inGroup = (name: string) => (one: SdkConversation) => one.conversationGroupList.includes(name);

function recent(phone: Phone, command: string, body: object): Promise<unknown> {
  return phone.wire.ask(`recentcontact.${command}`, { From_Account: phone.user, ...body }).then((answer) => {
    assert.equal(answer.ErrorCode, 0, `${command}: ${answer.ErrorInfo}`);
    return answer;
  });
}

const ofPeer = (peer: OfficialClient) => ({ Type: 1, To_Account: peer.userID });

/** Names that the client has of its groups. */
const groupsOf = async ({ chat }: OfficialClient): Promise<readonly string[]> =>
  [...(await chat.getConversationGroupList()).data].sort();

/** Waits for the event with the list of groups; it may come more than once. */
function groupList(client: OfficialClient, names: readonly string[], since: number): Promise<unknown> {
  return client.waitFor<readonly string[]>(
    'CONVERSATION_GROUP_LIST_UPDATED',
    (list) => [...list].sort().join() === [...names].sort().join(),
    { since },
  );
}

async function deleting(world: World): Promise<void> {
  const { me, phone, peer, group, withPeer, withGroup } = await scene(world);
  await me.chat.deleteConversation({ conversationIDList: [withPeer, withGroup], clearHistoryMessage: false });
  await gone(me, withPeer);
  await gone(me, withGroup);
  await peer.say(me, 'back again');
  await until(me, withPeer, ({ unreadCount }) => unreadCount === 1);
  // By the other device, with the messages.
  const ContactItem = [ofPeer(peer)];
  await recent(phone, 'batch_delete', { ContactItem, ClearRamble: 1 });
  await gone(me, withPeer);
  const fresh = await world.client(me.userID);
  await peer.chat.sendMessage(groupText(peer, group, 'to all again'));
  await both(fresh, withGroup);
  await gone(fresh, withPeer);
  const { messageList } = (await fresh.chat.getMessageList({ conversationID: withPeer })).data;
  assert.deepEqual(messageList, []);
  await peer.say(fresh, 'anew');
  await until(fresh, withPeer, ({ unreadCount }) => unreadCount === 1);
}

async function pinning(world: World): Promise<void> {
  const { me, phone, group, withPeer, withGroup } = await scene(world);
  const pinned = (one: SdkConversation) => one.isPinned;
  await me.chat.pinConversation({ conversationID: withPeer, isPinned: true });
  assert.equal((await until(me, withPeer, pinned))[0]?.conversationID, withPeer, 'it stands first');
  const top = (OperationType: number) =>
    recent(phone, 'top', { OperationType, RecentContactItem: [{ Type: 2, GroupId: group }] });
  await top(1);
  await until(me, withGroup, pinned);
  await top(2);
  await until(me, withGroup, (one) => !one.isPinned);
  const fresh = await world.client(me.userID);
  const list = await until(fresh, withPeer, pinned);
  assert.equal(list[0]?.conversationID, withPeer);
  await until(fresh, withGroup, (one) => !one.isPinned);
}

async function customData(world: World): Promise<void> {
  const { me, phone, peer, withPeer, withGroup } = await scene(world);
  const conversationIDList = [withPeer, withGroup];
  await me.chat.setConversationCustomData({ conversationIDList, customData: 'mine' });
  for (const id of conversationIDList) await until(me, id, (one) => one.customData === 'mine');
  await recent(phone, 'mark_contact', { MarkItem: [{ OptType: 2, ContactItem: ofPeer(peer), CustomMark: 'his' }] });
  await until(me, withPeer, (one) => one.customData === 'his');
  const fresh = await world.client(me.userID);
  await until(fresh, withPeer, (one) => one.customData === 'his');
  await until(fresh, withGroup, (one) => one.customData === 'mine');
}

async function marking(world: World): Promise<void> {
  const { me, phone, peer, withPeer, withGroup } = await scene(world);
  const own = 2 ** 32;
  for (const markType of [1, 4, own]) {
    await me.chat.markConversation({ conversationIDList: [withPeer, withGroup], markType, enableMark: true });
  }
  for (const mark of [1, 4, own]) await until(me, withPeer, marked(mark));
  await me.chat.markConversation({ conversationIDList: [withPeer], markType: 4, enableMark: false });
  await until(me, withPeer, (one) => !marked(4)(one));
  await recent(phone, 'mark_contact', {
    MarkItem: [{ OptType: 1, ContactItem: ofPeer(peer), SetMark: [1], ClearMark: [0] }],
  });
  await until(me, withPeer, (one) => marked(2)(one) && !marked(1)(one) && marked(own)(one));
  const fresh = await world.client(me.userID);
  await until(fresh, withPeer, (one) => marked(2)(one) && marked(own)(one) && !marked(1)(one));
  await until(fresh, withGroup, marked(4));
}

async function groupNames(world: World): Promise<void> {
  const { me, withPeer, withGroup } = await scene(world);
  assert.deepEqual(await groupsOf(me), []);
  const create = (groupName: string, conversationIDList: readonly string[]) =>
    me.chat.createConversationGroup({ groupName, conversationIDList });
  await create('friends', [withPeer]);
  await create('all', [withPeer, withGroup]);
  assert.deepEqual(await groupsOf(me), ['all', 'friends']);
  await until(me, withPeer, (one) => inGroup('friends')(one) && inGroup('all')(one));
  await me.chat.renameConversationGroup({ oldName: 'friends', newName: 'best' });
  assert.deepEqual(await groupsOf(me), ['all', 'best']);
  await until(me, withPeer, inGroup('best'));
  await me.chat.addConversationsToGroup({ groupName: 'best', conversationIDList: [withGroup] });
  await until(me, withGroup, inGroup('best'));
  await me.chat.deleteConversationsFromGroup({ groupName: 'best', conversationIDList: [withPeer] });
  await until(me, withPeer, (one) => !inGroup('best')(one) && inGroup('all')(one));
  const fresh = await world.client(me.userID);
  await until(fresh, withGroup, (one) => inGroup('best')(one) && inGroup('all')(one));
  assert.deepEqual(await groupsOf(fresh), ['all', 'best']);
  await fresh.chat.deleteConversationGroup('best');
  assert.deepEqual(await groupsOf(fresh), ['all']);
  await until(fresh, withGroup, (one) => !inGroup('best')(one));
}

/** What the phone does to groups of conversations, and what the page hears of it. */
async function groupEvents(world: World): Promise<void> {
  const { me, phone, peer, withPeer } = await scene(world);
  const create = { GroupContactItem: [{ GroupName: 'a', ContactItem: [ofPeer(peer)] }] };
  await recent(phone, 'create_contact_group', create);
  await groupList(me, ['a'], 0);
  await until(me, withPeer, inGroup('a'));
  const rename = { UpdateGroupType: 1, OldGroupName: 'a', NewGroupName: 'b' };
  await recent(phone, 'update_contact_group', { UpdateType: 1, UpdateGroup: rename });
  await groupList(me, ['b'], 0);
  await until(me, withPeer, inGroup('b'));
  await recent(phone, 'del_contact_group', { GroupName: ['b'] });
  await until(me, withPeer, (one) => one.conversationGroupList.length === 0);
  assert.deepEqual(await groupsOf(me), []);
}

async function groupMembers(world: World): Promise<void> {
  const { me, phone, group, peer, withPeer, withGroup } = await scene(world);
  await recent(phone, 'create_contact_group', { GroupContactItem: [{ GroupName: 'a', ContactItem: [ofPeer(peer)] }] });
  await until(me, withPeer, inGroup('a'));
  const since = me.events.length;
  const changes = [
    { ContactOptType: 1, ContactItem: { Type: 2, ToGroupId: group } },
    { ContactOptType: 2, ContactItem: ofPeer(peer) },
  ];
  const UpdateGroup = { UpdateGroupType: 2, OldGroupName: 'a', ContactUpdateItem: changes };
  await recent(phone, 'update_contact_group', { UpdateType: 1, UpdateGroup });
  await me.waitFor<{ readonly groupName: string }>('CONVERSATION_IN_GROUP_UPDATED', (data) => data.groupName === 'a', {
    since,
  });
  await until(me, withGroup, inGroup('a'));
  await until(me, withPeer, (one) => !inGroup('a')(one));
}

/** Receive options of one-to-one conversations: kept from the total, or from the device altogether. */
export async function receiveOptions(world: World): Promise<void> {
  const [me, peer, other] = [await world.client(), await world.client(), await world.client()];
  const phone = await world.phone(me.userID);
  await peer.say(me, 'first');
  const id = `C2C${peer.userID}`;
  await me.unread(id, 1);
  const option = (type: string) => (one: SdkConversation) => one.messageRemindType === type;
  const userIDList = [peer.userID];
  await me.chat.setMessageRemindType({ userIDList, messageRemindType: 'AcceptNotNotify' });
  await until(me, id, option('AcceptNotNotify'));
  assert.equal(me.chat.getTotalUnreadMessageCount(), 0, 'not in the total');
  const set = { Peer_Account: userIDList, Mute_Notifications: 1 };
  await phone.wire.ask('openim.set_c2c_peer_mute_notifications', set);
  await until(me, id, option('Discard'));
  await peer.say(me, 'not to be heard');
  await other.say(me, 'to be heard');
  await me.hear('to be heard');
  const heard = JSON.stringify(me.events.filter(({ name }) => name === 'MESSAGE_RECEIVED').map(({ data }) => data));
  assert.ok(!heard.includes('not to be heard'));
  const fresh = await world.client(me.userID);
  await until(fresh, id, option('Discard'));
  assert.equal(fresh.chat.getTotalUnreadMessageCount(), 1, 'that of the other');
}

const window = { messageRemindType: 'AcceptNotNotify', startHour: 22, startMinute: 0, startSecond: 0, duration: 3600 };

export const conversations: Checks = {
  HC10: deleting,
  HC13: pinning,
  async HC16(world) {
    const me = await world.client();
    await me.chat.setAllReceiveMessageOpt(window);
    const { data } = await me.chat.getAllReceiveMessageOpt();
    assert.equal(data.messageRemindType, 'AcceptNotNotify');
  },
  async HC17(world) {
    const me = await world.client();
    assert.equal((await me.chat.getAllReceiveMessageOpt()).data.messageRemindType, 'AcceptAndNotify');
    await me.chat.setAllReceiveMessageOpt({ ...window, isRepeated: true });
    const fresh = await world.client(me.userID);
    const { data } = await fresh.chat.getAllReceiveMessageOpt();
    assert.equal(data.messageRemindType, 'AcceptNotNotify');
    assert.equal(data.isRepeated, true);
    assert.equal(data.endTime - data.startTime, 3600);
  },
  F1: customData,
  F2: marking,
  F3: groupNames,
  F4: groupNames,
  F5: groupNames,
  F6: groupNames,
  F7: groupNames,
  F8: groupNames,
  async E13(world) {
    const client = await world.client();
    await world.alice.say(client, 'new conversation');
    await client.unread(`C2C${world.alice.userID}`, 1);
    const { me, phone, peer, withPeer } = await scene(world);
    const since = me.events.length;
    const updated = (wanted: (one: SdkConversation) => boolean) =>
      me.waitFor<readonly SdkConversation[]>(
        'CONVERSATION_LIST_UPDATED',
        (list) => list.some((one) => one.conversationID === withPeer && wanted(one)),
        { since },
      );
    await recent(phone, 'top', { OperationType: 1, RecentContactItem: [ofPeer(peer)] });
    await updated((one) => one.isPinned);
    const MarkItem = [{ OptType: 1, ContactItem: ofPeer(peer), SetMark: [0] }];
    await recent(phone, 'mark_contact', { MarkItem });
    await updated(marked(1));
    await recent(phone, 'batch_delete', { ContactItem: [ofPeer(peer)], ClearRamble: 0 });
    await me.waitFor<readonly SdkConversation[]>(
      'CONVERSATION_LIST_UPDATED',
      (list) => !list.some((one) => one.conversationID === withPeer),
      { since },
    );
  },
  E15: groupEvents,
  E16: groupMembers,
  async E35(world) {
    const me = await world.client();
    const phone = await world.phone(me.userID);
    const wire = { Level: 2, StartTime: 1_795_000_000, EndTime: 1_795_003_600, IsRepeated: 1 };
    await phone.wire.ask('im_msg_db_logic.ws_set_do_not_disturb', wire);
    const told = await me.waitFor<{ readonly messageRemindType: string }>('ALL_RECEIVE_MESSAGE_OPT_UPDATED');
    assert.equal(told.messageRemindType, 'AcceptNotNotify');
  },
};
