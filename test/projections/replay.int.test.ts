import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { openMemoryLog } from '../../events/memory/open.ts';
import { projections } from '../../projections/index.ts';
import { LmdbStore } from '../../projections/store/lmdb.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import type { ProjectionStore } from '../../projections/store.ts';
import { arrange, conversationStory } from './conversation-story.ts';
import { followStory, livedFollows } from './follow-story.ts';
import { append, dumpOf, type Fact, loggedIn, runnerOver, sent } from './given.ts';
import { groupStory, groupType, live as lifeOf } from './groups/story.ts';
import { ManualTimers } from './manual-timers.ts';
import { story, tell } from './story.ts';

/** What happens between two batches of events. */
type Moment = 'nothing' | 'flush' | 'flush begins' | 'crash' | 'close and open' | 'rebuild';

const moments = fc.array(
  fc.record({
    events: fc.integer({ min: 1, max: 40 }),
    next: fc.constantFrom<Moment>(
      'nothing',
      'flush',
      'flush begins',
      'flush begins',
      'crash',
      'close and open',
      'rebuild',
    ),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Rows of the store after a life with these moments. */
async function live(facts: readonly Fact[], life: readonly { events: number; next: Moment }[], store: ProjectionStore) {
  const log = await openMemoryLog();
  const problems: Error[] = [];
  const open = async () => {
    const process = mortal(store);
    const options = { timers: new ManualTimers(), sliceRows: 1, cacheBytes: 0 };
    const opened = runnerOver(log, process.store, projections, options);
    await opened.runner.start();
    return { ...opened, die: process.die };
  };
  let { runner, die, problems: reported } = await open();
  let begun: Promise<void>[] = [];
  let from = 0;
  for (let turn = 0; from < facts.length; turn++) {
    const { events, next } = life[turn % life.length] ?? { events: 1, next: 'nothing' };
    await append(log, facts.slice(from, from + events));
    from += events;
    if (next === 'flush') await runner.flush();
    if (next === 'flush begins') begun.push(runner.flush());
    if (next === 'rebuild') await runner.rebuild(projections[turn % projections.length]?.name ?? '');
    if (next === 'close and open') await runner.close();
    if (next === 'close and open' || next === 'crash') {
      await die();
      begun = [];
      problems.push(...reported);
      ({ runner, die, problems: reported } = await open());
    }
  }
  await Promise.all(begun);
  await runner.waitFor(log.lastPosition());
  await runner.close();
  return { log, problems: [...problems, ...reported] };
}

/** A store as a process has it that may die: from then on it writes nothing, but what the disk was doing is done. */
function mortal(store: ProjectionStore): { store: ProjectionStore; die(): Promise<void> } {
  let dead = false;
  let writing: Promise<void> = Promise.resolve();
  const never = new Promise<never>(() => {});
  return {
    store: {
      get: (partition, sort) => store.get(partition, sort),
      range: (partition, options) => store.range(partition, options),
      write(batch) {
        if (dead) return never;
        writing = store.write(batch);
        return writing;
      },
      clear: (prefix) => (dead ? never : store.clear(prefix)),
      dump: (prefix) => store.dump(prefix),
      close: () => store.close(),
    },
    async die() {
      dead = true;
      await writing;
    },
  };
}

async function replayed(log: Awaited<ReturnType<typeof openMemoryLog>>): Promise<string[]> {
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, projections);
  await runner.start();
  await runner.close();
  return dumpOf(store);
}

interface Opened {
  readonly store: ProjectionStore;
  dispose(): Promise<void>;
}

async function openLmdb(): Promise<Opened> {
  const path = await mkdtemp(join(tmpdir(), 'yanshu-replay.'));
  const store = new LmdbStore({ path });
  return { store, dispose: () => store.close().then(() => rm(path, { recursive: true })) };
}

const stores: Record<string, () => Promise<Opened>> = {
  memory: async () => ({ store: new MemoryStore(), dispose: async () => {} }),
  'memory, answering later': async () => ({ store: new MemoryStore({ async: true }), dispose: async () => {} }),
  lmdb: openLmdb,
};

/** Stories of two users, of a group, of somebody's list of conversations, and of who follows whom, told in turns. */
const stories = fc
  .tuple(story(300), groupType, groupStory(60), conversationStory(60), followStory(60))
  .map(([steps, type, groupSteps, listSteps, followSteps]): readonly Fact[] => {
    const told = [
      tell(steps).facts,
      lifeOf(type, groupSteps).facts,
      arrange(listSteps).facts,
      livedFollows(followSteps).facts,
    ];
    const longest = Math.max(...told.map(({ length }) => length));
    return Array.from({ length: longest }, (_, at) => told.flatMap((facts) => facts.slice(at, at + 1))).flat();
  });

for (const [name, make] of Object.entries(stores)) {
  t.test(`law: replay equals live, byte for byte, with flushes, crashes and rebuilds anywhere (${name})`, async (t) => {
    const property = fc.asyncProperty(stories, moments, async (facts, life) => {
      const { store, dispose } = await make();
      try {
        const { log, problems } = await live(facts, life, store);
        if (problems.length > 0) throw problems[0];
        const stored = await dumpOf(store);
        const expected = await replayed(log);
        if (stored.join('\n') !== expected.join('\n')) {
          const at = stored.findIndex((row, index) => row !== expected[index]);
          throw new Error(`row ${at}: ${stored[at]} instead of ${expected[at]}`);
        }
      } finally {
        await dispose();
      }
    });
    await fc.assert(property, { numRuns: name === 'memory' ? 60 : 15 });
    t.pass('held');
  });
}

t.test('many users, many pairs: replay equals live (lmdb)', async (t) => {
  const facts: Fact[] = [];
  const seqs = new Map<string, number>();
  for (let at = 0; at < 5000; at++) {
    const [from, to] = [`user${(at * 7) % 61}`, `user${(at * 13) % 53}`];
    const pair = [from, to].sort().join();
    const seq = (seqs.get(pair) ?? 0) + 1;
    seqs.set(pair, seq);
    facts.push(sent(from, to, seq));
    if (at % 100 === 0) facts.push(loggedIn(from, at, 'Web'));
  }
  const { store, dispose } = await openLmdb();
  const life = [
    { events: 700, next: 'flush begins' },
    { events: 300, next: 'crash' },
    { events: 500, next: 'flush begins' },
  ] as const;
  const { log } = await live(facts, life, store);
  t.same(await dumpOf(store), await replayed(log));
  await dispose();
});
