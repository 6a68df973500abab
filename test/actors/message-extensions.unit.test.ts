import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { administrator, caller, codeOf, MessageHouse } from './message-house.ts';

const pair = { users: ['alice', 'bob'] } as const;
const { supportExtension } = GroupMessageFlag;
const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, n) => [`k${from + n}`, 'v'] as const);

async function extensible(): Promise<{ house: MessageHouse; message: number }> {
  const house = await MessageHouse.open();
  return { house, message: await house.say('alice', 'bob', supportExtension) };
}

const listed = async (house: MessageHouse, message: number, startSeq = 0) =>
  house.queries.extensions(caller('bob'), { place: pair, message, startSeq });

t.test('20 pairs in one call pass, 21 are refused #326', async (t) => {
  const { house, message } = await extensible();
  const { entries, lastSeq } = await house.extend('bob', pair, message, numbered(20));
  t.equal(lastSeq, 20);
  t.ok(entries.every(({ code, entry }, at) => code === 0 && entry[2] === at + 1));
  t.equal(await codeOf(() => house.extend('bob', pair, message, numbered(21, 20))), 10004);
  t.equal(await codeOf(() => house.extend('bob', pair, message, [])), 10004, 'nothing to set');
  t.equal((await listed(house, message)).entries.length, 20);
});

t.test('300 pairs on a message, keys of 100 and values of 1024 bytes #327', async (t) => {
  const { house, message } = await extensible();
  for (let from = 0; from < 300; from += 20) await house.extend('bob', pair, message, numbered(20, from));
  const { entries } = await house.extend('bob', pair, message, [
    ['k300', 'v'],
    ['k0', 'changed', 1],
  ]);
  t.match(
    entries,
    [{ code: 10004 }, { code: 0, entry: ['k0', 'changed', 301] }],
    'what is there is changed all the same',
  );
  const deletion = { place: pair, message, operation: 'delete', entries: [{ key: 'k1', value: '', seq: 2 }] } as const;
  await house.commands.changeExtensions(caller('bob'), deletion);
  t.match((await house.extend('bob', pair, message, [['k300', 'v']])).entries, [{ code: 0 }], 'one went, one may come');

  const other = await house.say('alice', 'bob', supportExtension);
  const pairs = [
    ['x'.repeat(100), 'v', 0],
    ['x'.repeat(101), 'v', 10004],
    ['雁'.repeat(34), 'v', 10004],
    ['', 'v', 10004],
    ['one', 'x'.repeat(1024), 0],
    ['two', 'x'.repeat(1025), 10004],
    ['three', '雁'.repeat(342), 10004],
  ] as const;
  for (const [key, value, code] of pairs) {
    t.equal(await codeOf(() => house.extend('bob', pair, other, [[key, value]])), code, `${key} ${value.length}`);
  }
});

t.test('of two who change one key the first wins, and the other learns the newest value #328', async (t) => {
  const { house, message } = await extensible();
  const [first, second] = await Promise.all([
    house.extend('alice', pair, message, [['seat', 'alice']]),
    house.extend('bob', pair, message, [['seat', 'bob']]),
  ]);
  t.match(first.entries, [{ code: 0, entry: ['seat', 'alice', 1] }]);
  t.match(second.entries, [{ code: 23001, entry: ['seat', 'alice', 1] }]);
  const third = await house.extend('bob', pair, message, [
    ['seat', 'bob', 1],
    ['other', 'x'],
    ['other', 'y'],
  ]);
  t.match(third.entries, [
    { code: 0, entry: ['seat', 'bob', 2] },
    { code: 0, entry: ['other', 'x', 3] },
    { code: 23001, entry: ['other', 'x', 3] },
  ]);
  const entries = [{ key: 'seat', value: 'administrator', seq: 0 }];
  const byAdmin = { place: pair, message, operation: 'set', entries } as const;
  t.match((await house.commands.changeExtensions(administrator, byAdmin)).entries, [{ code: 0 }], 'is not asked');
});

t.test('all current pairs come back by their sequence, from where one asks #329', async (t) => {
  const { house, message } = await extensible();
  await house.extend('bob', pair, message, numbered(5));
  await house.extend('bob', pair, message, [['k1', 'again', 2]]);
  const all = await listed(house, message);
  t.same(
    all.entries.map(([key]) => key),
    ['k0', 'k2', 'k3', 'k4', 'k1'],
  );
  t.match(all, { lastSeq: 6, clearSeq: 0, complete: true });
  t.same((await listed(house, message, 5)).entries, [
    ['k4', 'v', 5],
    ['k1', 'again', 6],
  ]);
  t.equal(await codeOf(() => house.queries.extensions(caller('carol'), { place: pair, message, startSeq: 0 })), 60010);
  for (let from = 5; from < 300; from += 20) await house.extend('bob', pair, message, numbered(20, from));
  const page = await listed(house, message);
  t.match(page, { complete: false, entries: { length: 200 } });
  const rest = await listed(house, message, (page.entries.at(-1)?.[2] ?? 0) + 1);
  t.match(rest, { complete: true, entries: { length: 100 } }, '300 is all there can be');
});

t.test('given keys are deleted, no keys are all of them, and numbers go on #330', async (t) => {
  const { house, message } = await extensible();
  await house.extend('bob', pair, message, numbered(3));
  const change = (operation: 'delete' | 'clear', entries: readonly { key: string; value: string; seq: number }[]) =>
    house.commands.changeExtensions(caller('alice'), { place: pair, message, operation, entries });
  const deleted = await change('delete', [
    { key: 'k0', value: '', seq: 1 },
    { key: 'k1', value: '', seq: 7 },
    { key: 'never', value: '', seq: 0 },
  ]);
  t.match(deleted.entries, [
    { code: 0, entry: ['k0', '', 4] },
    { code: 23001, entry: ['k1', 'v', 2] },
    { code: 0, entry: ['never', '', 0] },
  ]);
  t.match((await listed(house, message)).entries, [
    ['k1', 'v', 2],
    ['k2', 'v', 3],
    ['k0', '', 4],
  ]);
  await change('delete', []);
  t.match(await listed(house, message), { entries: [], lastSeq: 4, clearSeq: 4 });
  await change('clear', []);
  t.match(await listed(house, message), { entries: [], lastSeq: 4, clearSeq: 4 });
  t.match((await house.extend('bob', pair, message, [['k1', 'v', 2]])).entries, [
    { code: 23001, entry: ['k1', '', 0] },
  ]);
  t.match((await house.extend('bob', pair, message, [['k1', 'v', 0]])).entries, [{ code: 0, entry: ['k1', 'v', 5] }]);
});

t.test('only a message that was sent for it has extensions, and only while it is there #332', async (t) => {
  const { house, message } = await extensible();
  const plain = await house.say('alice', 'bob');
  t.equal(await codeOf(() => house.extend('bob', pair, plain, [['k', 'v']])), 23002);
  t.equal(await codeOf(() => house.extend('bob', pair, 99, [['k', 'v']])), 23004);
  t.equal(await codeOf(() => house.extend('carol', pair, message, [['k', 'v']])), 90009);
  await house.extend('bob', pair, message, [['k', 'v']]);
  await house.recall('alice', pair, message);
  t.equal(await codeOf(() => house.extend('bob', pair, message, [['k2', 'v']])), 23004);
  t.equal(await codeOf(() => listed(house, message)), 23004, 'what hung on it went with it');
});

t.test('200 writes a minute on one message, one more is refused; the next minute begins anew #327', async (t) => {
  const { house, message } = await extensible();
  for (let n = 0; n < 200; n++) await house.extend('bob', pair, message, [[`k${n}`, 'v']]);
  t.equal(await codeOf(() => house.extend('alice', pair, message, [['k200', 'v']])), 23003);
  const other = await house.say('alice', 'bob', supportExtension);
  t.equal(await codeOf(() => house.extend('alice', pair, other, [['k', 'v']])), 0, 'another message');
  house.now += 60_000;
  t.equal(await codeOf(() => house.extend('alice', pair, message, [['k200', 'v']])), 0);
});
