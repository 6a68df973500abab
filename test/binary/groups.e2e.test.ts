import t from 'tap';
import type { GroupMessage } from '../../gateway/binary/client/index.ts';
import { Heard } from './heard.ts';
import { connect, TestServer, text } from './server.ts';

const textOf = ({ body }: GroupMessage) => (body.elements[0]?.MsgContent as { Text: string } | undefined)?.Text;

t.test('a group over the binary protocol', async (t) => {
  const data = t.testdir();
  let server = await TestServer.start(data);
  const { port } = server;
  const heard = { olga: new Heard(), mia: new Heard(), max: new Heard() };
  const [olga, mia, max] = await Promise.all([
    connect(port, 'olga', { listener: heard.olga }),
    connect(port, 'mia', { listener: heard.mia }),
    connect(port, 'max', { listener: heard.max }),
  ]);
  t.teardown(async () => {
    for (const client of [olga, mia, max]) client.close();
    await server.stop();
  });

  await t.test('is created, found by nobody else, and told to those who were brought along #437 #495', async (t) => {
    const { groupId } = await olga.groups.create({
      type: 'Public',
      name: 'Hikers',
      groupId: 'hikers',
      members: ['mia'],
    });
    t.equal(groupId, 'hikers');
    await heard.mia.until(({ notices }) => notices.length > 0);
    t.match(heard.mia.notices, [{ group: 'hikers', code: 'invited', operator: 'olga' }]);
    t.match(await mia.groups.list(), [
      { groupId: 'hikers', type: 'Public', name: 'Hikers', memberCount: 2, role: 'Member' },
    ]);
    await t.rejects(olga.groups.create({ type: 'Public', name: 'x', groupId: 'hikers' }), { code: 10025 });
    await t.rejects(max.groups.create({ type: 'Public', name: 'x', groupId: 'hikers' }), { code: 10021 });
  });

  await t.test('messages reach every member once, in one order, with a number each #193 #239', async (t) => {
    for (let i = 1; i <= 10; i++) await (i % 2 ? olga : mia).groups.send('hikers', text(`m${i}`));
    await heard.mia.until(({ messages }) => messages.length === 5);
    await heard.olga.until(({ messages }) => messages.length === 5);
    t.strictSame(heard.mia.messages.map(textOf), ['m1', 'm3', 'm5', 'm7', 'm9']);
    t.strictSame(
      heard.olga.messages.map(({ seq }) => seq),
      [2, 4, 6, 8, 10],
    );
    await t.rejects(max.groups.send('hikers', text('let me in')), { code: 10007 });
    t.strictSame(heard.max.messages, []);
  });

  await t.test('an application waits for the owner, who is told, and a tip takes a number #520', async (t) => {
    t.equal(await max.groups.join('hikers', 'please'), 'waiting');
    await heard.olga.until(({ notices }) => notices.some(({ code }) => code === 'applied'));
    t.match(heard.olga.notices.at(-1), { code: 'applied', operator: 'max', text: 'please' });
    await t.rejects(mia.groups.handleJoin('hikers', 'max', true), { code: 10007 });
    await olga.groups.handleJoin('hikers', 'max', true);
    await heard.mia.until(({ tips }) => tips.length > 0);
    t.match(heard.mia.tips, [{ event: 'MembersJoined', seq: 11, data: { members: [{ user: 'max' }] } }]);
    await heard.max.until(({ notices }) => notices.some(({ code }) => code === 'approved'));
  });

  await t.test('unread is what came since, until it is read #389', async (t) => {
    await olga.groups.send('hikers', text('welcome'));
    const unread = async () => (await max.groups.list())[0]?.unread;
    t.equal(await unread(), 1);
    t.equal(await max.groups.read('hikers'), 12);
    t.equal(await unread(), 0);
  });

  await t.test('who was away learns what is new, and reads the numbers that are missing #270', async (t) => {
    await server.kill();
    server = await TestServer.start(data, port);
    await olga.groups.send('hikers', text('after the crash'));
    const { entries, finished } = await mia.groups.history('hikers', 0, 100);
    t.equal(finished, true);
    const seqs = entries.map((entry) => (entry.kind === 'message' ? entry.message.seq : entry.tip.seq));
    t.strictSame(seqs, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    t.match(entries[2], { kind: 'tip', tip: { event: 'MembersJoined' } });
    t.match(await max.groups.list(), [{ lastSeq: 13, unread: 1 }], 'everybody is back');
  });

  await t.test('who is removed hears of it and of nothing afterwards; the others get a tip', async (t) => {
    await olga.groups.kick('hikers', ['max'], 'too loud');
    await heard.max.until(({ notices }) => notices.some(({ code }) => code === 'kicked'));
    t.match(heard.max.notices.at(-1), { code: 'kicked', text: 'too loud' });
    await heard.mia.until(({ tips }) => tips.some(({ event }) => event === 'MembersKicked'));
    const before = heard.max.messages.length;
    await olga.groups.send('hikers', text('quiet now'));
    await heard.mia.until(({ messages }) => messages.some((message) => textOf(message) === 'quiet now'));
    t.equal(heard.max.messages.length, before);
    await t.rejects(max.groups.history('hikers', 0, 10), { code: 10007 });
  });

  await t.test('the end of the group is told to its members', async (t) => {
    await t.rejects(mia.groups.dissolve('hikers'), { code: 10007 });
    await olga.groups.dissolve('hikers');
    await heard.mia.until(({ notices }) => notices.some(({ code }) => code === 'dissolved'));
    await t.rejects(olga.groups.send('hikers', text('anybody?')), { code: 10010 });
    t.strictSame(await mia.groups.list(), []);
  });
});
