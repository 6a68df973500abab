import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { createGroup, groupList } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import { actionElement, Signaling } from '../signaling-talk.ts';
import type { World } from '../world.ts';

/** Invitations have no commands of their own: what is proven here is that the messages they are made of arrive. */

async function pair(world: World) {
  const [inviter, invitee] = [new Signaling(await world.client()), new Signaling(await world.client())];
  return { inviter, invitee, to: invitee.client.userID };
}

/** A group whose owner invites the two others. */
async function inGroup(world: World) {
  const [owner, one, other] = [await world.client(), await world.client(), await world.client()];
  const inviteeList = [one.userID, other.userID];
  const groupID = await createGroup(owner, 'Public', { memberList: inviteeList.map((userID) => ({ userID })) });
  for (const member of [one, other]) await groupList(member, (list) => list.length === 1);
  const [inviter, first, second] = [new Signaling(owner), new Signaling(one), new Signaling(other)];
  return { inviter, first, second, groupID, inviteeList };
}

async function inviting(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to, data: '{"call":"audio"}' });
  const told = await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
  assert.equal(told.inviter, inviter.client.userID);
  assert.deepEqual(told.inviteeList, [to]);
  assert.equal(told.data, '{"call":"audio"}');
}

async function invitingInGroup(world: World): Promise<void> {
  const { inviter, first, second, groupID, inviteeList } = await inGroup(world);
  const inviteID = await inviter.invite({ groupID, inviteeList, data: 'conference' });
  for (const invitee of [first, second]) {
    const told = await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
    assert.equal(told.groupID, groupID);
    assert.deepEqual(told.inviteeList, inviteeList);
  }
  // Who is not invited hears nothing of it.
  const only = await inviter.invite({ groupID, inviteeList: inviteeList.slice(0, 1) });
  await first.hear('NEW_INVITATION_RECEIVED', only);
  const last = await inviter.invite({ groupID, inviteeList });
  await second.hear('NEW_INVITATION_RECEIVED', last);
  assert.ok(!second.heard.some(({ data }) => data.inviteID === only));
}

/** The calls that answer at once with the id. */
async function synchronous(world: World): Promise<void> {
  const { inviter, first, groupID, inviteeList } = await inGroup(world);
  const call = (method: string, options: object) =>
    new Promise<void>((resolve, reject) => {
      const inviteID = inviter.client.call(method, { timeout: 30, data: 'now', ...options }, resolve, reject);
      assert.equal(typeof inviteID, 'string');
      first.hear('NEW_INVITATION_RECEIVED', String(inviteID)).then(() => resolve(), reject);
    });
  await call('inviteSync', { userID: first.client.userID });
  await call('inviteInGroupSync', { groupID, inviteeList });
}

async function cancelling(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to });
  await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
  await inviter.act('cancel', inviteID, 'changed my mind');
  assert.equal((await invitee.hear('INVITATION_CANCELLED', inviteID)).data, 'changed my mind');
  assert.equal(await codeOf(invitee.act('accept', inviteID, '')), 8010, 'it is over');
  const group = await inGroup(world);
  const ofGroup = await group.inviter.invite({ groupID: group.groupID, inviteeList: group.inviteeList });
  await group.first.hear('NEW_INVITATION_RECEIVED', ofGroup);
  await group.inviter.act('cancel', ofGroup, '');
  for (const one of [group.first, group.second]) await one.hear('INVITATION_CANCELLED', ofGroup);
}

/** `accept` or `reject`: the inviter is told, in a group the other invitees too, and another device of who answered. */
async function answering(world: World, action: 'accept' | 'reject', event: string): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to });
  await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
  await invitee.act(action, inviteID, 'my answer');
  const told = await inviter.hear(event, inviteID);
  assert.equal(told.invitee, to);
  assert.equal(told.data, 'my answer');

  const group = await inGroup(world);
  const ofGroup = await group.inviter.invite({ groupID: group.groupID, inviteeList: group.inviteeList });
  for (const one of [group.first, group.second]) await one.hear('NEW_INVITATION_RECEIVED', ofGroup);
  await group.first.act(action, ofGroup, '');
  for (const one of [group.inviter, group.second]) {
    assert.equal((await one.hear(event, ofGroup)).invitee, group.first.client.userID);
  }

  const again = await inviter.invite({ userID: to });
  await invitee.hear('NEW_INVITATION_RECEIVED', again);
  const phone = await world.phone(to);
  const actionType = action === 'accept' ? 3 : 4;
  await sendAction(phone.wire.ask.bind(phone.wire), to, inviter.client.userID, {
    inviteID: again,
    actionType,
    inviter: inviter.client.userID,
    inviteeList: [to],
  });
  assert.equal((await invitee.hear(event, again)).invitee, to, 'answered on another device');
}

let randoms = 0;

/** One action as the wire has it, from a device that is no browser. */
function sendAction(
  ask: (command: string, body: Record<string, unknown>) => Promise<Readonly<Record<string, unknown>>>,
  From_Account: string,
  To_Account: string,
  action: Parameters<typeof actionElement>[0],
  fields: object = {},
): Promise<Readonly<Record<string, unknown>>> {
  const MsgRandom = 700_000 + ++randoms;
  return ask('openim.sendmsg', { From_Account, To_Account, MsgRandom, MsgBody: actionElement(action), ...fields });
}

async function timingOut(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to, timeout: 1 });
  assert.equal((await invitee.hear('INVITATION_TIMEOUT', inviteID)).isSelfTimeout, true);
  assert.equal((await inviter.hear('INVITATION_TIMEOUT', inviteID)).isSelfTimeout, false);
}

async function modifying(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to, data: 'before' });
  await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
  await inviter.act('modifyInvitation', inviteID, 'after');
  assert.equal((await invitee.hear('INVITATION_MODIFIED', inviteID)).data, 'after');
  const group = await inGroup(world);
  const ofGroup = await group.inviter.invite({ groupID: group.groupID, inviteeList: group.inviteeList });
  for (const one of [group.first, group.second]) await one.hear('NEW_INVITATION_RECEIVED', ofGroup);
  await group.inviter.act('modifyInvitation', ofGroup, 'elsewhere');
  for (const one of [group.first, group.second]) {
    assert.equal((await one.hear('INVITATION_MODIFIED', ofGroup)).data, 'elsewhere');
  }
}

/** Messages of a conversation that are signaling, by their invitation. */
async function storedIn(client: OfficialClient, conversationID: string): Promise<readonly string[]> {
  const { messageList } = (await client.chat.getMessageList({ conversationID })).data;
  const signaling = new Signaling(client);
  return messageList.flatMap((message) => signaling.infoOf(message)?.inviteID ?? []);
}

/** All seven fields of an invitation from the message it is, and null for another message. */
async function information(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const inviteID = await inviter.invite({ userID: to, data: 'd', timeout: 20 });
  const isInvitation = ({ payload }: { readonly payload: Readonly<Record<string, unknown>> }) =>
    String(payload.data).includes(inviteID);
  const message = await invitee.client.hearMessage(isInvitation);
  const info = invitee.infoOf(message);
  assert.deepEqual(
    info && [info.inviteID, info.inviter, info.groupID, info.inviteeList, info.data, info.timeout, info.actionType],
    [inviteID, inviter.client.userID, '', [to], 'd', 20, 1],
  );
  await inviter.client.say(invitee.client, 'no invitation');
  assert.equal(invitee.infoOf(await invitee.client.hear('no invitation')), null);
}

/** An invitation is an ordinary message in the history, but for one to connected devices only. */
export async function storing(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const transient = await inviter.invite({ userID: to, onlineUserOnly: true });
  await invitee.hear('NEW_INVITATION_RECEIVED', transient);
  await invitee.act('accept', transient, '');
  await inviter.hear('INVITEE_ACCEPTED', transient);
  const kept = await inviter.invite({ userID: to });
  await invitee.hear('NEW_INVITATION_RECEIVED', kept);
  const { groupID, inviteeList, ...group } = await inGroup(world);
  const passing = await group.inviter.invite({ groupID, inviteeList, onlineUserOnly: true });
  for (const one of [group.first, group.second]) await one.hear('NEW_INVITATION_RECEIVED', passing);
  const staying = await group.inviter.invite({ groupID, inviteeList });
  await group.first.hear('NEW_INVITATION_RECEIVED', staying);
  const [fresh, member] = [await world.client(to), await world.client(group.first.client.userID)];
  await fresh.conversations((list) => list.length === 1 && list[0]?.unreadCount === 1);
  assert.deepEqual(await storedIn(fresh, `C2C${inviter.client.userID}`), [kept]);
  assert.deepEqual(await storedIn(member, `GROUP${groupID}`), [staying]);
}

/** Who was away finds open invitations after his login, counted as unread or not, and none that is over. */
export async function missing(world: World): Promise<void> {
  const inviter = new Signaling(await world.client());
  const to = world.newName();
  const away = await world.client(to);
  const { groupID } = await groupWith(inviter.client, away);
  await away.close();
  const open = await inviter.invite({ userID: to, timeout: 60 });
  const silent = await inviter.invite({
    userID: to,
    timeout: 60,
    data: '{"excludeFromHistoryMessage":true}',
  });
  const over = await inviter.invite({ userID: to, timeout: 60 });
  await inviter.act('cancel', over, '');
  const late = await inviter.invite({ userID: to, timeout: 1 });
  const ofGroup = await inviter.invite({ groupID, inviteeList: [to], timeout: 60 });
  await inviter.hear('INVITATION_TIMEOUT', late);
  const back = await world.client(to, { login: false });
  const hearing = new Signaling(back);
  await back.login(world.server.sign(to));
  for (const inviteID of [open, silent, ofGroup]) {
    assert.equal((await hearing.hear('NEW_INVITATION_RECEIVED', inviteID)).inviter, inviter.client.userID);
  }
  await hearing.act('accept', silent, 'better late');
  assert.equal((await inviter.hear('INVITEE_ACCEPTED', silent)).invitee, to);
  for (const inviteID of [over, late]) assert.ok(!hearing.heard.some(({ data }) => data.inviteID === inviteID));
}

async function groupWith(owner: OfficialClient, member: OfficialClient) {
  const groupID = await createGroup(owner, 'Public', { memberList: [{ userID: member.userID }] });
  await groupList(member, (list) => list.length === 1);
  return { groupID };
}

async function removing(world: World): Promise<void> {
  const { inviter, invitee, to } = await pair(world);
  const deaf = new Signaling(invitee.client);
  deaf.remove();
  const inviteID = await inviter.invite({ userID: to });
  await invitee.hear('NEW_INVITATION_RECEIVED', inviteID);
  assert.deepEqual(deaf.heard, []);
}

const accepting = (world: World) => answering(world, 'accept', 'INVITEE_ACCEPTED');
const rejecting = (world: World) => answering(world, 'reject', 'INVITEE_REJECTED');

export const signaling: Checks = {
  N1: missing,
  N2: removing,
  N3: inviting,
  N4: synchronous,
  N5: invitingInGroup,
  N6: synchronous,
  N7: cancelling,
  N8: accepting,
  N9: rejecting,
  N10: information,
  N11: modifying,
  async S1(world) {
    await inviting(world);
    await missing(world);
  },
  S2: accepting,
  S3: rejecting,
  S4: cancelling,
  S5: timingOut,
  S6: modifying,
};
