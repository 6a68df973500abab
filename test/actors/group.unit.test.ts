import fc from 'fast-check';
import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { accepted, NOW, refused } from './given.ts';
import { draft, group, people, seconds } from './group-stories.ts';

const send = (from: string, fields: object = {}, by = { user: from, admin: false }) => ({
  by,
  draft: draft(from, fields),
  onlineOnly: false,
});
const join = (user: string) => ({ by: { user, admin: false }, text: 'please', authentication: `key-${user}` });

t.test('messages and stored tips share one sequence without gaps, from 1 #193', async (t) => {
  let story = group('Public').after('send', send('mia')).after('send', send('max'));
  story = story.after('quit', { by: people.member }).after('send', send('adam'));
  const numbers = story.events.flatMap(({ data }) => ('seq' in data && Number(data.seq) > 0 ? [data.seq] : []));
  t.strictSame(numbers, [1, 2, 3, 4]);
});

t.test('online-only and dropped messages take no number #194', async (t) => {
  const outcome = group('Public').when('send', { ...send('mia'), onlineOnly: true });
  accepted(t, outcome, [], { seq: 0, dropped: false, transient: { from: 'mia', seq: 0 } });
  let story = group('Public');
  for (let i = 0; i < 40; i++) story = story.after('send', send('mia'));
  accepted(t, story.when('send', send('max')), [], { seq: 0, dropped: true });
  t.match(
    story.when('send', send('max'), NOW + 1000),
    { reply: { seq: 41, dropped: false } },
    'the next second is free',
  );
});

t.test('High is dropped last', async (t) => {
  let story = group('Public');
  for (let i = 0; i < 40; i++) story = story.after('send', send('mia', { priority: 'Low' }));
  t.match(story.when('send', send('max', { priority: 'Normal' })), { reply: { dropped: true } });
  t.match(story.when('send', send('max', { priority: 'High' })), { reply: { dropped: false, seq: 41 } });
});

t.test('the same random and number from the same sender is one message, from another it is not', async (t) => {
  const first = send('mia', { random: 5, msgSeq: 9 });
  const story = group('Public').after('send', first);
  accepted(t, story.when('send', send('mia', { random: 5, msgSeq: 9 })), [], { seq: 1, duplicate: true });
  t.match(story.when('send', send('max', { random: 5, msgSeq: 9 })), { reply: { seq: 2, duplicate: false } });
});

t.test('muted members, and all but admins in a muted group, are refused with 10017', async (t) => {
  const muted = group('Public').after('mute', { by: people.owner, users: ['mia'], seconds: 60 });
  refused(t, muted.when('send', send('mia')), 10017);
  t.match(muted.when('send', send('mia'), NOW + 61_000), { reply: { dropped: false } });
  const rejoined = muted.after('quit', { by: people.member });
  refused(
    t,
    rejoined
      .after('add', {
        by: people.owner,
        users: ['mia'],
        impossible: new Map(),
        silent: false,
        imported: undefined,
        authentications: [''],
      })
      .when('send', send('mia')),
    10017,
  );
  const all = group('Public').after('changeProfile', { by: people.admin, changes: { muteAll: true } });
  refused(t, all.when('send', send('mia')), 10017);
  t.match(all.when('send', send('adam')), { reply: { dropped: false } });
});

t.test('joining: free, on request, or not at all', async (t) => {
  t.match(group('Meeting').when('join', join('sam')), { reply: 'joined', events: [{ type: 'MembersJoined' }] });
  refused(t, group('Work').when('join', join('sam')), 10007);
  const waiting = group('Public').after('join', join('sam'));
  t.match(waiting.events.at(-1), {
    type: 'JoinRequested',
    data: { applicant: 'sam', text: 'please', authentication: 'key-sam' },
  });
  accepted(t, waiting.when('join', join('sam')), [], 'waiting');
  const answer = { applicant: 'sam', agreed: true, text: 'hi', authentication: 'key-sam' };
  refused(t, waiting.when('handle', { by: people.member, ...answer }), 10007);
  const agreed = waiting.after('handle', { by: people.admin, ...answer });
  t.strictSame(
    agreed.events.slice(-2).map(({ type }) => type),
    ['JoinRequestHandled', 'MembersJoined'],
  );
  refused(t, agreed.when('handle', { by: people.owner, ...answer }), 10024);
  accepted(t, agreed.when('join', join('sam')), [], 'joined');
  const no = waiting.after('handle', { by: people.admin, ...answer, agreed: false });
  t.notOk(no.state().members.has('sam'));
});

t.test('an invitation that was answered says who had invited #514', async (t) => {
  const given = group('Public', {
    type: 'GroupProfileChanged',
    data: { changes: { inviteOption: 'NeedPermission' }, by: 'olga', seq: 0 },
  });
  const add = { by: people.member, users: ['sam'], impossible: new Map(), silent: false, imported: undefined };
  const waiting = given.after('add', { ...add, authentications: ['key-sam'] });
  const answer = { applicant: 'sam', agreed: true, text: 'hi', authentication: 'key-sam' };
  const agreed = waiting.after('handle', { by: people.admin, ...answer });
  t.match(agreed.events.slice(-2), [
    { type: 'JoinRequestHandled', data: { applicant: 'sam', inviter: people.member.user } },
    { type: 'MembersJoined', data: { how: 'invited', by: people.member.user } },
  ]);
  const own = group('Public')
    .after('join', join('sam'))
    .after('handle', { by: people.admin, ...answer, agreed: false });
  t.match(own.events.at(-1), { type: 'JoinRequestHandled', data: { inviter: '' } });
});

t.test('a full group takes nobody', async (t) => {
  const full = group('Meeting', {
    type: 'GroupProfileChanged',
    data: { changes: { maxMembers: 5 }, by: 'olga', seq: 0 },
  });
  refused(t, full.when('join', join('sam')), 10014);
  const add = {
    by: people.owner,
    users: ['sam'],
    impossible: new Map(),
    silent: false,
    imported: undefined,
    authentications: [''],
  };
  accepted(t, full.when('add', add), [], [{ user: 'sam', result: 'failed' }]);
});

t.test('a batch of additions answers for each user', async (t) => {
  const outcome = group('Public').when('add', {
    by: people.owner,
    users: ['new', 'mia', 'ghost', 'new'],
    impossible: new Map([['ghost', 'failed']]),
    silent: false,
    imported: undefined,
    authentications: ['1', '2', '3', '4'],
  });
  t.match(outcome, {
    reply: [{ result: 'added' }, { result: 'already' }, { result: 'failed' }, { result: 'already' }],
    events: [{ type: 'MembersJoined', data: { members: [{ user: 'new' }], how: 'invited', by: 'olga', seq: 1 } }],
  });
});

t.test("the owner quits a Work group only, which is then nobody's", async (t) => {
  refused(t, group('Public').when('quit', { by: people.owner }), 10009);
  const left = group('Work').after('quit', { by: people.owner });
  t.equal(left.state().owner, '');
  refused(t, group('Public').when('quit', { by: people.stranger }), 10007);
});

t.test('an administrator of the app removes even the owner, and speaks for nobody who is muted #443', async (t) => {
  const story = group('Public').after('kick', { by: people.appAdmin, users: ['olga'], reason: '', silent: false });
  t.equal(story.state().owner, '');
  const muted = group('Public').after('mute', { by: people.owner, users: ['mia'], seconds: 60 });
  refused(t, muted.when('send', send('mia', {}, people.appAdmin)), 10017);
});

t.test('passing the group on makes the old owner a member', async (t) => {
  const story = group('Public').after('changeOwner', { by: people.owner, owner: 'mia' });
  t.equal(story.state().members.roleOf('mia'), 'Owner');
  t.equal(story.state().members.roleOf('olga'), 'Member');
  refused(t, story.when('changeOwner', { by: people.owner, owner: 'max' }), 10007);
  refused(t, group('Public').when('changeOwner', { by: people.owner, owner: 'sam' }), 10007);
});

t.test('a profile change tells only what changed, and nothing when nothing did', async (t) => {
  const change = { by: people.owner, changes: { name: 'Group', notification: 'news' } };
  const story = group('Public');
  t.match(story.when('changeProfile', change), { events: [{ data: { changes: { notification: 'news' }, seq: 1 } }] });
  accepted(t, story.when('changeProfile', { by: people.owner, changes: { name: 'Group' } }), []);
});

t.test('read positions only move forwards, and not beyond the end', async (t) => {
  const story = group('Public').after('send', send('mia')).after('send', send('mia'));
  t.match(story.when('read', { user: 'max', upToSeq: 99 }), { events: [{ type: 'GroupRead', data: { upToSeq: 2 } }] });
  accepted(t, story.after('read', { user: 'max', upToSeq: 2 }).when('read', { user: 'max', upToSeq: 1 }), [], {
    upToSeq: 2,
  });
  refused(t, story.when('read', { user: 'sam', upToSeq: 1 }), 10007);
});

t.test('a change names fields of its own one by one: others stay, an empty value takes one away', async (t) => {
  const set = (custom: readonly (readonly [string, string])[]) => ({ by: people.owner, changes: { custom } });
  const story = group('Public')
    .after(
      'changeProfile',
      set([
        ['level', '1'],
        ['color', 'red'],
      ]),
    )
    .after(
      'changeProfile',
      set([
        ['level', '2'],
        ['color', ''],
        ['size', 'L'],
      ]),
    );
  t.strictSame(story.state().profile.custom, [
    ['level', '2'],
    ['size', 'L'],
  ]);
  const nine = Array.from({ length: 9 }, (_, i) => [`more${i}`, 'x'] as const);
  refused(t, story.when('changeProfile', set(nine)), 10004);
  refused(t, story.when('changeProfile', set([['no key', 'x']])), 10004);
});

t.test('an imported member came between creation and now, as something that the type knows', async (t) => {
  const add = (type: 'Work' | 'Public', role: 'Admin' | 'Member', joinedAt: number) =>
    group(type).when('add', {
      by: people.appAdmin,
      users: ['ida'],
      impossible: new Map(),
      silent: false,
      imported: [{ role, joinedAt, afterSeq: 3, unread: 2 }],
      authentications: ['a'],
    });
  const added = add('Public', 'Admin', seconds);
  t.match(added, { reply: [{ result: 'added' }], events: [{ data: { how: 'imported', seq: 0 } }] });
  t.match(
    added,
    { events: [{ data: { members: [{ user: 'ida', afterSeq: 3, unread: 2 }] } }] },
    'and from where he sees',
  );
  t.match(add('Work', 'Admin', seconds), { reply: [{ result: 'failed' }] });
  t.match(add('Public', 'Member', seconds - 1), { reply: [{ result: 'failed' }] });
  t.match(add('Public', 'Member', seconds + 1), { reply: [{ result: 'failed' }] });
});

t.test('an imported member reads on from where he was', async (t) => {
  const chat = ['a', 'b', 'c', 'd'].reduce(
    (story, _, i) => story.after('send', { ...send('mia'), draft: { ...send('mia').draft, random: i } }),
    group('Public'),
  );
  const add = (afterSeq: number, unread: number) =>
    chat.after('add', {
      by: people.appAdmin,
      users: ['ida'],
      impossible: new Map(),
      silent: false,
      imported: [{ role: 'Member', joinedAt: seconds, afterSeq, unread }],
      authentications: ['a'],
    });
  const last = chat.state().lastSeq;
  const reading = (story: typeof chat) => story.state().members.readSeqOf('ida');
  t.equal(reading(add(0, 0)), last);
  t.equal(reading(add(1, 2)), last - 2);
  t.equal(reading(add(last - 1, 99)), last - 1, 'at most what was written since he joined');
});

t.test('imported messages take numbers and keep their time, ascending, and are not of the future', async (t) => {
  const later = NOW + 60_000;
  const story = group('Public').after('import', { draft: draft('mia'), time: seconds + 5 }, later);
  refused(t, story.when('import', { draft: draft('mia'), time: seconds + 61 }, later), 10004);
  const event = story.events.at(-1);
  t.match(event, { type: 'GroupMessageSent', data: { seq: 1, time: seconds + 5, flags: GroupMessageFlag.imported } });
  refused(t, story.when('import', { draft: draft('mia'), time: seconds + 4 }), 10004);
  refused(t, story.when('import', { draft: draft('mia'), time: seconds - 100 }), 10004);
});

t.test('a snapshot in the middle changes nothing', async (t) => {
  const story = group('Public')
    .after('send', send('mia'))
    .after('mute', { by: people.owner, users: ['max'], seconds: 60 })
    .after('join', join('sam'));
  const [live, thawed] = [story.state(), story.thawed()];
  t.strictSame(thawed.members.freeze(), live.members.freeze());
  t.strictSame(thawed.recent.freeze(), live.recent.freeze());
  t.strictSame({ ...thawed, members: 0, recent: 0 }, { ...live, members: 0, recent: 0 });
});

t.test('whatever is sent and whoever comes and goes, the sequence has no gap', async (t) => {
  const step = fc.oneof(
    fc.constantFrom('mia', 'max', 'adam', 'sam').map((user) => ['send', send(user)] as const),
    fc.constantFrom('mia', 'max', 'sam').map((user) => ['quit', { by: { user, admin: false } }] as const),
    fc.constantFrom('mia', 'sam', 'tom').map((user) => ['join', join(user)] as const),
    fc
      .constantFrom('mia', 'max')
      .map((user) => ['kick', { by: people.owner, users: [user], reason: '', silent: false }] as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let story = group('Community');
      for (const [name, data] of steps) {
        const outcome = story.when(name as 'quit', data as never);
        if (!('code' in outcome)) story = story.after(name as 'quit', data as never);
      }
      const numbers = story.events.flatMap(({ data }) => ('seq' in data && Number(data.seq) > 0 ? [data.seq] : []));
      t.strictSame(
        numbers,
        [...numbers.keys()].map((i) => i + 1),
      );
    }),
    { numRuns: 100 },
  );
});
