import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { longList } from './conversations.ts';
import type { DepthResult } from './depth.ts';
import { groupScenarios } from './group-scenarios.ts';
import type { LoadResult } from './load.ts';
import { presence } from './presence.ts';
import { anonymousBytes } from './process-stats.ts';
import { AS_STARTED, dataFolder, Generator, startRelay, startServer, type Target } from './processes.ts';
import { people, userMemory } from './relations.ts';
import type { ReplayResult } from './replay.ts';
import type { Figure } from './report.ts';
import { search } from './search-scenario.ts';
import { upload } from './uploads.ts';
import { users } from './users.ts';

export interface Options {
  /** Length of one measured interval. */
  readonly seconds: number;
  readonly pairs: number;
  readonly window: number;
  readonly pacedPerSecond: number;
  readonly connections: number;
  readonly replayMessages: number;
  readonly searchMessages: number;
  readonly durability: 'fsync' | 'relaxed';
  /** For a profiler of the server. */
  readonly nodeArgs: readonly string[];
}

export type Scenario = (options: Options) => Promise<readonly Figure[]>;

const MB = 1024 * 1024;

/** What `npm run bench` runs, in this order. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  start,
  messages,
  idle,
  replay,
  depth,
  ...groupScenarios,
  conversations: longList,
  relations: people,
  userMemory,
  search,
  upload,
  users,
  presence,
};

/** From starting the process to ready, on an empty log, and what it weighs then: the median of five. */
async function start({ durability }: Options): Promise<readonly Figure[]> {
  const runs: { readyMs: number; bytes: number }[] = [];
  for (let run = 0; run < 5; run++) {
    const server = await startServer({ fresh: true, durability });
    await pause(1000);
    runs.push({ readyMs: server.readyMs, bytes: anonymousBytes(server.pid) });
    await server.stop();
  }
  const readyMs = median(runs.map((run) => run.readyMs));
  const bytes = median(runs.map((run) => run.bytes));
  return [
    { scenario: 'start', what: 'cold start to ready', value: readyMs, unit: 'ms', target: { atMost: 1000 } },
    { scenario: 'start', what: 'anonymous memory', value: bytes / MB, unit: 'MB', target: { atMost: 120 } },
  ];
}

/** Durable one-to-one messages: as fast as they go, then paced, with history pages read meanwhile. */
async function messages(options: Options): Promise<readonly Figure[]> {
  const { pairs, window, seconds, durability, nodeArgs } = options;
  const common = { pairs, window, seconds, warmSeconds: 3 };
  const paced = { ...common, perSecond: options.pacedPerSecond };
  const relay = await withTarget(startRelay, async (generator, { port, pid }) => ({
    fast: await generator.load({ ...common, dialect: 'relay', port, pid }),
    paced: await generator.load({ ...paced, dialect: 'relay', port, pid }),
  }));
  const server = () => startServer({ fresh: true, durability, nodeArgs });
  const here = await withTarget(server, async (generator, { port, pid }) => ({
    fast: await generator.load({ ...common, dialect: 'binary', port, pid }),
    paced: await generator.load({ ...paced, dialect: 'binary', port, pid, pagesPerSecond: 50 }),
  }));
  const refused = here.fast.refused + here.paced.refused;
  if (refused > 0) throw new Error(`${refused} messages were refused`);
  const closed = `1:1, ${pairs} pairs, window ${window}`;
  const slow = `1:1, paced ${options.pacedPerSecond}/s`;
  return [
    ...throughput(closed, here.fast, relay.fast, { perSecond: { atLeast: 25_000 }, multiple: { atMost: 6 } }),
    ...latency(closed, here.fast, relay.fast),
    ...throughput(slow, here.paced, relay.paced),
    ...latency(slow, here.paced, relay.paced),
    {
      scenario: 'history page of 20 under it',
      what: 'p99 over the wire',
      value: here.paced.pages?.p99 ?? Number.NaN,
      unit: 'ms',
      target: { atMost: 5 },
    },
  ];
}

type Goal = NonNullable<Figure['target']>;

function throughput(
  scenario: string,
  here: LoadResult,
  relay: LoadResult,
  targets?: { readonly perSecond: Goal; readonly multiple: Goal },
): Figure[] {
  const cpu = 'server CPU per message';
  const multiple = here.cpuMicrosPerMessage / relay.cpuMicrosPerMessage;
  return [
    {
      scenario,
      what: 'messages per second',
      value: here.perSecond,
      unit: '/s',
      relay: relay.perSecond,
      ...(targets && { target: targets.perSecond }),
    },
    { scenario, what: cpu, value: here.cpuMicrosPerMessage, unit: 'µs', relay: relay.cpuMicrosPerMessage },
    {
      scenario,
      what: 'multiple of the relay',
      value: multiple,
      unit: '×',
      ...(targets && { target: targets.multiple }),
    },
  ];
}

function latency(scenario: string, { latency }: LoadResult, relay: LoadResult): Figure[] {
  return (['p50', 'p99', 'max'] as const).map((what) => ({
    scenario,
    what: `${what} send to push`,
    value: latency[what],
    unit: 'ms',
    relay: relay.latency[what],
  }));
}

/** Anonymous memory per logged-in connection that does nothing. */
async function idle({ connections, durability }: Options): Promise<readonly Figure[]> {
  const relay = await withTarget(startRelay, (generator, target) => weigh(generator, target, 'relay', connections));
  const server = () => startServer({ fresh: true, durability });
  const here = await withTarget(server, (generator, target) => weigh(generator, target, 'binary', connections));
  const scenario = `${connections} idle connections`;
  return [
    {
      scenario,
      what: 'anonymous memory each, idle',
      value: here.settled / 1024,
      unit: 'KB',
      relay: relay.settled / 1024,
      target: { atMost: 4 },
    },
    {
      scenario,
      what: 'right after the logins, garbage included',
      value: here.atOnce / 1024,
      unit: 'KB',
      relay: relay.atOnce / 1024,
    },
  ];
}

/** Seconds until idle actors are let go. */
const SETTLE_SECONDS = 50;

async function weigh(
  generator: Generator,
  { port, pid, collect }: Target,
  dialect: 'relay' | 'binary',
  connections: number,
): Promise<{ atOnce: number; settled: number }> {
  // The first connections pay for code and pools that all share.
  await generator.run({ task: 'idle', dialect, port, connections: 100 });
  await pause(2000);
  await collect();
  await pause(1000);
  const before = anonymousBytes(pid);
  const outcome = await generator.run({ task: 'idle', dialect, port, connections });
  if (!('opened' in outcome) || outcome.opened < connections) throw new Error(JSON.stringify(outcome));
  const each = () => (anonymousBytes(pid) - before) / connections;
  await pause(1000);
  const atOnce = each();
  if (dialect === 'binary') await pause(SETTLE_SECONDS * 1000);
  await collect();
  await pause(1000);
  return { atOnce, settled: each() };
}

/** Reading a whole log, and folding it into all projections. */
/** A page of a conversation costs the same however far back it lies. */
async function depth(): Promise<readonly Figure[]> {
  const script = fileURLToPath(new URL('depth.ts', import.meta.url));
  const args = [...AS_STARTED, '--import', import.meta.resolve('tsx'), script, dataFolder, String(DEPTH)];
  const { near, far } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as DepthResult;
  const scenario = `history, ${DEPTH.toLocaleString('en')} messages deep`;
  return [
    { scenario, what: 'page of 20 near the end, p50', value: near.p50, unit: 'ms' },
    { scenario, what: 'page of 20 near the end, p99', value: near.p99, unit: 'ms' },
    { scenario, what: 'page of 20 at its beginning, p50', value: far.p50, unit: 'ms' },
    { scenario, what: 'page of 20 at its beginning, p99', value: far.p99, unit: 'ms' },
    { scenario, what: 'beginning to end, p50', value: far.p50 / near.p50, unit: '×', target: { atMost: 1.2 } },
  ];
}

const DEPTH = 1_000_000;

async function replay({ replayMessages }: Options): Promise<readonly Figure[]> {
  const script = fileURLToPath(new URL('replay.ts', import.meta.url));
  const args = [...AS_STARTED, '--import', import.meta.resolve('tsx'), script, dataFolder, String(replayMessages)];
  const result = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReplayResult;
  const scenario = `log of ${result.events} messages`;
  return [
    {
      scenario,
      what: 'replay: scan of the log',
      value: result.scanPerSecond,
      unit: 'events/s',
      target: { atLeast: 200_000 },
    },
    {
      scenario,
      what: 'replay: rebuild of all projections',
      value: result.rebuildPerSecond,
      unit: 'events/s',
      target: { atLeast: 200_000 },
    },
    { scenario, what: 'opening it', value: result.openMs, unit: 'ms' },
    { scenario, what: 'anonymous memory after the rebuild', value: result.anonymousBytes / MB, unit: 'MB' },
  ];
}

async function withTarget<T>(
  start: () => Promise<Target>,
  use: (generator: Generator, target: Target) => Promise<T>,
): Promise<T> {
  const target = await start();
  const generator = new Generator();
  try {
    return await use(generator, target);
  } finally {
    generator.stop();
    await target.stop();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
