import t from 'tap';
import type { Arranged, ListPlace } from '../../gateway/binary/client/index.ts';
import { connect, TestServer, text } from './server.ts';
import { Told } from './told.ts';

/** A listener that also keeps what was arranged on other devices. */
class Arrangements extends Told {
  readonly arranged: Arranged[] = [];
  #wake: (() => void)[] = [];

  onArranged(arranged: Arranged): void {
    this.arranged.push(arranged);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async count(count: number): Promise<readonly string[]> {
    while (this.arranged.length < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.arranged.map(({ event }) => event);
  }
}

t.test('the list of conversations over the binary protocol', async (t) => {
  const server = await TestServer.start(t.testdir());
  const { port } = server;
  const heard = { phone: new Arrangements(), page: new Arrangements(), bob: new Arrangements() };
  const [phone, page, bob] = await Promise.all([
    connect(port, 'alice', { listener: heard.phone, platform: 'Android', device: 'phone' }),
    connect(port, 'alice', { listener: heard.page, platform: 'Web', device: 'page' }),
    connect(port, 'bob', { listener: heard.bob }),
  ]);
  const list = phone.conversationList;
  t.teardown(async () => {
    for (const client of [phone, page, bob]) client.close();
    await server.stop();
  });
  const carol = await connect(port, 'carol');
  t.teardown(() => carol.close());
  await bob.send('alice', text('one'));
  await carol.send('alice', text('two'));
  const { groupId } = await bob.groups.create({ type: 'Public', name: 'g', groupId: 'g1', members: ['alice'] });
  await bob.groups.send(groupId, text('three'));
  const all = ['C2Cbob', 'C2Ccarol', 'GROUPg1'];

  await t.test(
    'both kinds in one list, pinned first, in pages; pins reach the other device alone #382 #395',
    async (t) => {
      await list.pin(['C2Cbob']);
      t.same(await heard.page.count(1), ['ConversationsPinned']);
      t.same(heard.page.arranged[0]?.data, { conversations: ['C2Cbob'] });
      const ids: string[] = [];
      for (let behind: ListPlace | null | undefined; behind !== null; ) {
        const answer = await list.page(1, behind ? { behind } : {});
        ids.push(...answer.conversations.map(({ id }) => id));
        behind = answer.next;
      }
      t.equal(ids[0], 'C2Cbob');
      t.same([...ids].sort(), all);
      const { conversations } = await list.page(10);
      t.match(conversations[0], { id: 'C2Cbob', pinned: true, unread: 1, peer: 'bob', remind: 'AcceptAndNotify' });
      t.match(
        conversations.find(({ id }) => id === 'GROUPg1'),
        { name: 'g', type: 'Public', lastSeq: 1, unread: 1 },
      );
      await t.rejects(list.pin(['C2Cnobody']), { code: 50001 });
      await t.rejects(list.pin(['nobody']), { code: 20001 });
    },
  );

  await t.test(
    'marks and groups, filters and totals by them #384 #392 #400 #403 #404 #406 #407 #408 #409',
    async (t) => {
      const marked = await list.mark([
        { conversation: 'C2Cbob', set: [0, 33] },
        { conversation: 'GROUPnone', set: [0] },
        { conversation: 'C2Ccarol', custom: 'mine' },
      ]);
      t.same(
        marked.map(([, code]) => code),
        [0, 51007, 0],
      );
      t.match(await list.createGroup('a', ['C2Ccarol', 'GROUPg1']), { id: 1 });
      await list.renameGroup('a', 'b');
      t.match(await list.addToGroup('b', ['C2Cbob']), [['C2Cbob', 0, '']]);
      t.match(await list.removeFromGroup('b', ['C2Ccarol']), [['C2Ccarol', 0, '']]);
      t.same(await list.groups(), [[1, 'b']]);
      const ids = async (filter: object) => (await list.page(10, { filter })).conversations.map(({ id }) => id).sort();
      t.same(await ids({ mark: 33 }), ['C2Cbob']);
      t.same(await ids({ group: 1 }), ['C2Cbob', 'GROUPg1']);
      t.same(await ids({ group: 1, kind: 'c2c' }), ['C2Cbob']);
      t.same(await ids({ unread: true }), all);
      t.same(await list.unreadTotal(), { total: 3, conversations: 3 });
      t.same(await list.unreadTotal({ group: 1 }), { total: 2, conversations: 2 });
      const events = await heard.page.count(6);
      t.same(events.slice(1), [
        'ConversationsMarked',
        'ConversationGroupCreated',
        'ConversationGroupRenamed',
        'ConversationGroupChanged',
        'ConversationGroupChanged',
      ]);
      await t.rejects(list.renameGroup('none', 'x'), { code: 51009 });
      await t.rejects(list.mark([{ conversation: 'C2Cbob', set: [64] }]), { code: 20001 });
      await t.rejects(list.page(10, { filter: { kind: 'x' as 'c2c' } }), { code: 20001 });
    },
  );

  await t.test('what is not to be heard, and when #341 #344', async (t) => {
    t.same(await list.setRemind(['bob', 'nobody'], 'Discard'), [
      ['bob', 0],
      ['nobody', 20003],
    ]);
    t.same(await page.conversationList.reminds(), [['bob', 'Discard']]);
    t.same(await page.conversationList.reminds(['carol', 'bob']), [
      ['carol', 'AcceptAndNotify'],
      ['bob', 'Discard'],
    ]);
    await bob.send('alice', text('not to be heard'));
    await carol.send('alice', text('to be heard'));
    await heard.page.until(({ texts }) => texts.includes('to be heard'));
    t.notOk(heard.page.texts.includes('not to be heard'));
    t.same(await list.unreadTotal({ kind: 'c2c' }), { total: 2, conversations: 1 });
    await list.setDoNotDisturb('AcceptNotNotify', { start: 10, end: 20, daily: true });
    t.match(await page.conversationList.doNotDisturb(), { remind: 'AcceptNotNotify', start: 10, end: 20, daily: true });
    await t.rejects(list.setDoNotDisturb('Discard', { start: 20, end: 10 }), { code: 20001 });
    t.same((await heard.page.count(8)).slice(6), ['PeerRemindSet', 'DoNotDisturbSet']);
  });

  await t.test('deletion, and a group of conversations that ends #396 #397 #405', async (t) => {
    t.match(await list.delete(['C2Ccarol', 'GROUPg1'], true), [
      ['C2Ccarol', 0, ''],
      ['GROUPg1', 0, ''],
    ]);
    t.same(
      (await list.page(10)).conversations.map(({ id }) => id),
      ['C2Cbob'],
    );
    t.same(
      (await phone.conversations(10)).conversations.map(({ peer }) => peer),
      ['bob'],
    );
    t.same((await phone.history({ peer: 'carol', limit: 10, direction: 'older' })).messages, []);
    t.equal((await carol.history({ peer: 'alice', limit: 10, direction: 'older' })).messages.length, 2);
    await carol.send('alice', text('again'));
    t.same((await list.page(10)).conversations.map(({ id }) => id).sort(), ['C2Cbob', 'C2Ccarol']);
    await list.deleteGroups(['b']);
    t.same(await list.groups(), []);
    t.same((await heard.page.count(10)).slice(8), ['ConversationsDeleted', 'ConversationGroupsDeleted']);
    await t.rejects(list.delete([]), { code: 51006 });
  });

  await t.test('nobody else heard of any of it', async (t) => {
    t.same([heard.phone.arranged, heard.bob.arranged], [[], []]);
  });
});
