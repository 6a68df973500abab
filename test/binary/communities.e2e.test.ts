import t from 'tap';
import { Heard } from './heard.ts';
import { connect, TestServer, text } from './server.ts';

const GROUP = '@TGS#_town';
const SEND = String(1 << 6);

t.test('a community over the binary protocol', async (t) => {
  const server = await TestServer.start(t.testdir());
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
  await olga.groups.create({ type: 'Community', name: 'Town', groupId: GROUP, members: ['mia'], supportTopic: true });
  let topic = '';

  await t.test('a topic is created, told to all members, and carries their messages #542 #548 #552', async (t) => {
    await t.rejects(mia.topics.create(GROUP, { name: 'mine' }), { code: 10007 });
    topic = await olga.topics.create(GROUP, { name: 'square', introduction: 'talk' });
    await heard.mia.until(({ topics }) => topics.length === 1);
    t.match(heard.mia.topics, [{ group: GROUP, change: 'created', topics: [topic], operator: 'olga' }]);
    t.match(await mia.topics.list(GROUP), [{ topic, name: 'square', introduction: 'talk', lastSeq: 0, unread: 0 }]);
    t.match(await olga.groups.send(topic, text('welcome')), { seq: 1 });
    t.match(await mia.groups.send(topic, text('thanks')), { seq: 2 });
    await heard.mia.until(({ messages }) => messages.length === 1);
    t.match(heard.mia.messages, [{ group: topic, seq: 1, from: 'olga' }]);
    t.match(await mia.topics.list(GROUP, [topic]), [{ lastSeq: 2, readSeq: 0, unread: 1 }], 'her own is not unread');
    await t.rejects(max.groups.send(topic, text('let me in')), { code: 10007 });
    await t.rejects(olga.groups.send(GROUP, text('to nobody')), { code: 10004 });
    t.match(await mia.topics.list(GROUP, [`${topic}x`]), [null]);
  });

  await t.test('who joins later has read what was there, and sees it #266', async (t) => {
    t.equal(await max.groups.join(GROUP), 'joined');
    t.match(await max.topics.list(GROUP), [{ lastSeq: 2, readSeq: 2, unread: 0 }]);
    const { entries } = await max.groups.history(topic, 0, 10);
    t.strictSame(
      entries.map((entry) => entry.kind === 'message' && entry.message.seq),
      [2, 1],
    );
    await olga.groups.send(topic, text('hello max'));
    t.match(await max.topics.list(GROUP), [{ unread: 1 }]);
    t.equal(await max.groups.read(topic), 3);
    t.match(await max.topics.list(GROUP), [{ readSeq: 3, unread: 0 }]);
  });

  await t.test('a topic has its own mutes, its own settings and tips #545 #549 #550 #551', async (t) => {
    await olga.groupAdministration.mute(topic, ['max'], 600);
    await heard.max.until(({ tips }) => tips.some(({ event }) => event === 'MembersMuted'));
    t.match(heard.max.tips.at(-1), { group: topic, seq: 4 });
    await t.rejects(max.groups.send(topic, text('quiet?')), { code: 10017 });
    await max.groupAdministration.changeMember(topic, 'max', { remind: 'AcceptNotNotify' });
    t.match(await max.topics.list(GROUP), [{ remind: 'AcceptNotNotify' }]);
    t.match(await mia.topics.list(GROUP), [{ remind: 'AcceptAndNotify', mutedUntil: 0 }]);
    await t.rejects(mia.topics.change(topic, { name: 'mine' }), { code: 10007 });
    await t.rejects(mia.groupAdministration.mute(topic, ['max'], 0), { code: 10007 });
    await olga.topics.change(topic, { name: 'market', muteAll: true });
    await heard.mia.until(({ tips }) => tips.some(({ event }) => event === 'TopicProfileChanged'));
    await t.rejects(mia.groups.send(topic, text('and me?')), { code: 10017 });
    t.match(await olga.groups.send(topic, text('the owner speaks')), { seq: 6 });
    await olga.topics.change(topic, { muteAll: false });
  });

  await t.test('who discards a topic gets none of its messages, on later devices either #551', async (t) => {
    const noise = await olga.topics.create(GROUP, { name: 'noise' });
    const [first, second] = [new Heard(), new Heard()];
    const zoe = await connect(port, 'zoe', { listener: first });
    await zoe.groups.join(GROUP);
    const hears = async (one: Heard) => {
      const before = one.messages.length;
      await olga.groups.send(noise, text('noise'));
      await olga.groups.send(topic, text('news'));
      await one.until(({ messages }) => messages.slice(before).some(({ group }) => group === topic));
      return one.messages.slice(before).map(({ group }) => (group === noise ? 'noise' : 'news'));
    };
    t.strictSame(await hears(first), ['noise', 'news']);
    await zoe.groupAdministration.changeMember(noise, 'zoe', { remind: 'Discard' });
    t.strictSame(await hears(first), ['news']);
    zoe.close();
    const again = await connect(port, 'zoe', { listener: second });
    t.teardown(() => again.close());
    t.strictSame(await hears(second), ['news']);
    t.match(await again.topics.list(GROUP, [noise]), [{ remind: 'Discard', unread: 3 }]);
    await again.groupAdministration.changeMember(noise, 'zoe', { remind: 'NotReceiveMsgExceptAt' });
    await olga.groups.send(noise, text('zoe!'), { at: ['zoe'] });
    await second.until(({ messages }) => messages.at(-1)?.group === noise);
    await again.groupAdministration.changeMember(noise, 'zoe', { remind: 'AcceptAndNotify' });
    t.strictSame(await hears(second), ['noise', 'news']);
    await again.groups.quit(GROUP);
    await olga.topics.delete(GROUP, [noise]);
  });

  await t.test('where permission groups decide, one bit allows one thing #563 #564 #565 #566', async (t) => {
    await olga.groupAdministration.change(GROUP, { enablePermission: true });
    await t.rejects(mia.groups.send(topic, text('no bit')), { code: 10007 });
    await olga.groupAdministration.change(GROUP, { defaultPermission: SEND });
    t.match(await mia.groups.send(topic, text('all may send')), { dropped: false });
    await olga.groupAdministration.change(GROUP, { defaultPermission: '0' });
    const id = await olga.permissions.create(GROUP, { name: 'writers' });
    t.strictSame(await olga.permissions.add(GROUP, id, ['mia']), [['mia', 0, '']]);
    t.strictSame(await olga.permissions.setTopics(GROUP, id, [[topic, String(1 << 3)]]), [[topic, 0, '']]);
    t.match(await mia.groups.send(topic, text('a writer')), { dropped: false });
    await t.rejects(mia.topics.change(topic, { name: 'x' }), { code: 10007 });
    await t.rejects(mia.permissions.create(GROUP, { name: 'x' }), { code: 10007 });
    t.match(await max.permissions.list(GROUP), [{ id, name: 'writers', members: 1, topics: [[topic, '8']] }]);
    t.strictSame(await max.permissions.members(GROUP, id, 10), { members: ['mia'], next: '' });
    await olga.permissions.setTopics(GROUP, id, [[topic, '1']], 'change');
    await mia.topics.change(topic, { name: 'hers' });
    await t.rejects(mia.groups.send(topic, text('no writer')), { code: 10007 });
    await olga.permissions.removeTopics(GROUP, id, [topic]);
    await olga.permissions.change(GROUP, id, { mask: SEND });
    t.match(await mia.groups.send(topic, text('by the community')), { dropped: false });
    t.strictSame(await olga.permissions.remove(GROUP, id, ['mia']), [['mia', 0, '']]);
    await t.rejects(mia.groups.send(topic, text('gone')), { code: 10007 });
    t.strictSame(await olga.permissions.delete(GROUP, [id]), [[id, 0, '']]);
    await olga.groupAdministration.change(GROUP, { enablePermission: false });
  });

  await t.test('a topic that is deleted is gone for everybody #546', async (t) => {
    t.match(await mia.topics.delete(GROUP, [topic]), [[topic, 10007]]);
    t.strictSame(await olga.topics.delete(GROUP), [[topic, 0, '']]);
    await heard.max.until(({ topics }) => topics.some(({ change }) => change === 'deleted'));
    await t.rejects(olga.groups.send(topic, text('anybody?')), { code: 110003 });
    t.strictSame(await mia.topics.list(GROUP), []);
  });

  await t.test('what a group is, and what its members are, changes over the binary protocol too', async (t) => {
    await olga.groupAdministration.change(GROUP, { name: 'City', custom: [['motto', 'onward']] });
    const [info, nobody] = await mia.groupAdministration.info([GROUP, 'nobody']);
    t.match(info, { name: 'City', custom: [['motto', 'onward']], owner: 'olga' });
    t.equal(nobody, null);
    await olga.groupAdministration.changeMember(GROUP, 'mia', { role: 'Admin', nameCard: 'the mayor' });
    t.match((await max.groups.members(GROUP, 10)).members, [['olga'], ['mia', 'Admin', Number, 'the mayor'], ['max']]);
    await olga.groupAdministration.changeOwner(GROUP, 'mia');
    await t.rejects(olga.groupAdministration.changeOwner(GROUP, 'max'), { code: 10007 });
    t.strictSame(await mia.groupAdministration.joinRequests(), []);
  });
});
