import t from 'tap';
import type { FollowChange } from '../../gateway/binary/client/index.ts';
import { connect, TestServer, text } from './server.ts';
import { Told } from './told.ts';

/** A listener that also keeps what it was told of who follows whom. */
class Changes extends Told {
  readonly changes: FollowChange[] = [];
  #wake: (() => void)[] = [];

  onFollows(changes: readonly FollowChange[]): void {
    this.changes.push(...changes);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async count(count: number): Promise<readonly (readonly [string, boolean, string])[]> {
    while (this.changes.length < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.changes.map(({ user, added, lists }) => [user, added, lists.join()]);
  }
}

t.test('who follows whom, over the binary protocol', async (t) => {
  const server = await TestServer.start(t.testdir());
  const { port } = server;
  const heard = { phone: new Changes(), page: new Changes(), bob: new Changes() };
  const [phone, page, bob, carol] = await Promise.all([
    connect(port, 'alice', { listener: heard.phone, platform: 'Android', device: 'phone' }),
    connect(port, 'alice', { listener: heard.page, platform: 'Web', device: 'page' }),
    connect(port, 'bob', { listener: heard.bob }),
    connect(port, 'carol'),
  ]);
  t.teardown(async () => {
    for (const client of [phone, page, bob, carol]) client.close();
    await server.stop();
  });

  await t.test('per user what became of it; both sides and all devices are told #157', async (t) => {
    t.match(await phone.follows.follow(['bob', 'nobody', 'alice', 'carol']), [
      ['bob', 0, ''],
      ['nobody', 30003, /./],
      ['alice', 30001, /./],
      ['carol', 0, ''],
    ]);
    await bob.follows.follow(['alice']);
    const expected = [
      ['bob', true, 'following'],
      ['carol', true, 'following'],
      ['bob', true, 'followers,mutual'],
    ];
    t.same(await heard.phone.count(3), expected, 'the device that did it too');
    t.same(await heard.page.count(3), expected);
    t.same(await heard.bob.count(2), [
      ['alice', true, 'followers'],
      ['alice', true, 'following,mutual'],
    ]);
    t.ok(Math.abs((heard.bob.changes[0]?.time ?? 0) - Date.now() / 1000) < 60);
  });

  await t.test('pages, counts and types #159 #160', async (t) => {
    const first = await phone.follows.page('following', 1);
    t.match(first.users, [{ user: 'carol', at: Number, nick: '', faceUrl: '' }]);
    const second = await phone.follows.page('following', 1, String(first.cursor));
    t.match(second, { users: [{ user: 'bob' }], cursor: null });
    t.match(await bob.follows.page('followers', 100), { users: [{ user: 'alice' }], cursor: null });
    t.match(await phone.follows.page('mutual', 100), { users: [{ user: 'bob' }] });
    t.same(await carol.follows.counts(['alice', 'nobody', 'bob']), [
      { user: 'alice', followers: 1, following: 2, mutual: 1 },
      undefined,
      { user: 'bob', followers: 1, following: 1, mutual: 1 },
    ]);
    t.same(await phone.follows.types(['bob', 'carol', 'nobody', 'alice']), ['mutual', 'following', undefined, 'none']);
    t.same(await carol.follows.types(['alice']), ['follower']);
  });

  await t.test('the end of it #158', async (t) => {
    t.match(await phone.follows.unfollow(['bob', 'carol', 'nobody']), [
      ['bob', 0, ''],
      ['carol', 0, ''],
      ['nobody', 30003, /./],
    ]);
    t.same((await heard.page.count(5)).slice(3), [
      ['bob', false, 'mutual,following'],
      ['carol', false, 'following'],
    ]);
    t.same((await heard.bob.count(3)).slice(2), [['alice', false, 'mutual,followers']]);
    t.match(await phone.follows.page('following', 10), { users: [], cursor: null });
  });

  await t.test('messages around a push come once each, and in order', async (t) => {
    await bob.send('alice', text('before'));
    await bob.follows.unfollow(['alice']);
    await bob.follows.follow(['alice']);
    await bob.send('alice', text('behind'));
    await heard.phone.until(({ texts }) => texts.length === 2);
    t.same(heard.phone.texts, ['before', 'behind']);
    t.same((await heard.phone.count(7)).slice(5), [
      ['bob', false, 'followers'],
      ['bob', true, 'followers'],
    ]);
  });

  await t.test('what is asked wrongly is refused', async (t) => {
    const many = Array.from({ length: 101 }, (_, n) => `u${n}`);
    await t.rejects(phone.follows.follow([]), { code: 30001 });
    await t.rejects(phone.follows.follow(many.slice(0, 21)), { code: 30001 });
    await t.rejects(phone.follows.follow(['']), { code: 20001 });
    await t.rejects(phone.follows.counts(many), { code: 20001 });
    await t.rejects(phone.follows.types(many), { code: 20001 });
    await t.rejects(phone.follows.page('friends' as 'mutual', 1), { code: 20001 });
    await t.rejects(phone.follows.page('mutual', 101), { code: 20001 });
    await t.rejects(phone.follows.page('mutual', 1, 'x'), { code: 30001 });
  });
});
