import t from 'tap';
import { RateLimit } from '../../gateway/rest/rate-limit.ts';
import { TestServer } from '../conformance/server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());
const APP = '1400000001';

type Query = Readonly<Record<string, string | undefined>>;

async function call(path: string, query: Query, init: RequestInit = { method: 'POST', body: '{}' }) {
  const given = Object.entries({
    sdkappid: APP,
    identifier: 'administrator',
    usersig: server.sign('administrator'),
    random: '1',
    contenttype: 'json',
    ...query,
  });
  const parameters = new URLSearchParams(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
  const answer = await fetch(`${server.httpUrl}${path}?${parameters}`, init);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as object };
}

const check = '/v4/im_open_login_svc/account_check';
const good = { method: 'POST', body: '{"CheckItem":[]}' };

t.test('every answer has status 200, CORS headers and the common fields', async (t) => {
  const { status, headers, body } = await call(check, {}, good);
  t.equal(status, 200);
  t.equal(headers.get('access-control-allow-origin'), '*');
  t.match(body, { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
});

t.test('what is wrong with the request is told by its code #7 #32', async (t) => {
  const flipped = server
    .sign('administrator')
    .replace(/^(.{40})(.)/, (_, head, char) => head + (char === 'A' ? 'B' : 'A'));
  const cases: readonly (readonly [
    title: string,
    path: string,
    query: Query,
    init: RequestInit,
    code: number | readonly number[],
  ])[] = [
    ['no sdkappid', check, { sdkappid: undefined }, good, 60012],
    ['unknown sdkappid', check, { sdkappid: '7' }, good, 60006],
    ['mistyped sdkappid', check, { sdkappid: 'x' }, good, 60006],
    ['no identifier', check, { identifier: undefined }, good, 60004],
    ['no usersig', check, { usersig: undefined }, good, 60004],
    ['empty usersig', check, { usersig: '' }, good, 70002],
    ['broken usersig', check, { usersig: 'eJw_broken' }, good, 70003],
    ['flipped byte', check, { usersig: flipped }, good, [70003, 70009]],
    ['expired', check, { usersig: server.sign('administrator', { time: 1_700_000_000, expire: 10 }) }, good, 70001],
    ["another user's", check, { usersig: server.sign('alice') }, good, 70013],
    ['not an administrator', check, { identifier: 'alice', usersig: server.sign('alice') }, good, 60010],
    ['wrong contenttype', check, { contenttype: 'xml' }, good, 60025],
    ['unknown command', '/v4/openim/no_such_command', {}, good, 60009],
    ['prototype name', '/v4/constructor', {}, good, 60009],
    ['GET', check, {}, { method: 'GET' }, 60002],
    ['empty body', check, {}, { method: 'POST', body: '' }, 60003],
    ['no JSON', check, {}, { method: 'POST', body: '{"a":' }, 60003],
    ['not an object', check, {}, { method: 'POST', body: '[]' }, 60003],
    ['too large', check, {}, { method: 'POST', body: `{"x":"${'x'.repeat(1024 * 1024)}"}` }, 93000],
  ];
  for (const [title, path, query, init, code] of cases) {
    const { status, body } = await call(path, query, init);
    t.equal(status, 200, title);
    t.match(body, { ActionStatus: 'FAIL', ErrorInfo: /./ }, title);
    const got = (body as { ErrorCode: number }).ErrorCode;
    t.ok([code].flat().includes(got), `${title}: ${got}`);
  }
});

t.test('OPTIONS answers the preflight', async (t) => {
  const answer = await fetch(`${server.httpUrl}${check}`, { method: 'OPTIONS' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('access-control-allow-methods'), 'POST');
});

t.test('call 201 of a second is refused, the next second is free again #33', async (t) => {
  const limit = new RateLimit();
  const taken = Array.from({ length: 201 }, () => limit.take('1/openim/sendmsg', 200, 5000.4));
  t.strictSame([taken.filter(Boolean).length, taken.at(-1)], [200, false]);
  t.ok(limit.take('1/openim/importmsg', 200, 5000.9), 'each command has its own count');
  t.ok(limit.take('1/openim/sendmsg', 200, 6000));
  t.ok(limit.take('x', 0, 6000) && limit.take('x', 0, 6000), '0 switches it off');
});

t.test('the account commands are limited to 100 per second #34', async (t) => {
  // Twice the limit and more in one burst: whatever the clock does, one of the seconds is over it.
  const answers = await Promise.all(Array.from({ length: 350 }, () => call(check, {}, good)));
  const codes = answers.map(({ body }) => (body as { ErrorCode: number }).ErrorCode);
  t.ok(codes.includes(60007) || codes.length === 0);
  t.strictSame(
    codes.filter((code) => code !== 0 && code !== 60007),
    [],
  );
});
