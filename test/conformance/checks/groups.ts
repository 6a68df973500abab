import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { createGroup, groupList, hearNotice, hearTip, say } from '../group-talk.ts';
import type { World } from '../world.ts';

/** Two people in a public group: the first is its owner. */
export async function publicGroup(world: World, options: Readonly<Record<string, unknown>> = {}) {
  const [owner, member] = await Promise.all([world.client(), world.client()]);
  const group = await createGroup(owner, 'Public', { memberList: [{ userID: member.userID }], ...options });
  await groupList(member, (list) => list.length === 1);
  return { owner, member, group };
}

/** An application that waits at the owner. */
async function applied(world: World) {
  const { owner, group } = await publicGroup(world);
  const applicant = await world.client();
  const { data } = await applicant.chat.joinGroup({ groupID: group, applyMessage: 'let me in' });
  assert.equal(data.status, 'WaitAdminApproval');
  await hearNotice(owner, group, 1);
  const { applicationList } = (await owner.chat.getGroupApplicationList()).data;
  const [application] = applicationList;
  assert.ok(application);
  assert.equal(application.applicant, applicant.userID);
  return { owner, applicant, group, application };
}

export const groups: Checks = {
  async K1(world) {
    const { member, group } = await publicGroup(world);
    const fresh = await world.client(member.userID);
    const [listed] = await groupList(fresh, (list) => list.length === 1);
    assert.equal(listed?.groupID, group);
    assert.equal(listed?.selfInfo.role, 'Member');
    assert.equal(listed?.memberCount, 2);
  },
  async K2(world) {
    const { member, group } = await publicGroup(world, { introduction: 'wild geese' });
    const { data } = await member.chat.getGroupProfile({ groupID: group });
    assert.equal(data.group.introduction, 'wild geese');
    assert.equal(data.group.selfInfo.role, 'Member');
    assert.equal(await codeOf(member.chat.getGroupProfile({ groupID: 'there-is-none' })), 10010);
  },
  async K3(world) {
    const types = ['Private', 'Public', 'ChatRoom', 'AVChatRoom', 'Community'];
    // Each by somebody else: a client asks for 8 profiles a second at most (wire-groups.md §1.5).
    const owners = await Promise.all(types.map(() => world.client()));
    for (const [i, type] of types.entries()) {
      const { data } = await (owners[i] ?? world.alice).chat.createGroup({ type, name: type });
      assert.equal(data.group.type, type);
      assert.equal(data.group.groupID.startsWith(type === 'Community' ? '@TGS#_' : '@TGS#'), true);
    }
    const groupID = `own-${world.bob.userID}`;
    assert.equal(await createGroup(world.bob, 'Public', { groupID }), groupID);
    assert.equal(await codeOf(createGroup(world.alice, 'Public', { groupID })), 10021);
  },
  async K4(world) {
    const { owner, member, group } = await publicGroup(world);
    assert.equal(await codeOf(member.chat.dismissGroup(group)), 10007);
    await owner.chat.dismissGroup(group);
    await hearNotice(member, group, 5);
    await groupList(member, (list) => list.length === 0);
  },
  async K5(world) {
    const { owner, member, group } = await publicGroup(world);
    await owner.chat.updateGroupProfile({ groupID: group, name: 'renamed' });
    await hearTip(member, group, 6);
    await groupList(member, (list) => list[0]?.name === 'renamed');
    assert.equal(await codeOf(member.chat.updateGroupProfile({ groupID: group, name: 'mine' })), 10007);
  },
  async K6(world) {
    const { owner, group } = await publicGroup(world, { joinOption: 'FreeAccess' });
    const newcomer = await world.client();
    const join = async (groupID: string) => (await newcomer.chat.joinGroup({ groupID })).data.status;
    assert.equal(await join(group), 'JoinedSuccess');
    await hearTip(owner, group, 1);
    assert.equal(await join(group), 'AlreadyInGroup');
    const room = await createGroup(owner, 'AVChatRoom');
    await owner.chat.joinGroup({ groupID: room });
    assert.equal(await join(room), 'JoinedSuccess');
    await say(owner, room, 'live');
    await newcomer.hear('live');
  },
  async K7(world) {
    const { owner, member, group } = await publicGroup(world);
    await member.chat.quitGroup(group);
    await hearTip(owner, group, 2);
    assert.equal(await codeOf(say(member, group, 'gone')), 10007);
    assert.equal(await codeOf(owner.chat.quitGroup(group)), 10009);
  },
  async K10(world) {
    const { owner, group } = await publicGroup(world);
    const { data } = await world.idle.chat.searchGroupByID(group);
    assert.equal(data.group.ownerID, owner.userID);
    assert.equal(data.group.memberCount, 2);
    assert.equal(await codeOf(world.idle.chat.searchGroupByID('there-is-none')), 10010);
  },
  async K11(world) {
    const owner = await world.client();
    const viewer = await world.client();
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, viewer]) await one.chat.joinGroup({ groupID: room });
    assert.equal((await viewer.chat.getGroupOnlineMemberCount(room)).data.memberCount, 2);
  },
  async K12(world) {
    const { owner, member, group } = await publicGroup(world);
    await owner.chat.changeGroupOwner({ groupID: group, newOwnerID: member.userID });
    await groupList(member, (list) => list[0]?.selfInfo.role === 'Owner');
    await member.chat.dismissGroup(group);
  },
  async K13(world) {
    const { owner, application } = await applied(world);
    await owner.chat.handleGroupApplication({ handleAction: 'Reject', application });
    assert.deepEqual((await owner.chat.getGroupApplicationList()).data.applicationList, []);
  },
  async K14(world) {
    const { owner, applicant, group, application } = await applied(world);
    await owner.chat.handleGroupApplication({ handleAction: 'Agree', application, handleMessage: 'welcome' });
    await hearNotice(applicant, group, 2);
    await groupList(applicant, (list) => list.length === 1);
    const again = owner.chat.handleGroupApplication({ handleAction: 'Reject', application });
    assert.equal(await codeOf(again), 10024);
  },
  async M1(world) {
    const owner = await world.client();
    const group = await createGroup(owner, 'Community', { isSupportTopic: true });
    const fresh = await world.client(owner.userID);
    const { data } = await fresh.chat.getJoinedCommunityList();
    assert.deepEqual(
      data.groupList.map(({ groupID }) => groupID),
      [group],
    );
  },
};
