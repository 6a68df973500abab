import t from 'tap';
import { groupRules } from '../../../actors/group/types.ts';
import type { GroupType, Remind } from '../../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../../events/group/topic-events.ts';
import { groupStream, topicStream } from '../../../events/stream.ts';
import { readingRules } from '../../../projections/groups/rules.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { APP, admin, caller, dumpOf, given, T0 } from '../given.ts';
import {
  appoint,
  dissolve,
  G,
  group,
  groupFact,
  handled,
  join,
  kick,
  message,
  mute,
  profile,
  quit,
  rename,
  request,
} from './given-groups.ts';

const olga = caller('olga');
const stranger = caller('stranger');

t.test('the reading rules are those of the matrix of types', async (t) => {
  for (const [type, rules] of Object.entries(groupRules)) {
    const { countsUnread, historyBeforeJoining, hiddenUntilFirstMessage, storesMembers, remindDefault, counters } =
      rules;
    const expected = {
      countsUnread,
      historyBeforeJoining,
      hiddenUntilFirstMessage,
      listed: storesMembers,
      storesMembers,
      remindDefault,
      topics: groupRules[type as GroupType].topics,
      counters,
    };
    t.same(readingRules[type as GroupType], expected, type);
  }
});

t.test('members read every field, strangers the public ones #461 #462', async (t) => {
  const world = await given([
    group('Public', { profile: { muteAll: true, custom: [['k', 'v']] } }),
    join(['olga:Owner', 'bob']),
    message('olga', 1, { time: T0 + 9 }),
  ]);
  const whole = {
    ...profile,
    muteAll: true,
    custom: [['k', 'v']],
    groupId: G,
    type: 'Public',
    owner: 'olga',
    createdAt: T0,
    supportTopic: false,
    infoSeq: 1,
    lastInfoTime: T0,
    lastMessageTime: T0 + 9,
    lastSeq: 1,
    memberCount: 2,
  };
  for (const reader of [olga, caller('bob'), admin]) {
    t.same(await world.queries.groups(reader, { groups: [G, 'unknown'] }), [whole, undefined]);
  }
  const [seen] = await world.queries.groups(stranger, { groups: [G] });
  t.same(seen, { ...whole, muteAll: false, custom: [], infoSeq: 0 });
});

t.test('InfoSeq and time of the last change rise with each change; only what changed changes #459', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'ann'])]);
  await world.add(rename('Two', { at: T0 + 5 }));
  const view = async () => (await world.queries.groups(olga, { groups: [G] }))[0];
  t.match(await view(), { ...profile, name: 'Two', infoSeq: 2, lastInfoTime: T0 + 5 });
  await world.add(groupFact('GroupOwnerChanged', { from: 'olga', to: 'ann', by: 'olga', seq: 0 }, T0 + 7));
  t.match(await view(), { owner: 'ann', infoSeq: 3, lastInfoTime: T0 + 7 });
  t.match(await world.queries.membership(olga, { group: G, user: 'olga' }), { role: 'Member' });
  t.match(await world.queries.membership(olga, { group: G, user: 'ann' }), { role: 'Owner' });
  await world.add(quit('ann'));
  t.match(await view(), { owner: '', memberCount: 1 });
});

t.test('the last message time rises with each stored message and never falls #460', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner'])]);
  for (const [seq, time, expected] of [
    [1, 10, 10],
    [2, 4, 10],
    [3, 12, 12],
  ] as const) {
    await world.add(message('olga', seq, { time: T0 + time }));
    t.match((await world.queries.groups(olga, { groups: [G] }))[0], { lastMessageTime: T0 + expected, lastSeq: seq });
  }
});

t.test('a member: role, times, card, option, mute #496', async (t) => {
  const world = await given([group('Meeting'), join(['olga:Owner', 'bob'], { at: T0 + 3 }), message('bob', 1)]);
  const bob = () => world.queries.membership(olga, { group: G, user: 'bob' });
  const fresh = {
    user: 'bob',
    role: 'Member',
    joinedAt: T0 + 3,
    nameCard: '',
    remind: 'AcceptNotNotify',
    readSeq: 0,
    mutedUntil: 0,
    lastSentAt: T0 + 1,
    custom: [],
  };
  t.same(await bob(), fresh);
  const data = { nameCard: 'Bobby', remind: 'Discard', custom: [['a', '1']] } as const;
  await world.add(groupFact('MemberDataChanged', { user: 'bob', ...data, by: 'bob' }), appoint('bob', 'Admin'));
  await world.add(mute(['bob'], T0 + 60));
  t.same(await bob(), { ...fresh, ...data, role: 'Admin', mutedUntil: T0 + 60 });
  await world.add(groupFact('MemberDataChanged', { user: 'bob', nameCard: '', by: 'bob' }));
  t.match(await bob(), { ...data, nameCard: '' });
  const custom = [
    ['b', '2'],
    ['a', ''],
  ] as const;
  await world.add(groupFact('MemberDataChanged', { user: 'bob', custom, by: 'bob' }));
  t.same((await bob())?.custom, [['b', '2']], 'fields merge by key; an empty value takes one away');
  t.equal(await world.queries.membership(olga, { group: G, user: 'nobody' }), undefined);
  t.equal(await world.queries.membership(stranger, { group: G, user: 'stranger' }), undefined);
});

t.test('a mute ends by itself, waits for who is not there, and survives leaving', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob', 'carol'])]);
  await world.add(mute(['bob', 'dave'], T0 + 60), mute(['carol'], T0 + 10));
  const muted = () => world.queries.mutedMembers(olga, { group: G });
  t.same(await muted(), [
    { user: 'bob', until: T0 + 60 },
    { user: 'carol', until: T0 + 10 },
    { user: 'dave', until: T0 + 60 },
  ]);
  await world.add(quit('bob'), join(['bob']));
  t.match(await world.queries.membership(olga, { group: G, user: 'bob' }), { mutedUntil: T0 + 60 });
  world.now = (T0 + 10) * 1000;
  t.same(
    (await muted()).map(({ user }) => user),
    ['bob', 'dave'],
  );
  t.match(await world.queries.membership(olga, { group: G, user: 'carol' }), { mutedUntil: 0 });
  await world.add(mute(['bob'], 0));
  t.same(await muted(), [{ user: 'dave', until: T0 + 60 }]);
});

t.test('pages of members know who is muted; an id that is used again has no mutes of before', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob']), mute(['bob'], T0 + 60)]);
  const page = async () => (await world.queries.members(olga, { group: G, limit: 9 })).members;
  t.same(
    (await page()).map(({ mutedUntil }) => mutedUntil),
    [0, T0 + 60],
  );
  await world.add(dissolve(), group('Public'), join(['olga:Owner', 'bob']));
  t.same(
    (await page()).map(({ mutedUntil }) => mutedUntil),
    [0, 0],
  );
  t.same(await world.queries.mutedMembers(olga, { group: G }), []);
});

t.test('a ban throws out; the end of a ban does not', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob', 'carol'])]);
  const ban = (user: string, until: number) =>
    groupFact('MembersBanned', { users: [user], until, by: 'olga', reason: 'spam', seq: 0 });
  await world.add(ban('bob', T0 + 60), ban('carol', 0));
  const { members } = await world.queries.members(olga, { group: G, limit: 9 });
  t.same(
    members.map(({ user }) => user),
    ['olga', 'carol'],
  );
});

t.test('what belongs to the members is refused to strangers; no such group is said to all', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob']), message('bob', 1)]);
  const { queries } = world;
  const asks = (reader: typeof olga, one: string): readonly (() => Promise<unknown>)[] => [
    () => queries.members(reader, { group: one, limit: 9 }),
    () => queries.membership(reader, { group: one, user: 'bob' }),
    () => queries.mutedMembers(reader, { group: one }),
    () => queries.groupHistory(reader, { group: one, viewer: reader.user, upTo: 0, count: 9 }),
  ];
  for (const ask of asks(olga, G)) await t.resolves(ask());
  for (const ask of asks(admin, G)) await t.resolves(ask());
  for (const ask of asks(stranger, G)) await t.rejects(ask(), { code: 10007 });
  for (const reader of [stranger, admin])
    for (const ask of asks(reader, 'none')) await t.rejects(ask(), { code: 10010 });
  await world.add(kick(['bob']));
  for (const ask of asks(caller('bob'), G).slice(2)) await t.rejects(ask(), { code: 10007 });
  await world.add(dissolve());
  for (const ask of asks(olga, G)) await t.rejects(ask(), { code: 10010 });
  t.same(await queries.groups(admin, { groups: [G] }), [undefined]);
  t.same(world.groups.label(APP, G), undefined);
});

t.test('what belongs to a user is his, and the administrators', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob'])]);
  const page = { user: 'bob', offset: 0, limit: 9 };
  await t.rejects(world.queries.joinedGroups(olga, page), { code: 60010 });
  await t.rejects(world.queries.groupConversations(olga, { user: 'bob' }), { code: 60010 });
  await t.rejects(world.queries.joinRequests(olga, { user: 'bob' }), { code: 60010 });
  await t.rejects(world.queries.groupHistory(olga, { group: G, viewer: 'bob', upTo: 0, count: 1 }), { code: 60010 });
  await t.rejects(world.queries.allGroups(olga, { after: '', limit: 9 }), { code: 10007 });
  t.equal((await world.queries.joinedGroups(admin, page)).total, 1);
  t.equal((await world.queries.groupConversations(admin, { user: 'bob' })).length, 1);
});

t.test('an administrator pages through every group of the app #449', async (t) => {
  const ids = Array.from({ length: 25 }, (_, at) => `@TGS#${at}${'!%#a- '[at % 6]}`);
  const typeOf = (at: number): GroupType => (at % 3 === 0 ? 'Work' : 'AVChatRoom');
  const world = await given(ids.map((groupId, at) => group(typeOf(at), { groupId })));
  await world.add(dissolve(ids[3]), group('Public', { groupId: 'elsewhere' }, APP + 1));
  for (const type of [undefined, 'Work', 'AVChatRoom', 'Public'] as const) {
    const expected = ids.filter((_, at) => at !== 3 && (type === undefined || typeOf(at) === type));
    for (const limit of [1, 4, 24, 100]) {
      const seen: string[] = [];
      for (let after = '', pages = 0; pages === 0 || after !== ''; pages++) {
        const page = await world.queries.allGroups(admin, { after, limit, ...(type && { type }) });
        t.equal(page.total, expected.length);
        seen.push(...page.groups);
        after = page.next;
      }
      t.same([...seen].sort(), [...expected].sort(), `${type} by ${limit}`);
    }
  }
});

t.test('joined groups: in the order of joining, by type, paged; live rooms are not among them #452 #453', async (t) => {
  const types: readonly GroupType[] = ['Public', 'Community', 'AVChatRoom', 'Meeting', 'Work', 'Public'];
  const world = await given(
    types.flatMap((type, at) => [
      group(type, { groupId: `g${9 - at}`, supportTopic: type === 'Community' }),
      join(['bob'], { groupId: `g${9 - at}` }),
    ]),
  );
  const list = async (query: object = {}) => {
    const page = await world.queries.joinedGroups(caller('bob'), { user: 'bob', offset: 0, limit: 100, ...query });
    return [page.total, ...page.groups.map(({ group: one }) => one.groupId)];
  };
  t.same(await list(), [4, 'g9', 'g8', 'g6', 'g4'], 'the Work group waits for its first message');
  t.same(await list({ withHidden: true }), [5, 'g9', 'g8', 'g6', 'g5', 'g4']);
  t.same(await list({ types: ['Public', 'AVChatRoom'] }), [2, 'g9', 'g4']);
  t.same(await list({ supportTopic: true }), [1, 'g8']);
  t.same(await list({ supportTopic: false, types: ['Community'] }), [0]);
  t.same(await list({ offset: 1, limit: 2 }), [4, 'g8', 'g6']);
  t.same(await world.groups.count(APP, 'bob'), { groups: 4, communities: 1 });
  await world.add(message('ann', 1, {}, 'g5'), dissolve('g9'), quit('bob', 0, 'g4'));
  t.same(await list(), [3, 'g8', 'g6', 'g5']);
  const followed = (await world.groups.groupsOf(APP, 'bob')).map((one) => one.group);
  t.same(followed, ['g5', 'g6', 'g7', 'g8']);
  t.same(await world.groups.count(APP, 'bob'), { groups: 2, communities: 1 });
});

t.test('what somebody has set for single topics, as long as they and he are there #551', async (t) => {
  const town = '@TGS#_town';
  const topics = ['one', 'two'].map((name) => `${town}@TOPIC#_${name}`);
  const [one = '', two = ''] = topics;
  const create = (topic: string, generation: number) => {
    const data = { topic, generation, profile: EMPTY_TOPIC, createdAt: T0, imported: false, by: '' };
    const opened = { topic, generation, afterSeq: 0, profile: EMPTY_TOPIC };
    const event = { type: 'TopicOpened', data: opened } as const;
    return [groupFact('TopicCreated', data, T0, town), { stream: topicStream(APP, topic), event }];
  };
  const set = (topic: string, remind: Remind) => {
    const event = { type: 'MemberDataChanged', data: { user: 'bob', remind, by: 'bob' } } as const;
    return { stream: topicStream(APP, topic), event };
  };
  const world = await given([
    group('Community', { groupId: town, supportTopic: true }),
    join(['olga:Owner', 'bob'], { groupId: town }),
    ...create(one, 1),
    ...create(two, 2),
  ]);
  const followed = () => world.groups.groupsOf(APP, 'bob');
  t.same(await followed(), [{ group: town, remind: '' }]);
  await world.add(set(two, 'Discard'), set(one, 'Discard'), set(one, 'AcceptAndNotify'));
  const both = [
    { topic: one, remind: 'AcceptAndNotify' },
    { topic: two, remind: 'Discard' },
  ];
  t.same(await followed(), [{ group: town, remind: '', topics: both }]);
  const event = { type: 'MemberDataChanged', data: { user: 'bob', remind: 'Discard', by: 'bob' } } as const;
  await world.add({ stream: groupStream(APP, town), event }, ...create(`${town}@TOPIC#_three`, 3));
  const listed = await world.queries.topics(caller('bob'), { group: town, user: 'bob' });
  t.same(
    listed.map((topic) => topic?.self?.remind),
    ['AcceptAndNotify', 'Discard', 'Discard'],
    'what is not set is as in the community',
  );
  const deleted = groupFact('TopicsDeleted', { topics: [one], by: 'olga' }, T0, town);
  await world.add(deleted, ...create(one, 4));
  t.same(await followed(), [{ group: town, remind: 'Discard', topics: both.slice(1) }]);
  await world.add(quit('bob', 0, town), join(['bob'], { groupId: town }));
  t.same(await followed(), [{ group: town, remind: '' }]);
});

t.test(
  'applications go to owner and admins, invitations to the invited; newest first, and how they ended #522 #523 #526',
  async (t) => {
    const world = await given([group('Public'), join(['olga:Owner', 'ann:Admin', 'bob'])]);
    await world.add(
      request('dave', 'a1', { requestedAt: 1 }),
      request('eve', 'a2', { inviter: 'bob', requestedAt: 3, text: 'please' }),
      request('fay', 'a3', { inviter: 'bob', decidedBy: 'invitee', requestedAt: 2 }),
    );
    const requests = (user: string) => world.queries.joinRequests(caller(user), { user });
    const open = async (user: string) =>
      (await requests(user)).flatMap(({ authentication, answer }) => (answer === null ? [authentication] : []));
    t.same(await open('olga'), ['a2', 'a1']);
    t.same(await open('ann'), ['a2', 'a1']);
    t.same(await open('fay'), ['a3']);
    for (const user of ['bob', 'dave', 'eve']) t.same(await open(user), []);
    t.same((await world.queries.joinRequests(olga, { user: 'olga' }))[0], {
      group: G,
      groupName: 'One',
      applicant: 'eve',
      inviter: 'bob',
      decidedBy: 'admin',
      text: 'please',
      authentication: 'a2',
      requestedAt: 3,
      position: 4,
      answer: null,
    });
    await world.add(handled('dave', 'a1'), join(['dave']), handled('fay', 'a3', false), appoint('ann', 'Member'));
    t.same(await open('olga'), ['a2']);
    for (const user of ['ann', 'fay']) t.same(await requests(user), []);
    t.same((await requests('olga')).find(({ applicant }) => applicant === 'dave')?.answer, {
      by: 'olga',
      agreed: true,
    });
    await world.add(join(['eve']));
    t.same(await open('olga'), [], 'who has come in waits for nobody');
  },
);

t.test('at most 50 requests are shown; a group that is gone has none #522', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner'])]);
  await world.add(...Array.from({ length: 60 }, (_, at) => request(`u${at}`, `a${at}`, { requestedAt: at })));
  await world.add(request('fay', 'b', { decidedBy: 'invitee' }));
  const found = await world.queries.joinRequests(olga, { user: 'olga' });
  t.same(
    found.map(({ requestedAt }) => requestedAt),
    Array.from({ length: 50 }, (_, at) => 59 - at),
  );
  await world.add(dissolve(), group('Public'), join(['olga:Owner']));
  t.same(await world.queries.joinRequests(olga, { user: 'olga' }), []);
  t.same(await world.queries.joinRequests(caller('fay'), { user: 'fay' }), []);
});

t.test('the newest 50 answered requests are kept #522', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner'])]);
  await world.add(...Array.from({ length: 60 }, (_, at) => request(`u${at}`, `a${at}`, { requestedAt: at })));
  await world.add(...Array.from({ length: 55 }, (_, at) => handled(`u${at}`, `a${at}`, at % 2 === 0)));
  const found = await world.queries.joinRequests(olga, { user: 'olga' });
  t.same(
    found.map(({ requestedAt, answer }) => [requestedAt, answer?.agreed]),
    Array.from({ length: 50 }, (_, at) => [59 - at, at < 5 ? undefined : at % 2 === 1]),
  );
  await world.add(dissolve(), group('Public'), join(['olga:Owner']));
  t.same(await world.queries.joinRequests(olga, { user: 'olga' }), []);
});

t.test('pages of members stay right while members come and go #493', async (t) => {
  const users = Array.from({ length: 400 }, (_, at) => `u${at}`);
  const world = await given([
    group('Community'),
    join(['olga:Owner']),
    join(users.slice(0, 300)),
    join(users.slice(300)),
  ]);
  const first = await world.queries.members(olga, { group: G, limit: 150 });
  t.same(
    first.members.map(({ user }) => user),
    ['olga', ...users.slice(0, 149)],
  );
  await world.add(kick(users.slice(100, 200)), join(['late']));
  const second = await world.queries.members(olga, { group: G, limit: 200, cursor: first.cursor ?? '' });
  t.same(
    second.members.map(({ user }) => user),
    users.slice(200, 400),
  );
  const third = await world.queries.members(olga, { group: G, limit: 200, cursor: second.cursor ?? '' });
  t.same([third.members.map(({ user }) => user), third.cursor], [['late'], undefined]);
  const byOffset = await world.queries.members(olga, { group: G, limit: 3, offset: 300, roles: ['Member'] });
  t.same(
    byOffset.members.map(({ user }) => user),
    ['late'],
  );
  await t.rejects(world.queries.members(olga, { group: G, limit: 3, cursor: 'garbage' }), { code: 10004 });
});

t.test('who has left takes no room: neither rows of members nor a chunk of the roster that nobody is in', async (t) => {
  const users = Array.from({ length: 300 }, (_, at) => `u${at}`);
  const store = new MemoryStore();
  const world = await given([group('Community'), join(users), kick(users.slice(0, 256))], store);
  await world.runner.flush();
  const rows = await dumpOf(store, 'group-members@');
  t.equal(rows.filter((row) => row.includes('|p00000')).length, 1);
  t.equal(rows.filter((row) => /\tu\d+\|/.test(row)).length, 44);
  await world.add(kick(users.slice(256)), join(['late']));
  t.match(await world.queries.members(admin, { group: G, limit: 9 }), { members: [{ user: 'late' }] });
});

t.test('everybody may be gone: the group is still there with its history #443', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), message('ann', 1), kick(['ann', 'bob'])]);
  t.match((await world.queries.groups(admin, { groups: [G] }))[0], { memberCount: 0, lastSeq: 1 });
  t.same((await world.queries.members(admin, { group: G, limit: 9 })).members, []);
  const page = await world.queries.groupHistory(admin, { group: G, viewer: 'administrator', upTo: 0, count: 9 });
  t.equal(page.entries.length, 1);
});

t.test('nothing crosses apps', async (t) => {
  const there = APP + 1;
  const world = await given([
    group('Public'),
    join(['bob']),
    group('Work', {}, there),
    join(['bob', 'eve'], { app: there }),
    message('eve', 1, {}, G, there),
  ]);
  const foreign = caller('bob', { app: there });
  t.match((await world.queries.groups(caller('bob'), { groups: [G] }))[0], {
    type: 'Public',
    memberCount: 1,
    lastSeq: 0,
  });
  t.match((await world.queries.groups(foreign, { groups: [G] }))[0], { type: 'Work', memberCount: 2, lastSeq: 1 });
  t.equal(await world.queries.membership(caller('bob'), { group: G, user: 'eve' }), undefined);
  t.match(world.groups.label(there, G), { groupId: G, type: 'Work', name: 'One', memberCount: 2 });
});

t.test('a live room: who is there comes from the connections, who is an admin from the log', async (t) => {
  const appoint = (user: string, role: 'Admin' | 'Member') =>
    groupFact('MemberRoleChanged', { user, role, by: 'olga', seq: 0 });
  const world = await given([group('AVChatRoom'), appoint('ann', 'Admin'), appoint('bea', 'Admin')]);
  world.inRooms.set(`${G} bob`, T0 + 5);
  world.inRooms.set(`${G} ann`, T0 + 6);
  const self = (user: string) => world.queries.membership(caller(user), { group: G, user });
  t.match(await self('bob'), { role: 'Member', joinedAt: T0 + 5, mutedUntil: 0 });
  t.match(await self('ann'), { role: 'Admin' });
  t.equal(await self('bea'), undefined, 'an admin who is not there');
  for (const user of ['bob', 'bea', 'olga']) {
    const [room] = await world.queries.groups(caller(user), { groups: [G] });
    t.match(room, { memberCount: 2, custom: profile.custom }, `${user} sees it from inside`);
  }
  t.match(await world.queries.groups(stranger, { groups: [G] }), [{ memberCount: 2, custom: [] }]);
  t.same(await world.queries.liveAdmins(admin, { group: G }), ['ann', 'bea']);
  t.same(await world.groups.admins(APP, G), ['olga', 'ann', 'bea']);
  await t.rejects(world.queries.liveAdmins(stranger, { group: G }), { code: 10007 });
  await world.add(appoint('ann', 'Member'));
  await world.add(groupFact('MembersBanned', { users: ['bea'], until: T0 + 60, by: 'olga', reason: '', seq: -1 }));
  t.same(await world.queries.liveAdmins(admin, { group: G }), []);
});

t.test('the banned come in pages until their time is over', async (t) => {
  const ban = (user: string, until: number) =>
    groupFact('MembersBanned', { users: [user], until, by: 'olga', reason: '', seq: -1 });
  const world = await given([
    group('AVChatRoom'),
    ban('a', T0 + 60),
    ban('b', T0 + 9),
    ban('c', T0 + 60),
    ban('d', T0 + 60),
  ]);
  const page = (offset: number, limit: number) => world.queries.bannedMembers(admin, { group: G, offset, limit });
  const until = T0 + 60;
  world.now = (T0 + 10) * 1000;
  t.same(await page(0, 2), {
    banned: [
      { user: 'a', until },
      { user: 'c', until },
    ],
    next: 2,
  });
  t.same(await page(2, 2), { banned: [{ user: 'd', until }], next: 0 });
  await world.add(ban('a', 0));
  t.match(await page(0, 9), { banned: [{ user: 'c' }, { user: 'd' }], next: 0 });
});

t.test('how many groups an app has, and how it grew today, communities apart #432', async (t) => {
  const day = 86_400;
  const at = (fact: ReturnType<typeof group>, seconds: number) => ({ ...fact, at: seconds * 1000 });
  const world = await given([
    at(group('Public', { groupId: 'old' }), T0 - 2 * day),
    at(group('Public', { groupId: 'a' }), T0),
    at(group('Work', { groupId: 'b' }), T0),
    at(group('Community', { groupId: '@TGS#_c' }), T0),
    at(group('Public', { groupId: 'x' }, APP + 1), T0),
  ]);
  t.strictSame(await world.groups.groupCounts(APP, 'Public'), { all: 4, ofType: 2, grownToday: 2 });
  t.strictSame(await world.groups.groupCounts(APP, 'Meeting'), { all: 4, ofType: 0, grownToday: 2 });
  await world.add(dissolve('old'), dissolve('@TGS#_c'));
  t.strictSame(await world.groups.groupCounts(APP, 'Public'), { all: 2, ofType: 1, grownToday: 1 });
  world.now += day * 1000;
  t.match(await world.groups.groupCounts(APP, 'Public'), { grownToday: 0 });
  await world.add(at(group('Public', { groupId: 'd' }), T0 + day));
  t.match(await world.groups.groupCounts(APP, 'Public'), { grownToday: 1 });
});
