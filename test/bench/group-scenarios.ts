import { setTimeout as pause } from 'node:timers/promises';
import { groupOf } from './group-frames.ts';
import type { GroupResult, GroupTask } from './group-load.ts';
import { inParallel, Preparation } from './group-setup.ts';
import { bytesPerMember } from './group-weight.ts';
import { anonymousBytes } from './process-stats.ts';
import { Generator, startRelay, startServer, type Target } from './processes.ts';
import type { Figure } from './report.ts';
import type { Options, Scenario } from './scenarios.ts';

const MB = 1024 * 1024;

/** Groups: what one delivery costs, many groups, a very large one, and a live room. */
export const groupScenarios: Readonly<Record<string, Scenario>> = { fanOut, manyGroups, largeGroup, liveRoom };

/** A group has at most 40 messages a second (product.md §2.10): below it, none is dropped. */
const PER_GROUP = 38;
const MEASURE = { warmSeconds: 1, seconds: 5 };

type Load = Omit<GroupTask, 'task' | 'dialect' | 'port' | 'pid'>;

/** About as many deliveries a second for each size of group. */
const sizes: readonly Load[] = [
  { prefix: 's', groups: 100, online: 10, users: 1000, perSecond: 100 * PER_GROUP, ...MEASURE },
  { prefix: 'm', groups: 2, online: 500, users: 1000, perSecond: 2 * PER_GROUP, ...MEASURE },
  { prefix: 'l', groups: 1, online: 5000, users: 5000, perSecond: 8, ...MEASURE },
];

/** Processor time of the server per delivery, by the size of the group, beside the relay's `publish`. */
async function fanOut(options: Options): Promise<readonly Figure[]> {
  const relay = await onRelay((run) => oneByOne(sizes, run));
  const here = await onServer(options, async (run, preparation) => {
    await preparation.accounts(5000);
    for (const load of sizes) await createGroups(preparation, load, 'Public');
    return oneByOne(sizes, run);
  });
  return sizes.flatMap(({ online }, n) => {
    const [cost, base] = [here[n]?.cpuMicrosPerDelivery ?? Number.NaN, relay[n]?.cpuMicrosPerDelivery ?? Number.NaN];
    const scenario = `groups of ${online} online`;
    return [
      { scenario, what: 'server CPU per delivery', value: cost, unit: 'µs', relay: base },
      {
        scenario,
        what: 'multiple of the relay',
        value: cost / base,
        unit: '×',
        ...(online === 500 && { target: { atMost: 1.4 } }),
      },
      ...p99(scenario, here[n], relay[n]),
    ];
  });
}

/** A thousand groups of twenty, every member online; each user is in ten of them. */
async function manyGroups(options: Options): Promise<readonly Figure[]> {
  const load: Load = { prefix: 'w', groups: 1000, online: 20, users: 2000, perSecond: 1500, ...MEASURE };
  const relay = await onRelay((run) => run(load));
  const here = await onServer(options, async (run, preparation) => {
    await preparation.accounts(load.users);
    await createGroups(preparation, load, 'Public');
    return run(load);
  });
  const scenario = `${load.groups} groups of ${load.online}, paced ${load.perSecond}/s`;
  return [
    {
      scenario,
      what: 'deliveries per second',
      value: here.deliveriesPerSecond,
      unit: '/s',
      relay: relay.deliveriesPerSecond,
    },
    {
      scenario,
      what: 'server CPU per message',
      value: here.cpuMicrosPerMessage,
      unit: 'µs',
      relay: relay.cpuMicrosPerMessage,
    },
    ...p99(scenario, here, relay),
  ];
}

/** A community of 100,000 members, 2,000 of them online. */
async function largeGroup(options: Options): Promise<readonly Figure[]> {
  const members = 100_000;
  const load: Load = { prefix: '@TGS#_', groups: 1, online: 2000, users: 2000, perSecond: 20, ...MEASURE };
  const small: Load = { ...load, prefix: 'small' };
  return onServer(options, async (run, preparation, target) => {
    await preparation.accounts(members);
    await createGroups(preparation, small, 'Public');
    const community = groupOf(load.prefix, 0);
    await preparation.group(community, 'Community', [0]);
    const joins = await preparation.members(
      community,
      Array.from({ length: members - 1 }, (_, n) => n + 1),
    );
    const tenth = Math.floor(joins.length / 10);
    const [first, last] = [mean(joins.slice(0, tenth)), mean(joins.slice(-tenth))];
    const there = await run(small);
    const quiet = await readPages(load, target);
    const [here, pages] = await Promise.all([run(load), readPages(load, target)]);
    const scenario = `community of ${members}, ${load.online} online`;
    return [
      { scenario, what: 'joining, first tenth', value: first * 1000, unit: 'µs' },
      { scenario, what: 'joining, last tenth', value: last * 1000, unit: 'µs' },
      { scenario, what: 'last tenth to first', value: last / first, unit: '×', target: { atMost: 1.5 } },
      { scenario, what: 'CPU per delivery', value: here.cpuMicrosPerDelivery, unit: 'µs' },
      {
        scenario,
        what: 'of that in a group of those online',
        value: here.cpuMicrosPerDelivery / there.cpuMicrosPerDelivery,
        unit: '×',
        target: { atMost: 1.2 },
      },
      ...p99(scenario, here),
      { scenario, what: 'p99 of a page of 100 members', value: quiet, unit: 'ms', target: { atMost: 5 } },
      { scenario, what: 'the same beside the messages', value: pages, unit: 'ms' },
      {
        scenario,
        what: 'memory of the actor per member',
        value: bytesPerMember(members),
        unit: 'bytes',
        target: { atMost: 150 },
      },
    ];
  });
}

/** p99 of pages of members, read by somebody who is not busy with messages. */
async function readPages(load: Load, { port, pid }: Target): Promise<number> {
  const reader = new Generator();
  const one = { users: 1, online: 1, firstUser: load.users, perSecond: 0, pagesPerSecond: 50 };
  try {
    // The others open their connections first.
    const times = { warmSeconds: 3, seconds: 4 };
    const { pages } = await reader.groups({ ...load, ...one, ...times, dialect: 'binary', port, pid });
    return pages?.p99 ?? Number.NaN;
  } finally {
    reader.stop();
  }
}

/** Within which ten thousand viewers join and come back. */
const OPENING_MS = 45_000;

/** A live room with 10,000 viewers at its limit of messages: two processes watch. */
async function liveRoom(options: Options): Promise<readonly Figure[]> {
  const viewers = 10_000;
  const seconds = Math.min(60, 2 * options.seconds);
  const users = viewers / 2;
  const load: Load = {
    prefix: 'live',
    groups: 1,
    online: users,
    users,
    perSecond: PER_GROUP,
    highEvery: 10,
    warmSeconds: 5,
    seconds,
  };
  return onServer(options, async (_run, preparation, target) => {
    await preparation.accounts(viewers);
    await preparation.group(groupOf(load.prefix, 0), 'AVChatRoom', [0]);
    const watching = new Generator();
    const writing = new Generator();
    const startAt = Date.now() + OPENING_MS;
    const common = { dialect: 'binary', port: target.port, pid: target.pid, join: true, startAt } as const;
    try {
      const both = Promise.all([
        writing.groups({ ...load, ...common }),
        watching.groups({ ...load, ...common, firstUser: users, perSecond: 0 }),
      ]);
      await pause(OPENING_MS + 10_000);
      const early = anonymousBytes(target.pid);
      const results = await both;
      const late = anonymousBytes(target.pid);
      const [there, elsewhere] = results;
      const scenario = `live room, ${viewers} viewers, ${PER_GROUP}/s`;
      // All but the writer himself hear each message.
      const expected = there.highSent * (viewers - 1);
      return [
        {
          scenario,
          what: 'deliveries per second',
          value: there.deliveriesPerSecond + elsewhere.deliveriesPerSecond,
          unit: '/s',
        },
        {
          scenario,
          what: 'deliveries of High that came',
          value: (there.highDelivered + elsewhere.highDelivered) / expected,
          unit: 'of all',
          target: { atLeast: 1 },
        },
        ...p99(scenario, there),
        { scenario, what: 'anonymous memory at 10 s', value: early / MB, unit: 'MB' },
        { scenario, what: 'anonymous memory at the end', value: late / MB, unit: 'MB' },
      ];
    } finally {
      watching.stop();
      writing.stop();
    }
  });
}

type Run = (load: Load) => Promise<GroupResult>;

async function onRelay<T>(use: (run: Run) => Promise<T>): Promise<T> {
  const target = await startRelay();
  return using(target, 'relay', use);
}

async function onServer<T>(
  { durability, nodeArgs }: Options,
  use: (run: Run, preparation: Preparation, target: Target) => Promise<T>,
): Promise<T> {
  const unlimited = { YANSHU_REST_PER_SECOND: '0', YANSHU_REST_ACCOUNTS_PER_SECOND: '0' };
  const target = await startServer({ fresh: true, durability, nodeArgs, env: unlimited });
  return using(target, 'binary', (run) => use(run, new Preparation(target.port), target));
}

async function using<T>(target: Target, dialect: GroupTask['dialect'], use: (run: Run) => Promise<T>): Promise<T> {
  const generator = new Generator();
  const { port, pid } = target;
  try {
    return await use((load) => generator.groups({ ...load, dialect, port, pid }));
  } finally {
    generator.stop();
    await target.stop();
  }
}

async function oneByOne(loads: readonly Load[], run: Run): Promise<readonly GroupResult[]> {
  const results: GroupResult[] = [];
  for (const load of loads) results.push(await run(load));
  return results;
}

/** The groups of a load, with the members who will be online. */
async function createGroups(preparation: Preparation, load: Load, type: string): Promise<void> {
  const { groups, online, users, prefix } = load;
  const numbers = Array.from({ length: groups }, (_, g) => [g]);
  await inParallel(numbers, async ([g = 0]) => {
    const members = Array.from({ length: online }, (_, i) => (g * online + i) % users);
    await preparation.group(groupOf(prefix, g), type, members);
  });
}

function p99(scenario: string, here: GroupResult | undefined, relay?: GroupResult): readonly Figure[] {
  const value = here?.latency.p99 ?? Number.NaN;
  return [{ scenario, what: 'p99 send to push', value, unit: 'ms', ...(relay && { relay: relay.latency.p99 }) }];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
