import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient, UploadRefused } from '../../gateway/binary/client/index.ts';
import { type HistoryFiles, urlOf } from '../../gateway/history-files/history-files.ts';
import { APP as HOME, TestServer } from '../binary/server.ts';
import { missing } from '../missing.ts';
import { ANDROID, Phone } from '../websdk/phone.ts';

type Json = Readonly<Record<string, unknown>>;
interface App {
  readonly id: number;
  readonly key: string;
}

const home: App = { id: HOME, key: 'a key that every test knows, long enough' };
// Addresses that are over after a while: only then a login is given a key for files.
const env = { YANSHU_MAX_APPS: '6', YANSHU_FILE_URL_LIFETIME: '3600' };
const data = t.testdir();
let server = await TestServer.start(data, undefined, env);
t.teardown(() => server.stop());

const sign = ({ id, key }: App, user: string) =>
  signUserSig(id, user, key, { time: Math.floor(Date.now() / 1000), expire: 3600 });

async function admin(method: string, path: string, body?: object) {
  const query = new URLSearchParams({ sdkappid: String(HOME), identifier: 'administrator' });
  const answer = await fetch(`${server.url}/admin/${path}?${query}`, {
    method,
    headers: { Authorization: `Bearer ${sign(home, 'administrator')}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

const appOf = ({ body }: { readonly body: Json }): App => ({ id: Number(body.sdkAppId), key: String(body.secretKey) });
const login = (app: App, user: string) =>
  Phone.login(server.url.replace('http', 'ws'), user, sign(app, user), ANDROID, app.id);

async function clientOf(app: App, user: string): Promise<BinaryClient> {
  const url = `${server.url.replace('http', 'ws')}/ws`;
  const userSig = () => sign(app, user);
  const client = new BinaryClient({ url, app: app.id, user, userSig, platform: 'Android', device: 'phone', WebSocket });
  await client.connect();
  return client;
}

const shop = appOf(await admin('POST', 'apps', { name: 'Shop', admins: ['boss'] }));

t.test('every app has files, behind addresses that are over when it is stopped #6', async (t) => {
  (await login(shop, 'bob')).close();
  const client = await clientOf(shop, 'bob');
  t.teardown(() => client.close());
  const ticket = await client.files.ticket('file', 'list.txt');
  const late = await client.files.ticket('file', 'late.txt');
  await client.files.upload(ticket, Buffer.from('of the shop'));
  const { pathname, search } = new URL(ticket.downloadUrl);
  const download = async (path = pathname) => (await fetch(`${server.url}${path}${search}`)).status;
  t.equal(await download(), 200);
  t.equal(await download(pathname.replace(String(shop.id), String(HOME))), 403, 'signed with the key of its app');
  await admin('PATCH', `apps/${shop.id}`, { stopped: true });
  t.equal(await download(), 403);
  const refused = await client.files.upload(late, Buffer.from('too late')).catch((error: unknown) => error);
  t.ok(refused instanceof UploadRefused && refused.status === 403);
  await admin('PATCH', `apps/${shop.id}`, { stopped: false });
  t.equal(await download(), 200);
});

t.test('message logs of a stopped app are not given out', async (t) => {
  const name = `${shop.id}-C2C-400000.gz`;
  await mkdir(join(data, 'exports'), { recursive: true });
  await writeFile(join(data, 'exports', name), 'zipped');
  const files = missing<HistoryFiles>({ baseUrl: server.url, secret: home.key });
  const url = urlOf(files, name, Math.floor(Date.now() / 1000) + 3600);
  t.equal((await fetch(url)).status, 200);
  await admin('PATCH', `apps/${shop.id}`, { stopped: true });
  t.equal((await fetch(url)).status, 403);
  await admin('PATCH', `apps/${shop.id}`, { stopped: false });
});

t.test('apps that are made at the same time get numbers of their own, as many as there may be #2', async (t) => {
  const own = { sdkAppId: 1_600_000_000 };
  const asked = [
    { name: 'a' },
    { name: 'b' },
    { name: 'c', ...own, secretKey: 'the key of the first of two' },
    { name: 'd', ...own, secretKey: 'the key of the other of two' },
    { name: 'e' },
    { name: 'f' },
    { name: 'g' },
    { name: 'h' },
  ];
  const answers = await Promise.all(asked.map((body) => admin('POST', 'apps', body)));
  t.same([...new Set(answers.map(({ status }) => status))].toSorted(), [200, 400]);
  const made = answers.filter(({ status }) => status === 200).map(appOf);
  t.equal(made.length, 5);
  t.equal(new Set(made.map(({ id }) => id)).size, 5);
  for (const app of made) {
    t.same((await admin('GET', `apps/${app.id}/secret-key`)).body, { sdkAppId: app.id, secretKey: app.key });
  }
});

t.test('what is asked about no app answers 404', async (t) => {
  for (const number of ['1', '77', '1.5', '-3', 'abc', '1e400', '99999999999', '0']) {
    const calls: readonly (readonly [string, string, object?])[] = [
      ['GET', `apps/${number}`],
      ['PATCH', `apps/${number}`, { name: 'x' }],
      ['PATCH', `apps/${number}`, { stopped: true }],
      ['DELETE', `apps/${number}`],
      ['GET', `apps/${number}/secret-key`],
    ];
    for (const [method, path, body] of calls) {
      t.match(await admin(method, path, body), { status: 404, body: { code: 60009 } }, `${method} ${path}`);
    }
  }
});

t.test('an app without its key is closed, and the server starts', async (t) => {
  await server.kill();
  await rm(join(data, 'app-keys', String(shop.id)));
  server = await TestServer.start(data, server.port, env);
  await t.rejects(login(shop, 'bob'));
  (await login(home, 'bob')).close();
});
