import t from 'tap';
import { withDefaults } from '../../actors/app/settings.ts';
import { type UserCommands, userDecider } from '../../actors/user/decider.ts';
import { MAX_CHANGES_PER_MINUTE, MAX_SUBSCRIBED } from '../../actors/user/presence/limits.ts';
import type { UserState } from '../../actors/user/state.ts';
import type { Platform } from '../../events/user/events.ts';
import { accepted, Given, NOW, refused } from './given.ts';

type User = Given<UserState, UserCommands>;
const nobody: User = new Given(userDecider, ['alice'], []);
const settings = { ...withDefaults({}, {}), loginPolicy: 'multi', webInstances: 2 } as const;
const login = (platform: Platform, device: string = platform) => ({
  platform,
  device,
  sigIssuedAt: NOW / 1000 - 60,
  settings,
});
/** Instance 1 is a phone, 2 a page. */
const alice = nobody.after('login', login('Android')).after('login', login('Web'));
const names = (count: number, prefix = 'u') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const subscribed = (given: User) => [...(given.state().parts.presence?.subscriptions.keys() ?? [])];

t.test('the custom status is taken away with the last login, and only then #67', async (t) => {
  const busy = alice.after('setCustomStatus', { text: 'busy' });
  accepted(t, busy.when('setCustomStatus', { text: 'busy' }), []);
  const out = { type: 'InstanceLoggedOut', data: { instance: 1 } } as const;
  accepted(t, busy.when('logout', { instance: 1 }), [out]);
  accepted(t, busy.after('logout', { instance: 2 }).when('logout', { instance: 1 }), [
    out,
    { type: 'CustomStatusSet', data: { text: '' } },
  ]);
  const kicked = busy.after('kick', {});
  t.same(kicked.events.at(-1), { type: 'CustomStatusSet', data: { text: '' } });
  const single = { ...login('iPhone'), settings: { ...settings, loginPolicy: 'single' } } as const;
  t.equal(busy.after('login', single).state().parts.presence?.customStatus, 'busy', 'another device takes over');
  t.match(busy.when('resume', { instance: 2 }), { reply: { customStatus: 'busy' } });
  refused(t, kicked.when('setCustomStatus', { text: 'nobody is here' }), 70402);
  refused(t, nobody.when('setCustomStatus', { text: 'x' }), 70107);
});

t.test('subscriptions: a repeat is no fact, the oldest beyond 200 is dropped (wire-users.md U7) #68', async (t) => {
  const first = alice.after('subscribe', { instance: 1, users: names(100) });
  accepted(t, first.when('subscribe', { instance: 1, users: names(100) }), []);
  const full = first.after('subscribe', { instance: 2, users: names(100, 'v') });
  t.equal(subscribed(full).length, MAX_SUBSCRIBED);
  accepted(t, full.when('subscribe', { instance: 1, users: ['new', 'u0', 'new'] }), [
    { type: 'StatusesSubscribed', data: { instance: 1, users: ['new'], dropped: ['u1'] } },
  ]);
  const after = full.after('subscribe', { instance: 1, users: names(100, 'w') });
  t.same(subscribed(after), [...names(100, 'v'), ...names(100, 'w')]);
});

t.test(
  'a subscription ends with the last login that asked for it, or when it is given up on any device #69',
  async (t) => {
    const given = alice
      .after('subscribe', { instance: 1, users: ['bob', 'carol'] })
      .after('subscribe', { instance: 2, users: ['carol', 'dave'] });
    t.same(subscribed(given.after('logout', { instance: 1 })), ['carol', 'dave']);
    t.same(subscribed(given.after('logout', { instance: 1 }).after('logout', { instance: 2 })), []);
    t.same(subscribed(given.after('kick', {})), []);
    accepted(t, given.when('unsubscribe', { users: ['carol', 'nobody'] }), [
      { type: 'StatusesUnsubscribed', data: { users: ['carol'] } },
    ]);
    accepted(t, given.when('unsubscribe', { users: undefined }), [
      { type: 'StatusesUnsubscribed', data: { users: ['bob', 'carol', 'dave'] } },
    ]);
    accepted(t, given.when('unsubscribe', { users: ['nobody'] }), []);
    const page = { ...login('Web', 'reloaded'), settings: { ...settings, webInstances: 1 } };
    t.same(subscribed(given.after('login', page)), ['bob', 'carol'], 'a page that is loaded anew begins without');
    refused(t, given.after('logout', { instance: 1 }).when('subscribe', { instance: 1, users: ['x'] }), 70402);
  },
);

t.test('a device that logs in anew has said nothing about push: its old token is news again', async (t) => {
  const token = {
    token: 'T',
    certificate: 7,
    brand: 1,
    os: '',
    notifications: 1,
    model: '',
    system: '',
    plugin: '',
  } as const;
  const again = alice
    .after('setPushToken', { instance: 1, token })
    .after('setAppState', { instance: 1, background: true })
    .after('login', login('Android'));
  t.equal(again.state().instances.length, 2, 'the same instance');
  t.match(again.when('setPushToken', { instance: 1, token }), { events: [{ type: 'PushTokenSet' }] });
  t.match(again.when('setAppState', { instance: 1, background: true }), { events: [{ type: 'AppStateChanged' }] });
});

t.test('tokens and app state: what is so already is no fact; too many changes are refused (72010)', async (t) => {
  const token = {
    token: 'T',
    certificate: 7,
    brand: 1,
    os: '',
    notifications: 1,
    model: '',
    system: '',
    plugin: '',
  } as const;
  const given = alice.after('setPushToken', { instance: 1, token });
  t.same(given.events.at(-1), { type: 'PushTokenSet', data: { instance: 1, token, at: NOW } });
  accepted(t, given.when('setPushToken', { instance: 1, token: { ...token } }), []);
  accepted(t, alice.when('setPushToken', { instance: 1, token: null }), []);
  accepted(t, given.when('setAppState', { instance: 1, background: false }), []);
  let busy: User = given;
  for (let i = 1; i < MAX_CHANGES_PER_MINUTE; i++) {
    busy = busy.after('setAppState', { instance: 1, background: i % 2 === 1 });
  }
  const change = { instance: 1, background: MAX_CHANGES_PER_MINUTE % 2 === 1 };
  refused(t, busy.when('setAppState', change), 72010);
  refused(t, busy.when('setPushToken', { instance: 2, token }), 72010);
  refused(t, busy.when('reportPush', { instance: 1, reports: [{ type: 1, time: 1, ext: '' }] }), 72010);
  t.match(busy.when('setAppState', change, NOW + 60_000), { events: [{ type: 'AppStateChanged' }] });
  refused(t, alice.after('logout', { instance: 1 }).when('setPushToken', { instance: 1, token }), 70402);
  const again = given.after('logout', { instance: 1 }).state().parts.presence;
  t.equal(again?.devices.size, 0, 'nothing of a device outlives its login');
});

t.test('a device is away once, and back once', async (t) => {
  const away = alice.after('noteAway', { instance: 1 });
  t.same(away.events.at(-1), { type: 'InstanceAway', data: { instance: 1 } });
  accepted(t, away.when('noteAway', { instance: 1 }), []);
  accepted(t, alice.when('noteAway', { instance: 9 }), []);
  accepted(t, alice.when('noteUnreachable', { instance: 1 }), []);
  accepted(t, away.when('noteUnreachable', { instance: 1 }), [{ type: 'InstanceUnreachable', data: { instance: 1 } }]);
  accepted(t, away.when('resume', { instance: 1 }), [{ type: 'InstanceReturned', data: { instance: 1 } }]);
  accepted(t, away.when('resume', { instance: 2 }), []);
  const back = away.after('resume', { instance: 1 });
  accepted(t, back.when('resume', { instance: 1 }), []);
  t.notOk(
    away
      .after('login', login('Android'))
      .state()
      .instances.some((one) => one.away),
    'a new login is there',
  );
});

t.test('a snapshot holds all of it', async (t) => {
  const given = alice
    .after('setCustomStatus', { text: 'x' })
    .after('subscribe', { instance: 1, users: ['bob'] })
    .after('setAppState', { instance: 2, background: true })
    .after('noteAway', { instance: 1 });
  t.strictSame(given.thawed(), given.state());
});
