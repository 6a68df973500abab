import t, { type Test } from 'tap';
import { TestServer } from '../conformance/server.ts';
import { type Device, device, type platforms } from './status-scene.ts';
import type { Json } from './wire-client.ts';

type Platform = keyof typeof platforms;

/** A server with settings of its own for every policy. */
async function serverWith(t: Test, env: Readonly<Record<string, string>>): Promise<TestServer> {
  const server = await TestServer.start(env);
  t.teardown(() => server.stop());
  return server;
}

/** What a device was told of the end of its login: KickType and where the new one is. */
function kickOf({ wire }: Device): Json | undefined {
  const push = wire.pushes.find(({ head }) => head.servcmd === 'im_open_status.stat_forceoffline');
  const [event] = (push?.body.EventArray ?? []) as readonly {
    C2cNotifyMsgArray: readonly { KickoutMsgNotify: Json }[];
  }[];
  return event?.C2cNotifyMsgArray[0]?.KickoutMsgNotify;
}

const kicked = (one: Device) => one.wire.until(() => kickOf(one) !== undefined);
const isIn = async (one: Device) => (await one.ask('wshello')).ErrorCode === 0;

/** Logs in on each platform, one after the other; then names those that are still in. */
async function stays(
  t: Test,
  server: TestServer,
  user: string,
  list: readonly Platform[],
): Promise<readonly Platform[]> {
  const devices: Device[] = [];
  for (const platform of list) devices.push(await device(t, server, user, platform));
  const there = await Promise.all(devices.map(isIn));
  return list.filter((_, i) => there[i]);
}

const all: readonly Platform[] = ['Web', 'Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'MiniProgram'];

t.test('policy single: one device of all #40', async (t) => {
  const server = await serverWith(t, { YANSHU_LOGIN_POLICY: 'single' });
  t.same(await stays(t, server, 'alice', all), ['MiniProgram']);
  t.same(await stays(t, server, 'alice', ['Web', 'Android']), ['Android']);
});

t.test('policy dual, the default: a native device beside the web page #41 #44 #49', async (t) => {
  const server = await serverWith(t, {});
  t.same(await stays(t, server, 'alice', all), ['Mac', 'MiniProgram']);
  t.same(await stays(t, server, 'bob', ['Web', 'Windows', 'Android']), ['Web', 'Android']);
  t.same(await stays(t, server, 'carol', ['Android', 'Android']), ['Android']);
  t.test('and each is told why its login is over #48', async (t) => {
    const [page, phone] = [await device(t, server, 'dave'), await device(t, server, 'dave', 'Android')];
    await device(t, server, 'dave', 'iPhone');
    await kicked(phone);
    t.match(kickOf(phone), { KickType: 2, NewInstInfo: { Platform: 'iPhone' } });
    await device(t, server, 'dave');
    await kicked(page);
    t.match(kickOf(page), { KickType: 1, NewInstInfo: { Platform: 'Web' } });
  });
});

t.test('policy triple: phone, computer and page #42', async (t) => {
  const server = await serverWith(t, { YANSHU_LOGIN_POLICY: 'triple' });
  t.same(await stays(t, server, 'alice', ['Android', 'Windows', 'Web']), ['Android', 'Windows', 'Web']);
  t.same(await stays(t, server, 'bob', all), ['iPad', 'Mac', 'MiniProgram']);
});

t.test('policy multi, up to ten pages and three devices of a native kind #43 #45 #46', async (t) => {
  const server = await serverWith(t, {
    YANSHU_LOGIN_POLICY: 'multi',
    YANSHU_WEB_INSTANCES: '10',
    YANSHU_NATIVE_INSTANCES: '3',
  });
  t.same(await stays(t, server, 'alice', all), all);
  const pages: Device[] = [];
  for (let i = 0; i < 11; i++) pages.push(await device(t, server, 'bob', i === 5 ? 'MiniProgram' : 'Web'));
  const oldest = pages[0] as Device;
  await kicked(oldest);
  t.same(await Promise.all(pages.map(isIn)), [false, ...Array.from({ length: 10 }, () => true)]);
  const phones: Device[] = [];
  for (let i = 0; i < 4; i++) phones.push(await device(t, server, 'carol', 'Android'));
  t.same(await Promise.all(phones.map(isIn)), [false, true, true, true]);
});

t.test('devices that race: exactly one is in, every other one is told #47', async (t) => {
  const server = await serverWith(t, {});
  for (const user of ['r1', 'r2', 'r3', 'r4', 'r5']) {
    const racing = Array.from({ length: 8 }, (_, i) => device(t, server, user, i % 2 ? 'Android' : 'iPhone'));
    const finished = await Promise.allSettled(racing);
    // Who was pushed out before his login was answered hears it as the answer.
    const racers = finished.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const one of finished) if (one.status === 'rejected') t.match(one.reason.message, /kicked out/);
    const there = await Promise.all(racers.map(isIn));
    const [winner, ...others] = racers.filter((_, i) => there[i]);
    t.same(others, []);
    t.ok(winner !== undefined && kickOf(winner) === undefined, 'somebody is in');
    await Promise.all(racers.filter((one) => one !== winner).map(kicked));
    const { QueryResult } = await server.rest('openim/query_online_status', { To_Account: [user], IsNeedDetail: 1 });
    t.equal((QueryResult as readonly { readonly Detail: readonly Json[] }[])[0]?.Detail.length, 1);
  }
});
