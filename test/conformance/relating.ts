import assert from 'node:assert/strict';
import type { Phone } from '../websdk/phone.ts';
import type { OfficialClient } from './official-client.ts';
import type { SdkFriend, SdkFriendGroup, SdkRequests } from './sdk-relations.ts';

/** How the client calls what it is to do (its TYPES). */
export const ANY = 'AllowType_Type_AllowAny';
export const ASK = 'AllowType_Type_NeedConfirm';
export const DENY = 'AllowType_Type_DenyAny';
export const SINGLE = 'Add_Type_Single';
export const AGREE = 'Response_Action_Agree';
export const AGREE_AND_ADD = 'Response_Action_AgreeAndAdd';
export const TO_ME = 'Pendency_Type_ComeIn';
export const BY_ME = 'Pendency_Type_SendOut';
export const SOURCE = 'AddSource_Type_Web';

/** Waits until what a client shows is as wanted. Asked for anew after every event: some changes come without one. */
export async function shown<T>(
  client: OfficialClient,
  ask: () => Promise<{ readonly data: T }>,
  wanted: (data: T) => boolean,
): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const since = client.events.length;
    const { data } = await ask();
    if (wanted(data)) return data;
    if (Date.now() > end) throw new Error(`not as wanted: ${JSON.stringify(data)}`);
    const any = () => client.events.length > since;
    await client.until(any, 'event', 250).catch(() => {});
  }
}

export const friends = (client: OfficialClient, wanted: (list: readonly SdkFriend[]) => boolean) =>
  shown(client, () => client.chat.getFriendList(), wanted);

export const requests = (client: OfficialClient, wanted: (found: SdkRequests) => boolean) =>
  shown(client, () => client.chat.getFriendApplicationList(), wanted);

export const groupsOf = (client: OfficialClient, wanted: (groups: readonly SdkFriendGroup[]) => boolean) =>
  shown(client, () => client.chat.getFriendGroupList(), wanted);

export const blocked = (client: OfficialClient, wanted: (list: readonly string[]) => boolean) =>
  shown(client, () => client.chat.getBlacklist(), wanted);

/** Waits until a client has this friend, with what it asks for when it is told of him; or until it has him not. */
export async function hasFriend(client: OfficialClient, userID: string): Promise<SdkFriend> {
  const list = await friends(client, (all) => all.some((one) => one.userID === userID && one.source !== ''));
  const [friend] = list.filter((one) => one.userID === userID);
  if (friend === undefined) throw new Error('it was there a moment ago');
  return friend;
}

export const lacksFriend = (client: OfficialClient, userID: string) =>
  friends(client, (list) => !list.some((one) => one.userID === userID));

/** Makes two friends of each other, and waits until both show it. */
export async function befriend(one: OfficialClient, other: OfficialClient): Promise<void> {
  await one.chat.addFriend({ to: other.userID, source: SOURCE });
  await Promise.all([hasFriend(one, other.userID), hasFriend(other, one.userID)]);
}

/** The next requests are for him to agree to. */
export async function asksFirst(client: OfficialClient): Promise<void> {
  await client.chat.updateMyProfile({ allowType: ASK });
}

/** A command about friends from another device, which must not be refused. */
export async function sns(phone: Phone, command: string, body: object) {
  const answer = await phone.wire.ask(`sns.${command}`, { From_Account: phone.user, ...body });
  assert.equal(answer.ErrorCode, 0, `${command}: ${answer.ErrorInfo}`);
  return answer;
}
