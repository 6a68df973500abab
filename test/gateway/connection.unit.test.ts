import type { WebSocket } from 'uWebSockets.js';
import t from 'tap';
import { Connection, MAX_HELD, Outbox, SLICE } from '../../gateway/connection.ts';

/** A socket that takes so many frames, then drops: what uWebSockets does when its buffer is full. */
function socket() {
  const written: string[] = [];
  const state = { room: Number.POSITIVE_INFINITY, buffered: 0, corks: 0, ended: 0 };
  const fake: Partial<WebSocket<unknown>> = {
    cork(run) {
      state.corks++;
      run();
      return fake as WebSocket<unknown>;
    },
    send(frame) {
      if (written.length >= state.room) return 2;
      written.push(String(frame));
      return 1;
    },
    getBufferedAmount: () => state.buffered,
    end: (code) => {
      state.ended = code ?? 0;
    },
  };
  return { fake: fake as WebSocket<unknown>, written, state };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

t.test('frames of one turn leave in one cork, at its end', async (t) => {
  const { fake, written, state } = socket();
  const connection = new Connection(fake, true, new Outbox(), () => {});
  for (const frame of ['a', 'b', 'c']) connection.send(frame);
  t.strictSame(written, []);
  await turn();
  t.strictSame([written, state.corks], [['a', 'b', 'c'], 1]);
});

t.test(
  'behind a dropped frame nothing is sent until the socket is empty, and then nothing that lay behind the gap',
  async (t) => {
    const { fake, written, state } = socket();
    let slow = 0;
    const connection = new Connection(fake, true, new Outbox(), () => slow++);
    state.room = 1;
    for (const frame of ['a', 'lost', 'behind']) connection.send(frame);
    await turn();
    t.strictSame([written, slow], [['a'], 1]);
    state.room = Number.POSITIVE_INFINITY;
    connection.send('still behind');
    await turn();
    t.strictSame(written, ['a'], 'the client would not know that it missed one');
    state.buffered = 10;
    t.equal(connection.drained(), false, 'not empty yet');
    state.buffered = 0;
    connection.send('queued on the turn of the drain');
    t.equal(connection.drained(), true);
    t.equal(connection.drained(), false, 'told once');
    connection.send('resync');
    connection.send('after');
    await turn();
    t.strictSame(written, ['a', 'resync', 'after']);
  },
);

t.test('a closed socket takes nothing, an ending one sends what is queued first', async (t) => {
  const { fake, written, state } = socket();
  const connection = new Connection(fake, false, new Outbox(), () => {});
  connection.send('last words');
  connection.end(4001, 'bye');
  t.strictSame([written, state.ended], [['last words'], 4001]);
  connection.closed();
  t.equal(connection.open, false);
  connection.send('too late');
  await turn();
  t.strictSame(written, ['last words']);
});

t.test('what is held back leaves in its order when it is let go; answers pass by', async (t) => {
  const { fake, written } = socket();
  const connection = new Connection(fake, true, new Outbox(), () => {});
  connection.hold();
  for (const frame of ['a', 'b']) connection.send(frame);
  connection.answer('answer');
  await turn();
  t.strictSame(written, ['answer']);
  connection.release((frame) => `changed ${frame}`);
  connection.send('c');
  await turn();
  t.strictSame(written, ['answer', 'changed a', 'changed b', 'c']);
});

t.test('only so much is held back', async (t) => {
  const { fake, written } = socket();
  const connection = new Connection(fake, true, new Outbox(), () => {});
  connection.hold();
  for (let i = 0; i <= MAX_HELD; i++) connection.send(`${i}`);
  connection.send('behind');
  await turn();
  t.equal(written.length, MAX_HELD + 2);
  t.strictSame([written[0], written.at(-1)], ['0', 'behind']);
});

t.test('a large fan-out takes several turns; what is sent meanwhile does not wait for its end', async (t) => {
  const outbox = new Outbox();
  const order: string[] = [];
  const connectionOf = (name: string) => {
    const { fake } = socket();
    fake.send = (frame) => {
      order.push(`${name}${frame}`);
      return 1;
    };
    return new Connection(fake, true, outbox, () => {});
  };
  const many = Array.from({ length: 2 * SLICE + 10 }, () => connectionOf(''));
  for (const connection of many) connection.send('push');
  await turn();
  t.equal(order.length, SLICE);
  const one = connectionOf('asked: ');
  one.send('answer');
  many.at(-1)?.send('second');
  await turn();
  t.strictSame([order.length, order.includes('asked: answer')], [2 * SLICE + 1, true]);
  await turn();
  t.equal(order.length, 2 * SLICE + 12, 'and nothing is left behind');
  t.strictSame(order.slice(-2), ['push', 'second'], 'in the order in which it was sent');
});
