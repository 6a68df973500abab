import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import { anonymousBytes } from './process-stats.ts';
import { build } from './processes.ts';

/**
 * A process that fills a log with messages and reads it again: `replay.ts <folder> <messages>`. Runs what the server runs,
 * from the build. Prints one line of JSON.
 */
const dist = (path: string) => pathToFileURL(join(build, path)).href;
const { openLmdbLog } = (await import(dist('events/lmdb/open.js'))) as typeof import('../../events/lmdb/open.ts');
const { openProjections } = (await import(dist('projections/index.js'))) as typeof import('../../projections/index.ts');

const PAIRS = 1000;
const APPENDS = 2000;

export interface ReplayResult {
  readonly events: number;
  readonly scanPerSecond: number;
  readonly rebuildPerSecond: number;
  /** Opening a log whose index is up to date, milliseconds. */
  readonly openMs: number;
  readonly anonymousBytes: number;
}

const [folder = '', count = '500000'] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
const path = join(folder, 'log');
await fill(Number(count));

const opening = performance.now();
const log = await openLmdbLog({ path, durability: 'relaxed' });
const openMs = performance.now() - opening;

let events = 0;
const scanning = performance.now();
for await (const _ of log.readAll()) events++;
const scanPerSecond = events / ((performance.now() - scanning) / 1000);

const projections = openProjections({
  log,
  path: join(folder, 'projections'),
  connections: { connectedPlatforms: () => [], joinedLiveRoom: () => undefined, inLiveRoom: () => 0 },
  clock: { now: Date.now },
  limits: () => noConversationLimits,
  report: (problem) => console.error(problem),
});
const rebuilding = performance.now();
await projections.start();
const rebuildPerSecond = events / ((performance.now() - rebuilding) / 1000);
const memory = anonymousBytes(process.pid);
await projections.close();
await log.close();
rmSync(folder, { recursive: true, force: true });
const result: ReplayResult = { events, scanPerSecond, rebuildPerSecond, openMs, anonymousBytes: memory };
console.log(JSON.stringify(result));

async function fill(messages: number): Promise<void> {
  const log = await openLmdbLog({ path, durability: 'relaxed' });
  const time = 1_795_000_000;
  const body = Buffer.from('x'.repeat(160));
  let appends: Promise<unknown>[] = [];
  for (let n = 0; n < messages; n++) {
    const pair = n % PAIRS;
    const seq = Math.floor(n / PAIRS) + 1;
    const data = {
      from: `a${pair}`,
      to: `b${pair}`,
      seq,
      time: time + seq,
      msgSeq: n,
      random: n,
      clientTime: time + seq,
      flags: 0,
      nick: '',
      faceUrl: '',
      offlinePush: '',
      body,
    };
    const context = {
      time: (time + seq) * 1000,
      meta: { actor: data.from, instance: 1, requestId: String(n), causation: '' },
    };
    appends.push(log.append(`c2c-1.a${pair}.b${pair}`, seq - 2, [{ type: 'C2cMessageSent', data }], context));
    if (appends.length < APPENDS) continue;
    await Promise.all(appends);
    appends = [];
  }
  await Promise.all(appends);
  await log.close();
}
