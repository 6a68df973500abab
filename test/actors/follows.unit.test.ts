import t from 'tap';
import { withDefaults } from '../../actors/app/settings.ts';
import { type UserCommands, userDecider } from '../../actors/user/decider.ts';
import type { FollowTarget } from '../../actors/user/follows/decider.ts';
import { followLimits } from '../../actors/user/follows/limits.ts';
import type { UserState } from '../../actors/user/state.ts';
import type { FollowLimits } from '../../events/app/limits.ts';
import { accepted, Given, NOW, refused } from './given.ts';

const created = { type: 'AccountCreated', data: { by: 'import', nick: '', faceUrl: '' } } as const;
const alice: Given<UserState, UserCommands> = new Given(userDecider, ['alice'], [created]);
const at = NOW / 1000;

const target = (user: string, more: Partial<FollowTarget> = {}): FollowTarget => {
  return { user, exists: true, followsBack: false, followers: 0, mutual: 0, forgotten: false, ...more };
};
const following = (users: readonly (string | FollowTarget)[], limits: Partial<FollowLimits> = {}, mutual = 0) => ({
  targets: users.map((one) => (typeof one === 'string' ? target(one) : one)),
  mutual,
  limits: { ...followLimits, ...limits },
});
const followed = (...users: readonly string[]) => [{ type: 'UsersFollowed' as const, data: { users, at } }];
const unfollowing = (users: readonly string[], exists = true) => ({
  targets: users.map((user) => ({ user, exists })),
});
const codes = (...list: readonly number[]) => list.map((code) => ({ code }));

t.test('several are followed with one event, each once; what is so already is done without one #157', async (t) => {
  accepted(t, alice.when('follow', following(['bob', 'carol', 'bob'])), followed('bob', 'carol'), codes(0, 0, 0));
  const given = alice.after('follow', following(['bob']));
  accepted(t, given.when('follow', following(['bob'])), [], codes(0));
  accepted(t, given.when('follow', following(['carol', 'bob'])), followed('carol'), codes(0, 0));
});

t.test('nobody follows himself or who does not exist; the others of the call are followed #157', async (t) => {
  const list = ['alice', target('nobody', { exists: false }), 'bob'];
  accepted(t, alice.when('follow', following(list)), followed('bob'), codes(30001, 30003, 0));
  const nobody = alice.with([]);
  refused(t, nobody.when('follow', following(['bob'])), 30003);
  refused(t, nobody.when('unfollow', unfollowing(['bob'])), 30003);
  refused(t, nobody.when('followed', {}), 30003);
});

t.test('unfollowing ends it; of whom he does not follow it is done already #158', async (t) => {
  const given = alice.after('follow', following(['bob', 'carol', 'dave']));
  const outcome = given.when('unfollow', unfollowing(['carol', 'erin', 'carol', 'bob']));
  accepted(t, outcome, [{ type: 'UsersUnfollowed', data: { users: ['carol', 'bob'] } }], codes(0, 0, 0, 0));
  accepted(t, given.when('unfollow', unfollowing(['alice'])), [], codes(30001));
  accepted(t, given.when('unfollow', unfollowing(['nobody'], false)), [], codes(30003));
  accepted(
    t,
    given.when('unfollow', unfollowing(['dave'], false)),
    [{ type: 'UsersUnfollowed', data: { users: ['dave'] } }],
    codes(0),
  );
  const after = given.after('unfollow', unfollowing(['carol']));
  t.same(after.when('followed', {}), { events: [], reply: ['bob', 'dave'] });
  accepted(t, after.when('follow', following(['carol'])), followed('carol'));
});

t.test('each limit has its code, and holds inside of one call', async (t) => {
  const two = { following: 2 };
  accepted(t, alice.when('follow', following(['a', 'b', 'c', 'a'], two)), followed('a', 'b'), codes(0, 0, 32100, 0));
  const full = alice.after('follow', following(['a', 'b']));
  accepted(t, full.when('follow', following(['b', 'c'], two)), [], codes(0, 32100));
  accepted(t, full.after('unfollow', unfollowing(['a'])).when('follow', following(['c'], two)), followed('c'));

  const many = [target('star', { followers: 9 }), target('sun', { followers: 10 })];
  accepted(t, alice.when('follow', following(many, { followers: 10 })), followed('star'), codes(0, 32101));

  const back = (user: string, mutual = 0) => target(user, { followsBack: true, mutual });
  const three = { mutualFollows: 3 };
  accepted(
    t,
    alice.when('follow', following([back('a'), back('b'), 'c'], three, 2)),
    followed('a', 'c'),
    codes(0, 32102, 0),
  );
  accepted(
    t,
    alice.when('follow', following([back('a', 3), target('b', { mutual: 3 })], three)),
    followed('b'),
    codes(32103, 0),
  );
});

t.test('a new account of an old name is followed anew, without taking another place', async (t) => {
  const given = alice.after('follow', following(['bob', 'carol']));
  const anew = following([target('bob', { forgotten: true })], { following: 2 });
  accepted(t, given.when('follow', anew), followed('bob'), codes(0));
  t.same(given.after('follow', anew).when('followed', {}), { events: [], reply: ['bob', 'carol'] });
});

t.test('a deleted account follows nobody when it is there again; a snapshot keeps whom one follows', async (t) => {
  const given = alice.after('follow', following(['bob']));
  t.same(given.thawed().parts.follows, new Set(['bob']));
  const again = given
    .after('delete', { knownBy: [] })
    .with([...given.events, { type: 'AccountDeleted', data: {} }, created]);
  t.same(again.when('followed', {}), { events: [], reply: [] });
  accepted(t, again.when('follow', following(['bob'])), followed('bob'));
});

t.test('the limits are those of the product, and an app may have others', async (t) => {
  t.match(withDefaults({}, {}).limits, { following: 5000, followers: 100_000, mutualFollows: 5000 });
  const own = withDefaults({ limits: { following: 7, followers: 8 } }, { limits: { followers: 9 } });
  t.match(own.limits, { following: 7, followers: 9, mutualFollows: 5000 });
});
