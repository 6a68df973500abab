import t from 'tap';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { APP as HOME, TestServer } from '../conformance/server.ts';
import { ANDROID, Phone } from '../websdk/phone.ts';

type Json = Readonly<Record<string, unknown>>;
interface App {
  readonly id: number;
  readonly key: string;
}

const server = await TestServer.start({ YANSHU_MAX_APPS: '3' });
t.teardown(() => server.stop());

const now = () => Math.floor(Date.now() / 1000);
const sign = ({ id, key }: App, user: string) => signUserSig(id, user, key, { time: now(), expire: 3600 });
const home: App = { id: HOME, key: 'a secret that only tests know' };

/** A call of the admin API as a user of an app. */
async function admin(method: string, path: string, body?: object, app = home, user = 'administrator') {
  const query = new URLSearchParams({ sdkappid: String(app.id), identifier: user });
  const answer = await fetch(`${server.httpUrl}/admin/${path}?${query}`, {
    method,
    headers: { Authorization: `Bearer ${sign(app, user)}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

/** A REST command of an app. */
async function rest(app: App, command: string, body: object, user = 'boss'): Promise<Json> {
  const [sdkappid, usersig] = [String(app.id), sign(app, user)];
  const query = new URLSearchParams({ sdkappid, identifier: user, usersig, random: '1', contenttype: 'json' });
  const answer = await fetch(`${server.httpUrl}/v4/${command}?${query}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Json;
}

async function made(body: object): Promise<App> {
  const { status, body: answer } = await admin('POST', 'apps', body);
  if (status !== 200) throw new Error(JSON.stringify(answer));
  return { id: Number(answer.sdkAppId), key: String(answer.secretKey) };
}

const login = (app: App, user: string) => Phone.login(server.wsUrl, user, sign(app, user), ANDROID, app.id);
const message = (To_Account: string, text: string) => ({
  From_Account: 'alice',
  To_Account,
  MsgRandom: 7,
  MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
});

const first = await made({ name: 'First', kind: 'test', introduction: 'the first', admins: ['boss'] });
const second = await made({
  name: 'Second',
  admins: ['boss'],
  sdkAppId: 1_500_000_000,
  secretKey: 'moved in from elsewhere',
});

t.test('#1 an app gets a number and a key of its own, or keeps those it comes with', async (t) => {
  t.equal(first.id, HOME + 1);
  t.match(first.key, /^[0-9a-f]{64}$/);
  t.same(second, { id: 1_500_000_000, key: 'moved in from elsewhere' });
  for (const body of [
    { name: '' },
    { name: 'x', sdkAppId: HOME },
    { name: 'x', sdkAppId: first.id },
    { name: 'x', sdkAppId: 0 },
    { name: 'x', secretKey: 'short' },
    { name: 'x', admins: ['not a user id'] },
    { name: 'x'.repeat(151) },
    { name: 'x', other: 1 },
    {},
  ]) {
    t.match(await admin('POST', 'apps', body), { status: 400, body: { code: 70402 } }, JSON.stringify(body));
  }
});

t.test('#3 what an app is called is kept and can be changed', async (t) => {
  const one = await admin('GET', `apps/${first.id}`);
  t.match(one.body, { name: 'First', kind: 'test', introduction: 'the first', admins: ['boss'], stopped: false });
  const changed = await admin('PATCH', `apps/${first.id}`, { introduction: 'still the first' });
  t.match(changed.body, { name: 'First', introduction: 'still the first', createdAt: one.body.createdAt });
  t.ok(Number(changed.body.changedAt) >= Number(one.body.changedAt));
  const { apps } = (await admin('GET', 'apps')).body as { apps: readonly Json[] };
  t.same(
    apps.map(({ name }) => name),
    ['First', 'Second'],
  );
  t.notMatch(JSON.stringify(apps), first.key, 'no list shows a key');
});

t.test('#4 the key is shown to who asks for it, and that is on record', async (t) => {
  t.same((await admin('GET', `apps/${first.id}/secret-key`)).body, { sdkAppId: first.id, secretKey: first.key });
  const query = new URLSearchParams({ sdkappid: String(first.id), identifier: 'boss', usersig: sign(first, 'boss') });
  const audit = await (await fetch(`${server.httpUrl}/audit/events?${query}`)).text();
  t.match(audit, /AppKeyShown/);
  t.notMatch(audit, first.key, 'the key itself is nowhere in the log');
});

t.test('#6 apps know nothing of each other, whatever is called the same', async (t) => {
  for (const app of [first, second]) {
    await rest(app, 'im_open_login_svc/multiaccount_import', { AccountList: [{ UserID: 'alice' }, { UserID: 'bob' }] });
  }
  const [here, there] = await Promise.all([login(first, 'bob'), login(second, 'bob')]);
  t.match(await rest(first, 'openim/sendmsg', message('bob', 'only here')), { ErrorCode: 0 });
  await here.wire.until(() => JSON.stringify(here.wire.pushes).includes('only here'));
  t.match(await rest(second, 'openim/sendmsg', message('bob', 'only there')), { ErrorCode: 0 });
  await there.wire.until(() => JSON.stringify(there.wire.pushes).includes('only there'));
  t.notMatch(JSON.stringify(there.wire.pushes), 'only here');
  t.notMatch(JSON.stringify(here.wire.pushes), 'only there');
  await rest(first, 'group_open_http_svc/create_group', { Type: 'Public', Name: 'g', GroupId: 'same' });
  t.match(await rest(second, 'group_open_http_svc/get_group_info', { GroupIdList: ['same'] }), {
    GroupInfo: [{ ErrorCode: 10010 }],
  });
  await rest(first, 'im_open_login_svc/account_import', { UserID: 'carol' });
  t.match(await rest(second, 'openim/sendmsg', message('carol', 'hello')), { ErrorCode: 90012 });
  // A signature of one app is worth nothing in another.
  t.match(await rest({ id: second.id, key: first.key }, 'openim/sendmsg', message('bob', 'x')), { ErrorCode: 70009 });
  for (const phone of [here, there]) phone.close();
});

t.test('#31 #32 only an operator makes administrators, and nobody else reaches other apps', async (t) => {
  t.match(await rest(first, 'openim/sendmsg', message('bob', 'x'), 'alice'), { ErrorCode: 60010 });
  const calls: readonly (readonly [string, string, object?])[] = [
    ['GET', 'apps'],
    ['POST', 'apps', { name: 'mine' }],
    ['PATCH', `apps/${second.id}`, { admins: ['alice'] }],
    ['PATCH', `apps/${first.id}`, { admins: ['alice'] }],
    ['DELETE', `apps/${second.id}`],
    ['GET', `apps/${second.id}`],
    ['GET', `apps/${first.id}/secret-key`],
  ];
  for (const [method, path, body] of calls) {
    t.match(
      await admin(method, path, body, first, 'boss'),
      { status: 403, body: { code: 60010 } },
      `${method} ${path}`,
    );
    t.match(await admin(method, path, body, home, 'alice'), { status: 403 }, 'nor a user of the operators’ app');
  }
  t.match(await admin('GET', `apps/${first.id}`, undefined, first, 'boss'), { status: 200, body: { name: 'First' } });
  await admin('PATCH', `apps/${first.id}`, { admins: ['boss', 'alice'] });
  t.match(await rest(first, 'openim/sendmsg', message('bob', 'now'), 'alice'), { ErrorCode: 0 });
  await admin('PATCH', `apps/${first.id}`, { admins: ['boss'] });
  t.match(await rest(first, 'openim/sendmsg', message('bob', 'no more'), 'alice'), { ErrorCode: 60010 });
});

t.test('#50 #90 #133 an app’s own administrators set what holds in it, at once and in no other', async (t) => {
  const field = { keyword: 'Team', type: 'string', read: ['user', 'admin'], write: ['admin'] };
  const set = await admin('PATCH', 'settings', { recallSeconds: 7, profileFields: [field] }, first, 'boss');
  t.match(set, { status: 200, body: { recallSeconds: 7, profileFields: [field], loginPolicy: 'dual' } });
  t.match((await admin('GET', 'settings', undefined, second, 'boss')).body, { recallSeconds: 120, profileFields: [] });
  t.match(await admin('GET', 'settings', undefined, first, 'alice'), { status: 403 });
  for (const body of [
    { recallSeconds: -1 },
    { recallSeconds: 'long' },
    { loginPolicy: 'all' },
    { limits: null },
    { limits: { groups: -1 } },
    { profileFields: [{ ...field, keyword: 'too long' }] },
    { profileFields: [{ ...field, read: ['everybody'] }] },
    { friendFields: 'Team' },
    { unknown: 1 },
    { toString: 1 },
  ]) {
    const answer = await admin('PATCH', 'settings', body, first, 'boss');
    t.match(answer, { status: 400, body: { code: 70402 } }, JSON.stringify(body));
  }
  t.match((await admin('GET', 'settings', undefined, first, 'boss')).body, { recallSeconds: 7 });
  // Two pages at once, where one is usual: the next login goes by it.
  await admin('PATCH', 'settings', { loginPolicy: 'multi', nativeInstances: 2 }, first, 'boss');
  const phones = [await login(first, 'erin'), await login(first, 'erin')];
  t.match(await rest(first, 'openim/query_online_status', { To_Account: ['erin'] }), {
    QueryResult: [{ Status: 'Online' }],
  });
  for (const phone of phones) {
    t.equal((await phone.wire.ask('im_open_status.wshello', {})).ErrorCode, 0);
    phone.close();
  }
});

t.test('#5 a stopped app lets nobody in until it is started, a deleted one never again', async (t) => {
  const third = await made({ name: 'Third', admins: ['boss'] });
  t.match(await admin('POST', 'apps', { name: 'Fourth' }), { status: 400, body: { code: 70402 } }, 'three at most #2');
  const bob = await login(third, 'bob');
  t.match((await admin('PATCH', `apps/${third.id}`, { stopped: true })).body, { stopped: true });
  await bob.wire.until(() => JSON.stringify(bob.wire.pushes).includes('KickoutMsgNotify'));
  t.match(await rest(third, 'im_open_login_svc/account_check', { CheckItem: [] }), { ErrorCode: 60006 });
  await t.rejects(login(third, 'bob'));
  await admin('PATCH', `apps/${third.id}`, { stopped: false });
  (await login(third, 'bob')).close();
  t.match(await admin('DELETE', `apps/${third.id}`), { status: 200 });
  await t.rejects(login(third, 'bob'));
  t.match(await rest(third, 'im_open_login_svc/account_check', { CheckItem: [] }), { ErrorCode: 60006 });
  for (const [method, path] of [
    ['GET', `apps/${third.id}`],
    ['GET', `apps/${third.id}/secret-key`],
  ] as const) {
    t.not((await admin(method, path)).status, 200);
  }
  t.match(
    await admin('POST', 'apps', { name: 'x', sdkAppId: third.id }),
    { status: 400 },
    'its number is not given out',
  );
  bob.close();
});

t.test('apps, their settings and their keys are there after a restart; deleted ones are not', async (t) => {
  await server.kill();
  await server.start();
  t.match((await admin('GET', 'settings', undefined, first, 'boss')).body, { loginPolicy: 'multi', recallSeconds: 7 });
  (await login(second, 'bob')).close();
  const { apps } = (await admin('GET', 'apps')).body as { apps: readonly Json[] };
  t.same(
    apps.map(({ name }) => name),
    ['First', 'Second'],
  );
  t.match(await rest({ id: first.id + 1, key: first.key }, 'openim/sendmsg', {}), { ErrorCode: 60006 });
});
