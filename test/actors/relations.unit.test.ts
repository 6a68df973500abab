import t from 'tap';
import { type UserCommands, userDecider } from '../../actors/user/decider.ts';
import { MAX_BLOCKED, MAX_FRIEND_GROUPS, MAX_FRIENDS, MAX_REQUESTS } from '../../actors/user/relations/limits.ts';
import type { UserState } from '../../actors/user/state.ts';
import type { Task } from '../../events/user/relations.ts';
import { accepted, Given, NOW, type Outcome, refused } from './given.ts';

type User = Given<UserState, UserCommands>;
const SECONDS = NOW / 1000;

const nobody: User = new Given(userDecider, ['alice'], []);
const alice = nobody.after('import', {});
const item = (peer: string, more: object = {}) => ({
  peer,
  remark: '',
  groups: [],
  source: 'AddSource_Type_Web',
  wording: '',
  ...more,
});
const add = (...peers: readonly string[]) => ({ items: peers.map((peer) => item(peer)), both: true, forced: false });
const request = (more: Partial<Task & { kind: 'befriend' }> = {}): Task & { readonly kind: 'befriend' } => ({
  kind: 'befriend',
  both: true,
  forced: false,
  remark: '',
  groups: [],
  source: 'AddSource_Type_Web',
  wording: 'hello',
  ...more,
});
const says = (AllowType: string) => alice.after('changeProfile', { fields: { AllowType } });

/** The reply of a command that was accepted. */
function reply<T>(outcome: Outcome): T {
  if ('code' in outcome) throw new Error(`refused with ${outcome.code}`);
  return outcome.reply as T;
}
const codes = (outcome: Outcome) => reply<readonly { readonly code: number }[]>(outcome).map(({ code }) => code);
const results = (outcome: Outcome) =>
  reply<{ readonly results: readonly { readonly code: number }[] }>(outcome).results.map(({ code }) => code);

/** alice with so many friends. */
function withFriends(...peers: readonly string[]): User {
  const friends = peers.map((peer) => ({ ...item(peer), custom: {} }));
  return alice.after('importFriends', { friends });
}
const names = (count: number, prefix = 'user') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const friendsOf = (given: User) => [...(given.state().parts.relations?.friends.keys() ?? [])];
const waiting = (given: User, direction: 'in' | 'out') => [
  ...(given.state().parts.relations?.requests[direction].keys() ?? []),
];

t.test('who asks keeps an errand until the other has answered; then both have an entry', async (t) => {
  const asks = alice.after('befriend', add('bob'));
  t.match(asks.events.at(-1), { type: 'ErrandsBegun', data: { errands: [{ id: 1, peer: 'bob' }] } });
  t.same(friendsOf(asks), [], 'nothing is so before he has answered');
  accepted(t, asks.when('settleRequest', { id: 1, code: 0, already: false }), [
    {
      type: 'FriendsAdded',
      data: {
        friends: [
          {
            no: 1,
            remark: '',
            groups: [],
            addedAt: SECONDS,
            custom: {},
            peer: 'bob',
            source: 'AddSource_Type_Web',
            wording: '',
          },
        ],
      },
    },
    { type: 'ErrandsDone', data: { ids: [1] } },
  ]);
  const done = asks.after('settleRequest', { id: 1, code: 0, already: false });
  t.same(friendsOf(done), ['bob']);
  t.same(codes(done.when('befriend', { ...add('bob'), both: false })), [30001], 'a friend already');
  // A second settling, after a crash, changes nothing.
  t.match(done.when('settleRequest', { id: 1, code: 0, already: false }), { events: [], reply: { code: 30008 } });
});

t.test('#82 #83 #104 #105 #106 what the profile allows decides what a request leads to', async (t) => {
  t.match(alice.when('hearRequest', { from: 'bob', task: request() }), {
    events: [{ type: 'FriendsAdded', data: { friends: [{ peer: 'bob', wording: 'hello' }] } }],
    reply: { code: 0 },
  });
  const needs = says('AllowType_Type_NeedConfirm');
  const asked = { events: [{ type: 'RequestsAdded' }], reply: { code: 30539 } };
  t.match(needs.when('hearRequest', { from: 'bob', task: request() }), asked);
  const denies = says('AllowType_Type_DenyAny');
  t.match(denies.when('hearRequest', { from: 'bob', task: request() }), { events: [], reply: { code: 30516 } });
  const forced = request({ forced: true });
  t.match(denies.when('hearRequest', { from: 'bob', task: forced }), { reply: { code: 0 } });
});

t.test('#107 of a single addition the other has no entry', async (t) => {
  const outcome = alice.when('hearRequest', { from: 'bob', task: request({ both: false }) });
  t.match(outcome, { events: [], reply: { code: 0 } });
});

t.test('#86 whoever is barred by an administrator asks nobody', async (t) => {
  const barred = alice.after('changeProfile', { fields: { AdminForbidType: 'AdminForbid_Type_SendOut' } });
  t.same(codes(barred.when('befriend', add('bob'))), [30009]);
  t.same(codes(barred.when('befriend', { ...add('bob'), forced: true })), [0]);
});

t.test('#112 #117 #118 an answer brings what was said at the asking, and an entry back when wanted', async (t) => {
  const asks = alice.after('befriend', { ...add(), items: [item('bob', { remark: 'Bobby', groups: ['work'] })] });
  const waits = asks.after('settleRequest', { id: 1, code: 30539, already: false });
  t.same(waiting(waits, 'out'), ['bob']);
  const agreed = waits.when('hearAnswer', { from: 'bob', agreed: true });
  t.match(agreed, {
    events: [
      { type: 'FriendGroupsCreated', data: { names: ['work'] } },
      { type: 'FriendsAdded', data: { friends: [{ peer: 'bob', remark: 'Bobby', groups: ['work'] }] } },
      { type: 'RequestsRemoved' },
    ],
  });
  const heard = says('AllowType_Type_NeedConfirm').after('hearRequest', { from: 'bob', task: request() });
  const answer = { peer: 'bob', remark: 'B.', groups: [] };
  const back = heard.after('answerRequest', { ...answer, action: 'agreeAndAdd' });
  t.same(waiting(back, 'in'), ['bob'], 'the request stands until the other could add');
  t.match(back.when('settleAnswer', { id: 1, code: 0 }), {
    events: [
      { type: 'FriendsAdded', data: { friends: [{ peer: 'bob', remark: 'B.', wording: 'hello' }] } },
      { type: 'RequestsRemoved' },
      { type: 'ErrandsDone' },
    ],
  });
  t.same(waiting(back.after('settleAnswer', { id: 1, code: 30014 }), 'in'), ['bob'], 'his list was full');
  const plain = heard.after('answerRequest', { ...answer, action: 'agree' }).after('settleAnswer', { id: 1, code: 0 });
  t.same(friendsOf(plain), []);
  t.same(waiting(plain, 'in'), []);
});

t.test('#119 #120 a refusal ends the request at once; deleting it is no answer', async (t) => {
  const heard = says('AllowType_Type_NeedConfirm').after('hearRequest', { from: 'bob', task: request() });
  const refusal = heard.after('answerRequest', { peer: 'bob', action: 'refuse', remark: '', groups: [] });
  t.same(waiting(refusal, 'in'), []);
  t.match(refusal.events.at(-1), { type: 'ErrandsBegun', data: { errands: [{ task: { kind: 'refuse' } }] } });
  const deleted = heard.when('deleteRequests', { peers: ['bob', 'carol'], direction: 'in' });
  t.same(codes(deleted), [0, 31804]);
  t.match(deleted, { events: [{ type: 'RequestsRemoved' }] });
  refused(t, alice.when('answerRequest', { peer: 'bob', action: 'agree', remark: '', groups: [] }), 30614);
});

t.test('#122 a hundred requests wait for somebody at most', async (t) => {
  let full = says('AllowType_Type_NeedConfirm');
  for (const from of names(MAX_REQUESTS)) full = full.after('hearRequest', { from, task: request() });
  t.match(full.when('hearRequest', { from: 'late', task: request() }), { reply: { code: 30012 } });
  t.match(full.when('hearRequest', { from: 'user3', task: request() }), { reply: { code: 30539 } }, 'asked again');
  t.equal(waiting(full.after('deleteRequests', { peers: ['user1'], direction: 'in' }), 'in').length, MAX_REQUESTS - 1);
});

t.test('#129 a list holds 3,000 friends, and places on their way count', async (t) => {
  const almost = withFriends(...names(MAX_FRIENDS - 1));
  t.same(codes(almost.when('befriend', add('one', 'two'))), [0, 30010]);
  const promised = almost.after('befriend', add('one'));
  t.same(codes(promised.when('befriend', add('two'))), [30010]);
  t.match(promised.when('hearRequest', { from: 'two', task: request() }), { reply: { code: 30014 } });
  const given = promised.after('settleRequest', { id: 1, code: 30516, already: false });
  t.same(codes(given.when('befriend', add('two'))), [0], 'a place that was not taken is free again');
  const full = withFriends(...names(MAX_FRIENDS));
  t.same(codes(full.when('importFriends', { friends: [{ ...item('more'), custom: {} }] })), [30010]);
  t.same(codes(full.when('importFriends', { friends: [{ ...item('user0'), custom: {} }] })), [0], 'he is there');
});

t.test('#124 #125 #126 friends are removed one way or both', async (t) => {
  const given = withFriends('bob', 'carol');
  const one = given.when('removeFriends', { peers: ['bob', 'dave'], both: false });
  t.match(one, { events: [{ type: 'FriendsRemoved', data: { peers: ['bob'] } }], reply: { errands: [] } });
  t.same(results(one), [0, 31704]);
  const both = given.when('removeFriends', { peers: ['bob'], both: true });
  t.match(both, { reply: { errands: [{ peer: 'bob', task: { kind: 'part', blocked: false } }] } });
  t.same(friendsOf(given.after('removeFriends', { both: false })), [], 'all of them');
  t.same(friendsOf(given.after('part', { from: 'bob', blocked: false })), ['carol']);
});

t.test('#144 #148 #149 blocking ends the friendship and what waits, and keeps both from asking', async (t) => {
  const heard = withFriends('bob')
    .after('changeProfile', { fields: { AllowType: 'AllowType_Type_NeedConfirm' } })
    .after('hearRequest', { from: 'carol', task: request() });
  const blocked = heard.after('block', { peers: ['bob', 'carol'] });
  t.same(friendsOf(blocked), []);
  t.same(waiting(blocked, 'in'), []);
  t.match(blocked.when('hearRequest', { from: 'carol', task: request() }), { reply: { code: 30525 } });
  t.same(codes(blocked.when('befriend', add('bob'))), [30515]);
  t.same(results(blocked.when('block', { peers: ['bob', 'alice', 'dave'] })), [30001, 30001, 0]);
  const unblocked = blocked.after('unblock', { peers: ['bob'] });
  t.same(codes(unblocked.when('befriend', add('bob'))), [30008], 'he has not heard of it yet');
  t.same(codes(unblocked.after('errandsDone', { ids: [1] }).when('befriend', add('bob'))), [0]);
  const full = alice.after('block', { peers: names(MAX_BLOCKED) });
  t.same(results(full.when('block', { peers: ['one more'] })), [30013]);
});

t.test('a request on its way ends when one of the two blocks or leaves the other', async (t) => {
  const asks = alice.after('befriend', add('bob'));
  for (const left of [asks.after('block', { peers: ['bob'] }), asks.after('part', { from: 'bob', blocked: true })]) {
    t.match(left.when('settleRequest', { id: 1, code: 0, already: false }), { events: [], reply: { code: 30008 } });
    t.same(friendsOf(left), []);
  }
  t.same(codes(asks.when('befriend', add('bob'))), [30008], 'nor are there two at a time');
});

t.test('#137 #138 #139 #140 #141 groups of friends', async (t) => {
  const given = withFriends('bob', 'carol');
  const made = given.after('createFriendGroups', { names: ['work', 'home'], peers: ['bob'] });
  t.same(made.state().parts.relations?.friends.get('bob'), ['work', 'home']);
  t.same(codes(given.when('createFriendGroups', { names: ['work'], peers: ['bob', 'dave'] })), [0, 32216]);
  refused(t, given.when('createFriendGroups', { names: names(MAX_FRIEND_GROUPS + 1), peers: [] }), 30011);
  const renamed = made.after('renameFriendGroup', { name: 'work', newName: 'office' });
  t.same([...(renamed.state().parts.relations?.groups ?? [])], ['office', 'home']);
  t.same(renamed.state().parts.relations?.friends.get('bob'), ['office', 'home']);
  refused(t, made.when('renameFriendGroup', { name: 'work', newName: 'home' }), 30001);
  refused(t, made.when('renameFriendGroup', { name: 'none', newName: 'other' }), 30001);
  const changes = [
    { peer: 'bob', into: false },
    { peer: 'carol', into: true },
    { peer: 'dave', into: true },
  ];
  t.same(codes(made.when('changeFriendGroup', { name: 'home', changes })), [0, 0, 32216]);
  const changed = made.after('changeFriendGroup', { name: 'home', changes });
  t.same(changed.state().parts.relations?.friends.get('carol'), ['home']);
  t.same(changed.state().parts.relations?.friends.get('bob'), ['work']);
  const deleted = made.after('deleteFriendGroups', { names: ['work', 'none'] });
  t.same(friendsOf(deleted), ['bob', 'carol'], 'the friends stay');
  t.same(deleted.state().parts.relations?.friends.get('bob'), ['home']);
});

t.test('who is gone is gone from all lists: those who have him are told', async (t) => {
  const given = withFriends('bob').after('deleteRequests', { peers: [], direction: 'in' });
  const outcome = given.when('delete', { knownBy: ['carol', 'bob'] });
  t.match(outcome, { reply: { errands: [{ peer: 'carol' }, { peer: 'bob' }] } });
  const deleted = given.after('delete', { knownBy: ['carol'] });
  t.match(deleted.when('openErrands', {}), { reply: [{ peer: 'carol' }, { peer: 'bob' }] });
  t.match(deleted.after('errandsDone', { ids: [1, 2] }).when('openErrands', {}), { reply: [] });
  refused(t, deleted.when('befriend', add('bob')), 30003);
  t.match(deleted.when('part', { from: 'bob', blocked: true }), { events: [] });
});

t.test('who is gone while he asks somebody is gone for him too', async (t) => {
  const outcome = alice.after('befriend', add('bob')).when('delete', { knownBy: [] });
  t.match(reply<object>(outcome), { errands: [{ id: 2, peer: 'bob', task: { kind: 'part', blocked: true } }] });
});

t.test('a friend is in a group once, however often it is named', async (t) => {
  const changed = withFriends('bob').after('changeFriends', {
    changes: [{ peer: 'bob', groups: ['a', 'a', 'b', 'a'] }],
  });
  t.match(changed.events.at(-1), { type: 'FriendsChanged', data: { friends: [{ peer: 'bob', groups: ['a', 'b'] }] } });
  t.same(changed.state().parts.relations?.friends.get('bob'), ['a', 'b']);
});

t.test('requests that are read already are no fact; one that comes again is unread again', async (t) => {
  const hear = { from: 'bob', task: request() };
  const asked = says('AllowType_Type_NeedConfirm').after('hearRequest', hear);
  const fact = [{ type: 'RequestsRead', data: { upTo: SECONDS } }] as const;
  accepted(t, asked.when('readRequests', { upTo: SECONDS - 1 }), []);
  accepted(t, asked.when('readRequests', { upTo: SECONDS }), fact);
  const read = asked.after('readRequests', { upTo: SECONDS });
  accepted(t, read.when('readRequests', { upTo: SECONDS + 5 }), []);
  accepted(t, read.after('hearRequest', hear).when('readRequests', { upTo: SECONDS }), fact);
});

t.test('a snapshot answers like the events', async (t) => {
  const given = withFriends('bob', 'carol')
    .after('createFriendGroups', { names: ['work'], peers: ['bob'] })
    .after('changeProfile', { fields: { AllowType: 'AllowType_Type_NeedConfirm' } })
    .after('hearRequest', { from: 'dave', task: request() })
    .after('befriend', add('erin'))
    .after('block', { peers: ['frank'] });
  t.strictSame(given.thawed(), given.state());
});
