import t from 'tap';
import { administrator, caller, codeOf, MessageHouse, PEOPLE } from './message-house.ts';

const pair = { users: ['alice', 'bob'] } as const;

async function summary(house: MessageHouse, user: string, message: number, users = 10) {
  const [found] = await house.queries.reactions(caller(user), { place: pair, messages: [message], users });
  return found?.reactions.map(({ reaction, count, users, mine }) => [reaction, count, users.join(), mine]);
}

t.test('a reaction counts once per user, and ends with the last of them #333 #334', async (t) => {
  const house = await MessageHouse.open();
  const message = await house.say('alice', 'bob');
  t.equal(await house.react('bob', pair, message), 0);
  t.equal(await house.react('bob', pair, message), 23007);
  t.equal(await house.react('alice', pair, message), 0);
  t.equal(await house.react('alice', pair, message, 'heart'), 0);
  t.same(await summary(house, 'bob', message), [
    ['smile', 2, 'alice,bob', true],
    ['heart', 1, 'alice', false],
  ]);
  t.equal(await house.react('bob', pair, message, 'smile', false), 0);
  t.equal(await house.react('bob', pair, message, 'smile', false), 0, 'nothing to take back');
  t.same(await summary(house, 'bob', message), [
    ['smile', 1, 'alice', false],
    ['heart', 1, 'alice', false],
  ]);
  await house.react('alice', pair, message, 'smile', false);
  t.same(await summary(house, 'bob', message), [['heart', 1, 'alice', false]]);
  t.equal(await house.react('carol', pair, message), 90009);
  t.equal(await house.react('bob', pair, 99), 23004);
});

t.test('ten reactions to one message; those that are there go on #336', async (t) => {
  const house = await MessageHouse.open();
  const message = await house.say('alice', 'bob');
  for (let n = 0; n < 10; n++) t.equal(await house.react('bob', pair, message, `r${n}`), 0);
  t.equal(await house.react('alice', pair, message, 'eleventh'), 23005);
  t.equal(await house.react('alice', pair, message, 'r3'), 0);
  await house.react('bob', pair, message, 'r9', false);
  t.equal(await house.react('alice', pair, message, 'eleventh'), 0);
  for (const reaction of ['', 'x'.repeat(129)]) t.equal(await house.react('bob', pair, message, reaction), 10004);
});

t.test('a hundred users with one reaction, listed page by page, the latest first #335 #336', async (t) => {
  const house = await MessageHouse.open();
  const users = Array.from({ length: 101 }, (_, n) => `user${n}`);
  for (const user of users) await house.commands.importAccount(administrator, { user });
  const group = await house.group('Public', users);
  const message = await house.tell('alice', { group });
  for (const user of users.slice(0, 100)) t.equal(await house.react(user, { group }, message), 0);
  t.equal(await house.react('user100', { group }, message), 23006);
  t.equal(await house.react('user100', { group }, message, 'other'), 0);
  const seen: string[] = [];
  for (let after = 0; ; ) {
    const query = { place: { group }, message, reaction: 'smile', after, limit: 30 };
    const page = await house.queries.reactionUsers(caller('alice'), query);
    seen.push(...page.users);
    after = page.next;
    if (after === 0) break;
  }
  t.same(seen, users.slice(0, 100).reverse());
  const [first] = await house.queries.reactions(caller('user7'), { place: { group }, messages: [message], users: 10 });
  t.match(first?.reactions, [
    { reaction: 'smile', count: 100, users: { length: 10 }, mine: true },
    { reaction: 'other', count: 1, mine: false },
  ]);
});

t.test('who is no member neither reacts nor learns who did; a recalled message has no reactions #333', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public', ['bob']);
  const message = await house.tell('bob', { group });
  await house.react('alice', { group }, message);
  const query = { place: { group }, messages: [message], users: 9 };
  for (const user of PEOPLE.filter((one) => !['alice', 'bob'].includes(one))) {
    t.equal(await house.react(user, { group }, message), 10007);
    t.equal(await codeOf(() => house.queries.reactions(caller(user), query)), 10007);
  }
  await house.recall('bob', { group }, message);
  t.equal(await house.react('bob', { group }, message), 23004);
  t.equal(await house.react('alice', { group }, message, 'smile', false), 23004);
  t.same(await house.queries.reactions(caller('bob'), query), []);
});
