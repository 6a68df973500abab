import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

const pairs = (all: Readonly<Record<string, number>>) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
const update = (GroupId: string, Mode: string, all: Readonly<Record<string, number>>) =>
  call('update_group_counter', { GroupId, Mode, GroupCounter: pairs(all) });
const read = async (GroupId: string, GroupCounterKeys?: readonly string[]) =>
  (await call('get_group_counter', { GroupId, GroupCounterKeys })).GroupCounter;

t.test('counters in every type but communities: set, increase, decrease, get, delete #486 #487 #491', async (t) => {
  for (const type of ['Private', 'Public', 'ChatRoom', 'AVChatRoom']) {
    const GroupId = await rest.group(type);
    t.strictSame(await call('get_group_counter', { GroupId }), { ...OK, GroupCounter: [] }, type);
    const given = pairs({ likes: 5, seats: -3 });
    t.strictSame(await update(GroupId, 'Set', { likes: 5, seats: -3 }), { ...OK, GroupCounter: given });
    t.strictSame(await update(GroupId, 'Increase', { likes: 2, gifts: 1 }), {
      ...OK,
      GroupCounter: pairs({ likes: 7, gifts: 1 }),
    });
    t.strictSame(await update(GroupId, 'Decrease', { seats: 2 }), { ...OK, GroupCounter: pairs({ seats: -5 }) });
    t.strictSame(await read(GroupId), pairs({ likes: 7, seats: -5, gifts: 1 }));
    t.strictSame(await read(GroupId, ['gifts', 'none']), pairs({ gifts: 1 }));
    t.strictSame(await call('delete_group_counter', { GroupId, GroupCounterKeys: ['likes'] }), OK);
    t.strictSame(await read(GroupId), pairs({ seats: -5, gifts: 1 }));
    t.strictSame(await call('delete_group_counter', { GroupId }), OK);
    t.strictSame(await read(GroupId), []);
  }
});

t.test('100 parallel increases by 1 end at 100, and 200 decreases after them at -100 #488 #489', async (t) => {
  const GroupId = await rest.group('Public');
  const times = (count: number, Mode: string) =>
    Promise.all(Array.from({ length: count }, () => update(GroupId, Mode, { n: 1 })));
  const answers = await times(100, 'Increase');
  const seen = answers.map(({ GroupCounter }) => (GroupCounter as ReturnType<typeof pairs>)[0]?.Value);
  t.strictSame(new Set(seen).size, 100, 'each answer is another one');
  t.strictSame(await read(GroupId), pairs({ n: 100 }));
  await times(200, 'Decrease');
  t.strictSame(await read(GroupId), pairs({ n: -100 }));
});

t.test('numbers are exact up to 2^53 - 1', async (t) => {
  const GroupId = await rest.group('Public');
  const most = Number.MAX_SAFE_INTEGER;
  await update(GroupId, 'Set', { high: most, low: -most });
  t.strictSame(await read(GroupId), pairs({ high: most, low: -most }));
  t.match(await update(GroupId, 'Increase', { high: 1 }), { ErrorCode: 10004 });
  t.match(await update(GroupId, 'Decrease', { low: 1 }), { ErrorCode: 10004 });
  t.strictSame(await read(GroupId), pairs({ high: most, low: -most }));
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('Public');
  const community = await rest.group('Community');
  const GroupCounter = pairs({ a: 1 });
  const many = Array.from({ length: 21 }, (_, i) => ({ Key: `k${i}`, Value: 1 }));
  await rest.refuses(t, [
    ['no group', 'update_group_counter', { Mode: 'Set', GroupCounter }, 10004],
    ['no mode', 'update_group_counter', { GroupId, GroupCounter }, 10004],
    ['unknown mode', 'update_group_counter', { GroupId, Mode: 'Double', GroupCounter }, 10004],
    ['no counters', 'update_group_counter', { GroupId, Mode: 'Set', GroupCounter: [] }, 10004],
    ['a fraction', 'update_group_counter', { GroupId, Mode: 'Set', GroupCounter: [{ Key: 'a', Value: 0.5 }] }, 10004],
    ['a text', 'update_group_counter', { GroupId, Mode: 'Set', GroupCounter: [{ Key: 'a', Value: '1' }] }, 10004],
    ['beyond', 'update_group_counter', { GroupId, Mode: 'Set', GroupCounter: [{ Key: 'a', Value: 2 ** 53 }] }, 10004],
    [
      'a long key',
      'update_group_counter',
      { GroupId, Mode: 'Set', GroupCounter: pairs({ ['k'.repeat(129)]: 1 }) },
      10004,
    ],
    ['too many', 'update_group_counter', { GroupId, Mode: 'Set', GroupCounter: many }, 10063],
    ['a community', 'update_group_counter', { GroupId: community, Mode: 'Set', GroupCounter }, 10007],
    ['a community', 'get_group_counter', { GroupId: community }, 10007],
    ['a community', 'delete_group_counter', { GroupId: community }, 10007],
    ['unknown group', 'update_group_counter', { GroupId: 'nowhere', Mode: 'Set', GroupCounter }, 10010],
    ['unknown group', 'get_group_counter', { GroupId: 'nowhere' }, 10010],
    ['keys that are no list', 'delete_group_counter', { GroupId, GroupCounterKeys: 'a' }, 10004],
  ]);
  t.strictSame(await read(GroupId), []);
});
