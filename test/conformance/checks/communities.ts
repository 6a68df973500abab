import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { createGroup, groupList, say } from '../group-talk.ts';
import type { SdkTopic } from '../sdk-groups.ts';
import type { World } from '../world.ts';

/** Two people in a community with topics; the first is its owner. */
async function community(world: World) {
  const [owner, member] = await Promise.all([world.client(), world.client()]);
  const group = await createGroup(owner, 'Community', {
    isSupportTopic: true,
    memberList: [{ userID: member.userID }],
  });
  await groupList(member, (list) => list.length === 1);
  return { owner, member, group };
}

async function withTopic(world: World) {
  const { owner, member, group } = await community(world);
  const { data } = await owner.chat.createTopicInCommunity({ groupID: group, topicName: 'square', customData: 'own' });
  const topic: string = data.topicID;
  assert.ok(topic.startsWith(`${group}@TOPIC#_`));
  const told = await member.waitFor('TOPIC_CREATED');
  assert.deepEqual(told, { groupID: group, topicID: topic });
  return { owner, member, group, topic };
}

async function topicsOf({ chat }: World['alice'], groupID: string, topicIDList: readonly string[] = []) {
  return (await chat.getTopicList({ groupID, topicIDList })).data.successTopicList;
}

export const communities: Checks = {
  async M2(world) {
    const { member, group, topic } = await withTopic(world);
    const [found] = await topicsOf(member, group);
    assert.equal(found?.topicID, topic);
    assert.equal(await codeOf(member.chat.createTopicInCommunity({ groupID: group, topicName: 'mine' })), 10007);
  },
  async M3(world) {
    const { owner, member, group, topic } = await withTopic(world);
    await topicsOf(member, group);
    const { data } = await owner.chat.deleteTopicFromCommunity({ groupID: group, topicIDList: [topic] });
    assert.deepEqual(data.successTopicList, [{ topicID: topic }]);
    assert.deepEqual(await member.waitFor('TOPIC_DELETED'), { groupID: group, topicIDList: [topic] });
    assert.deepEqual(await topicsOf(member, group), []);
  },
  async M4(world) {
    const { owner, member, group, topic } = await withTopic(world);
    await topicsOf(member, group);
    await owner.chat.updateTopicProfile({ groupID: group, topicID: topic, topicName: 'market', muteAllMembers: true });
    const { topic: changed } = await member.waitFor<{ readonly topic: SdkTopic }>('TOPIC_UPDATED');
    assert.equal(changed.topicName, 'market');
    assert.equal(changed.muteAllMembers, true);
    assert.equal(await codeOf(say(member, topic, 'quiet')), 10017);
  },
  async M5(world) {
    const { owner, member, group, topic } = await withTopic(world);
    await topicsOf(member, group);
    const payload = { text: 'in the square', atUserList: [member.userID] };
    await owner.chat.sendMessage(owner.chat.createTextAtMessage({ to: topic, conversationType: 'GROUP', payload }));
    await member.hear('in the square');
    // A fresh client counts from what the server says, one that listened from what it heard.
    const [heard] = await topicsOf(member, group, [topic]);
    const fresh = await world.client(member.userID);
    for (const found of [heard, ...(await topicsOf(fresh, group))]) {
      assert.equal(found?.topicName, 'square');
      assert.equal(found.customData, 'own');
      assert.equal(found.unreadCount, 1);
      const mentions = found.groupAtInfoList.map(({ messageSequence, atTypeArray }) => [messageSequence, atTypeArray]);
      assert.deepEqual(mentions, [[1, [1]]]);
    }
    await fresh.chat.setMessageRead({ conversationID: `GROUP${topic}` });
    const later = await world.client(member.userID);
    const [read] = await topicsOf(later, group);
    assert.equal(read?.unreadCount, 0);
    assert.deepEqual(read.groupAtInfoList, []);
    const { messageList } = (await later.chat.getMessageList({ conversationID: `GROUP${topic}` })).data;
    assert.deepEqual(
      messageList.map(({ payload }) => payload.text),
      ['in the square'],
    );
  },
  async E20(world) {
    await withTopic(world);
  },
  async E21(world) {
    await (communities.M3 as (world: World) => Promise<void>)(world);
  },
  async E22(world) {
    await (communities.M4 as (world: World) => Promise<void>)(world);
  },
};
