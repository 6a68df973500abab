import t from 'tap';
import { accept, type Decider } from '../../actors/host/decider.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { MemoryDisk } from '../../events/memory/block-storage.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { Refused } from '../../events/refused.ts';
import { caller, counted, hostOver, MemorySnapshots, turns } from './hosting.ts';

type CounterCommands = {
  add: { data: { readonly by: number }; reply: number };
  look: { data: object; reply: number };
  explode: { data: object; reply: never };
  forbid: { data: object; reply: never };
};

const added = (by: number): NewEvent => ({ type: 'SignaturesRevoked', data: { issuedUpTo: by } });

/** The smallest entity there is: it sums up. */
const counter = (fingerprint = 'counter-1'): Decider<{ sum: number }, CounterCommands> => ({
  category: 'user',
  fingerprint,
  initial: () => ({ sum: 0 }),
  decide: {
    add: (state, { by }) => accept([added(by)], state.sum + by),
    look: (state) => accept([], state.sum),
    explode: () => {
      throw new Error('a bug in a decider');
    },
    forbid: () => new Refused(10007, 'no'),
  },
  evolve: (state, event) => ({ sum: state.sum + (event.type === 'SignaturesRevoked' ? event.data.issuedUpTo : 0) }),
  freeze: (state) => state,
  thaw: (frozen) => frozen as { sum: number },
  weigh: () => 100,
});
const decider = counter();
const context = { time: 1, meta: { actor: 'other', instance: 0, requestId: '', causation: '' } };

t.test('commands are handled in order, and their appends share the disk’s time', async (t) => {
  const disk = new MemoryDisk();
  const { host } = hostOver(await openMemoryLog({ disk }));
  const replies = await Promise.all([1, 2, 3, 4].map((by) => host.ask(decider, 'user-1.a', 'add', { by }, caller)));
  t.strictSame(replies, [1, 3, 6, 10]);
  t.equal(disk.blocks.length, 1, 'four commands, one write');
  t.equal(host.pending, 0);
});

t.test('an entity is rebuilt from the log', async (t) => {
  const log = await openMemoryLog();
  await hostOver(log).host.ask(decider, 'user-1.a', 'add', { by: 5 }, caller);
  t.equal(await hostOver(log).host.ask(decider, 'user-1.a', 'look', {}, caller), 5);
});

t.test('nobody is answered before the disk is: not the writer, nor who looks at what he wrote', async (t) => {
  const disk = new MemoryDisk();
  const { host } = hostOver(await openMemoryLog({ disk }));
  await host.ask(decider, 'user-1.a', 'look', {}, caller);
  disk.faults.slowMs = 20;
  const answers: string[] = [];
  const write = host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller).then(() => answers.push('add'));
  const look = host.ask(decider, 'user-1.a', 'look', {}, caller).then((sum) => answers.push(`look ${sum}`));
  await turns();
  t.strictSame(answers, []);
  await Promise.all([write, look]);
  t.strictSame(answers, ['add', 'look 1']);
});

t.test('a disk that fails refuses what it did not store, and the entity goes on from what it did', async (t) => {
  const disk = new MemoryDisk();
  const { host } = hostOver(await openMemoryLog({ disk }));
  await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  await host.ask(decider, 'user-1.b', 'add', { by: 7 }, caller);
  disk.faults.failWith = new Error('disk full');
  const results = await Promise.allSettled([
    host.ask(decider, 'user-1.a', 'add', { by: 10 }, caller),
    host.ask(decider, 'user-1.a', 'look', {}, caller),
  ]);
  for (const result of results) t.match(result, { status: 'rejected', reason: { code: 20005, temporary: true } });
  disk.faults.failWith = undefined;
  t.equal(await host.ask(decider, 'user-1.a', 'add', { by: 2 }, caller), 3);
  t.equal(await host.ask(decider, 'user-1.b', 'look', {}, caller), 7, 'another entity is not touched');
  t.equal(host.pending, 0);
});

t.test('a decider that throws fails that one command only', async (t) => {
  const { host, errors } = hostOver(await openMemoryLog());
  await t.rejects(host.ask(decider, 'user-1.a', 'explode', {}, caller), { code: 20005, temporary: true });
  t.match(errors, [{ message: 'a bug in a decider' }]);
  await t.rejects(host.ask(decider, 'user-1.a', 'forbid', {}, caller), { code: 10007 });
  t.equal(await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller), 1);
  t.equal(errors.length, 1, 'a refusal is nobody’s error');
});

t.test('a stream that somebody else wrote to is read again and the command decided anew', async (t) => {
  const log = await openMemoryLog();
  const { host } = hostOver(log);
  await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  await log.append('user-1.a', 0, [added(100), added(1000)], context);
  const replies = await Promise.all([2, 3].map((by) => host.ask(decider, 'user-1.a', 'add', { by }, caller)));
  t.strictSame(replies, [1103, 1106]);
});

t.test('an append refused at once does not make the entity forget those that are on their way', async (t) => {
  const disk = new MemoryDisk();
  const { host } = hostOver(await openMemoryLog({ disk, maxWaitingBytes: 50 }));
  await host.ask(decider, 'user-1.a', 'look', {}, caller);
  disk.faults.slowMs = 5;
  const first = host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  await t.rejects(host.ask(decider, 'user-1.a', 'add', { by: 10 }, caller), { code: 20005, temporary: true });
  const third = host.ask(decider, 'user-1.a', 'add', { by: 100 }, caller);
  t.strictSame([await first, await third], [1, 101]);
});

t.test('idle entities are let go and come back, even while they are being let go', async (t) => {
  const { host, errors } = hostOver(await openMemoryLog());
  await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  await host.ask(decider, 'user-1.b', 'add', { by: 2 }, caller);
  t.equal(host.awake, 2);
  host.sweep();
  host.sweep();
  const caught = host.ask(decider, 'user-1.a', 'add', { by: 10 }, caller);
  t.equal(await caught, 11, 'woken up before it slept');
  await turns();
  host.sweep();
  await turns();
  t.equal(host.awake, 1, 'the other one is gone');
  host.sweep();
  await turns();
  host.sweep();
  t.equal(host.awake, 0);
  await turns();
  t.equal(await host.ask(decider, 'user-1.b', 'look', {}, caller), 2);
  t.strictSame(errors, []);
});

t.test('a sweep in slices is the same as one in one go, and its budget counts over all of them', async (t) => {
  const { host } = hostOver(await openMemoryLog(), { memoryBudgetBytes: 10_000 });
  for (let n = 0; n < 20; n++) await host.ask(decider, `user-1.${n}`, 'add', { by: n }, caller);
  const round = () => {
    let calls = 1;
    while (!host.sweep(8)) calls++;
    return calls;
  };
  t.equal(host.sweep(8), false);
  t.equal(await host.ask(decider, 'user-1.new', 'add', { by: 1 }, caller), 1, 'woken in the middle of a round');
  t.equal(round(), 2);
  await turns();
  t.equal(round(), 3);
  t.ok(host.awake <= 5 && host.awake > 0, `${host.awake} are awake`);
  t.equal(await host.ask(decider, 'user-1.new', 'look', {}, caller), 1);
});

t.test('beyond the memory budget entities go though they are in use', async (t) => {
  const { host } = hostOver(await openMemoryLog(), { memoryBudgetBytes: 10_000 });
  for (let n = 0; n < 20; n++) await host.ask(decider, `user-1.${n}`, 'add', { by: n }, caller);
  host.sweep();
  await turns();
  host.sweep();
  t.ok(host.awake <= 5 && host.awake > 0, `${host.awake} are awake`);
  for (let n = 0; n < 20; n++) t.equal(await host.ask(decider, `user-1.${n}`, 'look', {}, caller), n);
});

t.test('a snapshot saves reading the stream, and one of another fingerprint is ignored', async (t) => {
  const snapshots = new MemorySnapshots();
  const { log, read } = counted(await openMemoryLog());
  const { host } = hostOver(log, { snapshots });
  for (let n = 0; n < 150; n++) await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  host.sweep();
  host.sweep();
  await turns();
  t.match(snapshots.saved.get('user-1.a'), { revision: 149, state: { sum: 150 } });
  await log.append('user-1.a', 149, [added(5)], context);

  t.equal(await hostOver(log, { snapshots }).host.ask(decider, 'user-1.a', 'look', {}, caller), 155);
  t.equal(read(), 1, 'only what lies behind the snapshot');
  const changed = counter('counter-2');
  t.equal(await hostOver(log, { snapshots }).host.ask(changed, 'user-1.a', 'look', {}, caller), 155);
  t.equal(read(), 1 + 151, 'everything');
});

t.test('more waiting commands than allowed are refused, not buffered', async (t) => {
  const disk = new MemoryDisk();
  disk.faults.slowMs = 5;
  const { host } = hostOver(await openMemoryLog({ disk }), { maxPending: 3 });
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map((by) => host.ask(decider, 'user-1.a', 'add', { by }, caller)),
  );
  t.strictSame(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
  );
  t.match(results[3], { reason: { code: 20004, temporary: true } });
  t.equal(await host.ask(decider, 'user-1.a', 'look', {}, caller), 6);
});

t.test('nothing new is taken while the projections cannot keep up', async (t) => {
  let keepsUp = false;
  const { host } = hostOver(await openMemoryLog(), { keepsUp: () => keepsUp });
  await t.rejects(host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller), { code: 20004, temporary: true });
  keepsUp = true;
  t.equal(await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller), 1);
});

t.test('an entity whose stream cannot be read refuses, and tries again with the next command', async (t) => {
  const log = await openMemoryLog();
  await log.append('user-1.a', -1, [added(4)], context);
  let broken = true;
  const breaking: typeof log.read = async function* (stream, options) {
    if (broken) throw new Error('damaged');
    yield* log.read(stream, options);
  };
  const { host, errors } = hostOver({
    append: (...args) => log.append(...args),
    read: breaking,
    readAll: (options) => log.readAll(options),
    readPages: (options) => log.readPages(options),
    subscribeAll: (options, onEvents) => log.subscribeAll(options, onEvents),
    lastPosition: () => log.lastPosition(),
    close: () => log.close(),
  });
  await t.rejects(host.ask(decider, 'user-1.a', 'look', {}, caller), { code: 20005, temporary: true });
  t.match(errors, [{ message: 'damaged' }]);
  broken = false;
  t.equal(await host.ask(decider, 'user-1.a', 'look', {}, caller), 4);
});

t.test('a visit leaves asleep who was asleep, and awake who was awake', async (t) => {
  const { host, errors } = hostOver(await openMemoryLog());
  await host.ask(decider, 'user-1.a', 'add', { by: 1 }, caller);
  const visits = Array.from({ length: 50 }, (_, i) => host.visit(decider, `user-1.v${i}`, 'add', { by: i }, caller));
  t.equal((await Promise.all(visits))[49], 49);
  t.equal(await host.visit(decider, 'user-1.a', 'add', { by: 1 }, caller), 2);
  t.equal(host.awake, 1, 'only who was there before');
  await t.rejects(host.visit(decider, 'user-1.v7', 'forbid', {}, caller), { code: 10007 });
  t.equal(host.awake, 1);
  t.equal(await host.ask(decider, 'user-1.v7', 'look', {}, caller), 7, 'nothing is lost by it');
  const both = [
    host.visit(decider, 'user-1.b', 'add', { by: 1 }, caller),
    host.ask(decider, 'user-1.b', 'add', { by: 2 }, caller),
  ];
  t.same(await Promise.all(both), [1, 3]);
  t.equal(await host.ask(decider, 'user-1.b', 'look', {}, caller), 3);
  t.same(errors, []);
});
