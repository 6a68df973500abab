import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import { conversationOf, say } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkMessage } from '../sdk-types.ts';
import type { World } from '../world.ts';
import { publicGroup } from './groups.ts';

interface PinEvent {
  readonly groupID: string;
  readonly isPinned: boolean;
  readonly message: SdkMessage;
  readonly operatorInfo: { readonly userID: string };
}

function hearPin(client: OfficialClient, group: string, sequence: number, isPinned: boolean): Promise<PinEvent> {
  return client.waitFor<PinEvent>(
    'PINNED_GROUP_MESSAGE_UPDATED',
    (pin) => pin.groupID === group && pin.isPinned === isPinned && pin.message.sequence === sequence,
  );
}

/** In the client's own order: by the age of the messages, whatever the order of the pins. */
async function pinnedTexts(client: OfficialClient, group: string) {
  const { messageList } = (await client.chat.getPinnedGroupMessageList(group)).data;
  return messageList.map(({ payload }) => payload.text);
}

/** A group in which two messages are written. */
async function talk(world: World) {
  const { owner, member, group } = await publicGroup(world);
  const messages = [await say(owner, group, 'one'), await say(member, group, 'two')] as const;
  await owner.hear('two');
  const set = (client: OfficialClient, message: SdkMessage, isPinned: boolean) =>
    client.chat.pinGroupMessage({ groupID: group, message, isPinned });
  return { owner, member, group, messages, set };
}

/** A message of REST may have more than one element. */
async function pinOfSeveralElements({ server }: World, member: OfficialClient, group: string): Promise<void> {
  const MsgBody = ['more', 'than one'].map((Text) => ({ MsgType: 'TIMTextElem', MsgContent: { Text } }));
  const message = { GroupId: group, From_Account: member.userID, Random: 1, MsgBody };
  const { MsgSeq } = await server.rest('group_open_http_svc/send_group_msg', message);
  await server.rest('group_open_http_svc/pin_message', { GroupId: group, MsgSeq });
  await hearPin(member, group, Number(MsgSeq), true);
}

export const groupPins: Checks = {
  async K8(world) {
    const { owner, member, group, messages, set } = await talk(world);
    assert.equal(await codeOf(set(member, messages[1], true)), 10007);
    for (const message of messages) await set(owner, message, true);
    assert.deepEqual(await pinnedTexts(member, group), ['one', 'two']);
    await set(owner, messages[1], false);
    assert.deepEqual(await pinnedTexts(member, group), ['one']);
  },
  async K9(world) {
    const { owner, member, group, messages, set } = await talk(world);
    assert.deepEqual(await pinnedTexts(member, group), []);
    for (const message of messages) await set(owner, message, true);
    // A client that has none of the messages fetches them.
    assert.deepEqual(await pinnedTexts(await world.client(member.userID), group), ['one', 'two']);
    assert.equal(await codeOf(world.idle.chat.getPinnedGroupMessageList(group)), 10007);
  },
  async E37(world) {
    const { owner, member, group, messages, set } = await talk(world);
    const before = member.count('MESSAGE_RECEIVED');
    await set(owner, messages[0], true);
    const pinned = await hearPin(member, group, messages[0].sequence, true);
    assert.equal(pinned.message.payload.text, 'one');
    assert.equal(pinned.operatorInfo.userID, owner.userID);
    await hearPin(owner, group, messages[0].sequence, true);
    await set(owner, messages[0], false);
    await hearPin(member, group, messages[0].sequence, false);
    assert.equal(member.count('MESSAGE_RECEIVED'), before, 'a pin is no message');
    const list = await member.conversations((all) => all.some((one) => one.conversationID === conversationOf(group)));
    assert.equal(list.find((one) => one.conversationID === conversationOf(group))?.lastMessage.messageForShow, 'two');
    await pinOfSeveralElements(world, member, group);
  },
};
