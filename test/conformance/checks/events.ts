import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';
import type { SdkMessage } from '../sdk-types.ts';
import { groupMessages } from './group-conversations.ts';

export const events: Checks = {
  E1: ({ alice }) => {
    assert.equal(alice.count('SDK_READY'), 1);
  },
  async E2(world) {
    const client = await world.client();
    await client.chat.logout();
    await client.waitFor('SDK_NOT_READY');
  },
  async E3(world) {
    const client = await world.client();
    await client.chat.destroy();
    await client.waitFor('SDK_DESTROY');
  },
  async E4(world) {
    const sender = await world.client();
    const phone = await world.phone(sender.userID);
    await sender.say(world.bob, 'from the page');
    assert.equal((await world.bob.hear('from the page')).flow, 'in');
    await phone.hear('from the page');
    assert.equal(sender.count('MESSAGE_RECEIVED'), 0, 'no echo');
    await phone.send(world.bob.userID, 'from the phone');
    assert.equal((await world.bob.hear('from the phone')).flow, 'in');
    assert.equal((await sender.hear('from the phone')).flow, 'out');
    await groupMessages(world);
  },
  async E8(world) {
    const [author, reader] = await Promise.all([world.client(), world.client()]);
    const sent = await author.say(reader, 'seen?');
    await reader.unread(`C2C${author.userID}`, 1);
    await reader.chat.setMessageRead({ conversationID: `C2C${author.userID}` });
    const read = await author.waitFor<readonly SdkMessage[]>('MESSAGE_READ_BY_PEER');
    assert.deepEqual(
      read.map(({ ID, isPeerRead }) => ({ ID, isPeerRead })),
      [{ ID: sent.ID, isPeerRead: true }],
    );
  },
  async E14(world) {
    const client = await world.client();
    await world.alice.say(client, 'counted');
    await client.waitFor<number>('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (total) => total === 1);
  },
  async E32(world) {
    const type = (client: Awaited<ReturnType<typeof world.client>>) =>
      client.waitFor<{ readonly type: string }>('KICKED_OUT').then((data) => data.type);
    const first = await world.client();
    const second = await world.client(first.userID);
    assert.equal(await type(first), 'multipleAccount', 'one page is allowed, the newer one');
    assert.equal(second.count('KICKED_OUT'), 0);
    const kicked = await world.client();
    await world.server.rest('im_open_login_svc/kick', { UserID: kicked.userID });
    assert.equal(await type(kicked), 'REST_API_Kick');
    const expiring = world.newName();
    const short = await world.client(expiring, { userSig: world.server.sign(expiring, { expire: 2 }) });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await short.chat.sendMessage(short.text(world.bob, 'too late')).catch(() => {});
    assert.equal(await type(short), 'userSigExpired');
  },
  async E33(world) {
    const client = await world.client(world.newName(), { login: false });
    await client.chat.getConversationList().catch(() => {});
    await client.waitFor('ERROR');
  },
  async E34(world) {
    const client = await world.client();
    const since = client.events.length;
    // Sockets that close within their first second are not opened again (wire-core.md §1.9).
    await new Promise((resolve) => setTimeout(resolve, 1100));
    client.dropSocket();
    const is = (state: string) => (data: { readonly state: string }) => data.state === state;
    await client.waitFor('NET_STATE_CHANGE', is('connecting'), { since });
    await client.waitFor('NET_STATE_CHANGE', is('connected'), { since });
  },
  async E36({ alice }) {
    const { config } = await alice.waitFor<{ readonly config: object }>('SERVER_CONFIG_UPDATED');
    assert.ok(config);
  },
};
