import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import type { Answer } from '../sdk-types.ts';
import type { World } from '../world.ts';

interface SdkStatus {
  readonly userID: string;
  /** 1 online, 2 offline but to be reached, 3 logged out. */
  readonly statusType: number;
  readonly customStatus: string;
}

interface Failure {
  readonly userID: string;
  readonly code: number;
}

const setStatus = (client: OfficialClient, customStatus: string) =>
  client.call('setSelfStatus', { customStatus }) as Promise<Answer<SdkStatus>>;

const statusesOf = async (client: OfficialClient, userIDList: readonly string[]) =>
  (
    (await client.call('getUserStatus', { userIDList })) as Answer<{
      readonly successUserList: readonly SdkStatus[];
      readonly failureUserList: readonly Failure[];
    }>
  ).data;

const subscribe = async (client: OfficialClient, ...userIDList: readonly string[]) =>
  (
    (await client.call('subscribeUserStatus', { userIDList })) as Answer<{
      readonly failureUserList: readonly Failure[];
    }>
  ).data.failureUserList;

const unsubscribe = (client: OfficialClient, ...userIDList: readonly string[]) =>
  client.call('unsubscribeUserStatus', { userIDList }) as Promise<unknown>;

/** Waits until a client has been told that somebody is seen so. */
function told(
  client: OfficialClient,
  userID: string,
  wanted: Partial<SdkStatus>,
  since = 0,
): Promise<readonly SdkStatus[]> {
  const matches = (one: SdkStatus) =>
    one.userID === userID && Object.entries(wanted).every(([key, value]) => Reflect.get(one, key) === value);
  return client.waitFor('USER_STATUS_UPDATED', (list: readonly SdkStatus[]) => list.some(matches), { since });
}

const toldOf = (client: OfficialClient, userID: string) =>
  client.events
    .filter(({ name }) => name === 'USER_STATUS_UPDATED')
    .flatMap(({ data }) => data as readonly SdkStatus[])
    .filter((one) => one.userID === userID);

async function ownStatus(world: World): Promise<void> {
  const me = await world.client();
  const phone = await world.phone(me.userID);
  const text = '在路上 🚗';
  assert.equal((await setStatus(me, text)).data.customStatus, text);
  await told(me, me.userID, { customStatus: text, statusType: 1 });
  const base64 = Buffer.from(text).toString('base64');
  await phone.hear(base64);
  const { successUserList } = await statusesOf(world.bob, [me.userID]);
  assert.deepEqual(successUserList, [{ userID: me.userID, statusType: 1, customStatus: text }]);
  assert.equal(await codeOf(setStatus(me, 'x'.repeat(51))), 70402);
  // A device that comes later learns it from the answer to its login.
  const later = await world.client(me.userID);
  assert.equal((await statusesOf(later, [me.userID])).successUserList[0]?.customStatus, text);
  await setStatus(later, '');
  assert.equal((await statusesOf(world.bob, [me.userID])).successUserList[0]?.customStatus, '');
}

async function query(world: World): Promise<void> {
  const [online, out] = [await world.client(), await world.client()];
  const androidUser = world.newName();
  const android = await world.phone(androidUser);
  await out.chat.logout();
  const asked = [online.userID, out.userID, 'never-seen', androidUser];
  await subscribe(world.bob, androidUser);
  android.close();
  await told(world.bob, androidUser, { statusType: 2 });
  const { successUserList, failureUserList } = await statusesOf(world.bob, asked);
  assert.deepEqual(
    successUserList.map(({ userID, statusType }) => [userID, statusType]),
    [
      [online.userID, 1],
      [out.userID, 3],
      [androidUser, 2],
    ],
  );
  assert.deepEqual(
    failureUserList.map(({ userID, code }) => [userID, code]),
    [['never-seen', 70107]],
  );
  await unsubscribe(world.bob, androidUser);
}

/** Everything a subscriber is told: words, loss, coming back, logout; and nothing after he has given up. */
async function subscription(world: World): Promise<void> {
  const [watcher, page] = [await world.client(), await world.client()];
  const user = page.userID;
  assert.deepEqual(
    (await subscribe(watcher, user, 'never-seen')).map(({ userID, code }) => [userID, code]),
    [['never-seen', 70107]],
  );
  await setStatus(page, 'busy');
  await told(watcher, user, { statusType: 1, customStatus: 'busy' });
  page.vanish();
  await told(watcher, user, { statusType: 3, customStatus: 'busy' });
  const since = watcher.events.length;
  const back = await world.client(user);
  await told(watcher, user, { statusType: 1 }, since);
  await back.chat.logout();
  await told(watcher, user, { statusType: 3, customStatus: '' }, since);
}

async function unsubscription(world: World): Promise<void> {
  const [watcher, one, other, witness] = [
    await world.client(),
    await world.client(),
    await world.client(),
    await world.client(),
  ];
  await subscribe(watcher, one.userID, other.userID, witness.userID);
  await unsubscribe(watcher, one.userID);
  await setStatus(one, 'not to be heard');
  await setStatus(other, 'to be heard');
  await told(watcher, other.userID, { customStatus: 'to be heard' });
  assert.deepEqual(toldOf(watcher, one.userID), []);
  await unsubscribe(watcher);
  await setStatus(other, 'nor this');
  await subscribe(watcher, witness.userID);
  await setStatus(witness, 'last');
  await told(watcher, witness.userID, { customStatus: 'last' });
  assert.ok(!toldOf(watcher, other.userID).some(({ customStatus }) => customStatus === 'nor this'));
}

/** Only native environments with a push plug-in send these: a device that speaks as they do. */
async function pushPackets(world: World): Promise<void> {
  const phone = await world.phone(world.newName());
  const ask = async (command: string, body: object) => {
    const { ErrorCode } = await phone.wire.ask(command, body as Record<string, unknown>);
    return ErrorCode;
  };
  const token = {
    TokenID: 'a token',
    VarToken: '',
    PushMsg: 1,
    EnterVersion: 1400000001,
    BusiID: 30001,
    InstType: 2000,
    IsTpns: 0,
    is_web_uniapp: 2,
    NotificationStatus: 1,
    DeviceModel: 'P',
    SystemVersion: '14',
    PushPluginVersion: '1.2',
  };
  assert.equal(await ask('im_open_status.ws_stat_settoken', token), 0);
  assert.equal(await ask('im_open_status.ws_stat_settoken', { ...token, TokenID: '' }), 22003);
  assert.equal(await ask('im_open_status.ws_stat_settoken', { ...token, TokenID: 'x'.repeat(257) }), 22004);
  assert.equal(await ask('im_open_status.ws_stat_background', { C2CUnread: 0, GroupUnread: 0, is_web_uniapp: 2 }), 0);
  assert.equal(await ask('im_open_status.ws_stat_foreground', { is_web_uniapp: 2 }), 0);
  const events = [{ EventType: 1, EventTime: 1_795_000_000, ClickExt: '{}' }];
  assert.equal(await ask('offline_push_report.uniapp_sdk_report', { UinappPushEvents: events }), 0);
}

export const presence: Checks = {
  H1: ownStatus,
  H2: query,
  H3: subscription,
  H4: unsubscription,
  async E24(world) {
    await subscription(world);
    const me = await world.client();
    const phone = await world.phone(me.userID);
    await phone.wire.ask('im_open_status.ws_set_custom_status', { CustomStatus: 'by the phone' });
    await told(me, me.userID, { statusType: 1, customStatus: 'by the phone' });
  },
  P14: pushPackets,
};
