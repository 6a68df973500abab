import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { createGroup, groupList, hearNotice, hearTip, say } from '../group-talk.ts';
import { publicGroup } from './groups.ts';

export const groupMembers: Checks = {
  async L1(world) {
    const { owner, member, group } = await publicGroup(world);
    const page = async (offset: number, count: number) =>
      (await owner.chat.getGroupMemberList({ groupID: group, offset, count })).data.memberList;
    assert.deepEqual(
      (await page(0, 30)).map(({ userID, role }) => [userID, role]),
      [
        [owner.userID, 'Owner'],
        [member.userID, 'Member'],
      ],
    );
    assert.deepEqual(
      (await page(1, 1)).map(({ userID }) => userID),
      [member.userID],
    );
    const community = await createGroup(owner, 'Community', { memberList: [{ userID: member.userID }] });
    const { memberList } = (await owner.chat.getGroupMemberList({ groupID: community, count: 30 })).data;
    assert.equal(memberList.length, 2);
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, member]) await one.chat.joinGroup({ groupID: room });
    const live = (await member.chat.getGroupMemberList({ groupID: room, count: 30 })).data;
    assert.deepEqual(
      live.memberList.map(({ userID }) => userID),
      [member.userID, owner.userID],
    );
  },
  async L2(world) {
    const { owner, member, group } = await publicGroup(world);
    const userIDList = [member.userID, 'never-seen'];
    const { memberList } = (await owner.chat.getGroupMemberProfile({ groupID: group, userIDList })).data;
    assert.deepEqual(
      memberList.map(({ userID }) => userID),
      [member.userID],
    );
  },
  async L3(world) {
    const owner = await world.client();
    const invited = await world.client();
    const group = await createGroup(owner, 'Private');
    const { data } = await owner.chat.addGroupMember({ groupID: group, userIDList: [invited.userID, 'never-seen'] });
    assert.deepEqual(data.successUserIDList, [invited.userID]);
    assert.deepEqual(data.failureUserIDList, ['never-seen']);
    await hearNotice(invited, group, 7);
    await groupList(invited, (list) => list.length === 1);
  },
  async L4(world) {
    const { owner, member, group } = await publicGroup(world);
    await owner.chat.deleteGroupMember({ groupID: group, userIDList: [member.userID], reason: 'bye' });
    await hearNotice(member, group, 4);
    await groupList(member, (list) => list.length === 0);
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, member]) await one.chat.joinGroup({ groupID: room });
    await owner.chat.deleteGroupMember({ groupID: room, userIDList: [member.userID], duration: 60 });
    await hearNotice(member, room, 21);
    assert.equal(await codeOf(member.chat.joinGroup({ groupID: room })), 10007);
  },
  async L5(world) {
    const { owner, member, group } = await publicGroup(world);
    const mute = (muteTime: number) =>
      owner.chat.setGroupMemberMuteTime({ groupID: group, userID: member.userID, muteTime });
    await mute(600);
    await hearTip(member, group, 7);
    assert.equal(await codeOf(say(member, group, 'hush')), 10017);
    await mute(0);
    await say(member, group, 'at last');
  },
  async L6(world) {
    const { owner, member, group } = await publicGroup(world);
    const set = (role: string) => owner.chat.setGroupMemberRole({ groupID: group, userID: member.userID, role });
    await set('Admin');
    await hearTip(member, group, 4);
    await hearNotice(member, group, 9);
    await member.chat.updateGroupProfile({ groupID: group, name: 'by an admin' });
    await set('Member');
    await hearNotice(member, group, 10);
    assert.equal(await codeOf(member.chat.updateGroupProfile({ groupID: group, name: 'no more' })), 10007);
  },
  async L7(world) {
    const { owner, member, group } = await publicGroup(world);
    await member.chat.setGroupMemberNameCard({ groupID: group, nameCard: 'card' });
    await say(member, group, 'with my card');
    assert.equal((await owner.hear('with my card')).nameCard, 'card');
  },
  async L8(world) {
    const { owner, member, group } = await publicGroup(world);
    const memberCustomField = [{ key: 'badge', value: 'gold' }];
    await member.chat.setGroupMemberCustomField({ groupID: group, userID: member.userID, memberCustomField });
    const userIDList = [member.userID];
    const { memberList } = (await owner.chat.getGroupMemberProfile({ groupID: group, userIDList })).data;
    assert.deepEqual(memberList[0]?.memberCustomField, memberCustomField);
  },
  async L9(world) {
    const [owner, member] = [await world.client(), await world.client()];
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, member]) await one.chat.joinGroup({ groupID: room });
    const mark = (userIDList: readonly string[], enableMark = true) =>
      owner.chat.markGroupMemberList({ groupID: room, userIDList, markType: 1000, enableMark });
    const { data } = await mark([member.userID, 'absent']);
    assert.deepEqual([data.successUserIDList, data.failureUserIDList], [[member.userID], ['absent']]);
    assert.deepEqual((await mark([member.userID], false)).data.successUserIDList, [member.userID]);
  },
};
