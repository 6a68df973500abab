import fc from 'fast-check';
import t from 'tap';
import { changeAttributes, evolveAttributes, noAttributes } from '../../../actors/group/attributes.ts';
import { evolveGroup, initialGroup } from '../../../actors/group/state.ts';
import type { AttributeOperation, GroupDataEvents } from '../../../events/group/data.ts';
import { Refused } from '../../../events/refused.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { APP, admin, caller, given } from '../given.ts';
import { dissolve, G, group, groupFact, join, message } from './given-groups.ts';

const stores = {
  'a store that answers at once': undefined,
  'a store that answers later': () => new MemoryStore({ async: true }),
};
const people = [group('Public'), join(['olga:Owner', 'bob'])];

function attributes(
  operation: AttributeOperation,
  fields: Partial<GroupDataEvents['GroupAttributesChanged']>,
): ReturnType<typeof groupFact> {
  const data = { operation, written: [], deleted: [], mainSeq: 1, time: 1, by: 'olga', ...fields };
  return groupFact('GroupAttributesChanged', data);
}

t.test('attributes are for members and administrators, and end with the group #480', async (t) => {
  const world = await given([...people, attributes('set', { written: [['mode', 'quiz', 1]] })]);
  const read = (by: typeof admin) => world.queries.groupAttributes(by, { group: G });
  const expected = { mainSeq: 1, entries: [['mode', 'quiz', 1]] };
  t.strictSame(await read(caller('bob')), expected);
  t.strictSame(await read(admin), expected);
  await t.rejects(read(caller('stranger')), { code: 10007 });
  await t.rejects(world.queries.groupAttributes(admin, { group: 'none' }), { code: 10010 });
  await world.add(dissolve(), ...people);
  t.strictSame(await read(caller('bob')), { mainSeq: 0, entries: [] }, 'an id that is used again');
  t.strictSame(world.problems, []);
});

for (const [name, store] of Object.entries(stores)) {
  t.test(`law: what is read is what the group holds, with ${name}`, async (t) => {
    const key = fc.constantFrom('a', 'b', 'c', '__proto__');
    const step = fc.record({
      operation: fc.constantFrom<AttributeOperation>('replace', 'set', 'delete', 'clear'),
      writes: fc.uniqueArray(fc.record({ key, value: fc.string({ maxLength: 3 }), seq: fc.constant(undefined) }), {
        selector: (write) => write.key,
      }),
    });
    const law = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      let state = initialGroup(G);
      for (const { event } of people) state = evolveGroup(state, event);
      const facts = steps.flatMap(({ operation, writes }, i) => {
        const command = { by: { user: 'bob', admin: false }, operation, writes, mainSeq: undefined };
        const decision = changeAttributes(state, command, { now: i * 1000 });
        if (decision instanceof Refused) return [];
        return decision.events.map((event) => {
          state = evolveGroup(state, event);
          return { ...people[0], event };
        });
      });
      const world = await given([...people, ...facts] as typeof people, store?.());
      if (world.problems[0]) throw world.problems[0];
      const { mainSeq, entries } = state.attributes;
      t.strictSame(await world.queries.groupAttributes(caller('bob'), { group: G }), { mainSeq, entries });
    });
    await fc.assert(law, { numRuns: 40 });
  });
}

t.test('counters: all or some, for members, and not in communities #487 #491', async (t) => {
  const counted = (written: GroupDataEvents['GroupCountersChanged']['written'], counterSeq: number) =>
    groupFact('GroupCountersChanged', {
      operation: 'set',
      written,
      deleted: [],
      counterSeq,
      time: 1,
      random: 0,
      by: 'olga',
    });
  const both = counted(
    [
      ['a', 1],
      ['b', -2],
    ],
    1,
  );
  const world = await given([...people, both, counted([['a', 5]], 2)]);
  const read = (keys?: readonly string[], by = caller('bob')) => world.queries.groupCounters(by, { group: G, keys });
  const all = {
    seq: 2,
    entries: [
      ['a', 5],
      ['b', -2],
    ],
  };
  t.strictSame(await read(), all);
  t.strictSame(await read([]), all);
  t.strictSame(await read(['b', 'c']), { seq: 2, entries: [['b', -2]] });
  await t.rejects(read([], caller('stranger')), { code: 10007 });
  const community = await given([group('Community'), join(['bob'])]);
  await t.rejects(community.queries.groupCounters(admin, { group: G }), { code: 10007 });
  await world.add(dissolve(), ...people);
  t.strictSame(await read(), { seq: 0, entries: [] });
});

t.test('pins: the latest first, those that the reader sees in the history', async (t) => {
  const pin = (messageSeq: number, by = 'olga') => groupFact('MessagePinned', { messageSeq, by });
  const world = await given([...people, ...[1, 2, 3].map((seq) => message('bob', seq)), pin(1), pin(3, 'bob'), pin(2)]);
  const read = (by = caller('bob')) => world.queries.pinnedMessages(by, { group: G });
  const all = [
    { seq: 2, by: 'olga' },
    { seq: 3, by: 'bob' },
    { seq: 1, by: 'olga' },
  ];
  t.strictSame(await read(), all);
  await world.add(groupFact('MessageUnpinned', { messageSeq: 3, by: 'bob' }), join(['late'], { seq: 4 }));
  t.strictSame(await read(admin), [all[0], all[2]]);
  t.strictSame(await read(caller('late')), [], 'what was before he came is not there for him');
  await world.add(message('bob', 5), pin(5));
  t.strictSame(await read(caller('late')), [{ seq: 5, by: 'olga' }]);
  await t.rejects(read(caller('stranger')), { code: 10007 });
});

t.test('a message is found by its number; a tip and what is not there are not', async (t) => {
  const world = await given([...people, message('bob', 1), join(['late'], { seq: 2 })]);
  const { message: find } = world.groupMessages;
  t.match(await find(APP, G, 1), { from: 'bob', seq: 1 });
  for (const seq of [0, 2, 3]) t.equal(await find(APP, G, seq), undefined, String(seq));
  t.equal(await find(APP, 'none', 1), undefined);
  await world.add(dissolve(), group('Public'));
  t.equal(await find(APP, G, 1), undefined, 'of a life before');
});

t.test('attributes of nothing are nothing', async (t) => {
  const cleared = attributes('clear', {}).event.data as GroupDataEvents['GroupAttributesChanged'];
  t.match(evolveAttributes(noAttributes, cleared), { mainSeq: 1, entries: [] });
});
