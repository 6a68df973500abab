import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';

/** All of these were sent by the client on its own, and answered without an error. */
function answered(client: OfficialClient, ...commands: readonly string[]): Promise<void> {
  return client.until(
    () => commands.every((command) => client.traffic.answers.get(command)?.every((code) => code === 0) ?? false),
    `good answers to ${commands.join(', ')}`,
  );
}

export const packets: Checks = {
  P1: ({ alice }) => answered(alice, 'heartbeat.alive'),
  P2: ({ idle }) => answered(idle, 'im_open_status.wshello'),
  async P3(world) {
    const client = await world.client();
    await world.alice.say(client, 'acknowledge this');
    await client.until(() => client.traffic.sent.includes('openim.ws_msg_push_ack'), 'ws_msg_push_ack');
  },
  P4: ({ alice }) => answered(alice, 'openim.getmsg'),
  P5: ({ alice }) => answered(alice, 'recentcontact.page_get', 'recentcontact.get_contact_group'),
  P6: ({ alice }) =>
    answered(alice, 'group_open_http_svc.get_joined_group_list', 'million_group_open_http_svc.get_joined_group_list'),
  async P7(world) {
    const commands = ['sns.friend_get', 'sns.group_get', 'sns.pendency_get'];
    const client = await world.client();
    await answered(client, ...commands, 'profile.portrait_get_all', 'sns.black_list_get');
    assert.equal(client.traffic.sent.filter((one) => one === 'sns.black_list_get').length, 1, 'it knows when to stop');
    // 2.27.6 asks for none of them when it comes back: it is told (wire-users.md §1.6).
    if (world.sdk !== 'chat') return;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    client.dropSocket();
    const twice = (command: string) => client.traffic.answers.get(command)?.length === 2;
    await client.until(() => commands.every(twice), 'the same once more');
    await answered(client, ...commands);
  },
  P8: ({ alice }) => answered(alice, 'im_sdk_config_mgr.fetch_config', 'im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2'),
  async P9(world) {
    const client = await world.client();
    await world.alice.say(client, 'who is this?');
    await answered(client, 'openim.get_peer_read_time', 'openim.get_c2c_peer_mute_notifications');
  },
  // Switched off by the cloud configuration, so nothing is sent; that it would be taken is tested on the wire.
  P12: ({ idle }) => {
    assert.ok(!idle.traffic.sent.includes('imopenstat.tim_web_report_v2'));
  },
  async P15(world) {
    const client = await world.client();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    client.dropSocket();
    await client.until(() => client.traffic.answers.get('im_open_status.wslogin')?.length === 2, 'a second login');
    await answered(client, 'im_open_status.wslogin');
    await world.alice.say(client, 'back again');
    await client.hear('back again');
  },
  W1: async (world) => {
    const client = await world.client();
    await world.alice.say(client, 'pushed');
    await client.hear('pushed');
  },
  W3: async (world) => {
    const client = await world.client();
    await world.server.rest('im_open_login_svc/kick', { UserID: client.userID });
    await client.waitFor('KICKED_OUT');
  },
};
