import assert from 'node:assert/strict';
import type { Checks } from '../check.ts';

/** Profiles so far: nickname and avatar of the account. */
export const users: Checks = {
  G1: {
    toCome: 'profiles',
    async check({ alice }) {
      const { data } = (await alice.call('getMyProfile')) as { readonly data: { readonly userID: string } };
      assert.equal(data.userID, alice.userID);
    },
  },
  G2: {
    toCome: 'profiles',
    async check(world) {
      const name = world.newName();
      await world.server.rest('im_open_login_svc/account_import', { UserID: name, Nick: 'Wild Goose', FaceUrl: 'f' });
      const { data } = await world.alice.chat.getUserProfile({ userIDList: [name, 'never-seen'] });
      assert.deepEqual(
        data.map(({ userID, nick }) => ({ userID, nick })),
        [{ userID: name, nick: 'Wild Goose' }],
      );
    },
  },
};
