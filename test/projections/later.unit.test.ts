import t from 'tap';
import { openMemoryLog } from '../../events/memory/open.ts';
import { type Projection, projections, RowReadFailed } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { append, created, deleted, dumpOf, given, runnerOver, sent } from './given.ts';
import { ManualTimers, until } from './manual-timers.ts';

/** The races of a store that answers later: what is folded, flushed and asked while an answer is on its way. */

const later = () => new MemoryStore({ async: true });

/** Counts messages; `key` says in which row. */
const counter = (name: string, key: (seq: number) => string): Projection => ({
  name,
  version: 1,
  handlers: {
    C2cMessageSent({ data }, rows) {
      const row = rows.get<{ count: number }>('counts', key(data.seq)) ?? { count: 0 };
      row.count++;
      rows.put('counts', key(data.seq), row);
    },
  },
});

t.test('the rows are the same as with a store that answers at once', async (t) => {
  const facts = [created('alice'), created('bob')];
  for (let seq = 1; seq <= 200; seq++) facts.push(sent(seq % 2 ? 'alice' : 'bob', seq % 2 ? 'bob' : 'alice', seq));
  facts.push(deleted('bob'));
  const dumps: string[][] = [];
  for (const store of [new MemoryStore(), later()]) {
    const world = await given(facts, store);
    await world.runner.flush();
    dumps.push(await dumpOf(store));
    await world.close();
  }
  t.same(dumps[1], dumps[0]);
  t.ok((dumps[0]?.length ?? 0) > 5);
});

t.test('a flush while one projection waits for a row does not fold the event twice in another', async (t) => {
  const log = await openMemoryLog();
  const store = later();
  const warm = counter('warm', () => 'all');
  const cold = counter('cold', (seq) => `${seq}`);
  const first = runnerOver(log, store, [warm, cold], { timers: new ManualTimers() });
  await first.runner.start();
  await append(log, [sent('alice', 'bob', 1)]);
  await first.runner.waitFor(1);
  await append(log, [sent('alice', 'bob', 2)]);
  t.equal(first.runner.folded(), 1, 'the cold row is on its way');
  await first.runner.flush();
  // Here the process dies.
  const second = runnerOver(log, store, [warm, cold], { timers: new ManualTimers() });
  await second.runner.start();
  t.same(await second.runner.reader('warm').get('counts', 'all'), { count: 2 });
  t.same(await second.runner.reader('cold').get('counts', '2'), { count: 1 });
});

t.test('a query of a range sees rows that are flushed while its answer is on its way', async (t) => {
  const log = await openMemoryLog();
  const { runner } = runnerOver(log, later(), [counter('many', (seq) => `${seq}`)], { timers: new ManualTimers() });
  await runner.start();
  await append(
    log,
    [1, 2, 3].map((seq) => sent('alice', 'bob', seq)),
  );
  await runner.waitFor(3);
  const asked = runner.reader('many').range('counts');
  await runner.flush();
  t.equal((await asked).length, 3);
});

t.test('so does a handler', async (t) => {
  const log = await openMemoryLog();
  const store = later();
  const { runner } = runnerOver(log, store, projections, { timers: new ManualTimers() });
  await runner.start();
  await append(log, [sent('alice', 'bob', 1), sent('carol', 'bob', 1)]);
  await runner.waitFor(2);
  await append(log, [deleted('bob')]);
  t.equal(runner.folded(), 2, 'the range is on its way');
  await runner.flush();
  await runner.waitFor(3);
  t.same(await runner.reader('conversations').range('1400000001\tbob'), []);
  await runner.flush();
  t.same(
    (await dumpOf(store)).filter((row) => row.startsWith('conversations@1\t1400000001\tbob')),
    [],
  );
});

t.test('a row that cannot be read is reported and read again; nothing is skipped', async (t) => {
  const log = await openMemoryLog();
  const store = later();
  const timers = new ManualTimers();
  let broken = false;
  const flaky = {
    get: (partition: string, sort: string) =>
      broken ? Promise.reject(new Error('connection lost')) : store.get(partition, sort),
    range: store.range.bind(store),
    write: store.write.bind(store),
    clear: store.clear.bind(store),
    dump: store.dump.bind(store),
    close: store.close.bind(store),
  };
  const { runner, problems } = runnerOver(log, flaky, [counter('many', (seq) => `${seq}`)], { timers });
  await runner.start();
  broken = true;
  await append(log, [sent('alice', 'bob', 1), sent('alice', 'bob', 2)]);
  await until(() => problems.length === 1);
  t.ok(problems[0] instanceof RowReadFailed);
  t.equal(runner.folded(), 0);
  t.ok(runner.pressure() > 0, 'what waits counts');
  broken = false;
  timers.fire();
  await runner.waitFor(2);
  t.equal((await runner.reader('many').range('counts')).length, 2);
});
