import assert from 'node:assert/strict';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import { befriend, blocked, lacksFriend, SOURCE, shown, sns } from '../relating.ts';
import type { SdkProfile } from '../sdk-relations.ts';

const everything = {
  nick: '雁书',
  avatar: 'https://img.example.org/goose.png',
  gender: 'Gender_Type_Female',
  birthday: 19_900_517,
  location: 'Anyang',
  selfSignature: 'letters carried',
  language: 33,
  level: 7,
  role: 9,
};

const isAll = (profile: SdkProfile | undefined) =>
  Object.entries(everything).every(([key, value]) => profile?.[key as keyof typeof everything] === value);

const profileOf = (client: OfficialClient, userID: string, wanted: (profile: SdkProfile | undefined) => boolean) =>
  shown(
    client,
    () => client.chat.getUserProfile({ userIDList: [userID] }),
    ([profile]) => wanted(profile),
  );

/** Profiles and the blocklist. */
export const users: Checks = {
  async G1(world) {
    const me = await world.client();
    assert.equal((await me.chat.getMyProfile()).data.userID, me.userID);
    const ProfileItem = [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Me' }];
    const phone = await world.phone(me.userID);
    await phone.wire.ask('profile.portrait_set', { From_Account: me.userID, ProfileItem });
    await shown(
      me,
      () => me.chat.getMyProfile(),
      ({ nick }) => nick === 'Me',
    );
  },
  async G2(world) {
    const peer = await world.client();
    await peer.chat.updateMyProfile(everything);
    const { data } = await world.alice.chat.getUserProfile({ userIDList: [peer.userID, 'never-seen'] });
    assert.deepEqual(
      data.map(({ userID }) => userID),
      [peer.userID],
    );
    assert.ok(isAll(data[0]), JSON.stringify(data[0]));
  },
  async G3(world) {
    const me = await world.client();
    assert.ok(isAll((await me.chat.updateMyProfile(everything)).data));
    await me.chat.updateMyProfile({ location: '' });
    await me.close();
    const again = await world.client(me.userID);
    const profile = await shown(
      again,
      () => again.chat.getMyProfile(),
      ({ nick }) => nick === everything.nick,
    );
    assert.deepEqual([profile.location, profile.birthday], ['', everything.birthday], 'taken away, the rest stays');
    assert.equal(await codeOf(again.chat.updateMyProfile({ location: 'x'.repeat(501) })), 40601);
    const barred = { adminForbidType: 'AdminForbid_Type_SendOut' };
    assert.equal(await codeOf(again.chat.updateMyProfile(barred)), 40008);
    assert.equal(await codeOf(Promise.resolve().then(() => again.chat.updateMyProfile({ gender: 'none' }))), 2721);
  },
  async G4(world) {
    const me = await world.client();
    const phone = await world.phone(me.userID);
    await sns(phone, 'black_list_add', { To_Account: [world.bob.userID, world.idle.userID] });
    await blocked(me, (list) => list.length === 2);
    await me.close();
    const again = await world.client(me.userID);
    const list = await blocked(again, (all) => all.length === 2);
    assert.deepEqual([...list].sort(), [world.bob.userID, world.idle.userID].sort());
  },
  async G5(world) {
    const [me, peer] = [await world.client(), await world.client()];
    await befriend(me, peer);
    const { data } = await me.chat.addToBlacklist({ userIDList: [peer.userID] });
    assert.deepEqual(data, [peer.userID], 'the push comes before the answer');
    await Promise.all([lacksFriend(me, peer.userID), lacksFriend(peer, me.userID)]);
    assert.equal(await codeOf(me.chat.addFriend({ to: peer.userID, source: SOURCE })), 30515);
    assert.equal(await codeOf(peer.chat.addFriend({ to: me.userID, source: SOURCE })), 30525);
    assert.equal(await codeOf(me.chat.addToBlacklist({ userIDList: [me.userID] })), 2742);
    const many = Array.from({ length: 1001 }, (_, i) => `never-seen${i}`);
    assert.equal(await codeOf(me.chat.addToBlacklist({ userIDList: many })), 30001);
  },
  async G6(world) {
    const [me, peer] = [await world.client(), await world.client()];
    await me.chat.addToBlacklist({ userIDList: [peer.userID, world.idle.userID] });
    const { data } = await me.chat.removeFromBlacklist({ userIDList: [peer.userID] });
    assert.deepEqual(data, [world.idle.userID]);
    assert.equal(await codeOf(peer.chat.addFriend({ to: me.userID, source: SOURCE })), 0, 'wanted again');
    const many = Array.from({ length: 1001 }, (_, i) => `never-seen${i}`);
    assert.equal(await codeOf(me.chat.removeFromBlacklist({ userIDList: many })), 30001);
  },
  async E23(world) {
    const [me, peer] = [await world.client(), await world.client()];
    await befriend(me, peer);
    const told = (client: OfficialClient, userID: string, nick: string) =>
      client.waitFor<readonly SdkProfile[]>('PROFILE_UPDATED', (all) =>
        all.some((one) => one.userID === userID && one.nick === nick),
      );
    await peer.chat.updateMyProfile({ nick: 'Peer' });
    await Promise.all([told(peer, peer.userID, 'Peer'), told(me, peer.userID, 'Peer')]);
    const phone = await world.phone(me.userID);
    const ProfileItem = [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Me' }];
    await phone.wire.ask('profile.portrait_set', { From_Account: me.userID, ProfileItem });
    await told(me, me.userID, 'Me');
    await profileOf(peer, me.userID, (profile) => profile?.nick === 'Me');
  },
  async E25(world) {
    const [me, peer] = [await world.client(), await world.client()];
    const phone = await world.phone(me.userID);
    const told = (count: number, since: number) =>
      me.waitFor<readonly string[]>('BLACKLIST_UPDATED', (list) => list.length === count, { since });
    await me.chat.addToBlacklist({ userIDList: [peer.userID] });
    await told(1, 0);
    const since = me.events.length;
    await sns(phone, 'black_list_delete', { To_Account: [peer.userID] });
    await told(0, since);
    await sns(phone, 'black_list_add', { To_Account: [peer.userID] });
    await told(1, since);
    assert.equal(peer.count('BLACKLIST_UPDATED'), 1, 'the other hears nothing: one at his login');
  },
};
