import fc from 'fast-check';
import t from 'tap';
import type { Row } from '../../projections/index.ts';
import type { Entry } from '../../projections/runner/row-cache.ts';
import { WholePartitions } from '../../projections/runner/whole-partitions.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { caller, given, read, sent, T0, userFact } from './given.ts';

const entry = (partition: string, sort: string, value: unknown = sort): Entry => ({
  partition,
  sort,
  value,
  changedIn: 0,
  cut: undefined,
  bytes: 1,
});
const rows = (count: number, partition = 'p') =>
  Array.from({ length: count }, (_, i) => entry(partition, `r${String(i).padStart(3, '0')}`));
const sorts = (found: readonly Row<unknown>[] | undefined) => found?.map(({ sort }) => sort);

t.test('a large partition is kept whole, in order, with what is written and without what is deleted', async (t) => {
  const wholes = new WholePartitions(1000);
  const all = rows(70);
  wholes.keep('p', all);
  wholes.add(entry('p', 'r005a'));
  const [first] = all;
  if (first) first.value = undefined;
  const expected = [...all.map(({ sort }) => sort), 'r005a'].filter((sort) => sort !== 'r000').sort();
  t.same(sorts(wholes.range('p', {})), expected);
  t.same(sorts(wholes.range('p', { from: 'r004', to: 'r006' })), ['r004', 'r005', 'r005a']);
  t.equal(wholes.range('p', { limit: 3 }), undefined, 'that is asked of the store');
  t.equal(wholes.range('p', { reverse: true }), undefined);
  t.equal(wholes.find('p', 'r007'), all[7]);
  t.equal(wholes.find('q', 'r007'), undefined);
  wholes.clear();
  t.equal(wholes.range('p', {}), undefined);
});

t.test('small ones are not, nor more than there is room for: the one asked for longest ago goes', async (t) => {
  const wholes = new WholePartitions(150);
  wholes.keep('small', rows(63, 'small'));
  t.equal(wholes.range('small', {}), undefined);
  wholes.keep('a', rows(70, 'a'));
  wholes.keep('b', rows(70, 'b'));
  t.equal(wholes.range('a', {})?.length, 70);
  wholes.keep('c', rows(70, 'c'));
  t.same([wholes.range('a', {})?.length, wholes.range('b', {}), wholes.range('c', {})?.length], [70, undefined, 70]);
  wholes.keep('huge', rows(151, 'huge'));
  t.equal(wholes.range('huge', {}), undefined);
});

t.test('law: a long list that is asked for all the time is what a fresh reader sees', async (t) => {
  const me = caller('me');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), peer: fc.nat(90) }),
    fc.record({ kind: fc.constant('read' as const), peer: fc.nat(90) }),
    fc.record({ kind: fc.constant('delete' as const), peer: fc.nat(90) }),
    fc.record({ kind: fc.constant('ask' as const) }),
    fc.record({ kind: fc.constant('flush' as const) }),
  );
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
    const seqs = Array.from({ length: 91 }, () => 1);
    const facts = seqs.slice(0, 80).map((_, i) => sent(`p${i}`, 'me', 1, { time: T0 + i }));
    seqs.fill(0, 80);
    const store = new MemoryStore();
    const world = await given(facts, store);
    await world.runner.flush();
    const list = async (from: typeof world) => {
      const { conversations } = await from.queries.conversationList(me, { user: 'me', limit: 100 });
      return conversations.map(({ id, unread, lastTime }) => [id, unread, lastTime]);
    };
    await list(world);
    let time = T0 + 1000;
    for (const one of steps) {
      if (one.kind === 'ask') await list(world);
      else if (one.kind === 'flush') await world.runner.flush();
      else {
        const peer = `p${one.peer}`;
        const seq = seqs[one.peer] ?? 0;
        if (one.kind === 'read') await world.add(read('me', peer, seq, 0));
        else if (one.kind === 'send') {
          seqs[one.peer] = seq + 1;
          await world.add(sent(peer, 'me', seq + 1, { time: time++ }));
        } else {
          const conversations = [`C2C${peer}`] as const;
          await world.add(userFact('me', 'ConversationsDeleted', { conversations, withHistory: false }));
        }
      }
    }
    const seen = await list(world);
    await world.runner.flush();
    await world.runner.rebuild('conversations');
    t.strictSame(seen, await list(world));
    await world.close();
  });
  await fc.assert(property, { numRuns: 25 });
});
