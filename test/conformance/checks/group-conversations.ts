import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';
import { conversationOf, createGroup, groupList, groupText, hearTip, historyOf, say } from '../group-talk.ts';
import type { HistoryPage, SdkMessage } from '../sdk-types.ts';
import type { World } from '../world.ts';
import { receiveOptions } from './conversations.ts';
import { publicGroup } from './groups.ts';

/** The parts about groups of rows that other families prove for one-to-one conversations. */
export async function groupHistory(world: World): Promise<void> {
  const { owner, member, group } = await publicGroup(world);
  for (let i = 0; i < 30; i++) await say(owner, group, `g${i}`);
  const fresh = await world.client(member.userID);
  const conversationID = conversationOf(group);
  const numbers: number[] = [];
  let page: HistoryPage | undefined;
  while (page?.isCompleted !== true) {
    // The client hands out all it has loaded, which may be more than a page of 15.
    const more = page && { nextReqMessageID: page.nextReqMessageID };
    page = (await fresh.chat.getMessageList({ conversationID, ...more })).data;
    numbers.unshift(...page.messageList.map(({ sequence }) => sequence));
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: 31 }, (_, i) => i + 1),
  );
}

export async function groupHopping(world: World): Promise<void> {
  const { owner, member, group } = await publicGroup(world);
  for (let i = 0; i < 6; i++) await say(owner, group, `h${i}`);
  const fresh = await world.client(member.userID);
  const hop = async (direction: number, sequence: number) => {
    const options = { conversationID: conversationOf(group), sequence, direction, count: 3 };
    return (await fresh.chat.getMessageListHopping(options)).data.messageList.map((message) => message.sequence);
  };
  assert.deepEqual(await hop(0, 4), [2, 3, 4], 'older');
  assert.deepEqual(await hop(1, 4), [4, 5, 6], 'newer');
}

export async function groupReading(world: World): Promise<void> {
  const { owner, member, group } = await publicGroup(world);
  const conversationID = conversationOf(group);
  await say(owner, group, 'to be read');
  await member.unread(conversationID, 2);
  await member.chat.setMessageRead({ conversationID });
  await member.unread(conversationID, 0);
  const fresh = await world.client(member.userID);
  await fresh.unread(conversationID, 0);
}

export async function allGroupsRead(world: World): Promise<void> {
  const { owner, member, group } = await publicGroup(world);
  await say(owner, group, 'to be read');
  await member.unread(conversationOf(group), 2);
  await member.chat.setAllMessageRead();
  assert.equal(member.chat.getTotalUnreadMessageCount(), 0);
  const fresh = await world.client(member.userID);
  await fresh.unread(conversationOf(group), 0);
}

export async function groupConversation(world: World): Promise<void> {
  const { owner, group } = await publicGroup(world);
  const conversationID = conversationOf(group);
  const { data } = await owner.chat.getConversationProfile(conversationID);
  assert.equal(data.conversation.conversationID, conversationID);
  assert.equal(data.conversation.type, 'GROUP');
}

/** Messages, tips and notices of groups, and what one's other devices write. */
export async function groupMessages(world: World): Promise<void> {
  const { owner, member, group } = await publicGroup(world, { joinOption: 'FreeAccess' });
  const sent = await say(owner, group, 'to all', {});
  const got = await member.hear('to all');
  assert.equal(got.ID, sent.ID, 'the same ID on both sides');
  assert.equal(got.sequence, sent.sequence);
  assert.equal(owner.count('MESSAGE_RECEIVED'), 0, 'no echo');
  await member.chat.sendMessage(groupText(member, group, 'urgent', { priority: 'High' }));
  assert.equal((await owner.hear('urgent')).priority, 'High');
  const newcomer = await world.client();
  await newcomer.chat.joinGroup({ groupID: group });
  await hearTip(member, group, 1);
  assert.deepEqual((await historyOf(member, group)).at(-1), [4, 1], 'the tip is in the history');
}

/** Who discards a topic hears nothing of it, on a device that comes later either; of another topic he does. */
async function discardedTopic(world: World): Promise<void> {
  const [owner, member] = await Promise.all([world.client(), world.client()]);
  const memberList = [{ userID: member.userID }];
  const group = await createGroup(owner, 'Community', { isSupportTopic: true, memberList });
  await groupList(member, (list) => list.length === 1);
  const create = async (topicName: string): Promise<string> =>
    (await owner.chat.createTopicInCommunity({ groupID: group, topicName })).data.topicID;
  const [noise, news] = [await create('noise'), await create('news')];
  await member.chat.getTopicList({ groupID: group, topicIDList: [] });
  await member.chat.setMessageRemindType({ groupID: noise, messageRemindType: 'Discard' });
  const hearsNews = async (client: World['alice'], text: string) => {
    await say(owner, noise, `not ${text}`);
    await say(owner, news, text);
    await client.hear(text);
    const heard = client.events.flatMap(({ name, data }) =>
      name === 'MESSAGE_RECEIVED' ? (data as SdkMessage[]) : [],
    );
    const texts = heard.map(({ payload }) => payload.text);
    assert.ok(texts.includes(text) && !texts.includes(`not ${text}`));
  };
  await hearsNews(member, 'to all');
  const fresh = await world.client(member.userID);
  await fresh.chat.getTopicList({ groupID: group, topicIDList: [] });
  await hearsNews(fresh, 'to all again');
}

export const groupConversations: Checks = {
  async HC15(world) {
    const { member, group } = await publicGroup(world);
    await member.chat.setMessageRemindType({ groupID: group, messageRemindType: 'AcceptNotNotify' });
    const fresh = await world.client(member.userID);
    await fresh.conversations((all) => all.some((one) => one.messageRemindType === 'AcceptNotNotify'));
    await discardedTopic(world);
    await receiveOptions(world);
  },
  async E17(world) {
    const { owner, member, group } = await publicGroup(world);
    const since = member.events.length;
    await owner.chat.updateGroupProfile({ groupID: group, name: 'renamed' });
    const named = (list: readonly { readonly name: string }[]) => list[0]?.name === 'renamed';
    await member.waitFor('GROUP_LIST_UPDATED', named, { since });
    await owner.chat.dismissGroup(group);
    await member.waitFor('GROUP_LIST_UPDATED', (list: readonly unknown[]) => list.length === 0, { since });
  },
  async P10(world) {
    const { owner, member, group } = await publicGroup(world);
    const quiet = await createGroup(owner, 'Private', { memberList: [{ userID: member.userID }] });
    await member.conversations((all) => all.some((one) => one.conversationID === conversationOf(quiet)));
    await say(owner, group, 'before the break');
    await member.hear('before the break');
    await historyOf(member, group);
    // Sockets that close within their first second are not opened again (wire-core.md §1.9).
    await new Promise((resolve) => setTimeout(resolve, 1100));
    member.dropSocket();
    await say(owner, group, 'during the break');
    await member.hear('during the break');
    const command = world.sdk === 'chat' ? 'batch_get_group_notify' : 'get_group_notify';
    const answers = () => member.traffic.answers.get(`group_open_http_svc.${command}`) ?? [];
    await member.until(() => answers().length > 0, command);
    assert.ok(answers().every((code) => code === 0));
  },
};
