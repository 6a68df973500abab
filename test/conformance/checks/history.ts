import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';
import type { HistoryPage, SdkMessage } from '../sdk-types.ts';
import { allGroupsRead, groupConversation, groupHistory, groupHopping, groupReading } from './group-conversations.ts';

const textsOf = (page: HistoryPage) => page.messageList.map((message) => message.payload.text);

export const history: Checks = {
  async HC1(world) {
    const sender = await world.client();
    const reader = await world.client();
    for (let i = 0; i < 20; i++) await sender.say(reader, `m${i}`);
    const fresh = await world.client(reader.userID);
    const conversationID = `C2C${sender.userID}`;
    const first = (await fresh.chat.getMessageList({ conversationID })).data;
    assert.deepEqual(textsOf(first), range(5, 20));
    assert.equal(first.isCompleted, false);
    const { nextReqMessageID } = first;
    const second = (await fresh.chat.getMessageList({ conversationID, nextReqMessageID })).data;
    assert.deepEqual(textsOf(second), range(0, 5));
    assert.equal(second.isCompleted, true);
    await groupHistory(world);
  },
  async HC2(world) {
    const sender = await world.client();
    const reader = await world.client();
    for (let i = 0; i < 6; i++) await sender.say(reader, `h${i}`);
    const now = Math.floor(Date.now() / 1000);
    const hop = async (direction: number, time: number) =>
      (
        await reader.chat.getMessageListHopping({
          conversationID: `C2C${sender.userID}`,
          time,
          direction,
          count: 15,
        })
      ).data;
    assert.equal((await hop(0, now + 5)).messageList.length, 6, 'older');
    assert.equal((await hop(1, now - 60)).messageList.length, 6, 'newer');
    await groupHopping(world);
  },
  async HC3(world) {
    const sender = await world.client();
    const reader = await world.client();
    const conversationID = `C2C${sender.userID}`;
    await sender.say(reader, 'to be read');
    await reader.unread(conversationID, 1);
    await reader.chat.setMessageRead({ conversationID });
    await sender.waitFor('MESSAGE_READ_BY_PEER');
    await reader.unread(conversationID, 0);
    const fresh = await world.client(reader.userID);
    assert.equal(fresh.chat.getTotalUnreadMessageCount(), 0);
    await groupReading(world);
  },
  HC7({ alice, bob }) {
    const [sent] = alice.lastSent(bob);
    assert.ok(sent, 'alice has written to bob before');
    assert.equal((alice.call('findMessage', sent.ID) as SdkMessage | null)?.ID, sent.ID);
  },
  async HC8(world) {
    const sender = await world.client();
    const reader = await world.client();
    await sender.say(reader, 'listed');
    const fresh = await world.client(reader.userID);
    const list = await fresh.conversations((all) => all.length === 1);
    assert.equal(list[0]?.conversationID, `C2C${sender.userID}`);
    assert.equal(list[0]?.lastMessage.messageForShow, 'listed');
    assert.equal(list[0]?.unreadCount, 1);
  },
  async HC9(world) {
    const { alice, bob } = world;
    const { data } = await alice.chat.getConversationProfile(`C2C${bob.userID}`);
    assert.equal(data.conversation.conversationID, `C2C${bob.userID}`);
    assert.equal(data.conversation.userProfile.userID, bob.userID);
    await groupConversation(world);
  },
  async HC11({ alice, bob }) {
    const conversationID = `C2C${bob.userID}`;
    await alice.call('setConversationDraft', { conversationID, draftText: 'later' });
    const all = await alice.conversations((list) => list.some((one) => one.conversationID === conversationID));
    const found = all.find((one) => one.conversationID === conversationID);
    assert.equal(found?.draftText, 'later');
  },
  async HC14(world) {
    const reader = await world.client();
    for (const sender of await Promise.all([world.client(), world.client()])) await sender.say(reader, 'hello');
    await reader.waitFor<number>('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (total) => total === 2);
    await reader.chat.setAllMessageRead();
    assert.equal(reader.chat.getTotalUnreadMessageCount(), 0);
    const fresh = await world.client(reader.userID);
    await fresh.conversations((all) => all.length === 2 && all.every((one) => one.unreadCount === 0));
    await allGroupsRead(world);
  },
  async HC18(world) {
    const reader = await world.client();
    assert.equal(reader.chat.getTotalUnreadMessageCount(), 0);
    await world.alice.say(reader, 'one');
    await reader.waitFor<number>('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (total) => total === 1);
    assert.equal(reader.chat.getTotalUnreadMessageCount(), 1);
  },
};

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `m${from + i}`);
}
