import t from 'tap';
import { RequestRefused, SessionEnded } from '../../gateway/binary/client/index.ts';
import { connect, sigOf, TestServer, text } from './server.ts';
import { Told } from './told.ts';

t.test('messages, marks, history and conversations over the binary protocol', async (t) => {
  const server = await TestServer.start(t.testdir());
  t.teardown(() => server.stop());
  const [bob, page, phone] = [new Told(), new Told(), new Told()];
  const b = await connect(server.port, 'bob', { listener: bob });
  const web = await connect(server.port, 'alice', { listener: page, platform: 'Web', device: 'page' });
  const a = await connect(server.port, 'alice', { listener: phone });
  t.teardown(() => {
    for (const client of [a, b, web]) client.close();
  });

  const sent = await a.send('bob', text('一'), { random: 7, msgSeq: 9 });
  t.match(sent, { seq: 1, random: 7, msgSeq: 9 });
  t.strictSame(await a.send('bob', text('一'), { random: 7, msgSeq: 9 }), sent, 'sending again answers the same');
  await a.send('bob', { ...text('二'), cloudCustomData: 'note' });
  await bob.until(({ messages }) => messages.length === 2);
  await page.until(({ messages }) => messages.length === 2);
  t.strictSame(bob.texts, ['一', '二']);
  t.strictSame(page.texts, ['一', '二'], 'the other device of the sender hears it too');
  t.strictSame(phone.texts, [], 'the sending device does not');
  t.match(bob.messages[1], { seq: 2, from: 'alice', to: 'bob', body: { cloudCustomData: 'note' } });

  t.match(await b.conversations(10), { conversations: [{ peer: 'alice', unread: 2, lastSeq: 2, readSeq: 0 }] });
  t.match(await b.read('alice', 1), { upToSeq: 1 });
  await phone.until(({ reads }) => reads.length === 1);
  t.match(phone.reads, [{ reader: 'bob', peer: 'alice', upToSeq: 1 }]);
  t.match(await b.conversations(10), { conversations: [{ unread: 1, readSeq: 1 }] });
  t.match(await a.history({ peer: 'bob', limit: 1, direction: 'older' }), { messages: [{ seq: 2 }], complete: false });

  await t.rejects(a.send('nobody', text('x')), new RequestRefused(20003, 'the receiver nobody does not exist', false));
  await t.rejects(b.history({ peer: 'alice', limit: 1000, direction: 'older' }), { code: 20001 });
});

t.test('a client that was away gets what it missed, once, in order, and what it sent is not news to it', async (t) => {
  const data = t.testdir();
  let server = await TestServer.start(data);
  t.teardown(() => server.stop());
  const { port } = server;
  const [alice, bob] = [new Told(), new Told()];
  const a = await connect(port, 'alice', { listener: alice });
  const b = await connect(port, 'bob', { listener: bob });
  t.teardown(() => {
    a.close();
    b.close();
  });
  await a.send('bob', text('before'));
  await bob.until(({ messages }) => messages.length === 1);
  b.close();
  await a.send('bob', text('while away'));
  await server.kill();
  const late = a.send('bob', text('while down'));
  server = await TestServer.start(data, port);
  t.match(await late, { seq: 3 }, 'a send outlives the restart of the server');

  const again = new Told();
  const resumed = {
    listener: again,
    ...(b.cursor !== undefined && { cursor: b.cursor }),
    ...(b.sessionKey !== undefined && { sessionKey: b.sessionKey }),
  };
  const c = await connect(port, 'bob', resumed);
  t.teardown(() => c.close());
  t.strictSame(again.texts, ['while away', 'while down']);
  await alice.until(({ onlines }) => onlines === 2);
  t.strictSame(alice.messages, []);
});

t.test('a session that is over is not resumed', async (t) => {
  const server = await TestServer.start(t.testdir());
  t.teardown(() => server.stop());
  const { port } = server;
  const first = new Told();
  const old = await connect(port, 'alice', { listener: first, device: 'old phone' });
  const now = await connect(port, 'alice', { device: 'new phone' });
  await first.until(({ ends }) => ends.length === 1);
  t.match(first.ends[0], { name: 'SessionEnded', message: 'kicked: multipleAccount' });
  await t.rejects(old.send('bob', text('x')), SessionEnded);
  const key = old.sessionKey ?? '';
  await t.rejects(connect(port, 'alice', { sessionKey: key, device: 'old phone' }), { cause: { code: 1002 } });
  await now.logout();
  await t.rejects(connect(port, 'alice', { userSig: 'nonsense' }), { cause: { code: 70003 } });
  await t.rejects(connect(port, 'alice', { userSig: sigOf('bob') }), { cause: { code: 70013 } });
});
