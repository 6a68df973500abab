import t from 'tap';
import { groupDecider } from '../../actors/group/decider.ts';
import { CommunityBit, TopicBit } from '../../actors/group/permissions.ts';
import type { Actor } from '../../actors/group/rights.ts';
import { generatedTopicId, topicIdProblem } from '../../actors/group/topics.ts';
import { topicDecider } from '../../actors/topic/decider.ts';
import { EMPTY_TOPIC } from '../../events/group/topic-events.ts';
import { accepted, Given, NOW, type Outcome, refused } from './given.ts';
import { draft, group, people, seconds } from './group-stories.ts';

const TOPIC = 'g1@TOPIC#_one';
const profile = { ...EMPTY_TOPIC, name: 'Square' };
const creation = (by: Actor, topic = TOPIC) => ({ by, topic, profile, importedAt: undefined });
const ok = (outcome: Outcome) => !('code' in outcome);

/** A community with topics, permission groups that decide, and one topic. */
function community(mask = '0') {
  const [created, joined] = group('Community').events;
  if (created?.type !== 'GroupCreated' || joined === undefined) throw new Error('the story begins otherwise');
  const data = { ...created.data, supportTopic: true, profile: { ...created.data.profile, enablePermission: true } };
  return new Given(groupDecider, ['g1'], [{ type: 'GroupCreated', data }, joined])
    .after('createTopic', creation(people.owner))
    .after('createPermissionGroup', { by: people.owner, id: 'crew', name: 'Crew', custom: '', mask })
    .after('addPermissionMembers', { by: people.owner, id: 'crew', users: ['mia'] });
}

/** What each bit of a community is for, tried by somebody who is a plain member otherwise. */
const byBit: Readonly<
  Record<string, readonly [bit: number, attempt: (story: ReturnType<typeof community>) => Outcome]>
> = {
  profile: [
    CommunityBit.profile,
    (story) => story.when('changeProfile', { by: people.member, changes: { name: 'N' } }),
  ],
  members: [
    CommunityBit.members,
    (story) => story.when('kick', { by: people.member, users: ['max'], reason: '', silent: false }),
  ],
  permissionGroups: [
    CommunityBit.permissionGroups,
    (story) => story.when('createPermissionGroup', { by: people.member, id: 'x', name: 'X', custom: '', mask: '0' }),
  ],
  permissionMembers: [
    CommunityBit.permissionMembers,
    (story) => story.when('addPermissionMembers', { by: people.member, id: 'crew', users: ['max'] }),
  ],
  topics: [CommunityBit.topics, (story) => story.when('createTopic', creation(people.member, 'g1@TOPIC#_two'))],
  mute: [CommunityBit.mute, (story) => story.when('mute', { by: people.member, users: ['max'], seconds: 9 })],
  send: [CommunityBit.send, (story) => enter(story, 'send')],
  mentionAll: [CommunityBit.mentionAll, (story) => enter(story, 'mentionAll')],
  ban: [CommunityBit.ban, (story) => story.when('ban', { by: people.member, users: ['max'], seconds: 9, reason: '' })],
};

function enter(story: ReturnType<typeof community>, right: 'send' | 'mentionAll' | 'mute' | 'changeTopic') {
  return story.when('enterTopic', { by: people.member, topic: TOPIC, right });
}

t.test('a member with exactly one bit of the community can do that one thing only #565', async (t) => {
  for (const [holder, [bit]] of Object.entries(byBit)) {
    const story = community(String(1n << BigInt(bit)));
    for (const [thing, [, attempt]] of Object.entries(byBit)) {
      t.equal(ok(attempt(story)), thing === holder, `${holder}: ${thing}`);
    }
  }
});

t.test('without any bit nothing, with all of them everything, and strangers nothing', async (t) => {
  for (const [thing, [, attempt]] of Object.entries(byBit)) {
    refused(t, attempt(community()), 10007);
    t.ok(ok(attempt(community(String(2n ** 64n - 1n)))), thing);
    refused(t, attempt(community(String(2n ** 64n - 1n)).after('quit', { by: people.member })), 10007);
  }
});

const topicThings = {
  changeTopic: TopicBit.profile,
  mute: TopicBit.mute,
  send: TopicBit.send,
  mentionAll: TopicBit.mentionAll,
};

t.test('a member with exactly one bit of a topic can do that one thing in it only #566', async (t) => {
  const set = (mask: bigint) =>
    community(String(2n ** 64n - 1n)).after('setTopicPermissions', {
      by: people.owner,
      id: 'crew',
      masks: [[TOPIC, String(mask)]],
      how: 'add',
    });
  for (const [holder, bit] of Object.entries(topicThings)) {
    const story = set(1n << BigInt(bit));
    for (const thing of Object.keys(topicThings) as (keyof typeof topicThings)[]) {
      t.equal(ok(enter(story, thing)), thing === holder, `${holder}: ${thing}`);
    }
  }
  const assigning = set(1n << BigInt(TopicBit.permissions));
  const change = { by: people.member, id: 'crew', masks: [[TOPIC, '1']] as const, how: 'change' as const };
  t.match(assigning.when('setTopicPermissions', change), { reply: [{ id: TOPIC, code: 0 }] });
  t.match(set(0n).when('setTopicPermissions', change), { reply: [{ id: TOPIC, code: 10007 }] });
});

t.test(
  'what everybody has counts too; the owner needs no bit; a right over members ends at its other holders #564',
  async (t) => {
    const all = community().after('changeProfile', { by: people.owner, changes: { defaultPermission: '64' } });
    t.ok(ok(all.when('enterTopic', { by: { user: 'max', admin: false }, topic: TOPIC, right: 'send' })));
    const { owner } = people;
    t.ok(ok(community().when('enterTopic', { by: owner, topic: TOPIC, right: 'changeTopic' })));
    const two = community('2').after('addPermissionMembers', { by: owner, id: 'crew', users: ['max'] });
    const kick = (user: string) => two.when('kick', { by: people.member, users: [user], reason: '', silent: false });
    refused(t, kick('max'), 10007);
    refused(t, kick('olga'), 10007);
    t.ok(ok(kick('adam')), 'roles count for nothing here');
  },
);

t.test('roles decide where permission groups do not', async (t) => {
  const story = group('Community', { type: 'GroupProfileChanged', data: { changes: {}, by: '', seq: 0 } });
  refused(t, story.when('createTopic', creation(people.owner)), 10007);
  refused(
    t,
    story.when('createPermissionGroup', { by: people.owner, id: 'x', name: 'X', custom: '', mask: '0' }),
    10007,
  );
  refused(t, group('Public').when('createTopic', creation(people.appAdmin)), 10007);
  const roles = community().after('changeProfile', { by: people.owner, changes: { enablePermission: false } });
  t.ok(ok(roles.when('createTopic', creation(people.admin, 'g1@TOPIC#_two'))));
  refused(t, roles.when('createTopic', creation(people.member, 'g1@TOPIC#_two')), 10007);
});

t.test('ids of topics: of the community, printable, 96 bytes, and not as the server makes them #543', async (t) => {
  const made = generatedTopicId('@TGS#_c', 'WORD');
  for (const [id, right] of [
    ['@TGS#_c@TOPIC#_x', true],
    ['@TGS#_c@TOPIC#_', false],
    ['@TGS#_d@TOPIC#_x', false],
    ['@TGS#_c@TOPIC#_ä', false],
    [`@TGS#_c@TOPIC#_${'x'.repeat(81)}`, true],
    [`@TGS#_c@TOPIC#_${'x'.repeat(82)}`, false],
    ['@TGS#_c@TOPIC#_a@TGS#_b', false],
    [made, false],
  ] as const) {
    t.equal(topicIdProblem(id, '@TGS#_c', false) === undefined, right, id);
  }
  t.equal(topicIdProblem(made, '@TGS#_c', true), undefined, 'what is imported keeps its id');
});

const grant = { generation: 1, profile, createdAt: seconds - 100, community: 'g1', rank: 1, nameCard: 'card' };
const granted = { grant, by: 'mia' };
const fresh = () => new Given(topicDecider, [TOPIC], []);
const send = (more: object = {}) => ({ ...granted, draft: draft('mia'), onlineOnly: false, ...more });

t.test('the first command opens a topic in the same append; reading opens nothing', async (t) => {
  const first = send();
  const opened = { type: 'TopicOpened', data: { topic: TOPIC, generation: 1, afterSeq: 0, profile } } as const;
  const sent = { ...first.draft, nameCard: 'card', seq: 1, time: seconds };
  accepted(t, fresh().when('send', first), [opened, { type: 'GroupMessageSent', data: sent }], { seq: 1 });
  accepted(t, fresh().when('read', { ...granted, user: 'mia', upToSeq: undefined }), [], { upToSeq: 0 });
  const story = fresh().after('send', send()).after('send', send());
  t.match(story.when('send', first), { reply: { seq: 3 } });
  t.match(story.when('read', { ...granted, user: 'mia', upToSeq: 9 }), { reply: { upToSeq: 2 } });
});

t.test('a topic whose id is used again goes on with the numbers and with nothing else', async (t) => {
  const story = fresh()
    .after('send', send())
    .after('mute', { ...granted, users: ['max'], seconds: 99 });
  refused(t, story.when('send', send({ draft: draft('max') })), 10017);
  const again = { ...granted, grant: { ...grant, generation: 2 } };
  t.match(story.when('send', { ...send({ draft: draft('max') }), ...again }), {
    events: [
      { type: 'TopicOpened', data: { generation: 2, afterSeq: 2 } },
      { type: 'GroupMessageSent', data: { seq: 3 } },
    ],
  });
});

t.test('40 messages a second in a topic, High longest; mutes; nobody is addressed alone #250', async (t) => {
  let story = fresh();
  for (let i = 0; i < 40; i++) story = story.after('send', send({ draft: draft('mia', { priority: 'Low' }) }));
  accepted(t, story.when('send', send()), [], { dropped: true, seq: 0 });
  t.match(story.when('send', send({ draft: draft('mia', { priority: 'High' }) })), { reply: { dropped: false } });
  t.match(story.when('send', send(), NOW + 1000), { reply: { seq: 41 } });
  refused(t, fresh().when('send', send({ draft: draft('mia', { to: ['max'] }) })), 10007);
  const muted = fresh().after('change', { ...granted, changes: { muteAll: true } });
  refused(t, muted.when('send', send()), 10017);
  t.match(muted.when('send', send({ grant: { ...grant, rank: 2 } })), { reply: { seq: 2 } });
  accepted(t, muted.when('change', { ...granted, changes: { muteAll: true } }), []);
});

t.test('snapshots keep all of it', async (t) => {
  const story = community('7')
    .after('deleteTopics', { by: people.owner, topics: [] })
    .after('createTopic', creation(people.owner));
  t.strictSame(story.thawed(), story.state());
  const topic = fresh()
    .after('send', send())
    .after('read', { ...granted, user: 'max', upToSeq: 1 })
    .after('mute', {
      ...granted,
      users: ['max'],
      seconds: 9,
    });
  t.strictSame(topic.thawed(), topic.state());
});
