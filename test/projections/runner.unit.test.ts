import t from 'tap';
import { openMemoryLog } from '../../events/memory/open.ts';
import {
  FlushFailed,
  HandlerFailed,
  type Projection,
  ProjectionStopped,
  projections,
} from '../../projections/index.ts';
import { BadRowKey } from '../../projections/store/keys.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import type { StoreWrite } from '../../projections/store.ts';
import { append, created, dumpOf, loggedIn, runnerOver, sent, userFact } from './given.ts';
import { ManualTimers, until } from './manual-timers.ts';

/** Counts messages per sender; reads nothing else. */
const counter = (version = 1, sabotage: (seq: number) => void = () => {}): Projection => ({
  name: 'counter',
  version,
  handlers: {
    C2cMessageSent({ data }, rows) {
      const row = rows.get<{ count: number; seqs: number[] }>('counts', data.from) ?? { count: 0, seqs: [] };
      row.count += version;
      row.seqs.push(data.seq);
      sabotage(data.seq);
      rows.put('counts', data.from, row);
    },
  },
});

const counted = (runner: { readNow<T>(name: string, partition: string, sort: string): T | undefined }) =>
  runner.readNow<{ count: number }>('counter', 'counts', 'alice')?.count;
const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => sent('alice', 'bob', from + at));

t.test('when an append resolves, it is folded: callers read their own writes', async (t) => {
  const log = await openMemoryLog();
  const { runner } = runnerOver(log, new MemoryStore(), [counter()]);
  await runner.start();
  for (let seq = 1; seq <= 20; seq++) {
    await append(log, [sent('alice', 'bob', seq)]);
    t.equal(counted(runner), seq);
    t.equal(runner.folded(), log.lastPosition());
  }
  await runner.close();
});

t.test('the log is caught up at start, then followed; waitFor resolves when it is folded', async (t) => {
  const log = await openMemoryLog();
  await append(log, messages(1, 3000));
  const { runner } = runnerOver(log, new MemoryStore(), [counter()]);
  const reached = runner.waitFor(3002);
  await runner.start();
  t.equal(counted(runner), 3000);
  await append(log, messages(3001, 3002));
  await reached;
  t.equal(counted(runner), 3002);
  await runner.waitFor(1);
  await runner.close();
});

t.test('no write per message: changes wait for the timer, and go with their checkpoint in one batch', async (t) => {
  const log = await openMemoryLog();
  const timers = new ManualTimers();
  const batches: (readonly StoreWrite[])[] = [];
  const store = new MemoryStore({ beforeWrite: (batch) => void batches.push(batch) });
  const { runner } = runnerOver(log, store, [counter()], { timers, flushEveryMs: 250 });
  await runner.start();
  batches.length = 0;
  for (let seq = 1; seq <= 50; seq++) await append(log, [sent('alice', 'bob', seq)]);
  t.equal(batches.length, 0);
  t.same(timers.waiting, [250], 'one timer, whatever the number of events');
  timers.fire();
  await until(() => store.writes > 1);
  t.same(
    batches.map((batch) => batch.map(({ partition, sort }) => `${partition} ${sort}`)),
    [['counter@1\tcounts alice', 'counter@1 checkpoint']],
  );
  t.same(timers.waiting, [], 'nothing waits when nothing has changed');
  await runner.close();
});

t.test('many changed rows are flushed before the timer is due', async (t) => {
  const log = await openMemoryLog();
  const timers = new ManualTimers();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [counter()], { timers, flushRows: 10 });
  await runner.start();
  const before = store.writes;
  for (let user = 0; user < 10; user++) await append(log, [sent(`user${user}`, 'bob', 1)]);
  await until(() => store.writes > before);
  t.equal(runner.pressure(), 0);
  await runner.close();
});

t.test('what was not flushed is replayed: a crash loses nothing', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const first = runnerOver(log, store, [counter()], { timers: new ManualTimers() });
  await first.runner.start();
  await append(log, messages(1, 10));
  await first.runner.flush();
  await append(log, messages(11, 15));
  // No close: the process is gone.
  const second = runnerOver(log, store, [counter()], { timers: new ManualTimers() });
  await second.runner.start();
  t.equal(counted(second.runner), 15);
});

t.test('a flush is a cut: what is folded while it encodes is not in it', async (t) => {
  const log = await openMemoryLog();
  const timers = new ManualTimers();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [counter()], { timers, sliceRows: 1 });
  await runner.start();
  for (let user = 0; user < 20; user++) await append(log, [sent(`user${user}`, 'bob', 1)]);
  const cut = runner.flush();
  // Every row of the cut changes again while it is encoded, one row per turn.
  for (let user = 19; user >= 0; user--) await append(log, [sent(`user${user}`, 'bob', 2)]);
  await cut;
  const crashed = runnerOver(log, store, [counter()], { timers: new ManualTimers() });
  t.equal(crashed.runner.health()[0]?.folded, 0);
  await crashed.runner.start();
  for (let user = 0; user < 20; user++) {
    t.same(crashed.runner.readNow('counter', 'counts', `user${user}`), { count: 2, seqs: [1, 2] });
  }
  await runner.close();
});

t.test('a flush that fails is reported, tried again and loses nothing; pressure tells', async (t) => {
  const log = await openMemoryLog();
  const timers = new ManualTimers();
  let broken = false;
  const store = new MemoryStore({
    beforeWrite: () => {
      if (broken) throw new Error('disk full');
    },
  });
  const { runner, problems } = runnerOver(log, store, [counter()], { timers, maxRows: 4 });
  await runner.start();
  broken = true;
  await append(log, messages(1, 5));
  timers.fire();
  await until(() => problems.length === 1);
  for (let user = 0; user < 4; user++) await append(log, [sent(`user${user}`, 'bob', 1)]);
  t.ok(runner.pressure() >= 1, 'the bound is reached');
  timers.fire();
  await until(() => problems.length === 2);
  t.ok(problems.every((problem) => problem instanceof FlushFailed));
  t.match(problems[1], { attempt: 2, cause: { message: 'disk full' } });
  t.equal(counted(runner), 5, 'reading goes on');
  broken = false;
  timers.fire();
  await runner.flush();
  t.equal(runner.pressure(), 0);
  const after = runnerOver(log, store, [counter()]);
  await after.runner.start();
  t.equal(counted(after.runner), 5);
  await after.runner.close();
  await runner.close();
});

t.test('closing with a store that refuses tells so, and stores no checkpoint it has no rows for', async (t) => {
  const log = await openMemoryLog();
  const timers = new ManualTimers();
  let refusals = 0;
  const store = new MemoryStore({
    beforeWrite: () => {
      if (refusals-- > 0) throw new Error('disk full');
    },
  });
  const { runner, problems } = runnerOver(log, store, [counter()], { timers });
  await runner.start();
  await append(log, messages(1, 5));
  // One refusal for the flush, one for its last try while closing: the store would take what was folded later.
  refusals = 2;
  timers.fire();
  await until(() => problems.length === 1);
  await append(log, [sent('carol', 'bob', 1)]);
  await t.rejects(runner.close(), FlushFailed);
  const after = runnerOver(log, store, [counter()]);
  await after.runner.start();
  t.equal(counted(after.runner), 5);
  await after.runner.close();
});

t.test('a handler that throws stops its projection at that event; the others go on', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const poisoned = counter(1, (seq) => {
    if (seq === 3) throw new Error('seq 3 is poison');
  });
  const { runner, problems } = runnerOver(log, store, [poisoned, ...projections], { timers: new ManualTimers() });
  await runner.start();
  await append(log, messages(1, 2));
  await runner.flush();
  await append(log, messages(3, 6));
  t.equal(problems.length, 1);
  t.ok(problems[0] instanceof HandlerFailed);
  t.match(
    problems[0]?.message,
    /counter stopped at C2cMessageSent c2c-1400000001\.alice\.bob@2, position 3: seq 3 is poison/,
  );
  t.equal(runner.folded(), 6, 'the others go on');
  t.match(runner.health(), [
    { name: 'counter', state: 'failed', stored: 2, failure: { position: 3 } },
    { name: 'accounts', state: 'live', folded: 6 },
    { name: 'conversations', state: 'live', folded: 6 },
    { name: 'conversation-settings', state: 'live', folded: 6 },
    { name: 'c2c-history', state: 'live', folded: 6 },
  ]);
  t.throws(() => counted(runner), ProjectionStopped, 'no stale answers');
  await runner.close();
  // Nothing of the half-changed row was stored: a repaired handler goes on where it stopped.
  const repaired = runnerOver(log, store, [counter(), ...projections]);
  await repaired.runner.start();
  t.equal(counted(repaired.runner), 6);
  await repaired.runner.close();
});

t.test('a handler that throws while its projection is being flushed leaves a consistent cut', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const poisoned = counter(1, (seq) => {
    if (seq === 2) throw new Error('poison');
  });
  const { runner } = runnerOver(log, store, [poisoned], { timers: new ManualTimers(), sliceRows: 1 });
  await runner.start();
  await append(log, [sent('user0', 'bob', 1)]);
  await runner.flush();
  for (let user = 1; user < 20; user++) await append(log, [sent(`user${user}`, 'bob', 1)]);
  const flush = runner.flush();
  await append(log, [sent('user19', 'bob', 2), sent('user18', 'bob', 2)]);
  await flush;
  await runner.flush();
  await runner.close();
  const repaired = runnerOver(log, store, [counter()]);
  await repaired.runner.start();
  t.same(repaired.runner.readNow('counter', 'counts', 'user19'), { count: 2, seqs: [1, 2] });
  t.same(repaired.runner.readNow('counter', 'counts', 'user0'), { count: 1, seqs: [1] });
  await repaired.runner.close();
});

t.test('a row key that no store can hold stops the projection that made it, not the flush of all', async (t) => {
  const log = await openMemoryLog();
  const bad: Projection = {
    name: 'bad',
    version: 1,
    handlers: { C2cMessageSent: (_, rows) => rows.put('p', 'line\nbreak', 1) },
  };
  const { runner, problems } = runnerOver(log, new MemoryStore(), [bad, counter()]);
  await runner.start();
  await append(log, messages(1, 2));
  t.match(problems, [{ name: 'HandlerFailed', projection: 'bad', cause: { name: 'BadRowKey' } }]);
  t.ok(problems[0]?.cause instanceof BadRowKey);
  await runner.close();
  t.equal(problems.length, 1);
});

t.test('a new version is rebuilt from the log, and the rows of the old one are gone', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const first = runnerOver(log, store, [counter(1)]);
  await first.runner.start();
  await append(log, messages(1, 5));
  await first.runner.close();
  const second = runnerOver(log, store, [counter(2)]);
  await second.runner.start();
  t.equal(counted(second.runner), 10);
  await second.runner.close();
  t.ok((await dumpOf(store)).every((row) => row.startsWith('counter@2')));
});

t.test('a checkpoint ahead of the log, or of another log, is not believed', async (t) => {
  const store = new MemoryStore();
  const long = await openMemoryLog();
  const first = runnerOver(long, store, [counter()]);
  await first.runner.start();
  await append(long, messages(1, 9));
  await first.runner.close();

  const shorter = await openMemoryLog();
  await append(shorter, messages(1, 4));
  const second = runnerOver(shorter, store, [counter()]);
  await second.runner.start();
  t.equal(counted(second.runner), 4);
  await second.runner.close();

  const other = await openMemoryLog();
  await append(other, [created('x'), created('y'), created('z'), created('u'), sent('alice', 'bob', 1)]);
  const third = runnerOver(other, store, [counter()]);
  await third.runner.start();
  t.equal(counted(third.runner), 1);
  await third.runner.close();
});

t.test('rebuild folds anew while the others and the log go on', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [counter(), ...projections]);
  await runner.start();
  await append(log, messages(1, 3000));
  await runner.flush();
  const before = await dumpOf(store, 'counter@');
  const rebuilt = runner.rebuild('counter');
  t.equal(runner.rebuild('counter'), rebuilt, 'one rebuild at a time');
  await until(() => runner.health()[0]?.state === 'rebuilding');
  t.throws(() => counted(runner), ProjectionStopped);
  await append(log, messages(3001, 3100));
  await rebuilt;
  t.equal(counted(runner), 3100);
  await append(log, messages(3101, 3102));
  t.equal(counted(runner), 3102);
  await runner.close();
  t.not((await dumpOf(store, 'counter@')).join(), before.join());
  await t.rejects(async () => runner.rebuild('nothing'), /no projection is named nothing/);
});

t.test('rebuild heals a projection that stopped, once its handler is right', async (t) => {
  const log = await openMemoryLog();
  let poison = true;
  const { runner } = runnerOver(log, new MemoryStore(), [
    counter(1, (seq) => {
      if (poison && seq === 2) throw new Error('poison');
    }),
  ]);
  await runner.start();
  await append(log, messages(1, 3));
  t.equal(runner.health()[0]?.state, 'failed');
  await runner.rebuild('counter');
  t.equal(runner.health()[0]?.state, 'failed', 'still wrong');
  poison = false;
  await runner.rebuild('counter');
  await append(log, messages(4, 4));
  t.equal(counted(runner), 4);
  await runner.close();
});

t.test('a small cache only costs reads', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [...projections], { cacheBytes: 2000 });
  await runner.start();
  for (let round = 1; round <= 3; round++) {
    for (let pair = 0; pair < 30; pair++) await append(log, [sent(`a${pair}`, `b${pair}`, round)]);
    await runner.flush();
  }
  await runner.close();
  const again = new MemoryStore();
  const replay = runnerOver(log, again, [...projections]);
  await replay.runner.start();
  await replay.runner.close();
  t.same(await dumpOf(store), await dumpOf(again));
});

t.test('catching up with a log far larger than memory may hold waits for the flush', async (t) => {
  const log = await openMemoryLog();
  const facts = Array.from({ length: 6000 }, (_, at) => sent(`user${at}`, 'bob', 1));
  await append(log, facts);
  let most = 0;
  const store = new MemoryStore({
    beforeWrite: (batch) => {
      most = Math.max(most, batch.length);
    },
  });
  const { runner } = runnerOver(log, store, [counter()], { maxRows: 500, flushRows: 100_000 });
  await runner.start();
  t.ok(most <= 500 + 1024 + 1, `at most one slice of events above the bound: ${most}`);
  await runner.close();
  t.equal((await dumpOf(store, 'counter@1\t')).length, 6000);
});

t.test('events that nobody handles move the position all the same', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [counter()]);
  await runner.start();
  await append(log, [created('alice'), loggedIn('alice', 1, 'Web'), userFact('alice', 'AccountDeleted', {})]);
  t.equal(runner.folded(), 3);
  await runner.close();
  t.match(runner.health(), [{ folded: 3, stored: 3 }]);
});
