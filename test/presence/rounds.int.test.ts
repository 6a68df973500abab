import t, { type Test } from 'tap';
import type { AppDirectory, MergedLists } from '../../actors/ports.ts';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { AppSettings } from '../../events/app/events.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import type { Platform } from '../../events/user/events.ts';
import type { Connection } from '../../gateway/connection.ts';
import type { Notice } from '../../gateway/delivery/notice.ts';
import { type Dialect, type Session, Sessions } from '../../gateway/sessions.ts';
import { composeNode } from '../../infra/node.ts';
import { PAUSE_ROUNDS, presenceRounds } from '../../infra/presence.ts';
import { openProjections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { missing } from '../missing.ts';
import { APP, admin, T0 } from '../projections/given.ts';

const DAY_MS = 24 * 3600 * 1000;

/** The whole node over a log in memory, with a clock of the test's; nobody comes in by a socket. */
async function house(t: Test, configured: AppSettings = {}) {
  const clock = { time: T0 * 1000, now: () => clock.time };
  const log = await openMemoryLog();
  const sessions = new Sessions();
  const report = (error: unknown) => t.fail(String(error));
  const projections = openProjections({
    log,
    store: new MemoryStore(),
    connections: sessions,
    clock,
    limits: () => noConversationLimits,
    report,
  });
  const node = composeNode({
    log,
    projections,
    sessions,
    clock,
    words: { next: () => 'W' },
    mergedLists: missing<MergedLists>({}),
    appDirectory: missing<AppDirectory>({}),
    configured: { loginPolicy: 'multi', ...configured },
    memoryBudgetBytes: 1024 * 1024,
    maxPending: 1000,
    after: (_ms, run) => setImmediate(run),
    report,
  });
  await projections.start();
  node.delivery.follow(log);
  t.teardown(() => projections.close());
  const { commands } = node.services;
  const round = presenceRounds({ commands, sessions, presence: projections.presence }, admin);
  const told: string[] = [];
  const dialect: Dialect = {
    name: 'binary',
    encode: (notice: Notice) =>
      notice.kind === 'statuses' ? notice.statuses.map(({ user, status }) => `${user} ${status}`).join() : undefined,
    kick: () => {},
  };
  const connection = { send: (frame: string) => void told.push(frame) } as unknown as Connection;
  return {
    clock,
    commands,
    host: node.host,
    sessions,
    told,
    async login(user: string, platform: Platform): Promise<Session> {
      const login = { app: APP, user, admin: false, platform, device: platform, sigIssuedAt: T0, requestId: '' };
      const { instance } = await commands.login(login);
      return { caller: { ...login, instance }, dialect, connection };
    },
    status: async (user: string) => (await projections.queries.status(admin, { users: [user] }))[0]?.status,
    async rounds(count: number) {
      for (let i = 0; i < count; i++) await round();
    },
    happened: async () => {
      const types: string[] = [];
      for await (const { type } of log.readAll({})) types.push(type);
      return types.filter((type) => /Away|Returned|Unreachable/.test(type));
    },
    settled: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
}

t.test('PushOnline expires after 7 days away; subscribers are told by the sweep, once #56', async (t) => {
  const world = await house(t);
  const phone = await world.login('alice', 'Android');
  const watcher = await world.login('bob', 'Web');
  world.sessions.open(phone, []);
  world.sessions.open(watcher, []);
  await world.commands.subscribeStatuses(watcher.caller, { users: ['alice'] });
  world.clock.time += 30 * DAY_MS;
  await world.rounds(2 * PAUSE_ROUNDS + 2);
  t.same(await world.happened(), [], 'it is there');
  world.sessions.close(phone);
  await world.settled();
  t.same(world.told, ['alice PushOnline']);
  await world.rounds(2 * PAUSE_ROUNDS + 2);
  t.same(await world.happened(), ['InstanceAway'], 'noted once');
  world.clock.time += 7 * DAY_MS + 1000;
  t.equal(await world.status('alice'), 'Offline');
  await world.rounds(2);
  await world.settled();
  t.same(await world.happened(), ['InstanceAway', 'InstanceUnreachable']);
  t.same(world.told, ['alice PushOnline', 'alice Offline']);
  t.match(await world.commands.resume(phone.caller), { alive: true }, 'it may come back all the same');
  world.sessions.open(phone, []);
  t.equal(world.told.at(-1), 'alice Online');
  await world.rounds(2 * PAUSE_ROUNDS + 2);
  t.same(await world.happened(), ['InstanceAway', 'InstanceUnreachable', 'InstanceReturned']);
});

t.test('after a start clients are given time to come back; web pages are nothing to note', async (t) => {
  const world = await house(t);
  const [phone, mac] = [await world.login('alice', 'iPhone'), await world.login('alice', 'Mac')];
  await world.login('alice', 'Web');
  await world.rounds(PAUSE_ROUNDS);
  t.same(await world.happened(), []);
  world.sessions.open(mac, []);
  await world.rounds(1);
  t.same(await world.happened(), ['InstanceAway']);
  await world.commands.logout(phone.caller);
  await t.rejects(world.commands.noteAway(mac.caller, { user: 'alice', instance: 1 }), { code: 60010 });
  world.clock.time += 8 * DAY_MS;
  await world.rounds(2 * PAUSE_ROUNDS);
  t.same(await world.happened(), ['InstanceAway'], 'who has logged out is nobody to look for');
});

t.test('a walk through the devices leaves those who were asleep asleep', async (t) => {
  const world = await house(t);
  await world.login('alice', 'Android');
  const asleep = async () => {
    while (!world.host.sweep() || world.host.awake > 0) await world.settled();
  };
  await asleep();
  await world.rounds(PAUSE_ROUNDS + 1);
  t.same([await world.happened(), world.host.awake], [['InstanceAway'], 0]);
  world.clock.time += 8 * DAY_MS;
  await world.rounds(1);
  t.same([await world.happened(), world.host.awake], [['InstanceAway', 'InstanceUnreachable'], 0]);
});

t.test('friends are told without subscribing where the app wants it, nobody where it does not #70', async (t) => {
  for (const friendStatusNotices of [1, 0]) {
    const world = await house(t, { friendStatusNotices });
    const friend = await world.login('bob', 'Web');
    const phone = await world.login('alice', 'Android');
    const carol = await world.login('carol', 'Web');
    // carol has put her into her own list; she is in nobody's.
    for (const [user, peer] of [
      ['bob', 'alice'],
      ['alice', 'bob'],
      ['carol', 'alice'],
    ] as const) {
      const items = [{ peer, source: 'AddSource_Type_Test' }];
      t.match(await world.commands.importFriends(admin, { user, items }), [{ code: 0 }]);
    }
    world.sessions.open(friend, []);
    world.sessions.open(carol, []);
    await world.settled();
    world.told.length = 0;
    world.sessions.open(phone, []);
    await world.commands.setCustomStatus(phone.caller, { text: 'x' });
    await world.settled();
    // Her words come to her own device in any case; the friend hears of both changes, or of none.
    t.equal(world.told.length, friendStatusNotices === 1 ? 3 : 1);
  }
});
