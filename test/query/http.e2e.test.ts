import t from 'tap';
import { TestServer } from '../conformance/server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'bob', 'carol'] });
for (let i = 0; i < 30; i++) {
  await server.rest('openim/sendmsg', {
    From_Account: i % 3 === 0 ? 'bob' : 'alice',
    To_Account: i % 3 === 0 ? 'alice' : 'bob',
    MsgRandom: i,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `m${i}` } }],
  });
}

async function get(path: string, user: string, query: Readonly<Record<string, string>> = {}) {
  const parameters = new URLSearchParams({ sdkappid: '1400000001', identifier: user, ...query });
  const headers = { Authorization: `Bearer ${server.sign(user)}` };
  const answer = await fetch(`${server.httpUrl}${path}?${parameters}`, { headers });
  return { status: answer.status, text: await answer.text() };
}

interface Message {
  readonly seq: number;
  readonly msgBody: readonly [{ readonly MsgContent: { readonly Text: string } }];
}
const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

t.test('/query/history pages both ways for the user himself #355 #359', async (t) => {
  const older = await get('/query/history', 'bob', { peer: 'alice', limit: '12' });
  const page = json(older.text) as { messages: readonly Message[]; complete: boolean };
  t.strictSame(
    page.messages.map(({ seq }) => seq),
    [19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
  );
  t.equal(page.messages[0]?.msgBody[0].MsgContent.Text, 'm18');
  t.equal(page.complete, false);
  const newer = json(
    (await get('/query/history', 'bob', { peer: 'alice', limit: '100', direction: 'newer', fromSeq: '25' })).text,
  );
  t.match(newer, { complete: true, messages: [{ seq: 26 }, { seq: 27 }, { seq: 28 }, { seq: 29 }, { seq: 30 }] });
});

t.test('/query/unread and /query/conversations', async (t) => {
  t.match(json((await get('/query/unread', 'bob')).text), { total: 20, peers: [{ peer: 'alice', unread: 20 }] });
  const { conversations } = json((await get('/query/conversations', 'alice')).text) as { conversations: object[] };
  t.match(conversations, [{ peer: 'bob', unread: 10, lastSeq: 30, lastMessage: { seq: 30 } }]);
});

t.test('nobody reads what is not his; an administrator reads for anybody #6 #30', async (t) => {
  t.match(await get('/query/unread', 'carol', { user: 'bob' }), { status: 403, text: /60010/ });
  t.match(await get('/query/history', 'carol', { user: 'bob', peer: 'alice' }), { status: 403 });
  t.match(await get('/query/unread', 'administrator', { user: 'bob' }), { status: 200, text: /"total":20/ });
  t.match(await get('/audit/events', 'alice'), { status: 403, text: /60010/ });
});

t.test('bad requests are told what is wrong', async (t) => {
  for (const [path, query, status] of [
    ['/query/nothing', {}, 404],
    ['/query/constructor', {}, 404],
    ['/query/history', {}, 400],
    ['/query/history', { peer: 'alice', limit: '1000' }, 400],
    ['/query/history', { peer: 'alice', direction: 'up' }, 400],
    ['/query/unread', { sdkappid: '9' }, 401],
    ['/query/unread', { identifier: 'alice' }, 401],
  ] as const) {
    const { status: got, text } = await get(path, 'bob', query);
    t.equal(got, status, path);
    t.match(json(text), { code: Number, message: /./ });
  }
});

t.test('/audit/events: the whole log or one stream, from a position or a time, as NDJSON', async (t) => {
  const lines = async (query: Readonly<Record<string, string>>) => {
    const { text } = await get('/audit/events', 'administrator', query);
    return text.split('\n').filter(Boolean).map(json);
  };
  const all = await lines({});
  t.strictSame(
    all.map((event) => event.position),
    Array.from({ length: all.length }, (_, i) => i + 1),
  );
  t.match(all[0], { id: 'user-1400000001.administrator@0', type: 'AccountCreated', hash: /^[0-9a-f]{64}$/ });
  const stream = 'c2c-1400000001.alice.bob';
  const talk = await lines({ stream });
  t.equal(talk.length, 30);
  t.match(talk[3], {
    type: 'C2cMessageSent',
    revision: 3,
    data: { body: { elements: [{ MsgContent: { Text: 'm3' } }] } },
  });
  t.strictSame(await lines({ after: '10', limit: '2' }), all.slice(10, 12));
  t.strictSame(await lines({ stream, since: '4000000000' }), []);
  t.strictSame(await lines({ stream: 'c2c-7.alice.bob' }), [], 'another app has nothing to see here');
});
