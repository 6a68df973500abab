import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';

export const lifeCycle: Checks = {
  async A1(world) {
    const client = await world.client(world.newName(), { login: false });
    const attempt = (userSig: string) => codeOf(client.chat.login({ userID: client.userID, userSig }));
    assert.equal(await attempt('nonsense'), 70003);
    assert.equal(await attempt(world.server.sign('somebody')), 70013);
    const old = Math.floor(Date.now() / 1000) - 7200;
    assert.equal(await attempt(world.server.sign(client.userID, { time: old })), 70001);
    await client.login(world.server.sign(client.userID));
    const again = await client.chat.login({ userID: client.userID, userSig: world.server.sign(client.userID) });
    assert.equal(again.data.repeatLogin, true);
  },
  async A2(world) {
    const client = await world.client();
    assert.equal(await codeOf(client.chat.logout()), 0);
    await client.waitFor('SDK_NOT_READY');
    const seen = world.bob.count('MESSAGE_RECEIVED');
    await client.login(world.server.sign(client.userID));
    assert.equal(world.bob.count('MESSAGE_RECEIVED'), seen);
  },
  async A3(world) {
    assert.equal(world.alice.chat.getLoginUser(), world.alice.userID);
    const client = await world.client();
    await client.chat.logout();
    assert.equal(client.chat.getLoginUser(), '');
  },
  A4: ({ alice }) => {
    assert.ok(Math.abs(alice.chat.getServerTime() - Date.now()) < 1000, 'within a second of the server clock');
  },
  async A5(world) {
    assert.equal(world.alice.call('isReady'), true);
    const client = await world.client(world.newName(), { login: false });
    assert.equal(client.call('isReady'), false);
  },
  async A6(world) {
    const client = await world.client();
    await client.chat.destroy();
    assert.ok(client.traffic.sent.includes('im_open_status.wslogout'));
  },
  async A7({ alice, bob }) {
    let heard = 0;
    bob.chat.on(bob.eventValue('MESSAGE_RECEIVED'), function listener() {
      heard++;
    });
    await alice.say(bob, 'on');
    await bob.hear('on');
    assert.equal(heard, 1);
  },
  async A8({ alice, bob }) {
    let heard = 0;
    bob.call('once', bob.eventValue('MESSAGE_RECEIVED'), () => {
      heard++;
    });
    await alice.say(bob, 'once 1');
    await bob.hear('once 1');
    await alice.say(bob, 'once 2');
    await bob.hear('once 2');
    assert.equal(heard, 1);
  },
  async A9({ alice, bob }) {
    let heard = 0;
    const listener = () => {
      heard++;
    };
    bob.chat.on(bob.eventValue('MESSAGE_RECEIVED'), listener);
    bob.call('off', bob.eventValue('MESSAGE_RECEIVED'), listener);
    await alice.say(bob, 'off');
    await bob.hear('off');
    assert.equal(heard, 0);
  },
  A10: ({ alice }) => {
    alice.chat.setLogLevel(4);
  },
  A11: ({ alice }) => {
    alice.chat.registerPlugin({ 'tim-upload-plugin': class {} });
  },
  async A12({ alice }) {
    assert.equal(await codeOf(alice.chat.callExperimentalAPI('no such key')), 2905);
  },
};
