import t from 'tap';
import type { Message, OfficialChange } from '../../gateway/binary/client/index.ts';
import { connect, TestServer, text } from './server.ts';
import { Told } from './told.ts';

const NEWS = '@TOA#_news';

/** A listener that also keeps what it heard of official accounts. */
class Follower extends Told {
  readonly changes: OfficialChange[] = [];
  #wake: (() => void)[] = [];

  onOfficial(change: OfficialChange): void {
    this.changes.push(change);
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** What it was told, once there is so much. */
  async count(count: number): Promise<readonly OfficialChange[]> {
    while (this.changes.length < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.changes;
  }
}

const textOf = ({ body }: Message) => (body.elements[0]?.MsgContent as { Text?: unknown } | undefined)?.Text;

t.test('official accounts over the binary protocol', async (t) => {
  const env = { YANSHU_LIMIT_BROADCASTS_PER_SECOND: '1000', YANSHU_LIMIT_BROADCASTS_PER_HOUR: '1000' };
  const server = await TestServer.start(t.testdir(), undefined, env);
  const { port } = server;
  const heard = { olga: new Follower(), phone: new Follower(), page: new Follower(), bob: new Follower() };
  const [olga, phone, page, bob] = await Promise.all([
    connect(port, 'olga', { listener: heard.olga }),
    connect(port, 'alice', { listener: heard.phone, platform: 'Android', device: 'phone' }),
    connect(port, 'alice', { listener: heard.page, platform: 'Web', device: 'page' }),
    connect(port, 'bob', { listener: heard.bob }),
  ]);
  t.teardown(async () => {
    for (const client of [olga, phone, page, bob]) client.close();
    await server.stop();
  });

  await t.test('users create accounts for themselves and change them #710', async (t) => {
    t.equal(await olga.officialAccounts.create({ name: 'News', introduction: 'daily', maxSubscribers: 2 }, NEWS), NEWS);
    t.match(await bob.officialAccounts.create({ name: 'Drawn' }), /^@TOA#_@TOA#/);
    await t.rejects(bob.officialAccounts.create({ name: 'News' }, NEWS), { code: 130008 });
    await t.rejects(bob.officialAccounts.create({ name: 'News' }, 'news'), { code: 130007 });
    await t.rejects(bob.officialAccounts.create({ name: '' }), { code: 10004 });
    await t.rejects(bob.officialAccounts.change(NEWS, { name: 'Mine' }), { code: 130002 });
    await t.rejects(bob.officialAccounts.destroy(NEWS), { code: 130002 });
    const [view, none] = await bob.officialAccounts.info([NEWS, '@TOA#_none']);
    t.match(view, { account: NEWS, owner: 'olga', name: 'News', introduction: 'daily', subscribers: 0 });
    t.equal(none, null);
  });

  await t.test('to subscribe and to leave: all devices hear it #715', async (t) => {
    await phone.officialAccounts.subscribe(NEWS);
    t.match(await heard.page.count(1), [{ what: 'subscribed', account: NEWS }]);
    t.match(await heard.phone.count(1), [{ what: 'subscribed', account: NEWS }]);
    await t.rejects(phone.officialAccounts.subscribe(NEWS), { code: 130005 });
    await t.rejects(phone.officialAccounts.subscribe('@TOA#_none'), { code: 130004 });
    await bob.officialAccounts.subscribe(NEWS);
    await t.rejects(olga.officialAccounts.subscribe(NEWS), { code: 130006 });
    await bob.officialAccounts.unsubscribe(NEWS);
    await t.rejects(bob.officialAccounts.unsubscribe(NEWS), { code: 131003 });
    t.match(await heard.bob.count(2), [{ what: 'subscribed' }, { what: 'unsubscribed' }]);
    await bob.officialAccounts.subscribe(NEWS);
    const { total, subscriptions } = await phone.officialAccounts.subscriptions(10);
    t.equal(total, 1);
    t.match(subscriptions, [{ account: NEWS, subscribers: 2, remind: 'AcceptAndNotify', ownCustom: '' }]);
  });

  await t.test('what a subscriber sets for himself #716', async (t) => {
    await phone.officialAccounts.changeSubscription(NEWS, { custom: 'mine', remind: 'AcceptNotNotify' });
    const { subscriptions } = await page.officialAccounts.subscriptions(10);
    t.match(subscriptions, [{ remind: 'AcceptNotNotify', ownCustom: 'mine' }]);
    await t.rejects(olga.officialAccounts.changeSubscription(NEWS, { custom: 'x' }), { code: 131003 });
  });

  await t.test('a broadcast comes to every device of every subscriber, and can be recalled #717', async (t) => {
    await t.rejects(bob.officialAccounts.broadcast(NEWS, text('mine')), { code: 130002 });
    const { key } = await olga.officialAccounts.broadcast(NEWS, text('good morning'));
    t.match(key, /^1_\d+_\d+$/);
    for (const one of [heard.phone, heard.page, heard.bob]) {
      await one.until(({ texts }) => texts.includes('good morning'));
      t.match(one.messages.at(-1), { from: NEWS, nick: 'News', seq: 1 });
    }
    const { conversations } = await bob.conversations(10);
    t.match(conversations, [{ peer: NEWS, unread: 1 }]);
    t.same(await olga.officialAccounts.recall(NEWS, [key], 'wrong'), [0]);
    t.same(await olga.officialAccounts.recall(NEWS, [key]), [20023]);
    for (;;) {
      const { messages } = await bob.history({ peer: NEWS, limit: 10, direction: 'older' });
      if (messages[0]?.state?.revoked === undefined) continue;
      t.equal(messages.length, 1);
      t.equal(textOf(messages[0]), undefined, 'without its words');
      break;
    }
    t.match((await bob.conversations(10)).conversations, [{ peer: NEWS, unread: 0 }]);
  });

  await t.test('its owner hears what is written to an account, apart from his own conversations #720', async (t) => {
    const before = heard.olga.changes.length;
    await bob.send(NEWS, text('a question'));
    const change = (await heard.olga.count(before + 1)).at(-1);
    t.match(change, { what: 'message', account: NEWS, message: { from: 'bob', to: NEWS } });
    t.same(heard.olga.texts, [], 'it is no message to her');
    t.same((await olga.conversations(10)).conversations, []);
    await t.rejects(olga.send(NEWS, text('x')), { code: 130002 });
    await t.rejects(olga.send('@TOA#_none', text('x')), { code: 20003 });
  });

  await t.test('pins, marks and clearing work for this conversation as for any', async (t) => {
    await bob.conversationList.pin([`C2C${NEWS}`]);
    t.match(await bob.conversationList.mark([{ conversation: `C2C${NEWS}`, set: [1] }]), [[`C2C${NEWS}`, 0, '']]);
    t.match((await bob.conversationList.page(10)).conversations, [{ id: `C2C${NEWS}`, pinned: true, marks: [1] }]);
    t.match(await bob.conversationList.delete([`C2C${NEWS}`], true), [[`C2C${NEWS}`, 0, '']]);
    t.same((await bob.conversationList.page(10)).conversations, []);
    t.same((await bob.history({ peer: NEWS, limit: 10, direction: 'older' })).messages, []);
  });

  await t.test('subscribers hear of changes and of the end #722', async (t) => {
    const before = heard.bob.changes.length;
    await olga.officialAccounts.change(NEWS, { name: 'Olds' });
    const changed = (await heard.bob.count(before + 1)).at(-1);
    t.same(changed, { what: 'changed', account: NEWS, changes: { name: 'Olds' } });
    await olga.officialAccounts.unsubscribe(NEWS, 'alice');
    t.match((await heard.phone.count(3)).at(-1), { what: 'unsubscribed', account: NEWS });
    await olga.officialAccounts.destroy(NEWS);
    t.match((await heard.bob.count(before + 2)).at(-1), { what: 'destroyed', account: NEWS });
    await t.rejects(bob.send(NEWS, text('x')), { code: 20003 });
    t.equal((await bob.officialAccounts.subscriptions(10)).total, 0);
  });
});
