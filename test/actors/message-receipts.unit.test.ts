import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { administrator, caller, codeOf, MessageHouse } from './message-house.ts';

const { needReadReceipt } = GroupMessageFlag;

/** How many have confirmed each of these messages and how many have not, as their author is told. */
async function counts(house: MessageHouse, author: string, group: string, ...seqs: readonly number[]) {
  const found = await house.queries.receipts(caller(author), { group, seqs });
  return found.map(({ code, read, unread }) => (code === 0 ? `${read}/${unread}` : code));
}

async function events(house: MessageHouse): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { type, data } of house.node.services.log.readAll()) {
    if (type === 'MessagesConfirmed') found.push([data.reader, data.messages.map(([seq]) => seq)]);
  }
  return found;
}

t.test('receipts count who has confirmed; own, unflagged and known ones are passed over #308 #310', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public', ['bob', 'carol']);
  const [flagged, plain, own] = [
    await house.tell('bob', { group }, needReadReceipt),
    await house.tell('bob', { group }),
    await house.tell('carol', { group }, needReadReceipt),
  ];
  t.same(await counts(house, 'bob', group, flagged, plain), ['0/2', 10062]);
  t.equal(await house.confirm('carol', { group }, flagged, plain, own, 99), 0);
  t.equal(await house.confirm('carol', { group }, flagged), 0, 'again');
  t.same(await counts(house, 'bob', group, flagged), ['1/1']);
  t.same(await events(house), [['carol', [flagged]]]);
  t.equal(await house.confirm('carol', { group }, own), 10062);
  t.equal(await house.confirm('carol', { group }, plain), 10062);
  t.equal(await house.confirm('dave', { group }, flagged), 10007, 'of another group');
  t.equal(await house.confirm('alice', { group }, flagged), 0);
  t.same(await counts(house, 'bob', group, flagged), ['2/0']);
});

t.test('who has confirmed and who has not is its author’s to know, page by page #310 #311', async (t) => {
  const house = await MessageHouse.open();
  const members = Array.from({ length: 7 }, (_, n) => `m${n}`);
  for (const user of members) await house.commands.importAccount(administrator, { user });
  const group = await house.group('Public', ['bob', ...members]);
  const seq = await house.tell('bob', { group }, needReadReceipt);
  for (const user of members.slice(0, 5)) await house.confirm(user, { group }, seq);
  const list = async (read: boolean) => {
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const query = { group, seq, read, cursor, limit: 2 };
      const page = await house.queries.receiptMembers(caller('bob'), query);
      found.push(...page.members.map(({ user }) => user));
      cursor = page.cursor;
      if (cursor === '') return found;
    }
  };
  t.same(await list(true), members.slice(0, 5));
  t.same(await list(false), ['alice', 'm5', 'm6']);
  t.same(await counts(house, 'm0', group, seq), [10062]);
  const query = { group, seq, read: true, cursor: '', limit: 9 };
  t.equal(await codeOf(() => house.queries.receiptMembers(caller('m0'), query)), 10062);
  t.equal(await codeOf(() => house.queries.receiptMembers(caller('dave'), query)), 10007);
  t.match(await house.queries.receiptMembers(administrator, query), { members: { length: 5 } });
});

t.test('who came later cannot have read it, unless the group shows what was before #308', async (t) => {
  const house = await MessageHouse.open();
  for (const historyBeforeJoin of ['off', 'on'] as const) {
    const group = await house.group('Public', ['bob']);
    await house.commands.changeGroupProfile(administrator, { group, changes: { historyBeforeJoin } });
    const seq = await house.tell('bob', { group }, needReadReceipt);
    await house.join(group, 'dave');
    const shown = historyBeforeJoin === 'on';
    t.same(await counts(house, 'bob', group, seq), [shown ? '0/2' : '0/1'], historyBeforeJoin);
    t.equal(await house.confirm('dave', { group }, seq), shown ? 0 : 10062);
    t.same(await counts(house, 'bob', group, seq), [shown ? '1/1' : '0/1'], historyBeforeJoin);
  }
});

t.test('between two users only the receiver confirms, and nothing else is read by it #308 #312', async (t) => {
  const house = await MessageHouse.open();
  const pair = { users: ['alice', 'bob'] } as const;
  const seq = await house.say('bob', 'alice', needReadReceipt);
  t.equal(await house.confirm('bob', pair, seq), 0, 'one’s own is passed over');
  t.equal(await house.confirm('carol', pair, seq), 90009);
  const inHerName = { place: pair, messages: [seq], reader: 'alice' };
  t.equal(await codeOf(() => house.commands.confirmMessages(caller('bob'), inHerName)), 90009);
  t.same(await events(house), []);
  const unread = async () => (await house.queries.unread(caller('alice'), { user: 'alice' })).total;
  t.equal(await unread(), 1);
  t.equal(await house.confirm('alice', pair, seq), 0);
  t.equal(await unread(), 1);
  t.same(await events(house), [['alice', [seq]]]);
  await house.recall('bob', pair, await house.say('bob', 'alice', needReadReceipt));
  t.equal(await house.confirm('alice', pair, 2), 0);
  t.equal((await events(house)).length, 1, 'what is recalled is not confirmed');
});

t.test('receipts are for small groups, and not for live rooms and communities #308', async (t) => {
  const house = await MessageHouse.open();
  const community = await house.group('Community');
  const seq = await house.tell('alice', { group: community }, needReadReceipt);
  t.equal(await house.confirm('bob', { group: community }, seq), 10062);
  const users = Array.from({ length: 200 }, (_, n) => `u${n}`);
  for (const user of users) await house.commands.importAccount(administrator, { user });
  const group = await house.group('Public', users.slice(0, 199));
  const asked = await house.tell('alice', { group }, needReadReceipt);
  t.same(await counts(house, 'alice', group, asked), ['0/199'], '200 members');
  await house.join(group, 'u199');
  const tooMany = await house.tell('alice', { group }, needReadReceipt);
  t.same(await counts(house, 'alice', group, tooMany), [10062], '201 members');
});

t.test('deleting and clearing for oneself leaves everybody else alone #295 #296 #297', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public', ['bob', 'carol']);
  const seqs = [
    await house.tell('bob', { group }),
    await house.tell('bob', { group }),
    await house.tell('bob', { group }),
  ];
  const seen = async (viewer: string) =>
    (await house.queries.groupHistory(caller(viewer), { group, viewer, upTo: 0, count: 9 })).entries.length;
  const place = { group };
  await house.commands.deleteMessages(caller('carol'), { place, user: 'carol', messages: [seqs[1] ?? 0, 99] });
  t.same([await seen('carol'), await seen('alice')], [2, 3]);
  await house.commands.clearHistory(caller('carol'), { place, user: 'carol' });
  t.same([await seen('carol'), await seen('alice')], [0, 3]);
  const ofOthers = { place, user: 'bob' };
  t.equal(await codeOf(() => house.commands.clearHistory(caller('carol'), ofOthers)), 90009);
  t.equal(await codeOf(() => house.commands.deleteMessages(caller('carol'), { ...ofOthers, messages: [1] })), 90009);
  t.equal(await codeOf(() => house.commands.clearHistory(caller('dave'), { place, user: 'dave' })), 10007);
  const many = Array.from({ length: 101 }, (_, n) => n + 1);
  const tooMany = { place, user: 'carol', messages: many };
  t.equal(await codeOf(() => house.commands.deleteMessages(caller('carol'), tooMany)), 10004);
});
