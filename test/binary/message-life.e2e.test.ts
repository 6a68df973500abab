import t from 'tap';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { BinaryClient, Listener, MessageChange } from '../../gateway/binary/client/index.ts';
import { connect, TestServer, text } from './server.ts';

/** What a client was told of messages that are there. */
class Changes implements Listener {
  readonly all: MessageChange[] = [];
  #wake: (() => void)[] = [];

  readonly onMessageChange = (change: MessageChange): void => {
    this.all.push(change);
    for (const wake of this.#wake.splice(0)) wake();
  };

  /** Everything since the last time, once there is so much of it. */
  async next(count: number): Promise<readonly MessageChange[]> {
    while (this.all.length < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.all.splice(0);
  }
}

const server = await TestServer.start(t.testdir());
t.teardown(() => server.stop());
const heard = { phone: new Changes(), page: new Changes(), bob: new Changes(), carol: new Changes() };
const device = (user: string, listener: Changes, more: object = {}) =>
  connect(server.port, user, { listener, device: `a device of ${user}`, ...more });
const [phone, page, bob, carol] = await Promise.all([
  device('alice', heard.phone),
  device('alice', heard.page, { platform: 'Web', device: 'the page of alice' }),
  device('bob', heard.bob),
  device('carol', heard.carol),
]);
t.teardown(() => {
  for (const client of [phone, page, bob, carol]) client.close();
});
await phone.groups.create({ type: 'Public', name: 'Hikers', groupId: 'hikers', members: ['bob', 'carol'] });

const { needReadReceipt, supportExtension } = MessageFlag;
const flags = needReadReceipt | supportExtension;
const withBob = { peer: 'bob' };
const withAlice = { peer: 'alice' };
const group = { group: 'hikers' };
const pair = ['alice', 'bob'] as const;
const say = async (content: string) => (await phone.send('bob', text(content), { flags })).seq;
const tell = async (content: string) => (await phone.groups.send('hikers', text(content), { flags })).seq;
const wordsOf = (body: { readonly elements: readonly { readonly MsgContent: unknown }[] }) =>
  (body.elements[0]?.MsgContent as { readonly Text?: string } | undefined)?.Text;

/** Each of these has heard exactly this; the acting phone has heard nothing. */
async function only(
  t: { strictSame(a: unknown, b: unknown): void; match(a: unknown, b: unknown): void },
  change: object,
  ...who: Changes[]
) {
  for (const one of who) t.match(await one.next(1), [change]);
  await phone.conversations(1);
  t.strictSame(heard.phone.all, []);
}

const lastOf = async (client: BinaryClient, peer: string) => {
  const { messages } = await client.history({ peer, limit: 1, direction: 'older' });
  return messages[0];
};

t.test('recalled: told to the peer and the other device, shown to nobody but its author #287 #292 #293', async (t) => {
  const [seq, inGroup] = [await say('typo'), await tell('typo for all')];
  t.strictSame(await phone.messages.revoke(withBob, [seq, 99], 'oops'), [
    { seq, code: 0, problem: '' },
    { seq: 99, code: 20022, problem: 'there is no such message' },
  ]);
  const fields = { from: 'alice', by: 'alice', reason: 'oops' };
  await only(t, { what: 'revoked', place: pair, fields: { seq, ...fields } }, heard.page, heard.bob);
  t.match(await phone.messages.revoke(group, [inGroup], 'oops'), [{ code: 0 }]);
  await only(
    t,
    { what: 'revoked', place: 'hikers', fields: { seq: inGroup, ...fields } },
    heard.page,
    heard.bob,
    heard.carol,
  );
  t.match(await lastOf(bob, 'alice'), { state: { revoked: { by: 'alice', reason: 'oops' } }, body: { elements: [] } });
  const own = await lastOf(page, 'bob');
  t.equal(own && wordsOf(own.body), 'typo');
  t.match(await bob.messages.revoke(withAlice, [await say('hers')]), [{ code: 20001 }]);
  t.match(await bob.messages.revoke(group, [await tell('hers')]), [{ code: 10007 }]);
});

t.test('modified: by both sides, the slower one learns what it says #284 #286', async (t) => {
  const [seq, inGroup] = [await say('first'), await tell('first')];
  t.match(await phone.messages.modify(withBob, seq, 0, text('second')), { version: 1, conflict: false });
  await only(t, { what: 'modified', place: pair, fields: { seq, from: 'alice', version: 1 } }, heard.page, heard.bob);
  const slower = await bob.messages.modify(withAlice, seq, 0, text('mine'));
  t.match(slower, { version: 1, conflict: true });
  t.equal(wordsOf(slower.body), 'second');
  const now = await bob.messages.modify(withAlice, seq, 1, { cloudCustomData: 'note' });
  t.match(now, { version: 2, conflict: false, body: { cloudCustomData: 'note' } });
  t.equal(wordsOf(now.body), 'second', 'what is not named stays');
  t.match(await heard.phone.next(1), [{ what: 'modified', fields: { version: 2 } }]);
  await heard.page.next(1);
  t.match(await phone.messages.modify(group, inGroup, 0, text('second')), { version: 1 });
  await only(t, { what: 'modified', place: 'hikers', fields: { seq: inGroup } }, heard.page, heard.bob, heard.carol);
  await t.rejects(phone.messages.modify(withBob, 99, 0, text('x')), { code: 20022 });
  await t.rejects(phone.messages.modify(withBob, seq, 2, { elements: [] }), { code: 90001 });
});

t.test('deleted and cleared: told to the own other device, and to nobody else #295 #296 #297', async (t) => {
  const [seq, inGroup] = [await say('goes'), await tell('goes')];
  await phone.messages.delete(withBob, [seq, 99]);
  await only(t, { what: 'deleted', place: pair, fields: { seqs: [seq] } }, heard.page);
  await phone.messages.delete(group, [inGroup]);
  await only(t, { what: 'deleted', place: 'hikers', fields: { seqs: [inGroup] } }, heard.page);
  t.not((await lastOf(page, 'bob'))?.seq, seq);
  t.equal((await lastOf(bob, 'alice'))?.seq, seq);
  await phone.messages.clear(withBob);
  await only(t, { what: 'deleted', place: pair, fields: { seqs: [], upToSeq: seq } }, heard.page);
  await phone.messages.clear(group);
  await only(t, { what: 'deleted', place: 'hikers', fields: { seqs: [], upToSeq: inGroup } }, heard.page);
  t.equal(await lastOf(page, 'bob'), undefined);
  t.strictSame([heard.bob.all, heard.carol.all], [[], []]);
});

t.test('confirmed: told to the author, who can ask for counts and people #308 #310 #311', async (t) => {
  const [seq, inGroup] = [await say('read me'), await tell('read me')];
  await bob.messages.confirm(withAlice, [seq]);
  const change = { what: 'confirmed', place: pair, fields: { reader: 'bob', messages: [[seq, 1, 0]] } };
  for (const own of [heard.phone, heard.page]) t.match(await own.next(1), [change]);
  await bob.messages.confirm(group, [inGroup]);
  for (const own of [heard.phone, heard.page]) {
    t.match(await own.next(1), [{ place: 'hikers', fields: { reader: 'bob', messages: [[inGroup, 1, 1]] } }]);
  }
  t.strictSame(await phone.messages.receipts('hikers', [inGroup]), [{ seq: inGroup, code: 0, read: 1, unread: 1 }]);
  t.match(await bob.messages.receipts('hikers', [inGroup]), [{ code: 10062 }]);
  t.match(await phone.messages.receiptMembers('hikers', inGroup, true, 10), { members: [{ user: 'bob' }], cursor: '' });
  t.match(await phone.messages.receiptMembers('hikers', inGroup, false, 10), { members: [{ user: 'carol', time: 0 }] });
  await t.rejects(phone.messages.confirm(group, [inGroup]), { code: 10062 });
  t.strictSame([heard.bob.all, heard.carol.all], [[], []]);
});

t.test('extended: pairs are set, lost to who was faster, deleted and cleared #326 #328 #330 #331', async (t) => {
  const seq = await say('vote');
  const { lastSeq, results } = await phone.messages.setExtensions(withBob, seq, [{ key: 'a', value: '1' }]);
  t.strictSame({ lastSeq, results }, { lastSeq: 1, results: [{ code: 0, key: 'a', value: '1', seq: 1 }] });
  const fields = { seq, operation: 'set', entries: [['a', '1', 1]], lastSeq: 1 };
  await only(t, { what: 'extended', place: pair, fields }, heard.page, heard.bob);
  t.match((await bob.messages.setExtensions(withAlice, seq, [{ key: 'a', value: '2' }])).results, [
    { code: 23001, value: '1', seq: 1 },
  ]);
  await bob.messages.deleteExtensions(withAlice, seq, [{ key: 'a', seq: 1 }]);
  t.match(await heard.phone.next(1), [{ fields: { operation: 'delete', entries: [['a', '', 2]] } }]);
  await bob.messages.setExtensions(withAlice, seq, [{ key: 'b', value: '3' }]);
  t.match(await phone.messages.extensions(withBob, seq), {
    lastSeq: 3,
    complete: true,
    pairs: [
      { key: 'a', value: '', seq: 2 },
      { key: 'b', value: '3', seq: 3 },
    ],
  });
  await bob.messages.deleteExtensions(withAlice, seq);
  t.match(await heard.phone.next(2), [{}, { fields: { operation: 'clear', lastSeq: 3 } }]);
  t.match(await phone.messages.extensions(withBob, seq), { clearSeq: 3, pairs: [] });
  const { seq: plain } = await phone.send('bob', text('no votes'));
  await t.rejects(phone.messages.setExtensions(withBob, plain, [{ key: 'a', value: '1' }]), { code: 23002 });
  for (const one of [heard.page, heard.bob]) one.all.length = 0;
});

t.test('reacted: told to all, the acting device too; the other one hears once more #333 #334 #335', async (t) => {
  const seq = await tell('react');
  await phone.messages.react(group, seq, 'smile');
  const change = (mine: boolean) => ({
    what: 'reacted',
    place: 'hikers',
    fields: { seq, reaction: 'smile', users: ['alice'], count: 1, mine },
  });
  t.match(await heard.phone.next(1), [change(true)]);
  const own = { what: 'ownReaction', fields: { seq, reaction: 'smile', added: true } };
  t.match(await heard.page.next(2), [change(true), own]);
  for (const one of [heard.bob, heard.carol]) t.match(await one.next(1), [change(false)]);
  await t.rejects(phone.messages.react(group, seq, 'smile'), { code: 23007 });
  await bob.messages.react(group, seq, 'smile');
  t.match((await carol.messages.reactions(group, [seq])).get(seq), [
    { reaction: 'smile', count: 2, users: ['bob', 'alice'], mine: false },
  ]);
  t.strictSame(await carol.messages.reactionUsers(group, seq, 'smile', 1), { users: ['bob'], next: 1 });
  t.strictSame(await carol.messages.reactionUsers(group, seq, 'smile', 1, 1), { users: ['alice'], next: 0 });
  for (const client of [bob, phone]) await client.messages.react(group, seq, 'smile', false);
  const [, , gone] = await heard.carol.next(3);
  t.match(gone, { fields: { users: [], count: 0 } });
  t.strictSame((await carol.messages.reactions(group, [seq])).get(seq), []);
});

t.test('a device that was away is told what it missed behind its sync #287 #284', async (t) => {
  const [one, two] = [await say('one'), await say('two')];
  const { cursor, sessionKey } = carol;
  const before = await tell('three');
  carol.close();
  await phone.messages.modify(group, before, 0, text('other'));
  await phone.messages.revoke(withBob, [one]);
  const back = new Changes();
  const again = await device('carol', back, { cursor, ...(sessionKey && { sessionKey }) });
  t.teardown(() => again.close());
  const missed = await back.next(1);
  t.match(missed.at(-1), { what: 'modified', place: 'hikers', fields: { seq: before, version: 1 } });
  t.notMatch(JSON.stringify(missed), /"revoked"/, 'what is not hers is not told to her');
  t.ok(two);
});
