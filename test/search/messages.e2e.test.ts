import t from 'tap';
import { countsOf, Searcher, text, textsOf } from './searcher.ts';

const world = await Searcher.start(['alice', 'bob', 'carol', 'dave']);
t.teardown(() => world.server.stop());
await world.say('alice', 'bob', text('今天天气很好'));
await world.say('bob', 'alice', text('天气预报说明天下雨'));
await world.say('carol', 'alice', text('Hello World, 天气'));
await world.say('carol', 'bob', text('天气与你无关'));
await world.say('alice', 'carol', {
  MsgType: 'TIMFileElem',
  MsgContent: { UUID: 'u', Url: 'https://host/u', Download_Flag: 2, FileName: '天气图.pdf' },
});
await world.say('alice', 'carol', { MsgType: 'TIMFaceElem', MsgContent: { Index: 1, Data: '天气' } });
await world.group('club', 'Public', ['alice', 'bob'], { ApplyJoinOption: 'FreeAccess' });
await world.sayIn('club', 'alice', '天气真好，出去走走');
await world.sayIn('club', 'bob', '好的');
await world.rest('group_open_http_svc/add_group_member', { GroupId: 'club', MemberList: [{ Member_Account: 'dave' }] });
await world.sayIn('club', 'bob', '天气晚报');
await world.sayIn('club', 'alice', '悄悄话：天气', { To_Account: ['bob'] });
await world.indexed();

t.test('a search goes through all own conversations, and nobody else is found #369', async (t) => {
  t.same(countsOf(await world.search('alice', { keyword: '天气' })), { bob: 2, carol: 2, club: 3 });
  t.same(countsOf(await world.search('bob', { keyword: '天气' })), { alice: 2, carol: 1, club: 3 });
  t.same(
    countsOf(await world.search('dave', { keyword: '天气' })),
    { club: 1 },
    'from when he came, and not what is for others',
  );
  t.match(await world.get('dave', { keyword: '天气', user: 'alice' }), { status: 403, body: { code: 60010 } });
  t.same(countsOf(await world.search('administrator', { keyword: '天气', user: 'dave' })), { club: 1 });
});

t.test('one, two and more characters, and the beginning of a word', async (t) => {
  for (const [keyword, expected] of [
    ['雨', ['天气预报说明天下雨']],
    ['明天', ['天气预报说明天下雨']],
    ['天气很好', ['今天天气很好']],
    ['气天', []],
    ['天很', []],
  ] as const) {
    t.same(textsOf(await world.search('alice', { keyword, peer: 'bob' })), expected, keyword);
  }
  for (const [keyword, hits] of [
    ['hel', 1],
    ['HELLO wor', 1],
    ['ello', 0],
    ['world', 1],
    ['" OR *', 0],
  ] as const) {
    t.equal((await world.search('alice', { keyword, peer: 'carol' })).total, hits, keyword);
  }
});

t.test('a search in one conversation has no hit from another #370', async (t) => {
  const page = await world.search('alice', { keyword: '天气', group: 'club' });
  t.same(textsOf(page), ['悄悄话：天气', '天气晚报', '天气真好，出去走走']);
  t.match(page, { total: 3, conversations: [{ group: 'club', count: 3 }] });
  t.same(await world.search('carol', { keyword: '天气', group: 'club' }), { total: 0, conversations: [] });
  t.same(await world.search('dave', { keyword: '天气', peer: 'bob' }), { total: 0, conversations: [] });
});

t.test('only given senders, five at most #371', async (t) => {
  t.same(countsOf(await world.search('alice', { keyword: '天气', sender: 'bob' })), { bob: 1, club: 1 });
  t.same(countsOf(await world.search('alice', { sender: 'carol' })), { carol: 1 }, 'without a keyword');
  t.match(await world.get('alice', { keyword: '天气', sender: 'a,b,c,d,e,f' }), { status: 400, body: { code: 27003 } });
});

t.test('two keywords: any of them, or both; five at most #372', async (t) => {
  t.same(countsOf(await world.search('alice', { keyword: '预报,晚报' })), { bob: 1, club: 1 });
  t.same(countsOf(await world.search('alice', { keyword: '天气,晚报', match: 'all' })), { club: 1 });
  t.match(await world.get('alice', { keyword: '1,2,3,4,5,6' }), { status: 400, body: { code: 27003 } });
  t.match(await world.get('alice', {}), { status: 400, body: { code: 27003 } });
});

t.test('by time and type #373', async (t) => {
  t.same(textsOf(await world.search('alice', { keyword: '天气', type: 'TIMFileElem', peer: 'carol' })), ['u']);
  t.equal((await world.search('alice', { type: 'TIMTextElem', peer: 'carol' })).total, 1);
  t.match(await world.get('alice', { type: 'TIMFaceElem' }), { status: 400, body: { code: 27003 } });
  const now = Math.floor(Date.now() / 1000);
  t.equal(
    (await world.search('alice', { keyword: '天气', since: String(now - 3600), until: String(now + 60) })).total,
    3,
  );
  t.equal((await world.search('alice', { keyword: '天气', until: String(now - 3600) })).total, 0);
});

t.test('pages hang together, and the total is the same on each #374', async (t) => {
  for (let i = 0; i < 25; i++) await world.say('dave', 'carol', text(`编号${i}`));
  await world.indexed();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.search('carol', { keyword: '编号', peer: 'dave', limit: '10', ...(cursor && { cursor }) });
    t.equal(page.total, 25);
    seen.unshift(...textsOf(page));
    cursor = page.cursor;
    await world.say('dave', 'carol', text('编号 later'));
    await world.indexed();
  } while (cursor);
  t.same(
    seen,
    Array.from({ length: 25 }, (_, i) => `编号${i}`),
  );

  const conversations: string[] = [];
  do {
    const page = await world.search('bob', { keyword: '天气', limit: '1', ...(cursor && { cursor }) });
    t.equal(page.total, 3);
    conversations.push(...Object.keys(countsOf(page)));
    cursor = page.cursor;
  } while (cursor);
  t.same(conversations.sort(), ['alice', 'carol', 'club']);
  t.match(await world.get('bob', { keyword: '天气', cursor: 'mine' }), { status: 400, body: { code: 27003 } });
});

t.test('a conversation with one hit carries the message, one with several only their number #378', async (t) => {
  const { conversations } = await world.search('bob', { keyword: '天气' });
  t.match(
    conversations.find(({ peer }) => peer === 'carol'),
    { count: 1, messages: [{ from: 'carol', seq: 1 }] },
  );
  t.same(
    conversations.find(({ peer }) => peer === 'alice'),
    { peer: 'alice', count: 2, messages: [] },
  );
});

t.test('who has left finds nothing of the group any more', async (t) => {
  const left = { GroupId: 'club', MemberToDel_Account: ['dave'] };
  await world.rest('group_open_http_svc/delete_group_member', left);
  t.same(countsOf(await world.search('dave', { keyword: '天气' })), {});
});

t.test('after a kill -9 the index goes on where it was', async (t) => {
  await world.server.kill();
  await world.server.start();
  await world.say('alice', 'bob', text('崩溃之后'));
  await world.indexed();
  t.same(textsOf(await world.search('bob', { keyword: '崩溃' })), ['崩溃之后']);
  t.same(countsOf(await world.search('alice', { keyword: '天气' })), { bob: 2, carol: 2, club: 3 });
});
