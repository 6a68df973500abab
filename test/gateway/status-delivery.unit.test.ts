import t, { type Test } from 'tap';
import type { Envelope, NewEvent } from '../../events/envelope.ts';
import type { Connection } from '../../gateway/connection.ts';
import type { Notice } from '../../gateway/delivery/notice.ts';
import { StatusDelivery } from '../../gateway/delivery/status-delivery.ts';
import { type Dialect, type Session, Sessions } from '../../gateway/sessions.ts';
import type { OnlineStatus } from '../../projections/queries/types.ts';
import { APP, caller } from '../projections/given.ts';

/** A delivery alone: presence is what a test says, time passes when it says so. */
function scene(t: Test, friends: Readonly<Record<string, readonly string[]>> = {}) {
  const sessions = new Sessions();
  const seen = new Map<string, OnlineStatus>();
  const words = new Map<string, string>();
  let due: (() => void)[] = [];
  let encoded = 0;
  const heard = new Map<Session, string[]>();
  const delivery = new StatusDelivery(
    sessions,
    {
      now: (_app, user) => ({
        user,
        status: sessions.of(APP, user).length > 0 ? 'Online' : (seen.get(user) ?? 'Offline'),
        customStatus: words.get(user) ?? '',
        platforms: [],
      }),
      friendsToTell: async (_app, user) => friends[user] ?? [],
    },
    (error) => t.fail(String(error)),
    { after: (_ms, run) => due.push(run) },
  );
  const dialects = ['websdk', 'binary'].map((name): Dialect => {
    const encode = (notice: Notice) => {
      encoded++;
      const { statuses } = notice as Extract<Notice, { kind: 'statuses' }>;
      return statuses.map(({ user, status, customStatus }) => `${user} ${status} ${customStatus}`.trim()).join();
    };
    return { name: name as Dialect['name'], encode, kick: () => {} };
  });
  let instances = 0;
  return {
    seen,
    words,
    encodings: () => encoded,
    open(user: string, watched: readonly string[] = [], kind = 0): Session {
      const lines: string[] = [];
      const connection = { send: (frame: string) => lines.push(frame) } as unknown as Connection;
      const dialect = dialects[kind] as Dialect;
      const session = { caller: caller(user, { instance: ++instances }), dialect, connection };
      heard.set(session, lines);
      sessions.open(session, [], [], watched);
      return session;
    },
    close: (session: Session) => sessions.close(session),
    happens: (user: string, event: NewEvent) =>
      delivery.event({ ...event, stream: `user-${APP}.${user}` } as unknown as Envelope),
    settle() {
      const now = due;
      due = [];
      for (const run of now) run();
    },
    heard: (session: Session) => heard.get(session) ?? [],
  };
}

const subscribed = (users: readonly string[], dropped: readonly string[] = []): NewEvent => ({
  type: 'StatusesSubscribed',
  data: { instance: 1, users, dropped },
});

t.test(
  '3,000 subscribers who are online are told with one encoding per dialect; others cost nothing #68',
  async (t) => {
    const world = scene(t);
    const watchers = Array.from({ length: 3000 }, (_, i) => world.open(`w${i}`, ['star'], i % 2));
    world.settle();
    const before = world.encodings();
    world.open('star');
    t.equal(world.encodings() - before, 2);
    for (const one of [watchers[0], watchers[2999]]) t.same(one && world.heard(one), ['star Offline', 'star Online']);
    for (const one of watchers) world.close(one);
    const alone = world.encodings();
    world.words.set('star', 'x');
    world.happens('star', { type: 'CustomStatusSet', data: { text: 'x' } });
    t.equal(world.encodings() - alone, 1, 'his own devices alone');
  },
);

t.test('what comes and goes within a moment is no change; words are told at once', async (t) => {
  const world = scene(t);
  const watcher = world.open('watcher', ['bob']);
  world.settle();
  const first = world.open('bob');
  world.close(first);
  const second = world.open('bob');
  world.settle();
  t.same(world.heard(watcher), ['bob Offline', 'bob Online']);
  world.words.set('bob', 'busy');
  world.happens('bob', { type: 'CustomStatusSet', data: { text: 'busy' } });
  t.equal(world.heard(watcher).at(-1), 'bob Online busy');
  t.same(world.heard(second), ['bob Online busy'], 'the device itself is told too');
  world.seen.set('bob', 'PushOnline');
  world.close(second);
  world.settle();
  t.equal(world.heard(watcher).at(-1), 'bob PushOnline busy');
  world.seen.set('bob', 'Offline');
  world.happens('bob', { type: 'InstanceUnreachable', data: { instance: 1 } });
  world.settle();
  t.equal(world.heard(watcher).at(-1), 'bob Offline busy');
});

t.test('subscribing and giving up on one device holds on all of them', async (t) => {
  const world = scene(t);
  const [page, phone] = [world.open('alice'), world.open('alice', [], 1)];
  world.happens('alice', subscribed(['bob', 'carol']));
  const bob = world.open('bob');
  for (const one of [page, phone]) t.same(world.heard(one), ['bob Online']);
  world.happens('alice', subscribed(['dave'], ['bob']));
  world.happens('alice', { type: 'StatusesUnsubscribed', data: { users: ['carol'] } });
  world.close(bob);
  world.open('carol');
  world.open('dave');
  world.settle();
  for (const one of [page, phone]) t.same(world.heard(one), ['bob Online', 'dave Online']);
});

t.test('friends are told without subscribing where the app wants it, once each #70', async (t) => {
  const world = scene(t, { bob: ['alice', 'carol', 'away'] });
  const alice = world.open('alice', ['bob']);
  const carol = world.open('carol');
  const stranger = world.open('stranger');
  world.settle();
  const bob = world.open('bob');
  await undefined;
  world.open('bob');
  await undefined;
  world.close(bob);
  world.settle();
  await undefined;
  t.same(world.heard(alice), ['bob Offline', 'bob Online'], 'a subscriber is not told twice');
  t.same(world.heard(carol), ['bob Online']);
  t.same(world.heard(stranger), []);
});
