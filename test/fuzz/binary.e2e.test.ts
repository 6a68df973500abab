import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import t from 'tap';
import { encodeBody } from '../../actors/message/body.ts';
import { pack } from '../../gateway/binary/encode.ts';
import { CloseCode, Packet, Request } from '../../gateway/binary/protocol.ts';
import { connect, sigOf, TestServer, text } from '../binary/server.ts';
import { seeded } from '../recovery/random.ts';
import { BinarySocket, loginOf } from './binary-socket.ts';
import { mutate, mutateBytes } from './hostile.ts';
import { ofPeople, peopleRequests } from './people-requests.ts';
import { Witness } from './witness.ts';

const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.YANSHU_TEST_FUZZ_ROUNDS ?? 1500);

/** Codes that docs/binary-protocol.md promises for a logged-in session. */
const documented = [
  20001, 20003, 20004, 60004, 60009, 60010, 60022, 80002, 90001, 90002, 90003, 90004, 90005, 90007, 90009,
];

const bodyOf = (content: string) => encodeBody({ ...text(content), cloudCustomData: '' });
const body = bodyOf('hello');
const requests: readonly (readonly unknown[])[] = [
  [Request.send, 5, 'target', 1, body, 1, 0, 1_795_000_000, '{}'],
  [Request.read, 5, 'target', 1],
  [Request.sync, 5, 0, 100],
  [Request.history, 5, { peer: 'target', limit: 20, direction: 'older', fromSeq: 3, fromTime: 0 }],
  [Request.conversations, 5, 20, null],
  [Request.ping, 5],
  [Request.revoke, 5, ['peer', 'target'], [1, 2], 'why'],
  [Request.modify, 5, ['peer', 'target'], 3, 0, body, '{}'],
  [Request.deleteMessages, 5, ['peer', 'target'], [3]],
  [Request.clearHistory, 5, ['peer', 'nobody']],
  [Request.confirm, 5, ['peer', 'target'], [3, 4]],
  [Request.receipts, 5, 'nowhere', [1]],
  [Request.receiptMembers, 5, 'nowhere', 1, true, '', 9],
  [Request.changeExtensions, 5, ['peer', 'target'], 3, 'set', [['k', 'v', 0]]],
  [Request.extensions, 5, ['peer', 'target'], 3, 0],
  [Request.react, 5, ['peer', 'target'], 4, 'smile', true],
  [Request.reactions, 5, ['peer', 'target'], [3, 4], 9],
  [Request.reactionUsers, 5, ['peer', 'target'], 4, 'smile', 0, 9],
  ...peopleRequests,
];
/** Codes of those about messages that are there. */
const ofMessages = [
  ...[10004, 10007, 10010, 10015, 10030, 10033, 10052, 10062, 110013],
  ...[20022, 20023, 23002, 23003, 23004, 23005, 23007],
];

t.test('the binary dialect under bad input', async (t) => {
  const server = await TestServer.start(t.testdir());
  const { port } = server;
  t.teardown(() => server.stop());
  for (const user of ['target', 'fuzzer', 'friend']) (await BinarySocket.login(port, user)).close();

  t.test('what is not a packet is answered as such, and ends the socket after ten in a row', async (t) => {
    const witness = await Witness.start(port);
    const frames = [
      Uint8Array.of(),
      Uint8Array.of(0xc1),
      Uint8Array.of(0x93, 1),
      'text',
      pack({ a: 1 }),
      pack(7),
      pack([]),
    ];
    for (const frame of [...frames, pack(['1', 2]), pack([1, -1]), pack([1, 2 ** 40])]) {
      const socket = await BinarySocket.login(port, 'fuzzer');
      for (let n = 0; n < 9; n++) socket.raw(frame);
      t.match(await socket.ask([Request.ping, 9]), [Packet.answer, 9], 'nine are forgiven');
      t.strictSame(
        socket.packets.filter(([kind]) => kind === Packet.error).map(([, id, code]) => [id, code]),
        Array.from({ length: 9 }, () => [0, 20001]),
      );
      for (let n = 0; n < 10; n++) socket.raw(frame);
      await socket.until(() => socket.closed !== undefined);
      t.equal(socket.closed, CloseCode.protocol);
    }
    await witness.check(t);
  });

  t.test('a packet that is too long ends its socket', async (t) => {
    const witness = await Witness.start(port);
    const socket = await BinarySocket.login(port, 'fuzzer');
    socket.say([Request.send, 2, 'target', 1, new Uint8Array(4 * 1024 * 1024)]);
    await socket.until(() => socket.closed !== undefined);
    const fits = await BinarySocket.login(port, 'fuzzer');
    t.match(await fits.ask([Request.send, 2, 'target', 1, bodyOf('x'.repeat(60_000))]), [Packet.error, 2, 80002]);
    fits.close();
    await witness.check(t);
  });

  t.test('nothing works before the login, and a login that is wrong says why', async (t) => {
    const socket = await BinarySocket.open(port);
    t.teardown(() => socket.close());
    for (const [kind, , ...rest] of requests) {
      const id = 100 + Number(kind);
      t.match(await socket.ask([kind, id, ...rest]), { 0: Packet.error, 1: id, 2: 60004 });
    }
    const good = loginOf('fuzzer');
    const { userSig: _, ...noSig } = good;
    const logins: readonly (readonly [unknown, number])[] = [
      [undefined, 20001],
      [{ ...good, version: 2 }, 20001],
      [{ ...good, user: 7 }, 20001],
      [{ ...good, user: '' }, 20001],
      [{ ...good, platform: 'Amiga' }, 20001],
      [{ ...good, device: '' }, 20001],
      [noSig, 70002],
      [{ ...good, userSig: 'nonsense' }, 70003],
      [{ ...good, userSig: sigOf('target') }, 70013],
      [{ ...good, userSig: sigOf('fuzzer', 200 * 86_400) }, 70001],
      [{ ...good, app: 7 }, 70020],
      [{ ...good, sessionKey: 'nonsense' }, 20002],
    ];
    for (const [n, [fields, code]] of logins.entries()) {
      t.match(await socket.ask([Request.login, 200 + n, fields]), { 0: Packet.error, 2: code, 4: false }, `login ${n}`);
    }
    t.match(await socket.ask([Request.login, 300, good]), { 0: Packet.answer });
    t.match(await socket.ask([Request.login, 301, good]), { 0: Packet.error, 2: 20001 }, 'one login per socket');
    t.match(await socket.ask([99, 302]), { 0: Packet.error, 2: 60009 });
  });

  t.test(`mutated requests are answered, or end their own socket (seed ${SEED})`, async (t) => {
    const witness = await Witness.start(port);
    const random = seeded(SEED);
    let socket = await BinarySocket.login(port, 'fuzzer');
    const codes = new Set<unknown>();
    for (let round = 1; round <= ROUNDS; round++) {
      if (socket.closed !== undefined) socket = await BinarySocket.login(port, 'fuzzer');
      const valid = requests[Math.floor(random() * requests.length)] ?? [];
      if (random() < 0.3) socket.raw(mutateBytes(pack(valid), random));
      const [kind, , ...rest] = valid;
      const changed = mutate(rest, random);
      const answer = await socket.ask([kind, 1000 + round, ...(Array.isArray(changed) ? changed : [changed])]);
      if (answer?.[0] === Packet.error) codes.add(answer[2]);
      else if (answer === undefined && socket.closed !== CloseCode.protocol) t.fail(`closed with ${socket.closed}`);
      // A flipped byte may have logged out or in: back to a session that works.
      if (answer?.[2] === 60004) socket.close();
      if (answer?.[2] === 60004) await socket.until(() => socket.closed !== undefined);
    }
    t.strictSame(
      [...codes].filter((code) => ![...documented, ...ofMessages, ...ofPeople].includes(Number(code))),
      [],
      `only documented codes: ${[...codes].join(', ')}`,
    );
    t.equal(server.stderr, '', 'nothing of it is an error of the server');
    socket.close();
    await witness.check(t);
  });

  t.test('a flood on one socket is answered or refused, and others do not feel it', async (t) => {
    const witness = await Witness.start(port);
    const socket = await BinarySocket.login(port, 'fuzzer');
    const count = 20_000;
    for (let id = 10; id < 10 + count; id++) socket.say([Request.send, id, 'target', id, body, 1]);
    await socket.until(() => socket.closed !== undefined || socket.packets.length > count);
    const answers = socket.packets.filter(([kind]) => kind === Packet.answer).length - 1;
    const refused = socket.packets.filter(
      ([kind, , code]) => kind === Packet.error && (code === 60022 || code === 20004),
    );
    t.equal(answers + refused.length, count, `${answers} answered, ${refused.length} refused`);
    t.ok(refused.every(([, , , , temporary]) => temporary === true));
    socket.close();
    await witness.check(t);
  });

  t.test('half-open sockets cost nobody anything', async (t) => {
    const witness = await Witness.start(port);
    const upgrade =
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n';
    const beginnings = [
      '',
      'GET',
      upgrade.slice(0, 60),
      upgrade,
      `${upgrade}\x82\xfe\xff\xff`,
      `${upgrade}\x82\x85\0\0`,
    ];
    const sockets: Socket[] = [];
    for (let n = 0; n < 120; n++) {
      const socket = connectTcp(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(beginnings[n % beginnings.length] ?? '', 'latin1');
      sockets.push(socket);
    }
    await witness.check(t);
    for (const socket of sockets) socket.destroy();
  });

  t.test('a slow reader is told to sync and loses nothing', async (t) => {
    const witness = await Witness.start(port);
    const slow = await BinarySocket.login(port, 'slow');
    const from = await connect(port, 'talker');
    const count = 900;
    const long = 'x'.repeat(11_500);
    slow.pause();
    await Promise.all(Array.from({ length: count }, (_, n) => from.send('slow', text(`${n} ${long}`))));
    slow.resume();
    await slow.until(() => slow.packets.some(([kind]) => kind === Packet.resync));
    const pushed = slow.packets.filter(([kind]) => kind === Packet.message);
    const cursor = Math.max(...pushed.map(([, position]) => Number(position)));
    const seqs = pushed.map(([, , seq]) => seq);
    t.ok(pushed.length < count, `${pushed.length} were pushed before the buffer was full`);
    const answer = await slow.ask([Request.sync, 2, cursor, 1000]);
    const { messages } = (answer?.[2] ?? { messages: [] }) as { messages: readonly (readonly unknown[])[] };
    t.strictSame(
      [...seqs, ...messages.map(([, seq]) => seq)],
      Array.from({ length: count }, (_, n) => n + 1),
      'the pushes, then the sync: everything once',
    );
    from.close();
    slow.close();
    await witness.check(t);
  });
});
