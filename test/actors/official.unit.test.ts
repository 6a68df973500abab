import t from 'tap';
import { type Actor, type OfficialDecisions, officialDecider } from '../../actors/official/decider.ts';
import { generatedOfficialId, isOfficialId, officialIdProblem } from '../../actors/official/ids.ts';
import type { OfficialState } from '../../actors/official/state.ts';
import type { OfficialProfile } from '../../events/official/events.ts';
import { accepted, Given, NOW, refused } from './given.ts';

type Official = Given<OfficialState, OfficialDecisions>;

const admin: Actor = { user: 'administrator', admin: true };
const owner: Actor = { user: 'olga', admin: false };
const alice: Actor = { user: 'alice', admin: false };
const profile: OfficialProfile = {
  name: 'News',
  introduction: '',
  faceUrl: 'face',
  organization: '',
  custom: '',
  maxSubscribers: 3,
};
const nothing: Official = new Given(officialDecider, ['@TOA#_news'], []);
const news = nothing.after('create', { by: admin, owner: 'olga', profile });
/** Whoever asks knows everything up to `given`. */
const knownOf = (given: Official, ...subscribed: readonly string[]) => ({
  revision: given.events.length - 1,
  subscribed: new Set(subscribed),
});
const subscribe = (given: Official, by: Actor, users: readonly string[], most = 100) =>
  given.when('subscribe', { by, users, known: knownOf(given), most });
const limits = { broadcastsPerSecond: 1, broadcastsPerHour: 2 };
const draft = (random: number, digest = 'd', by: Actor = admin) => ({
  by,
  random,
  digest,
  flags: 0,
  onlineOnly: false,
  offlinePush: '',
  body: Buffer.from('hello'),
  limits,
});
const at = (seconds: number) => NOW + seconds * 1000;

t.test('ids: a custom one has its beginning and no more than 48 bytes; drawn ones are told apart', async (t) => {
  t.equal(officialIdProblem('@TOA#_news'), undefined);
  t.equal(officialIdProblem(`@TOA#_${'x'.repeat(42)}`), undefined);
  for (const bad of ['news', '@TOA#_', '@TOA#news', `@TOA#_${'x'.repeat(43)}`, '@TOA#_\t', '@TOA#_é', '@TOA#_@TOA#x']) {
    t.type(officialIdProblem(bad), 'string', bad);
  }
  t.equal(generatedOfficialId('0123456789ABC'), '@TOA#_@TOA#0123456789ABC');
  t.ok(isOfficialId(generatedOfficialId('0123456789ABC')));
});

t.test('an account is created once, changed by who manages it, and gone when it is destroyed #722', async (t) => {
  const created = { type: 'OfficialAccountCreated', data: { owner: 'olga', profile, by: 'administrator' } } as const;
  accepted(t, nothing.when('create', { by: admin, owner: 'olga', profile }), [created]);
  refused(t, news.when('create', { by: admin, owner: 'alice', profile }), 130008);
  accepted(t, news.when('change', { by: owner, changes: { name: 'Olds', faceUrl: 'face' } }), [
    { type: 'OfficialAccountChanged', data: { changes: { name: 'Olds' }, by: 'olga' } },
  ]);
  accepted(t, news.when('change', { by: owner, changes: { name: 'News' } }), []);
  refused(t, news.when('change', { by: alice, changes: { name: 'x' } }), 130002);
  refused(t, news.when('destroy', { by: alice }), 130002);
  const gone = news.after('destroy', { by: owner });
  for (const outcome of [
    gone.when('destroy', { by: admin }),
    gone.when('change', { by: admin, changes: { name: 'x' } }),
    subscribe(gone, admin, ['alice']),
    gone.when('broadcast', draft(1)),
    nothing.when('destroy', { by: admin }),
  ]) {
    refused(t, outcome, 130004);
  }
  refused(t, gone.when('create', { by: admin, owner: 'olga', profile }), 130008);
  const task = gone.state().tasks[0];
  if (task === undefined) throw new Error('its subscribers are to be let go');
  const empty = gone.after('advance', { task, upTo: '', done: true });
  accepted(t, empty.when('create', { by: admin, owner: 'olga', profile }), [created]);
});

t.test('the last subscriber of the maximum gets in, the next one does not #712', async (t) => {
  const outcome = subscribe(news, admin, ['a', 'b', 'c', 'd']);
  accepted(
    t,
    outcome,
    [{ type: 'SubscribersAdded', data: { users: ['a', 'b', 'c'], by: 'administrator' } }],
    [
      { user: 'a', result: 'done' },
      { user: 'b', result: 'done' },
      { user: 'c', result: 'done' },
      { user: 'd', result: 'full' },
    ],
  );
  const full = news.after('subscribe', { by: admin, users: ['a', 'b', 'c'], known: knownOf(news), most: 100 });
  accepted(t, subscribe(full, alice, ['alice']), [], [{ user: 'alice', result: 'full' }]);
  accepted(t, subscribe(full, admin, ['b']), [], [{ user: 'b', result: 'same' }]);
  const less = full.after('unsubscribe', { by: admin, users: ['b', 'x'], known: knownOf(full) });
  t.equal(less.state().subscribers, 2);
  accepted(t, subscribe(less, alice, ['alice']), [
    { type: 'SubscribersAdded', data: { users: ['alice'], by: 'alice' } },
  ]);
  accepted(t, subscribe(news, admin, ['a', 'b'], 1), [
    { type: 'SubscribersAdded', data: { users: ['a'], by: 'administrator' } },
  ]);
});

t.test('a user comes and goes for himself alone', async (t) => {
  refused(t, subscribe(news, alice, ['alice', 'bob']), 130002);
  refused(t, subscribe(news, owner, ['alice']), 130002);
  const known = knownOf(news, 'alice', 'bob');
  refused(t, news.when('unsubscribe', { by: alice, users: ['bob'], known }), 130002);
  accepted(t, news.when('unsubscribe', { by: owner, users: ['bob'], known }), [
    { type: 'SubscribersRemoved', data: { users: ['bob'], by: 'olga', released: false } },
  ]);
  refused(t, news.when('changeSubscriber', { by: alice, user: 'bob', custom: 'x', known }), 130002);
  refused(t, news.when('changeSubscriber', { by: admin, user: 'zoe', custom: 'x', known }), 131003);
  accepted(t, news.when('changeSubscriber', { by: alice, user: 'alice', custom: 'x', known }), [
    { type: 'SubscriberChanged', data: { user: 'alice', custom: 'x', by: 'alice' } },
  ]);
});

t.test('what was looked up before a change that is forgotten is asked for again', async (t) => {
  let given = nothing.after('create', { by: admin, owner: 'olga', profile: { ...profile, maxSubscribers: 100_000 } });
  const before = knownOf(given);
  for (let call = 0; call < 45; call++) {
    const users = Array.from({ length: 100 }, (_, i) => `u${call}-${i}`);
    given = given.after('subscribe', { by: admin, users, known: knownOf(given), most: 100_000 });
  }
  const again = { by: admin, users: ['u0-0'], known: before, most: 100_000 };
  accepted(t, given.when('subscribe', again), [], 'stale');
  accepted(
    t,
    given.when('subscribe', { ...again, known: knownOf(given, 'u0-0') }),
    [],
    [{ user: 'u0-0', result: 'same' }],
  );
  accepted(
    t,
    given.when('subscribe', { ...again, users: ['u44-99'], known: knownOf(given) }),
    [],
    [{ user: 'u44-99', result: 'same' }],
  );
  t.equal(given.state().subscribers, 4500);
});

t.test('one broadcast a second, two an hour #718', async (t) => {
  const one = news.after('broadcast', draft(1), at(0));
  refused(t, one.when('broadcast', draft(2), at(0)), 10023);
  const two = one.after('broadcast', draft(2), at(1));
  refused(t, two.when('broadcast', draft(3), at(10)), 10023);
  refused(t, two.when('broadcast', draft(3), at(3599)), 10023);
  const three = two.after('broadcast', draft(3), at(3600));
  refused(t, three.when('broadcast', draft(4), at(3600)), 10023);
  t.match(three.state(), { lastNumber: 3, broadcasts: [{ number: 2 }, { number: 3 }] });
  refused(t, news.when('broadcast', draft(1, 'd', alice)), 130002);
  t.match(news.when('broadcast', draft(1, 'd', owner)), { events: [{ type: 'BroadcastSent' }] });
});

t.test('the same content and random within five minutes is the first broadcast #719', async (t) => {
  const one = news.after('broadcast', draft(7), at(0));
  const first = { number: 1, time: NOW / 1000, duplicate: true };
  accepted(t, one.when('broadcast', draft(7), at(0)), [], first);
  accepted(t, one.when('broadcast', draft(7), at(300)), [], first);
  t.match(one.when('broadcast', draft(7), at(301)), { reply: { number: 2, duplicate: false } });
  t.match(one.when('broadcast', draft(7, 'other'), at(10)), { reply: { number: 2 } });
  t.match(one.when('broadcast', draft(8), at(10)), { reply: { number: 2 } });
});

t.test('what is recalled is delivered no further; work is done in order', async (t) => {
  const one = news.after('broadcast', draft(1), at(0)).after('broadcast', draft(2), at(1));
  const [first] = one.state().tasks;
  if (first === undefined) throw new Error('a broadcast is to be delivered');
  const some = one.after('advance', { task: first, upTo: 'm', done: false });
  t.match(some.state().tasks, [
    { work: 'deliver', number: 1, upTo: 'm' },
    { work: 'deliver', number: 2, upTo: '' },
  ]);
  const recall = { by: owner, number: 1, recalled: false, reason: 'wrong' };
  refused(t, some.when('recall', { ...recall, by: alice }), 130002);
  refused(t, some.when('recall', { ...recall, number: 3 }), 20022);
  refused(t, some.when('recall', { ...recall, recalled: true }), 20023);
  refused(t, some.when('recall', { ...recall, reason: 'x'.repeat(101) }), 10004);
  const taken = some.after('recall', recall);
  refused(t, taken.when('recall', recall), 20023);
  t.match(taken.state().tasks, [
    { work: 'deliver', number: 2 },
    { work: 'recall', number: 1, reason: 'wrong' },
  ]);
  accepted(t, taken.when('advance', { task: first, upTo: 'z', done: true }), []);
  const [second] = taken.state().tasks;
  if (second === undefined) throw new Error('the second is to be delivered');
  accepted(t, taken.when('advance', { task: second, upTo: 'z', done: true }), [
    { type: 'OfficialWorkAdvanced', data: { work: 'deliver', number: 2, upTo: 'z', done: true, left: 1 } },
  ]);
});

t.test('a snapshot in the middle changes nothing', async (t) => {
  const given = news
    .after('subscribe', { by: admin, users: ['a', 'b'], known: knownOf(news), most: 100 })
    .after('broadcast', draft(1));
  const freeze = (state: OfficialState) => JSON.stringify(officialDecider.freeze(state));
  t.equal(freeze(given.thawed()), freeze(given.state()));
  t.ok(officialDecider.weigh(given.state()) > 0);
});
