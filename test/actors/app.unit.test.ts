import t from 'tap';
import { appDecider } from '../../actors/app/decider.ts';
import { groupLimits } from '../../actors/group/limits.ts';
import { officialLimits } from '../../actors/official/limits.ts';
import { conversationLimits, noConversationLimits } from '../../actors/user/conversations/limits.ts';
import { followLimits } from '../../actors/user/follows/limits.ts';
import type { AppSettings } from '../../events/app/events.ts';
import { accepted, Given, refused } from './given.ts';

const created = { type: 'AppCreated', data: { settings: {} } } as const;
const fresh = new Given(appDecider, ['settings'], []);

t.test('an app that nobody has touched answers the defaults', async (t) => {
  accepted(t, fresh.when('settings', { configured: {} }), [], {
    loginPolicy: 'dual',
    liveRoomHistory: 0,
    webInstances: 1,
    nativeInstances: 1,
    recycleAfterSeconds: 0,
    limits: { ...groupLimits.premium, ...officialLimits.premium, ...noConversationLimits, ...followLimits },
  });
});

t.test('what the app has set wins over the configuration, and both over the defaults, number by number', async (t) => {
  const configured = { webInstances: 5, limitProfile: 'trial', limits: { groups: 7, liveRooms: 3 } } as const;
  const effective = (given = fresh) => given.when('settings', { configured });
  t.strictSame((effective() as { reply: unknown }).reply, {
    loginPolicy: 'dual',
    liveRoomHistory: 0,
    liveRoomKick: 0,
    doNotDisturb: 1,
    userStatus: 1,
    friendStatusNotices: 0,
    recallSeconds: 120,
    profileFields: [],
    friendFields: [],
    friendsOnly: 0,
    tellBlocked: 0,
    webInstances: 5,
    nativeInstances: 1,
    recycleAfterSeconds: 0,
    limits: {
      ...groupLimits.trial,
      ...officialLimits.trial,
      ...conversationLimits.trial,
      ...followLimits,
      groups: 7,
      liveRooms: 3,
    },
  });
  const own = fresh.after('change', {
    settings: { webInstances: 2, limitProfile: 'standard', limits: { liveRooms: 4, joinedGroups: 9 } },
  });
  t.match(effective(own), {
    reply: { webInstances: 2, limits: { ...groupLimits.standard, groups: 7, liveRooms: 4, joinedGroups: 9 } },
  });
  for (const settings of [
    { limitProfile: 'gold' },
    { limits: { groups: -1 } },
    { limits: { groups: 1.5 } },
    { limits: { toString: 1 } },
  ]) {
    refused(t, fresh.when('change', { settings: settings as AppSettings }), 70402);
  }
});

t.test('the first change creates the app, later ones only change it', async (t) => {
  const first = { type: 'AppSettingsChanged', data: { settings: { webInstances: 3 } } } as const;
  accepted(t, fresh.when('change', { settings: { webInstances: 3 } }), [created, first]);
  const second = { type: 'AppSettingsChanged', data: { settings: { loginPolicy: 'multi' } } } as const;
  const given = fresh.after('change', { settings: { webInstances: 3 } });
  accepted(t, given.when('change', { settings: { loginPolicy: 'multi' } }), [second]);
  const both = given.after('change', { settings: { loginPolicy: 'multi' } });
  accepted(t, both.when('settings', { configured: {} }), [], {
    loginPolicy: 'multi',
    webInstances: 3,
    nativeInstances: 1,
  });
});

t.test('instances may be 1 to 10 on the web and 1 to 3 on each native class', async (t) => {
  for (const settings of [{ webInstances: 1 }, { webInstances: 10 }, { nativeInstances: 3 }]) {
    t.notMatch(fresh.when('change', { settings }), { code: 70402 });
  }
  const wrong = [{ webInstances: 0 }, { webInstances: 11 }, { webInstances: 1.5 }, { nativeInstances: 4 }];
  for (const settings of wrong) refused(t, fresh.when('change', { settings }), 70402);
});

t.test('a snapshot answers like the events', async (t) => {
  const given = fresh.after('change', { settings: { nativeInstances: 2 } });
  t.strictSame(given.thawed(), given.state());
});
