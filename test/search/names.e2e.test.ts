import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { connect, TestServer, text } from '../binary/server.ts';
import { Searcher } from './searcher.ts';

t.test('users, groups and members over REST', async (t) => {
  const world = await Searcher.start(['alice', 'bob', 'carol'], { YANSHU_REST_SEARCHES_PER_SECOND: '7' });
  t.teardown(() => world.server.stop());
  await world.group('choir', 'Public', ['alice', 'bob'], { Name: '合唱团 Choir' });
  await world.group('secret', 'Private', ['alice'], { Name: '合唱团' });
  await world.rest('group_open_http_svc/modify_group_member_info', {
    GroupId: 'choir',
    Member_Account: 'bob',
    NameCard: '男低音',
  });
  await world.indexed();

  const first = await world.rest('user_search/search', { Keywords: ['ick'], Count: 2 });
  t.match(first, {
    TotalCount: 3,
    IsFinish: false,
    Users: [
      { UserID: 'alice', ProfileItems: [{ Tag: 'Tag_Profile_IM_Nick', StrValue: 'Nick alice' }] },
      { UserID: 'bob' },
    ],
  });
  t.match(await world.rest('user_search/search', { Keywords: ['ick'], Count: 2, Cursor: first.Cursor }), {
    TotalCount: 3,
    IsFinish: true,
    Cursor: '',
    Users: [{ UserID: 'carol' }],
  });
  const born = { Keywords: ['ick'], UserBirthStart: 19_900_101, UserBirthEnd: 20_000_101 };
  t.match(await world.rest('user_search/search', born), { TotalCount: 0, Users: [] });
  t.match(await world.rest('group_search/search', { Keywords: ['合唱', 'choir'], KeywordMatchType: 1 }), {
    TotalCount: 1,
    Groups: [{ GroupID: 'choir', GroupName: '合唱团 Choir', GroupMemberNum: 2, GroupOwnerUserName: 'Nick alice' }],
  });
  t.match(await world.rest('group_search/search', { Keywords: ['合唱'], GroupType: ['Private'] }), {
    Groups: [{ GroupID: 'secret', GroupType: 'Private' }],
  });
  t.match(await world.rest('group_member_search/search', { Keywords: ['低音'] }), {
    GroupMembers: [{ GroupID: 'choir', GroupMemberUserID: 'bob', GroupMemberNameCard: '男低音' }],
  });
  for (const body of [
    {},
    { Keywords: [] },
    { Keywords: ['1', '2', '3', '4', '5', '6'] },
    { Keywords: ['a'], Cursor: 'x' },
  ]) {
    t.match(await world.server.rest('user_search/search', body), { ActionStatus: 'FAIL', ErrorCode: 27003 });
  }
  const live = { Keywords: ['a'], GroupType: ['AVChatRoom'] };
  t.match(await world.server.rest('group_search/search', live), { ErrorCode: 27003 });
  const many = await Promise.all(
    Array.from({ length: 16 }, () => world.server.rest('user_search/search', { Keywords: ['a'] })),
  );
  t.ok(
    many.some(({ ErrorCode }) => ErrorCode === 60018),
    'more than the setting allows in a second',
  );
});

t.test('users by gender and birthday, with what their profiles say', async (t) => {
  const world = await Searcher.start(['alice', 'bob', 'carol']);
  t.teardown(() => world.server.stop());
  const say = (From_Account: string, fields: Readonly<Record<string, string | number>>) =>
    world.rest('profile/portrait_set', {
      From_Account,
      ProfileItem: Object.entries(fields).map(([name, Value]) => ({ Tag: `Tag_Profile_IM_${name}`, Value })),
    });
  const FEMALE = 'Gender_Type_Female';
  await say('alice', { Gender: FEMALE, BirthDay: 19_900_517 });
  await say('bob', { Gender: 'Gender_Type_Male', BirthDay: 20_010_101 });
  await world.indexed();
  const found = async (query: object) => {
    const { Users } = await world.rest('user_search/search', { Keywords: ['ick'], Count: 10, ...query });
    return (Users as readonly { UserID: string }[]).map(({ UserID }) => UserID);
  };
  t.same(await found({ UserGenderType: FEMALE }), ['alice']);
  t.same(await found({ UserGenderType: [FEMALE, 'Gender_Type_Male'] }), ['alice', 'bob']);
  t.same(await found({ UserGenderType: 'Gender_Type_Unknown' }), ['carol'], 'who has not said');
  t.same(await found({ UserBirthStart: 19_900_517, UserBirthEnd: 20_010_100 }), ['alice']);
  t.same(await found({ UserBirthStart: 19_900_518 }), ['bob']);
  t.same(await found({ UserBirthStart: 1, UserBirthEnd: 4_294_967_295, UserGenderType: FEMALE }), ['alice']);
  t.match(await world.rest('user_search/search', { Keywords: ['alice'] }), {
    Users: [
      {
        ProfileItems: [
          { Tag: 'Tag_Profile_IM_Nick', StrValue: 'Nick alice' },
          { Tag: 'Tag_Profile_IM_Gender', StrValue: FEMALE },
          { Tag: 'Tag_Profile_IM_BirthDay', IntValue: 19_900_517 },
        ],
      },
    ],
  });
  await say('bob', { Gender: FEMALE });
  await world.indexed();
  t.same(await found({ UserGenderType: FEMALE }), ['alice', 'bob']);
  t.match(await world.server.rest('user_search/search', { Keywords: ['ick'], UserGenderType: 'Female' }), {
    ActionStatus: 'FAIL',
    ErrorCode: 27003,
  });
});

t.test('where search is off nobody searches, and no index is kept', async (t) => {
  const world = await Searcher.start(['alice'], { YANSHU_SEARCH: 'off' });
  t.teardown(() => world.server.stop());
  t.match(await world.server.rest('user_search/search', { Keywords: ['a'] }), { ErrorCode: 60020 });
  t.match(await world.get('alice', { keyword: 'a' }), { status: 400, body: { code: 60020 } });
  t.equal(await world.lag(), 0);
});

t.test('over the binary protocol; a damaged index is built anew while the server serves', async (t) => {
  const data = t.testdir();
  const server = await TestServer.start(data);
  const [alice, bob] = await Promise.all([connect(server.port, 'alice'), connect(server.port, 'bob')]);
  t.teardown(async () => {
    alice.close();
    bob.close();
    await server.stop();
  });
  await alice.send('bob', text('第一封信'));
  await alice.send('bob', text('第二封信'));
  await alice.groups.create({ type: 'Public', name: '信友会', groupId: 'letters', members: ['bob'] });
  await alice.groups.send('letters', text('群里的信'));
  const eventually = async <T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> => {
    for (let tries = 0; tries < 400; tries++) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined && isThere(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`not found: ${server.stderr}`);
  };
  const all = () => bob.search.messages({ keywords: ['封信', '的信'], limit: 10 });
  const page = await eventually(all, ({ total }) => total === 2);
  const [group, talk] = ['letters', 'alice'].map((name) =>
    page.conversations.find((hits) => ('peer' in hits ? hits.peer : hits.place) === name),
  );
  t.match(group, { count: 1, entries: [{ kind: 'message', message: { from: 'alice' } }] });
  t.same(talk, { peer: 'alice', count: 2, messages: [] });
  t.match(await bob.search.messages({ keywords: ['封信'], peer: 'alice', limit: 1 }), {
    total: 2,
    cursor: String,
    conversations: [{ messages: [{ body: text('第二封信') }] }],
  });
  t.match(await bob.search.users({ keywords: ['alice'], limit: 10 }), { total: 1, users: [['alice', '', '']] });
  t.match(await bob.search.groups({ keywords: ['友会'], limit: 10 }), {
    groups: [['letters', 'Public', '信友会', '', 'alice', 2]],
  });
  t.match(await bob.search.members({ keywords: ['alice'], limit: 10, groups: ['letters'] }), {
    members: [['letters', 'alice']],
  });
  await t.rejects(bob.search.messages({ keywords: [], limit: 10 }), { code: 27003 });

  for (const file of ['search.db', 'search.db-wal']) {
    truncateSync(join(data, 'search', file), 0);
    writeFileSync(join(data, 'search', file), Buffer.alloc(200_000, 7));
  }
  await alice.send('bob', text('第三封信'));
  const found = await eventually(
    () => bob.search.messages({ keywords: ['封信'], peer: 'alice', limit: 10 }),
    ({ total }) => total === 3,
  );
  t.equal(found.total, 3);
});
