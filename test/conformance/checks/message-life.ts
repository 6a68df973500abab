import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { conversationOf, groupText } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkMessage } from '../sdk-types.ts';
import type { World } from '../world.ts';
import { publicGroup } from './groups.ts';

/** Fields that messages get in the course of their life. */
interface LifeMessage extends SdkMessage {
  readonly isRevoked: boolean;
  readonly isDeleted: boolean;
  readonly isModified: boolean;
  readonly revoker: string;
  readonly version: number;
  readonly readReceiptInfo: {
    readonly readCount?: number;
    readonly unreadCount?: number;
    readonly isPeerRead?: boolean;
  };
}

const lives = (list: readonly SdkMessage[]) => list as readonly LifeMessage[];

async function historyWith(client: OfficialClient, conversationID: string): Promise<readonly LifeMessage[]> {
  return lives((await client.chat.getMessageList({ conversationID })).data.messageList);
}

/** A one-to-one message that has arrived, on both sides. */
async function told(from: OfficialClient, to: OfficialClient, text: string, more: object = {}) {
  const sent = from.chat.createTextMessage({ to: to.userID, conversationType: 'C2C', payload: { text }, ...more });
  const { data } = await from.chat.sendMessage(sent);
  const got = await to.hearMessage((message) => message.ID === sent.ID);
  return { sent: data.message, got } as const;
}

/** A group message that has arrived at a member. */
async function toldInGroup(world: World, text: string, more: object = {}) {
  const { owner, member, group } = await publicGroup(world);
  const sent = (await owner.chat.sendMessage(groupText(owner, group, text, more))).data.message;
  const got = await member.hearMessage((message) => message.ID === sent.ID);
  return { owner, member, group, sent, got } as const;
}

const hearRevoked = (client: OfficialClient, id: string) =>
  client.waitFor<readonly LifeMessage[]>('MESSAGE_REVOKED', (list) => list.some(({ ID }) => ID === id));
const hearModified = (client: OfficialClient, id: string) =>
  client.waitFor<readonly LifeMessage[]>('MESSAGE_MODIFIED', (list) => list.some(({ ID }) => ID === id));

/** A new page of the same user finds in its history what has become of a message. */
async function asReloaded(world: World, user: string, conversationID: string): Promise<readonly LifeMessage[]> {
  return historyWith(await world.client(user), conversationID);
}

async function revoke(world: World): Promise<void> {
  const [alice, bob] = [await world.client(), await world.client()];
  const { sent } = await told(alice, bob, 'to be recalled');
  await alice.call('revokeMessage', sent);
  const [revoked] = await hearRevoked(bob, sent.ID);
  assert.equal(revoked?.isRevoked, true);
  const other = await told(bob, alice, 'not hers');
  assert.notEqual(await codeOf(alice.call('revokeMessage', other.got) as Promise<unknown>), 0);
  const [kept] = await asReloaded(world, bob.userID, `C2C${alice.userID}`);
  assert.equal(kept?.isRevoked, true, 'its place is shown');
  assert.notEqual(kept?.payload.text, 'to be recalled', 'what it said is not');
  assert.equal(kept?.revoker, world.sdk === 'chat' ? alice.userID : kept?.revoker);

  const inGroup = await toldInGroup(world, 'recalled in a group');
  await inGroup.owner.call('revokeMessage', inGroup.sent);
  await hearRevoked(inGroup.member, inGroup.sent.ID);
  const list = await asReloaded(world, inGroup.member.userID, conversationOf(inGroup.group));
  assert.equal(list.find(({ sequence }) => sequence === inGroup.sent.sequence)?.isRevoked, true);
}

async function modify(world: World): Promise<void> {
  const { alice, bob } = world;
  const { sent } = await told(alice, bob, 'first words');
  Object.assign(sent.payload, { text: 'other words' });
  Object.assign(sent, { cloudCustomData: 'cloud' });
  const { code } = (await alice.call('modifyMessage', sent)) as { readonly code: number };
  assert.equal(code, 0);
  const [heard] = await hearModified(bob, sent.ID);
  assert.equal(heard?.payload.text, 'other words');
  assert.equal(heard?.cloudCustomData, 'cloud');
  const reloaded = await asReloaded(world, (await world.client()).userID, `C2C${alice.userID}`);
  assert.equal(reloaded.length, 0, 'nobody else');

  const inGroup = await toldInGroup(world, 'first in a group');
  Object.assign(inGroup.sent.payload, { text: 'other in a group' });
  await inGroup.owner.call('modifyMessage', inGroup.sent);
  const [inMember] = await hearModified(inGroup.member, inGroup.sent.ID);
  assert.equal(inMember?.payload.text, 'other in a group');
  const list = await asReloaded(world, inGroup.member.userID, conversationOf(inGroup.group));
  assert.equal(list.find(({ sequence }) => sequence === inGroup.sent.sequence)?.payload.text, 'other in a group');
}

async function remove(world: World): Promise<void> {
  const [alice, bob] = [await world.client(), await world.client()];
  const first = await told(alice, bob, 'stays');
  const second = await told(alice, bob, 'goes');
  await bob.call('deleteMessage', [second.got]);
  const texts = async (user: string, peer: string) =>
    (await asReloaded(world, user, `C2C${peer}`)).map(({ payload }) => payload.text);
  assert.deepEqual(await texts(bob.userID, alice.userID), ['stays']);
  assert.deepEqual(await texts(alice.userID, bob.userID), ['stays', 'goes']);
  assert.ok(first.got.ID);

  const inGroup = await toldInGroup(world, 'goes in a group');
  await inGroup.member.call('deleteMessage', [inGroup.got]);
  const list = await asReloaded(world, inGroup.member.userID, conversationOf(inGroup.group));
  assert.equal(
    list.some(({ payload }) => payload.text === 'goes in a group'),
    false,
  );
}

async function clear(world: World): Promise<void> {
  const [alice, bob] = [await world.client(), await world.client()];
  await told(alice, bob, 'one');
  await told(alice, bob, 'two');
  await bob.call('clearHistoryMessage', `C2C${alice.userID}`);
  assert.deepEqual(await asReloaded(world, bob.userID, `C2C${alice.userID}`), []);
  const again = await world.client(bob.userID);
  const isHers = ({ conversationID }: { readonly conversationID: string }) => conversationID === `C2C${alice.userID}`;
  const kept = (await again.conversations((list) => list.some(isHers))).find(isHers);
  assert.equal(kept?.unreadCount, 0, 'the conversation stays, and nothing in it is unread');
  await told(alice, again, 'three');
  const after = await historyWith(again, `C2C${alice.userID}`);
  assert.deepEqual(
    after.map(({ payload }) => payload.text),
    ['three'],
  );
  assert.equal((await asReloaded(world, alice.userID, `C2C${bob.userID}`)).length, 3, 'hers is whole');
}

async function receiptsOfPairs(alice: OfficialClient, bob: OfficialClient): Promise<void> {
  const { sent, got } = await told(alice, bob, 'confirm me', { needReadReceipt: true });
  await bob.call('sendMessageReadReceipt', [got]);
  const [receipt] = await alice.waitFor<readonly { readonly messageID: string; readonly isPeerRead: boolean }[]>(
    'MESSAGE_READ_RECEIPT_RECEIVED',
    (list) => list.some(({ messageID }) => messageID === sent.ID),
  );
  assert.equal(receipt?.isPeerRead, true);
}

interface GroupReceipt {
  readonly messageID: string;
  readonly readCount: number;
  readonly unreadCount: number;
}

async function receiptsOfGroups(world: World): Promise<void> {
  const { owner, member, group, sent, got } = await toldInGroup(world, 'confirm me', { needReadReceipt: true });
  const listed = async () => {
    const { data } = (await owner.call('getMessageReadReceiptList', [sent])) as {
      readonly data: { readonly messageList: readonly LifeMessage[] };
    };
    return data.messageList[0]?.readReceiptInfo;
  };
  const before = await listed();
  assert.equal(before?.readCount, 0);
  const unread = before?.unreadCount ?? 0;
  assert.ok(unread >= 1);
  await member.call('sendMessageReadReceipt', [got]);
  const [receipt] = await owner.waitFor<readonly GroupReceipt[]>('MESSAGE_READ_RECEIPT_RECEIVED', (list) =>
    list.some(({ messageID }) => messageID === sent.ID),
  );
  assert.equal(receipt?.readCount, 1);
  assert.equal(receipt?.unreadCount, unread - 1);
  assert.equal((await listed())?.readCount, 1);
  const members = async (filter: number) => {
    const answer = (await owner.call('getGroupMessageReadMemberList', {
      message: sent,
      filter,
      cursor: '',
      count: 100,
    })) as { readonly data: { readonly readUserIDList: string[]; readonly unreadUserIDList: string[] } };
    return filter === 0 ? answer.data.readUserIDList : answer.data.unreadUserIDList;
  };
  assert.deepEqual(await members(0), [member.userID]);
  assert.equal((await members(1)).includes(member.userID), false);
  assert.ok(group);
}

type Pairs = readonly { readonly key: string; readonly value: string }[];
const hearExtensions = (client: OfficialClient, event: string, id: string) =>
  client.waitFor<{ readonly messageID: string; readonly extensions?: Pairs; readonly keyList?: readonly string[] }>(
    event,
    ({ messageID }) => messageID === id,
  );

async function extensions({ alice, bob }: Pick<World, 'alice' | 'bob'>): Promise<void> {
  const { sent, got } = await told(alice, bob, 'extend me', { isSupportExtension: true });
  const pairs = [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ];
  await bob.call('setMessageExtensions', got, pairs);
  const heard = await hearExtensions(alice, 'MESSAGE_EXTENSIONS_UPDATED', sent.ID);
  assert.deepEqual(heard.extensions, pairs);
  const { data } = (await alice.call('getMessageExtensions', sent)) as {
    readonly data: { readonly extensions: Pairs };
  };
  assert.deepEqual(
    data.extensions.map(({ key, value }) => ({ key, value })),
    pairs,
  );
  await bob.call('deleteMessageExtensions', got, ['a']);
  const gone = await hearExtensions(alice, 'MESSAGE_EXTENSIONS_DELETED', sent.ID);
  assert.deepEqual(gone.keyList, ['a']);
}

interface Reactions {
  readonly messageID: string;
  readonly reactionList: readonly {
    readonly reactionID: string;
    readonly totalUserCount: number;
    readonly reactedByMyself: boolean;
    readonly partialUserList: readonly { readonly userID: string }[];
  }[];
}

const hearReaction = (client: OfficialClient, id: string, count: number) =>
  client.waitFor<Reactions>(
    'MESSAGE_REACTIONS_UPDATED',
    ({ messageID, reactionList }) => messageID === id && reactionList[0]?.totalUserCount === count,
  );

async function reactions({ alice, bob }: Pick<World, 'alice' | 'bob'>): Promise<void> {
  const { sent, got } = await told(alice, bob, 'react to me');
  await bob.call('addMessageReaction', got, 'smile');
  const heard = await hearReaction(alice, sent.ID, 1);
  assert.equal(heard.reactionList[0]?.reactedByMyself, false);
  assert.deepEqual(
    heard.reactionList[0]?.partialUserList.map(({ userID }) => userID),
    [bob.userID],
  );
  const own = await hearReaction(bob, sent.ID, 1);
  assert.equal(own.reactionList[0]?.reactedByMyself, true);
  assert.equal(await codeOf(bob.call('addMessageReaction', got, 'smile') as Promise<unknown>), 23007);
  await alice.call('addMessageReaction', sent, 'smile');
  await hearReaction(bob, sent.ID, 2);
  const list = (await alice.call('getMessageReactions', { messageList: [sent], maxUserCountPerReaction: 5 })) as {
    readonly data: { readonly resultList: readonly Reactions[] };
  };
  assert.equal(list.data.resultList[0]?.reactionList[0]?.totalUserCount, 2);
  const all = (await alice.call('getAllUserListOfMessageReaction', {
    message: sent,
    reactionID: 'smile',
    nextSeq: 0,
    count: 100,
  })) as { readonly data: { readonly userList: readonly { readonly userID: string }[] } };
  assert.deepEqual(
    all.data.userList.map(({ userID }) => userID),
    [alice.userID, bob.userID],
  );
  await bob.call('removeMessageReaction', got, 'smile');
  await alice.call('removeMessageReaction', sent, 'smile');
  await hearReaction(bob, sent.ID, 0);
}

async function groupReceiptsByUsers(world: World): Promise<void> {
  const { owner, member, group, sent, got } = await toldInGroup(world, 'who has read me', { needReadReceipt: true });
  await member.call('sendMessageReadReceipt', [got]);
  await owner.waitFor('MESSAGE_READ_RECEIPT_RECEIVED');
  const answer = await owner.chat.callExperimentalAPI('getGroupReceiptsByUsers', {
    groupID: group,
    receiptList: [{ sequence: sent.sequence, userIDList: [member.userID] }],
  });
  assert.equal(answer.code, 0);
}

export const messageLife: Checks = {
  C3: revoke,
  C4: remove,
  C5: modify,
  C9: extensions,
  C10: extensions,
  C11: extensions,
  C12: reactions,
  C13: reactions,
  C14: reactions,
  C15: reactions,
  HC4: async (world) => {
    await receiptsOfPairs(world.alice, world.bob);
    await receiptsOfGroups(world);
  },
  HC5: receiptsOfGroups,
  HC6: receiptsOfGroups,
  HC12: clear,
  E6: modify,
  E7: revoke,
  E9: ({ alice, bob }) => receiptsOfPairs(alice, bob),
  E10: extensions,
  E11: extensions,
  E12: reactions,
  X19: groupReceiptsByUsers,
};
