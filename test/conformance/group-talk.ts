import type { OfficialClient } from './official-client.ts';
import type { SdkGroup } from './sdk-groups.ts';
import type { SdkMessage } from './sdk-types.ts';

const PATIENCE_MS = 15_000;

export const conversationOf = (group: string): string => `GROUP${group}`;

/** Creates a group and returns its id. Types by their wire names: Private, Public, ChatRoom, AVChatRoom, Community. */
export async function createGroup(
  owner: OfficialClient,
  type: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const before = sentTo(owner);
  const { data } = await owner.chat.createGroup({ type, name: `group of ${owner.userID}`, ...options });
  // The client announces a group by a message of its own, and does not wait for it: until it is there, a group of type
  // Private is hidden from its members.
  const announced = type !== 'AVChatRoom' && options.isSupportTopic !== true;
  if (announced) await owner.until(() => sentTo(owner) > before, 'the announcement of a group');
  return data.group.groupID;
}

/** Answers that a client has got to messages of groups. */
function sentTo({ traffic }: OfficialClient): number {
  const answers = [...traffic.answers].filter(([command]) => command.endsWith('.send_group_msg'));
  return answers.reduce((count, [, codes]) => count + codes.length, 0);
}

export function groupText(client: OfficialClient, group: string, text: string, more: object = {}): SdkMessage {
  return client.chat.createTextMessage({ to: group, conversationType: 'GROUP', payload: { text }, ...more });
}

/** Sends a text; rejects when it is not accepted. */
export async function say(
  client: OfficialClient,
  group: string,
  text: string,
  options: object = {},
): Promise<SdkMessage> {
  return (await client.chat.sendMessage(groupText(client, group, text), options)).data.message;
}

/** The tip of this code (wire-groups.md §10.4) in a group, once it has come. */
export function hearTip(client: OfficialClient, group: string, operationType: number): Promise<SdkMessage> {
  return client.hearMessage(
    (message) =>
      message.type === 'TIMGroupTipElem' &&
      message.conversationID === conversationOf(group) &&
      message.payload.operationType === operationType,
  );
}

/** The notice of this code (wire-groups.md §10.5) about a group, once it has come. */
export function hearNotice(client: OfficialClient, group: string, operationType: number): Promise<SdkMessage> {
  return client.hearMessage((message) => isNotice(message, group) && message.payload.operationType === operationType);
}

export function isNotice({ type, payload }: SdkMessage, group: string): boolean {
  const about = payload.groupProfile as { readonly groupID?: string; readonly to?: string } | undefined;
  return type === 'TIMGroupSystemNoticeElem' && (about?.groupID === group || about?.to === group);
}

/** Numbers and texts of what a client has of a group's history, oldest first; tips by their code. */
export async function historyOf(
  client: OfficialClient,
  group: string,
): Promise<readonly (readonly [number, unknown])[]> {
  const { data } = await client.chat.getMessageList({ conversationID: conversationOf(group) });
  return data.messageList.map(({ sequence, payload }) => [sequence, payload.text ?? payload.operationType]);
}

export async function groupsOf(client: OfficialClient): Promise<readonly SdkGroup[]> {
  return (await client.chat.getGroupList()).data.groupList;
}

/**
 * Waits until the client's list of groups is as wanted. Looked at anew after every event: 2.27.6 asks the server each time,
 * and a list that it asked for too early is not mended by an event.
 */
export async function groupList(
  client: OfficialClient,
  wanted: (list: readonly SdkGroup[]) => boolean,
): Promise<readonly SdkGroup[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const since = client.events.length;
    const list = await groupsOf(client);
    if (wanted(list)) return list;
    if (Date.now() > end) throw new Error(`no list of groups as wanted: ${list.map(({ groupID }) => groupID)}`);
    await client.waitFor('GROUP_LIST_UPDATED', () => true, { since, ms: 250 }).catch(() => {});
  }
}
