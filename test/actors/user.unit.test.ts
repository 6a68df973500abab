import t from 'tap';
import { type EffectiveSettings, withDefaults } from '../../actors/app/settings.ts';
import { type UserCommands, userDecider } from '../../actors/user/decider.ts';
import type { UserState } from '../../actors/user/state.ts';
import type { Platform } from '../../events/user/events.ts';
import { accepted, Given, NOW, refused } from './given.ts';

type User = Given<UserState, UserCommands>;
const nobody: User = new Given(userDecider, ['alice'], []);

const login = (platform: Platform, settings: Partial<EffectiveSettings> = {}, device = `${platform} one`) => ({
  platform,
  device,
  sigIssuedAt: NOW / 1000 - 60,
  settings: { ...withDefaults({}, {}), ...settings },
});

/** Logs in on each platform, one after the other, each on a device of its own. */
function online(platforms: readonly Platform[], settings: Partial<EffectiveSettings> = {}): User {
  return platforms.reduce(
    (given: User, platform, n) => given.after('login', login(platform, settings, `device ${n}`)),
    nobody,
  );
}

/** Platforms that are logged in. */
const platforms = (given: User) => given.state().instances.map(({ platform }) => platform);

t.test('the first login creates the account, later ones only open instances', async (t) => {
  accepted(
    t,
    nobody.when('login', login('Web')),
    [
      { type: 'AccountCreated', data: { by: 'login', nick: '', faceUrl: '' } },
      { type: 'InstanceLoggedIn', data: { instance: 1, platform: 'Web', device: 'Web one' } },
    ],
    { instance: 1 },
  );
  accepted(
    t,
    nobody.after('login', login('Web')).when('login', login('Android')),
    [{ type: 'InstanceLoggedIn', data: { instance: 2, platform: 'Android', device: 'Android one' } }],
    { instance: 2 },
  );
});

t.test('the same device again is the same instance, and kicks nobody', async (t) => {
  const again = nobody.after('login', login('Web')).when('login', login('Web'));
  accepted(t, again, [{ type: 'InstanceLoggedIn', data: { instance: 1, platform: 'Web', device: 'Web one' } }]);
});

t.test('#40 policy single: a login on any platform kicks all others', async (t) => {
  const single = { loginPolicy: 'single' } as const;
  const outcome = online(['Android', 'Web'], { loginPolicy: 'multi' }).when('login', login('Windows', single));
  accepted(t, outcome, [
    { type: 'InstanceKicked', data: { instance: 1, reason: 'multipleDevice', byPlatform: 'Windows' } },
    { type: 'InstanceKicked', data: { instance: 2, reason: 'multipleDevice', byPlatform: 'Windows' } },
    { type: 'InstanceLoggedIn', data: { instance: 3, platform: 'Windows', device: 'Windows one' } },
  ]);
});

t.test('#41 policy dual, the default: a phone kicks the computer but not the web page', async (t) => {
  t.strictSame(platforms(online(['Windows', 'Web', 'Android'])), ['Web', 'Android']);
  t.strictSame(platforms(online(['Android', 'Web', 'Windows'])), ['Web', 'Windows']);
});

t.test('#42 policy triple: phone, computer and web stay together, a second phone kicks the first', async (t) => {
  const triple = { loginPolicy: 'triple' } as const;
  t.strictSame(platforms(online(['iPhone', 'Mac', 'Web'], triple)), ['iPhone', 'Mac', 'Web']);
  t.strictSame(platforms(online(['iPhone', 'Mac', 'Web', 'Android'], triple)), ['Mac', 'Web', 'Android']);
});

t.test('#43 policy multi: every class of platform stays online', async (t) => {
  const all: readonly Platform[] = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Web'];
  t.strictSame(platforms(online(all, { loginPolicy: 'multi' })), all);
});

t.test('#44 one instance per class by default: a second Android kicks the first', async (t) => {
  const outcome = online(['Android']).when('login', login('Android'));
  accepted(t, outcome, [
    { type: 'InstanceKicked', data: { instance: 1, reason: 'multipleAccount', byPlatform: 'Android' } },
    { type: 'InstanceLoggedIn', data: { instance: 2, platform: 'Android', device: 'Android one' } },
  ]);
});

t.test('#45 several web pages stay up to the number configured, one more kicks the oldest', async (t) => {
  const ten = { webInstances: 10 };
  const given = online(
    Array.from({ length: 10 }, () => 'Web' as const),
    ten,
  );
  t.equal(given.state().instances.length, 10);
  const { instances } = given.after('login', login('Web', ten)).state();
  t.strictSame(
    instances.map(({ instance }) => instance),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
});

t.test('#46 several instances of one native class stay up to the number configured', async (t) => {
  const three = { nativeInstances: 3 };
  const given = online(['Android', 'Android', 'Android'], three);
  t.equal(given.state().instances.length, 3);
  const { instances } = given.after('login', login('Android', three)).state();
  t.strictSame(
    instances.map(({ instance }) => instance),
    [2, 3, 4],
  );
});

t.test('#47 the newest login wins: it is never the one that is kicked', async (t) => {
  const every: readonly Platform[] = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux', 'Web', 'MiniProgram'];
  for (const loginPolicy of ['single', 'dual', 'triple', 'multi'] as const) {
    for (const platform of every) {
      const given = online(every, { loginPolicy: 'multi' }).after('login', login(platform, { loginPolicy }, 'newest'));
      t.equal(given.state().instances.at(-1)?.device, 'newest');
    }
  }
});

t.test('#49 mini programs count as web pages', async (t) => {
  t.strictSame(platforms(online(['Web', 'MiniProgram'])), ['MiniProgram']);
  t.strictSame(platforms(online(['Web', 'MiniProgram'], { webInstances: 2 })), ['Web', 'MiniProgram']);
});

t.test('logging out ends that instance, twice is as good as once', async (t) => {
  const given = online(['Android', 'Web']);
  accepted(t, given.when('logout', { instance: 1 }), [{ type: 'InstanceLoggedOut', data: { instance: 1 } }]);
  accepted(t, given.after('logout', { instance: 1 }).when('logout', { instance: 1 }), []);
});

t.test('a session that comes back learns whether it is alive, and why not', async (t) => {
  const given = online(['Android']).after('login', login('Android'));
  accepted(t, given.when('resume', { instance: 2 }), [], { alive: true, kicked: undefined });
  accepted(t, given.when('resume', { instance: 1 }), [], { alive: false, kicked: 'multipleAccount' });
  accepted(t, given.after('logout', { instance: 2 }).when('resume', { instance: 2 }), [], { alive: false });
});

t.test('an administrator’s kick ends every instance and the UserSigs issued until now', async (t) => {
  const issuedUpTo = NOW / 1000;
  const given = online(['Android', 'Web']);
  accepted(t, given.when('kick', {}), [
    { type: 'SignaturesRevoked', data: { issuedUpTo } },
    { type: 'InstanceKicked', data: { instance: 1, reason: 'restApi', byPlatform: '' } },
    { type: 'InstanceKicked', data: { instance: 2, reason: 'restApi', byPlatform: '' } },
  ]);
  const kicked = given.after('kick', {});
  refused(t, kicked.when('login', login('Web')), 70001);
  const renewed = { ...login('Web'), sigIssuedAt: issuedUpTo + 1 };
  t.notMatch(kicked.when('login', renewed), { code: 70001 });
  refused(t, nobody.when('kick', {}), 70107);
});

t.test('a deleted account is gone until it is imported anew', async (t) => {
  const given = online(['Web']).after('delete', { knownBy: [] });
  t.strictSame(given.state().instances, []);
  refused(t, given.when('login', login('Web')), 70107);
  refused(t, given.when('delete', { knownBy: [] }), 70107);
  const anew = given.after('import', { nick: 'A' });
  accepted(t, anew.when('login', login('Web')), [
    { type: 'InstanceLoggedIn', data: { instance: 2, platform: 'Web', device: 'Web one' } },
  ]);
});

t.test('an import creates, changes what it names, and is silent when nothing changes', async (t) => {
  accepted(t, nobody.when('import', { nick: 'A' }), [
    { type: 'AccountCreated', data: { by: 'import', nick: 'A', faceUrl: '' } },
  ]);
  const given = nobody.after('import', { nick: 'A', faceUrl: 'u' });
  accepted(t, given.when('import', { nick: 'B' }), [
    { type: 'ProfileChanged', data: { nick: 'B', faceUrl: 'u', fields: {} } },
  ]);
  accepted(t, given.when('import', { nick: 'A' }), []);
  accepted(t, given.when('import', {}), []);
});

t.test('who takes away notices says which; nothing is nothing', async (t) => {
  const given = nobody.after('login', login('Web'));
  const dropped = { notices: [7, 9], mentions: [['g1', 3]] as const };
  accepted(t, given.when('dropNotices', dropped), [{ type: 'NoticesDropped', data: dropped }]);
  accepted(t, given.when('dropNotices', { notices: [], mentions: [] }), []);
  refused(t, nobody.when('dropNotices', dropped), 70107);
});

t.test('a snapshot answers like the events', async (t) => {
  const given = online(['Android', 'Web', 'Android']).after('kick', {});
  t.strictSame(given.thawed(), given.state());
});
