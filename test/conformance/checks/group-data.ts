import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { createGroup } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkAttributes } from '../sdk-groups.ts';
import type { World } from '../world.ts';
import { publicGroup } from './groups.ts';

/** Without keys: all of them. */
async function attributesOf(client: OfficialClient, groupID: string, keyList: readonly string[] = []) {
  const { data } = await client.chat.getGroupAttributes({ groupID, keyList });
  return { ...data.groupAttributes };
}

/** The attributes as an event of this client says they are. */
function hearAttributes(client: OfficialClient, group: string, wanted: SdkAttributes): Promise<unknown> {
  return client.waitFor<{ groupID: string; groupAttributes: SdkAttributes }>(
    'GROUP_ATTRIBUTES_UPDATED',
    ({ groupID, groupAttributes }) => groupID === group && same(groupAttributes, wanted),
  );
}

function same(one: SdkAttributes, other: SdkAttributes): boolean {
  const sorted = (all: SdkAttributes) => JSON.stringify(Object.entries(all).sort());
  return sorted(one) === sorted(other);
}

/** A group whose attributes its owner has set and its member knows. */
async function withAttributes(world: World) {
  const { owner, member, group } = await publicGroup(world);
  const groupAttributes = { mode: 'quiz', round: '1' };
  await owner.chat.initGroupAttributes({ groupID: group, groupAttributes });
  await hearAttributes(member, group, groupAttributes);
  return { owner, member, group };
}

async function countersOf(client: OfficialClient, groupID: string, keyList: readonly string[] = []) {
  return { ...(await client.chat.getGroupCounters({ groupID, keyList })).data.counters };
}

/** The event that a counter has this value now. */
function hearCounter(client: OfficialClient, group: string, key: string, value: number): Promise<unknown> {
  return client.waitFor<{ groupID: string; key: string; value: number }>(
    'GROUP_COUNTER_UPDATED',
    (data) => data.groupID === group && data.key === key && data.value === value,
  );
}

export const groupData: Checks = {
  async K15(world) {
    const { owner, member, group } = await withAttributes(world);
    await owner.chat.initGroupAttributes({ groupID: group, groupAttributes: { other: 'x' } });
    await hearAttributes(member, group, { other: 'x' });
    const fresh = await world.client(member.userID);
    assert.deepEqual(await attributesOf(fresh, group), { other: 'x' });
    const community = await createGroup(owner, 'Community');
    await owner.chat.initGroupAttributes({ groupID: community, groupAttributes: { a: '1' } });
    assert.deepEqual(await attributesOf(owner, community), { a: '1' });
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, fresh]) await one.chat.joinGroup({ groupID: room });
    await fresh.chat.initGroupAttributes({ groupID: room, groupAttributes: { seat: 'mia' } });
    await hearAttributes(owner, room, { seat: 'mia' });
  },
  async K16(world) {
    const { owner, member, group } = await withAttributes(world);
    await member.chat.setGroupAttributes({ groupID: group, groupAttributes: { round: '2', host: 'ann' } });
    await hearAttributes(owner, group, { mode: 'quiz', round: '2', host: 'ann' });
    // Who has never read names the number 0, which is not the present one.
    const newcomer = await world.client();
    await owner.chat.addGroupMember({ groupID: group, userIDList: [newcomer.userID] });
    const blind = newcomer.chat.setGroupAttributes({ groupID: group, groupAttributes: { mode: 'mine' } });
    assert.equal(await codeOf(blind), 10056);
    await attributesOf(newcomer, group);
    await newcomer.chat.setGroupAttributes({ groupID: group, groupAttributes: { mode: 'mine' } });
    await hearAttributes(owner, group, { mode: 'mine', round: '2', host: 'ann' });
  },
  async K17(world) {
    const { owner, member, group } = await withAttributes(world);
    await owner.chat.deleteGroupAttributes({ groupID: group, keyList: ['mode'] });
    await hearAttributes(member, group, { round: '1' });
    await member.chat.deleteGroupAttributes({ groupID: group, keyList: [] });
    await hearAttributes(owner, group, {});
    const fresh = await world.client(member.userID);
    assert.deepEqual(await attributesOf(fresh, group), {});
  },
  async K18(world) {
    const { member, group } = await withAttributes(world);
    const fresh = await world.client(member.userID);
    assert.deepEqual(await attributesOf(fresh, group), { mode: 'quiz', round: '1' });
    assert.deepEqual(await attributesOf(fresh, group, ['round']), { round: '1' });
    assert.equal(await codeOf(attributesOf(world.idle, group)), 10007);
  },
  async E18(world) {
    const { owner, member, group } = await withAttributes(world);
    const asOwner = hearAttributes(owner, group, { mode: 'quiz', round: '3' });
    await member.chat.setGroupAttributes({ groupID: group, groupAttributes: { round: '3' } });
    await asOwner;
    const groupAttributes = { mode: 'by REST' };
    const GroupAttr = Object.entries(groupAttributes).map(([key, value]) => ({ key, value }));
    await world.server.rest('group_open_http_svc/set_group_attr', { GroupId: group, GroupAttr });
    await Promise.all([owner, member].map((one) => hearAttributes(one, group, groupAttributes)));
  },
  async K19(world) {
    const { owner, member, group } = await publicGroup(world);
    const { data } = await owner.chat.setGroupCounters({ groupID: group, counters: { likes: 5, seats: 3 } });
    assert.deepEqual({ ...data.counters }, { likes: 5, seats: 3 });
    assert.deepEqual(await countersOf(member, group), { likes: 5, seats: 3 });
    const community = await createGroup(owner, 'Community');
    const refused = owner.chat.setGroupCounters({ groupID: community, counters: { likes: 5 } });
    assert.equal(await codeOf(refused), 10007);
    const room = await createGroup(owner, 'AVChatRoom');
    for (const one of [owner, member]) await one.chat.joinGroup({ groupID: room });
    await member.chat.setGroupCounters({ groupID: room, counters: { gifts: 3 } });
    await hearCounter(owner, room, 'gifts', 3);
  },
  async K20(world) {
    const { owner, member, group } = await publicGroup(world);
    const increase = (client: OfficialClient, value: number) =>
      client.chat.increaseGroupCounter({ groupID: group, key: 'likes', value });
    assert.deepEqual({ ...(await increase(owner, 2)).data.counters }, { likes: 2 });
    await Promise.all([owner, member].flatMap((client) => [increase(client, 1), increase(client, 1)]));
    assert.deepEqual(await countersOf(await world.client(member.userID), group), { likes: 6 });
  },
  async K21(world) {
    const { owner, member, group } = await publicGroup(world);
    const { data } = await member.chat.decreaseGroupCounter({ groupID: group, key: 'seats', value: 4 });
    assert.deepEqual({ ...data.counters }, { seats: -4 });
    assert.deepEqual(await countersOf(owner, group), { seats: -4 });
  },
  async K22(world) {
    const { owner, member, group } = await publicGroup(world);
    await owner.chat.setGroupCounters({ groupID: group, counters: { a: 1, b: 2 } });
    assert.deepEqual(await countersOf(member, group), { a: 1, b: 2 });
    assert.deepEqual(await countersOf(member, group, ['b']), { b: 2 });
    // From here on the client has a copy of its own, which pushes keep right.
    const heard = hearCounter(member, group, 'a', 7);
    await owner.chat.increaseGroupCounter({ groupID: group, key: 'a', value: 6 });
    await heard;
    assert.deepEqual(await countersOf(member, group), { a: 7, b: 2 });
    assert.equal(await codeOf(countersOf(world.idle, group)), 10007);
  },
  async E19(world) {
    const { owner, member, group } = await publicGroup(world);
    await member.chat.setGroupCounters({ groupID: group, counters: { likes: 5 } });
    await Promise.all([owner, member].map((one) => hearCounter(one, group, 'likes', 5)));
    const GroupCounter = [{ Key: 'likes', Value: 1 }];
    const body = { GroupId: group, GroupCounter, Mode: 'Increase' };
    await world.server.rest('group_open_http_svc/update_group_counter', body);
    await Promise.all([owner, member].map((one) => hearCounter(one, group, 'likes', 6)));
  },
};
