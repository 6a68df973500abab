import t from 'tap';
import { BinaryClient, type ClientOptions } from '../../gateway/binary/client/index.ts';
import { Packet, Request } from '../../gateway/binary/protocol.ts';
import { FakeServer, ManualTimers, row } from './fake-server.ts';
import { text } from './server.ts';
import { Told } from './told.ts';

const loggedIn = (cursor: number) => ({ instance: 1, sessionKey: 'key', serverTime: 0, nick: '', faceUrl: '', cursor });
const synced = (cursor: number, messages: readonly unknown[] = [], resync = false) => ({
  resync,
  cursor,
  messages,
  conversations: [],
});

/** A client that has dialled; promises that a test does not look at are looked at here. */
async function dialled(more: Partial<ClientOptions> = {}) {
  const [server, timers, told] = [new FakeServer(), new ManualTimers(), new Told()];
  const client = new BinaryClient({
    url: 'ws://fake',
    app: 1,
    user: 'alice',
    userSig: 'sig',
    platform: 'Web',
    device: 'page',
    WebSocket: server.WebSocket,
    timers,
    random: () => 0.5,
    listener: told,
    ...more,
  });
  client.connect().catch(() => {});
  await Promise.resolve();
  server.socket.open();
  return { server, timers, told, client };
}

async function online(cursor = 10, more: Partial<ClientOptions> = {}) {
  const world = await dialled(more);
  world.server.socket.answer(Request.login, loggedIn(cursor));
  return world;
}

/** The link breaks and the client comes back, up to the login. */
async function reconnected({ server, timers }: { server: FakeServer; timers: ManualTimers }): Promise<void> {
  server.socket.break();
  timers.pass(20_000);
  await Promise.resolve();
  server.socket.open();
  server.socket.answer(Request.login, loggedIn(99));
}

t.test('pushes before the answer to the login and during a sync come in their order, once', async (t) => {
  const world = await dialled();
  const { server, told } = world;
  server.socket.say([Packet.message, ...row(11, 1)]);
  t.strictSame(told.texts, [], 'held back');
  server.socket.answer(Request.login, loggedIn(10));
  t.strictSame(told.texts, ['bob 1']);

  await reconnected(world);
  t.match(server.socket.last(Request.login)?.[2], { sessionKey: 'key' });
  t.match(server.socket.last(Request.sync), [Request.sync, Number, 11, 1000]);
  server.socket.say([Packet.message, ...row(13, 3)]);
  server.socket.say([Packet.message, ...row(14, 4)]);
  server.socket.answer(Request.sync, synced(13, [row(12, 2), row(13, 3)]));
  t.strictSame(told.texts, ['bob 1', 'bob 2', 'bob 3', 'bob 4']);
  t.equal(world.client.cursor, 14);
});

t.test('own messages are no news: neither those that were answered nor those whose answer was lost', async (t) => {
  const world = await online();
  const { server, client, told } = world;
  const first = client.send('bob', text('1'));
  server.socket.answer(Request.send, [1, 7, false]);
  t.match(await first, { seq: 1 });
  const second = client.send('bob', text('2'), { random: 8, msgSeq: 9 });
  await reconnected(world);
  const missed = [row(11, 1, 'alice', 'bob'), row(12, 2, 'alice', 'bob', 8, 9), row(13, 3, 'alice', 'bob', 5, 5)];
  server.socket.answer(Request.sync, synced(13, missed));
  t.match(await second, { seq: 2, random: 8, msgSeq: 9 }, 'the sync brought its answer');
  t.equal(server.socket.last(Request.send), undefined, 'so it is not sent again');
  t.strictSame(told.texts, ['alice 3'], 'another device of the same user');
});

t.test('an unanswered send is repeated with the same random and msgSeq', async (t) => {
  const world = await online();
  const { server, client } = world;
  const sent = client.send('bob', text('1'));
  const before = server.socket.last(Request.send);
  await reconnected(world);
  server.socket.answer(Request.sync, synced(99));
  t.strictSame(server.socket.last(Request.send), before);
  server.socket.refuse(Request.send, 20005, true);
  world.timers.pass(500);
  t.equal(server.socket.heard.filter(([kind]) => kind === Request.send).length, 2, 'a temporary refusal too');
  server.socket.answer(Request.send, [1, 7, true]);
  t.match(await sent, { seq: 1 });
});

t.test('a request that nobody answers ends at its deadline, and one that is refused at once', async (t) => {
  const { server, timers, client } = await online();
  const late = client.send('bob', text('1'));
  timers.pass(60_000);
  await t.rejects(late, { name: 'DeadlinePassed' });
  const refused = client.send('bob', text('2'));
  server.socket.refuse(Request.send, 80002);
  await t.rejects(refused, { name: 'RequestRefused', code: 80002, temporary: false });
});

t.test('too much missed is said, and what comes then is told', async (t) => {
  const world = await online();
  const { server, told } = world;
  await reconnected(world);
  server.socket.answer(Request.sync, synced(5000, [], true));
  t.equal(told.resyncs, 1);
  server.socket.say([Packet.message, ...row(5001, 9)]);
  t.strictSame(told.texts, ['bob 9']);
});

t.test('dropped pushes are fetched, and what was unanswered is asked again', async (t) => {
  const { server, client, told } = await online();
  const sent = client.send('bob', text('1'));
  server.socket.say([Packet.resync]);
  server.socket.say([Packet.message, ...row(14, 3)]);
  server.socket.answer(Request.sync, synced(13, [row(12, 1), row(13, 2)]));
  t.strictSame(told.texts, ['bob 1', 'bob 2', 'bob 3']);
  t.equal(server.socket.heard.filter(([kind]) => kind === Request.send).length, 2);
  server.socket.answer(Request.send, [4, 7, true]);
  t.match(await sent, { seq: 4 });
});

t.test('a client that mostly sends moves its cursor by pings', async (t) => {
  const { server, client } = await online(10);
  for (let n = 1; n <= 256; n++) {
    const sent = client.send('bob', text('x'));
    server.socket.answer(Request.send, [n, 7, false]);
    await sent;
  }
  t.equal(client.cursor, 10);
  server.socket.answer(Request.ping, { serverTime: 0, cursor: 266 });
  t.equal(client.cursor, 266);
});

t.test('pauses between attempts double up to the longest, with jitter, and begin anew after a success', async (t) => {
  const world = await online(10, { backoffMs: [100, 1000] });
  const { server, timers } = world;
  const seen: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    server.socket.break();
    seen.push(...timers.pauses);
    timers.pass(1000);
    await Promise.resolve();
  }
  t.strictSame(seen, [75, 150, 300, 600, 750, 750], 'three quarters, as random is 0.5');
  server.socket.open();
  server.socket.answer(Request.login, loggedIn(99));
  server.socket.answer(Request.sync, synced(99));
  server.socket.break();
  t.ok(timers.pauses.includes(75));
});

t.test('a link that is silent is given up', async (t) => {
  const { server, timers } = await online(10, { heartbeatMs: 1000 });
  timers.pass(2000);
  t.match(server.socket.last(Request.ping), [Request.ping]);
  timers.pass(2500);
  await Promise.resolve();
  t.equal(server.sockets.length, 2);
});

t.test('a session key that is no longer good is replaced by a UserSig; any other refusal is final', async (t) => {
  const world = await dialled({ sessionKey: 'old', cursor: 5 });
  const { server, timers, told } = world;
  t.match(server.socket.last(Request.login)?.[2], { sessionKey: 'old' });
  server.socket.refuse(Request.login, 20002);
  timers.pass(1000);
  await Promise.resolve();
  server.socket.open();
  const fields = server.socket.last(Request.login)?.[2] as Record<string, unknown>;
  t.match(fields, { userSig: 'sig' });
  t.notOk('sessionKey' in fields);
  server.socket.refuse(Request.login, 70001);
  t.match(told.ends, [{ name: 'SessionEnded', cause: { code: 70001 } }]);
  timers.pass(60_000);
  t.equal(server.sockets.length, 2, 'it does not come back');
});
