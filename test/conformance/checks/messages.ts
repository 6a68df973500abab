import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkMessage } from '../sdk-types.ts';
import type { World } from '../world.ts';
import { groupMessages } from './group-conversations.ts';
import { resendMedia, sendMedia } from './media.ts';

type Pair = Pick<World, 'alice' | 'bob'>;

/** Creates a message by a method of the client, sends it, and returns what the other side got. */
async function roundTrip({ alice, bob }: Pair, method: string, payload: object): Promise<SdkMessage> {
  const sent = alice.call(method, { to: bob.userID, conversationType: 'C2C', payload }) as SdkMessage;
  assert.equal((await alice.chat.sendMessage(sent)).code, 0);
  const got = await bob.hearMessage((message) => message.ID === sent.ID);
  assert.equal(got.type, sent.type);
  return got;
}

function samePayload(method: string, payload: object) {
  return async (world: World) => {
    const got = await roundTrip(world, method, payload);
    for (const [field, value] of Object.entries(payload)) assert.deepEqual(got.payload[field], value, field);
  };
}

export const messages: Checks = {
  B1: samePayload('createTextMessage', { text: 'héllo 世界 😀\u0000"\\' }),
  B2({ alice }) {
    const options = { to: 'g', conversationType: 'GROUP', payload: { text: '@x', atUserList: ['x'] } };
    assert.ok((alice.call('createTextAtMessage', options) as SdkMessage).ID);
  },
  B6: samePayload('createCustomMessage', { data: '{"a":1}', description: 'd', extension: '\u0001\u{1F600}' }),
  B7: samePayload('createFaceMessage', { index: 7, data: 'smile' }),
  B9: samePayload('createLocationMessage', { description: '西湖', longitude: 120.15, latitude: 30.2431 }),
  B10: async (world) => {
    const inner = await roundTrip(world, 'createTextMessage', { text: 'to be merged' });
    const merged = { messageList: [inner], title: 'T', abstractList: ['a: to be merged'], compatibleText: 'old' };
    const got = await roundTrip({ alice: world.bob, bob: world.alice }, 'createMergerMessage', merged);
    const [first] = got.payload.messageList as readonly { readonly ID: string }[];
    assert.equal(first?.ID, inner.ID, 'inner messages keep their IDs');
  },
  async B11(world) {
    const original = await roundTrip(world, 'createTextMessage', { text: 'to be forwarded' });
    const copy = world.bob.call('createForwardMessage', {
      to: world.alice.userID,
      conversationType: 'C2C',
      payload: original,
    }) as SdkMessage;
    await world.bob.chat.sendMessage(copy);
    const got = await world.alice.hearMessage((message) => message.ID === copy.ID);
    assert.deepEqual(got.payload, original.payload);
  },
  C1: sendMessage,
  C2: resendMessage,
};

async function sendMessage(world: World): Promise<void> {
  const { alice, bob } = world;
  const text = (value: string, to = bob.userID) =>
    alice.chat.createTextMessage({ to, conversationType: 'C2C', payload: { text: value }, cloudCustomData: 'cloud' });
  const { data } = await alice.chat.sendMessage(text('sent'));
  assert.equal(data.message.status, 'success');
  const got = await bob.hear('sent');
  assert.equal(got.ID, data.message.ID, 'the same ID on both sides');
  assert.equal(got.time, data.message.time, 'the same time on both sides');
  assert.equal(got.cloudCustomData, 'cloud');
  assert.equal(await codeOf(alice.chat.sendMessage(text('nobody there', 'never-seen'))), 20003);
  assert.equal(await codeOf(alice.chat.sendMessage(text('x'.repeat(13_000)))), 80002);
  await onlineOnly(alice, bob);
  await groupMessages(world);
  await sendMedia(world);
}

async function onlineOnly(alice: OfficialClient, bob: OfficialClient): Promise<void> {
  const typing = alice.chat.createCustomMessage({
    to: bob.userID,
    conversationType: 'C2C',
    payload: { data: 'typing', description: '', extension: '' },
  });
  await alice.chat.sendMessage(typing, { onlineUserOnly: true });
  await bob.hearMessage((message) => message.payload.data === 'typing');
}

async function resendMessage(world: World): Promise<void> {
  const { alice } = world;
  const name = world.newName();
  const message = alice.chat.createTextMessage({ to: name, conversationType: 'C2C', payload: { text: 'again' } });
  assert.equal(await codeOf(alice.chat.sendMessage(message)), 20003, 'nobody of this name yet');
  const newcomer = await world.client(name);
  const answer = (await alice.call('resendMessage', message)) as { readonly code: number };
  assert.equal(answer.code, 0);
  await newcomer.hear('again');
  await resendMedia(world);
}
