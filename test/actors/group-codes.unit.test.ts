import t from 'tap';
import { generatedGroupId, groupIdProblem, isGroupId } from '../../actors/group/ids.ts';
import { generatedTopicId, topicIdProblem } from '../../actors/group/topics.ts';
import type { NewEvent } from '../../events/envelope.ts';
import type { GroupType, NewMember } from '../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../events/group/topic-events.ts';
import { NOW, type Outcome } from './given.ts';
import { draft, group, people, seconds, types } from './group-stories.ts';

const { owner, member, stranger, appAdmin } = people;
const nobodyThere = 'nobody';
const unchanged = { role: undefined, nameCard: undefined, remind: undefined, custom: undefined };
const change = (user: string, more: object) => ({ ...unchanged, by: owner, user, ...more });
const names = (count: number, prefix = 'n') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const text = (bytes: number) => 'x'.repeat(bytes);
const say = (fields: Parameters<typeof draft>[1] = {}) => ({
  by: member,
  draft: draft('mia', fields),
  onlineOnly: false,
});
const entrance = (users: readonly string[]) => ({
  by: appAdmin,
  users,
  impossible: new Map(),
  silent: false,
  imported: undefined,
  authentications: users,
});
const creation = (more: object) => ({
  by: owner,
  type: 'Public' as GroupType,
  owner: 'olga',
  profile: { name: 'G' },
  supportTopic: false,
  members: [],
  maxMembers: 3,
  importedAt: undefined,
  ...more,
});
const write = (key: string, value = 'v', seq?: number) => ({ key, value, seq });
const attributes = (operation: 'set' | 'delete', writes: readonly ReturnType<typeof write>[], mainSeq?: number) => ({
  by: member,
  operation,
  writes,
  mainSeq,
});
const counters = (values: readonly (readonly [string, number])[], operation: 'set' | 'increase' = 'set') => ({
  by: member,
  operation,
  values,
  random: 0,
});
const joined = (users: readonly string[]): NewEvent => {
  const members: NewMember[] = users.map((user) => ({ user, role: 'Member', joinedAt: seconds, custom: [] }));
  return { type: 'MembersJoined', data: { members, how: 'invited', by: 'olga', seq: 0 } };
};

const plain = () => group('Public');
const talk = (messages: number) => {
  let story = plain();
  for (let i = 0; i < messages; i++) story = story.after('send', say());
  return story;
};
const dissolved = () => plain().after('dissolve', { by: owner });

const TOPIC = 'g1@TOPIC#_one';
const topic = (id: string, importedAt?: number) => ({
  by: owner,
  topic: id,
  profile: { ...EMPTY_TOPIC, name: 'T' },
  importedAt,
});
function community(mask = '0') {
  const [created, members] = group('Community').events;
  if (created?.type !== 'GroupCreated' || members === undefined) throw new Error('the story begins otherwise');
  const data = { ...created.data, supportTopic: true, profile: { ...created.data.profile, enablePermission: true } };
  return group('Community')
    .with([{ type: 'GroupCreated', data }, members])
    .after('createTopic', topic(TOPIC))
    .after('createPermissionGroup', { by: owner, id: 'crew', name: 'Crew', custom: '', mask });
}
const crew = (users: readonly string[]) => ({ by: owner, id: 'crew', users });
const masks = (how: 'add' | 'change', id = TOPIC) => ({ by: owner, id: 'crew', masks: [[id, '1'] as const], how });
const answer = (authentication: string) => ({
  by: owner,
  applicant: 'newbie',
  agreed: true,
  text: '',
  authentication,
});
const asked = () => plain().after('join', { by: { user: 'newbie', admin: false }, text: '', authentication: 'a' });

/** Of a batch with one item in question: what became of the last. */
function last(outcome: Outcome): Outcome {
  if ('code' in outcome) return outcome;
  return { code: (outcome.reply as readonly { readonly code: number }[]).at(-1)?.code ?? -1 };
}

type Row = readonly [what: string, code: number, attempt: () => Outcome];

/** Nothing of these happens, and each is answered with its code (rest-api.md §14–22, error-codes.md §10). */
const rows: readonly Row[] = [
  // No such group, no such member.
  ['a message into a group that was never there', 10010, () => plain().with([]).when('send', say())],
  ...(
    [
      ['describe', {}],
      ['visit', {}],
      ['permit', { by: owner, right: 'seeMembers' }],
      ['dissolve', { by: owner }],
      ['changeProfile', { by: owner, changes: { name: 'N' } }],
      ['changeOwner', { by: owner, owner: 'max' }],
      ['join', { by: stranger, text: '', authentication: 'a' }],
      ['add', entrance(['newbie'])],
      ['handle', answer('a')],
      ['quit', { by: member }],
      ['kick', { by: owner, users: ['max'], reason: '', silent: false }],
      ['mute', { by: owner, users: ['max'], seconds: 1 }],
      ['ban', { by: appAdmin, users: ['max'], seconds: 1, reason: '' }],
      ['changeMember', change('max', { nameCard: 'M' })],
      ['send', say()],
      ['import', { draft: draft('mia'), time: seconds }],
      ['read', { user: 'mia', upToSeq: 1 }],
      ['setUnread', { by: appAdmin, user: 'mia', unread: 1 }],
      ['changeAttributes', attributes('set', [write('k')])],
      ['changeCounters', counters([['n', 1]])],
      ['deleteCounters', { by: owner, keys: undefined }],
      ['recycle', { activity: 0 }],
      ['pin', { by: owner, messageSeq: 1 }],
      ['unpin', { by: owner, messageSeq: 1 }],
      ['createTopic', topic(TOPIC)],
      ['deleteTopics', { by: owner, topics: [TOPIC] }],
      ['enterTopic', { by: owner, topic: TOPIC, right: 'look' }],
      ['createPermissionGroup', { by: owner, id: 'crew', name: 'C', custom: '', mask: '0' }],
      ['changePermissionGroup', { by: owner, id: 'crew', changes: {} }],
      ['deletePermissionGroups', { by: owner, ids: ['crew'] }],
      ['addPermissionMembers', crew(['mia'])],
      ['removePermissionMembers', crew(['mia'])],
      ['setTopicPermissions', masks('add')],
      ['removeTopicPermissions', { by: owner, id: 'crew', topics: [TOPIC] }],
    ] as const
  ).map(([name, data]): Row => [`${name} after the end`, 10010, () => dissolved().when(name, data as never)]),
  ['passing it on to a stranger', 10007, () => plain().when('changeOwner', { by: owner, owner: nobodyThere })],
  ['changing a stranger', 10007, () => plain().when('changeMember', change(nobodyThere, { nameCard: 'N' }))],
  ['reading as a stranger', 10007, () => plain().when('read', { user: nobodyThere, upToSeq: 1 })],
  ['a stranger has nothing unread', 10007, () => plain().when('setUnread', { by: appAdmin, user: 'sam', unread: 1 })],
  ['leaving without being in', 10007, () => plain().when('quit', { by: stranger })],
  ['leaving what one owns', 10009, () => plain().when('quit', { by: owner })],

  // Creation.
  ['the id of a group of somebody else', 10021, () => plain().when('create', creation({ owner: 'mia' }))],
  ['the id of a group of one’s own', 10025, () => plain().when('create', creation({}))],
  [
    'more first members than it holds',
    10005,
    () =>
      plain()
        .with([])
        .when('create', creation({ members: names(3).map((user) => ({ user, role: 'Member', custom: [] })) })),
  ],
  [
    'a second owner',
    10004,
    () =>
      plain()
        .with([])
        .when('create', creation({ members: [{ user: 'max', role: 'Owner', custom: [] }] })),
  ],
  [
    'an admin of a Work group',
    10004,
    () =>
      plain()
        .with([])
        .when('create', creation({ type: 'Work', members: [{ user: 'max', role: 'Admin', custom: [] }] })),
  ],
  [
    'topics of a group',
    10004,
    () =>
      plain()
        .with([])
        .when('create', creation({ supportTopic: true })),
  ],

  // What a group and its members show.
  ...['no-dash', text(17), ''].flatMap((key): Row[] => [
    [`the key ${key}`, 10004, () => plain().when('changeProfile', { by: owner, changes: { custom: [[key, 'v']] } })],
    [`a member's key ${key}`, 10004, () => plain().when('changeMember', change('max', { custom: [[key, 'v']] }))],
  ]),
  [
    'a value of 513 bytes',
    10004,
    () => plain().when('changeProfile', { by: owner, changes: { custom: [['k', text(513)]] } }),
  ],
  [
    'an 11th field',
    10004,
    () => plain().when('changeProfile', { by: owner, changes: { custom: names(11).map((k) => [k, 'v']) } }),
  ],
  ["a member's 65 bytes", 10004, () => plain().when('changeMember', change('max', { custom: [['k', text(65)]] }))],
  [
    "a member's sixth field",
    10004,
    () => plain().when('changeMember', change('max', { custom: names(6).map((k) => [k, 'v']) })),
  ],
  ['a name card of 51 bytes', 10004, () => plain().when('changeMember', change('max', { nameCard: text(51) }))],
  ['owner by appointment', 10004, () => plain().when('changeMember', change('max', { role: 'Owner' }))],
  ['an admin more than 19', 10004, () => manyAdmins(19).when('changeMember', change('max', { role: 'Admin' }))],
  ['a sixth admin of a live room', 10004, () => roomOf(5).when('changeMember', change('vic', { role: 'Admin' }))],

  // Coming in.
  ['no applications', 10007, () => closed().when('join', { by: stranger, text: '', authentication: 'a' })],
  ['a full group', 10014, () => full().when('join', { by: stranger, text: '', authentication: 'a' })],
  [
    'a banned one',
    10007,
    () =>
      plain()
        .after('kick', { by: owner, users: ['max'], reason: '', silent: false, banSeconds: 9 })
        .when('join', { by: { user: 'max', admin: false }, text: '', authentication: 'a' }),
  ],
  ['an application that was never made', 10024, () => plain().when('handle', answer('a'))],
  [
    'one that was answered',
    10024,
    () =>
      asked()
        .after('handle', { ...answer('a'), agreed: false })
        .when('handle', answer('a')),
  ],
  ['the application of another', 10024, () => asked().when('handle', { ...answer('a'), applicant: 'sam' })],

  // Messages.
  [
    'a muted member',
    10017,
    () =>
      plain()
        .after('mute', { by: owner, users: ['mia'], seconds: 9 })
        .when('send', say()),
  ],
  ['51 receivers', 10004, () => plain().when('send', say({ to: names(51) }))],
  ['31 mentions', 10053, () => plain().when('send', say({ at: names(31) }))],
  ['a message beside the topics', 10004, () => community().when('send', { ...say(), by: owner })],
  ['an import from before the group', 10004, () => plain().when('import', { draft: draft('mia'), time: seconds - 1 })],
  ['one of tomorrow', 10004, () => plain().when('import', { draft: draft('mia'), time: seconds + 86_400 })],
  ['pinning number 2 of 1', 10052, () => talk(1).when('pin', { by: owner, messageSeq: 2 })],
  ['pinning number 0', 10052, () => talk(1).when('pin', { by: owner, messageSeq: 0 })],
  [
    'an 11th pin',
    10070,
    () => {
      let story = talk(11);
      for (let messageSeq = 1; messageSeq <= 10; messageSeq++) story = story.after('pin', { by: owner, messageSeq });
      return story.when('pin', { by: owner, messageSeq: 11 });
    },
  ],

  // Attributes and counters.
  ['an empty key', 10045, () => plain().when('changeAttributes', attributes('set', [write('')]))],
  ['a key of 33 bytes', 10045, () => plain().when('changeAttributes', attributes('set', [write(text(33))]))],
  ['a value of 4001 bytes', 10046, () => plain().when('changeAttributes', attributes('set', [write('k', text(4001))]))],
  [
    'a 17th attribute',
    10047,
    () =>
      plain().when(
        'changeAttributes',
        attributes(
          'set',
          names(17).map((k) => write(k)),
        ),
      ),
  ],
  [
    '16 001 bytes together',
    10048,
    () =>
      plain().when(
        'changeAttributes',
        attributes('set', [...names(4).map((k) => write(k, text(4000))), write('more', 'x')]),
      ),
  ],
  [
    'a sixth change in a second',
    10049,
    () => {
      let story = plain();
      for (let i = 0; i < 5; i++) story = story.after('changeAttributes', attributes('set', [write('k')]));
      return story.when('changeAttributes', attributes('set', [write('k')]));
    },
  ],
  ['deleting what is not there', 10050, () => plain().when('changeAttributes', attributes('delete', [write('k')]))],
  [
    'a stale number of the whole',
    10056,
    () => withAttribute().when('changeAttributes', attributes('set', [write('other')], 0), NOW + 1000),
  ],
  [
    'a stale number of a key',
    10056,
    () => withAttribute().when('changeAttributes', attributes('set', [write('k', 'w', 0)]), NOW + 1000),
  ],
  ['a counter without a name', 10004, () => plain().when('changeCounters', counters([['', 1]]))],
  ['129 bytes of name', 10004, () => plain().when('changeCounters', counters([[text(129), 1]]))],
  ['a 21st counter', 10063, () => plain().when('changeCounters', counters(names(21).map((k) => [k, 1])))],
  [
    'beyond the whole numbers',
    10004,
    () =>
      plain()
        .after('changeCounters', counters([['n', Number.MAX_SAFE_INTEGER]]))
        .when('changeCounters', counters([['n', 1]], 'increase')),
  ],

  // Topics and permission groups.
  ['a topic twice', 10025, () => community().when('createTopic', topic(TOPIC))],
  ['an import over a topic', 10021, () => community().when('createTopic', topic(TOPIC, seconds))],
  ['a topic older than its community', 10004, () => community().when('createTopic', topic('g1@TOPIC#_2', seconds - 1))],
  ['a topic of the future', 10004, () => community().when('createTopic', topic('g1@TOPIC#_2', seconds + 9))],
  ['topics where there are none', 10007, () => group('Community').when('createTopic', topic(TOPIC))],
  [
    'topic 201',
    10037,
    () => {
      const more = names(199).map((name, i): NewEvent => {
        const data = { ...topic(`g1@TOPIC#_${name}`), generation: i + 2, createdAt: seconds, imported: false };
        return { type: 'TopicCreated', data: { ...data, by: 'olga' } };
      });
      const story = community();
      return story.with([...story.events, ...more]).when('createTopic', topic('g1@TOPIC#_last'));
    },
  ],
  ['deleting no topic', 110003, () => last(community().when('deleteTopics', { by: owner, topics: ['g1@TOPIC#_x'] }))],
  [
    'entering no topic',
    110003,
    () => community().when('enterTopic', { by: owner, topic: 'g1@TOPIC#_x', right: 'look' }),
  ],
  [
    'a permission group twice',
    10021,
    () => community().when('createPermissionGroup', { by: owner, id: 'crew', name: 'C', custom: '', mask: '0' }),
  ],
  [
    'a 21st permission group',
    10037,
    () => {
      let story = community();
      const one = { by: owner, name: 'C', custom: '', mask: '0' };
      for (const id of names(19)) story = story.after('createPermissionGroup', { ...one, id });
      return story.when('createPermissionGroup', { ...one, id: 'last' });
    },
  ],
  [
    'changing no permission group',
    110008,
    () => community().when('changePermissionGroup', { by: owner, id: 'x', changes: { name: 'X' } }),
  ],
  ['deleting none', 110008, () => last(community().when('deletePermissionGroups', { by: owner, ids: ['x'] }))],
  ['members of none', 110008, () => community().when('addPermissionMembers', { ...crew(['mia']), id: 'x' })],
  ['no members of none', 110008, () => community().when('removePermissionMembers', { ...crew(['mia']), id: 'x' })],
  ['masks of none', 110008, () => community().when('setTopicPermissions', { ...masks('add'), id: 'x' })],
  [
    'no masks of none',
    110008,
    () => community().when('removeTopicPermissions', { by: owner, id: 'x', topics: [TOPIC] }),
  ],
  ['a stranger in a permission group', 10019, () => last(community().when('addPermissionMembers', crew(['sam'])))],
  [
    'a member twice',
    10013,
    () =>
      last(
        community()
          .after('addPermissionMembers', crew(['mia']))
          .when('addPermissionMembers', crew(['mia'])),
      ),
  ],
  ['a 21st who manages members', 110012, () => last(managers('2').when('addPermissionMembers', crew(['m20'])))],
  [
    'letting 21 manage members',
    110012,
    () =>
      managers('0')
        .after('addPermissionMembers', crew(['m20']))
        .when('changePermissionGroup', { by: owner, id: 'crew', changes: { mask: '2' } }),
  ],
  ['a mask of no topic', 110003, () => last(community().when('setTopicPermissions', masks('add', 'g1@TOPIC#_x')))],
  [
    'a mask twice',
    110010,
    () => last(community().after('setTopicPermissions', masks('add')).when('setTopicPermissions', masks('add'))),
  ],
  ['changing a mask that is not there', 110011, () => last(community().when('setTopicPermissions', masks('change')))],
  [
    'removing a mask that is not there',
    110011,
    () => last(community().when('removeTopicPermissions', { by: owner, id: 'crew', topics: [TOPIC] })),
  ],
];

function manyAdmins(count: number) {
  const admins: NewMember[] = names(count - 2).map((user) => ({ user, role: 'Admin', joinedAt: seconds, custom: [] }));
  return group('Public', { type: 'MembersJoined', data: { members: admins, how: 'imported', by: 'root', seq: 0 } });
}

function roomOf(admins: number) {
  let story = group('AVChatRoom');
  for (const user of names(admins - 2)) story = story.after('changeMember', change(user, { role: 'Admin' }));
  return story;
}

const closed = () => plain().after('changeProfile', { by: owner, changes: { joinOption: 'DisableApply' } });
const full = () =>
  plain()
    .after('changeProfile', { by: owner, changes: { joinOption: 'FreeAccess' } })
    .after('add', entrance(names(5)));
const withAttribute = () => plain().after('changeAttributes', attributes('set', [write('k')]));

/** The permission group of a community with 20 members, of 21 who could be in it. */
function managers(mask: string) {
  const story = community(mask);
  return story.with([...story.events, joined(names(21, 'm'))]).after('addPermissionMembers', crew(names(20, 'm')));
}

t.test('what is refused, and with which code', async (t) => {
  for (const [what, code, attempt] of rows) {
    const outcome = attempt();
    t.equal('code' in outcome ? outcome.code : 0, code, what);
  }
});

/** What no standing decides, but the type: [imports, members have unread numbers, ends by itself, is for visitors]. */
const byType: Readonly<Record<GroupType, readonly [number, number, boolean, number]>> = {
  Work: [0, 0, true, 10007],
  Public: [0, 0, true, 10007],
  Meeting: [0, 0, true, 10007],
  AVChatRoom: [10007, 10007, false, 0],
  Community: [0, 0, true, 10007],
};

t.test('what the type alone decides #447', async (t) => {
  const codeOf = (outcome: Outcome) => ('code' in outcome ? outcome.code : 0);
  for (const type of types) {
    const [imports, unread, recycles, visits] = byType[type];
    const story = group(type);
    t.equal(codeOf(story.when('import', { draft: draft('mia'), time: seconds })), imports, `${type}: import`);
    for (const user of ['adam', 'mia']) {
      t.equal(codeOf(story.when('setUnread', { by: appAdmin, user, unread: 0 })), unread, `${type}: unread`);
    }
    const { activity } = story.state();
    t.match(story.when('recycle', { activity }), { reply: recycles }, `${type}: recycle`);
    t.match(story.when('recycle', { activity: activity - 1 }), { events: [], reply: false }, `${type}: not idle`);
    t.equal(codeOf(story.when('visit', {})), visits, `${type}: visit`);
  }
});

t.test('options that a type does not leave open keep their value', async (t) => {
  const fixed: Readonly<Record<GroupType, readonly [join: boolean, invite: boolean]>> = {
    Work: [true, false],
    Public: [false, false],
    Meeting: [false, false],
    AVChatRoom: [false, true],
    Community: [false, false],
  };
  for (const type of types) {
    const [join, invite] = fixed[type];
    const after = group(type)
      .after('changeProfile', { by: owner, changes: { joinOption: 'NeedPermission', inviteOption: 'NeedPermission' } })
      .state().profile;
    const before = group(type).state().profile;
    t.equal(after.joinOption, join ? before.joinOption : 'NeedPermission', `${type}: join`);
    t.equal(after.inviteOption, invite ? before.inviteOption : 'NeedPermission', `${type}: invite`);
  }
});

t.test('ids that are none #543', async (t) => {
  const good = {
    Public: ['hikers', text(48), ' ~', generatedGroupId('Public', 'x')],
    Community: ['@TGS#_town', generatedGroupId('Community', 'x')],
  };
  for (const id of good.Public) t.ok(isGroupId(id), id);
  t.equal(groupIdProblem('hikers', 'Public'), undefined);
  t.equal(groupIdProblem('@TGS#_town', 'Community'), undefined);
  t.equal(groupIdProblem('@TGS#1234', 'Public', true), undefined, 'what is imported keeps its id');
  const bad = ['', text(49), 'é', 'a\nb', 'a@TOPIC#_b', '@TGS#own', '@TGS#_town'];
  for (const id of bad) t.type(groupIdProblem(id, 'Public'), 'string', JSON.stringify(id));
  for (const id of ['town', '@TGS#town', '', `@TGS#_${text(43)}`]) {
    t.type(groupIdProblem(id, 'Community'), 'string', JSON.stringify(id));
  }
  t.equal(topicIdProblem('@TGS#_town@TOPIC#_one', '@TGS#_town', false), undefined);
  t.equal(topicIdProblem(generatedTopicId('@TGS#_town', 'x'), '@TGS#_town', true), undefined);
  const badTopics = ['', 'one', '@TGS#_town', '@TGS#_town@TOPIC#_', '@TGS#_other@TOPIC#_one', '@TGS#_town@TOPIC#_é'];
  const made = ['@TGS#_town@TOPIC#_@TOPIC#_x', '@TGS#_town@TOPIC#_@TGS#_x', `@TGS#_town@TOPIC#_${text(79)}`];
  for (const id of [...badTopics, ...made]) {
    t.type(topicIdProblem(id, '@TGS#_town', false), 'string', JSON.stringify(id));
  }
});
