import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { userOf } from './dialects.ts';
import { usedBytes } from './heap.ts';
import { build } from './processes.ts';

/**
 * A process that wakes users and lets them go: `user-weight.ts <folder> <users>`. Runs what the server runs, from the build.
 * Prints one line of JSON.
 */
const dist = (path: string) => pathToFileURL(join(build, path)).href;
const { openLmdbLog } = (await import(dist('events/lmdb/open.js'))) as typeof import('../../events/lmdb/open.ts');
const { Host } = (await import(dist('actors/host/host.js'))) as typeof import('../../actors/host/host.ts');
const { noSnapshots } = (await import(
  dist('actors/host/snapshots.js')
)) as typeof import('../../actors/host/snapshots.ts');
const { singleNode } = (await import(dist('actors/placement.js'))) as typeof import('../../actors/placement.ts');
const { userDecider } = (await import(dist('actors/user/decider.js'))) as typeof import('../../actors/user/decider.ts');
const { withDefaults } = (await import(
  dist('actors/app/settings.js')
)) as typeof import('../../actors/app/settings.ts');

const AT_ONCE = 1000;
/** Those who pay for code and pools that all share. */
const FIRST = 2000;
/** For so long the log remembers where streams end that nobody uses: it looks at 4,096 of them each second, twice. */
const settleSeconds = (streams: number) => 4 + 3 * Math.ceil(streams / 4096);
const settings = withDefaults({}, {});

/** Bytes of each user. */
export interface UserWeight {
  /** He has a name, a face and one device that is logged in. */
  readonly awake: number;
  /** The same user after the rounds that let idle actors go. */
  readonly idle: number;
}

const [folder = '', count = '20000'] = process.argv.slice(2);
const users = Number(count);
rmSync(folder, { recursive: true, force: true });
const log = await openLmdbLog({ path: join(folder, 'log'), durability: 'relaxed' });
const host = new Host({
  log,
  clock: { now: Date.now },
  snapshots: noSnapshots,
  onError: (stream, error) => console.error(stream, error),
  placement: singleNode,
  memoryBudgetBytes: 1024 ** 3,
  maxPending: 10_000,
  keepsUp: () => true,
});

await wake(users, FIRST);
await letGo(FIRST);
const before = usedBytes();
await wake(0, users);
const awake = (usedBytes() - before) / users;
if (host.awake !== users) throw new Error(`${host.awake} of ${users} are awake`);
await letGo(users);
const idle = (usedBytes() - before) / users;
await log.close();
rmSync(folder, { recursive: true, force: true });
const result: UserWeight = { awake, idle };
console.log(JSON.stringify(result));

async function wake(from: number, howMany: number): Promise<void> {
  for (let first = from; first < from + howMany; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, from + howMany - first) }, (_, n) => userOf(first + n));
    await Promise.all(some.map(enter));
  }
}

async function enter(user: string): Promise<void> {
  const caller = { user, instance: 0, requestId: '' };
  const stream = `user-1.${user}`;
  const profile = { nick: `the nick of ${user}`, faceUrl: `https://example.com/faces/${user}.png` };
  await host.ask(userDecider, stream, 'import', profile, caller);
  const device = { platform: 'Android', device: `device of ${user}`, sigIssuedAt: 1, settings } as const;
  await host.ask(userDecider, stream, 'login', device, caller);
}

/** An actor is idle in the first round after the one that saw it used, and forgotten in a later one. */
async function letGo(users: number): Promise<void> {
  while (host.awake > 0) {
    host.sweep();
    await nextTurn();
  }
  await pause(settleSeconds(users) * 1000);
}
