import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { EventLog } from '../../events/log.ts';
import { Latencies } from './latencies.ts';
import { build } from './processes.ts';

/**
 * A process that fills one conversation with messages and pages through it near its end and far from it:
 * `depth.ts <folder> <messages>`. Runs what the server runs, from the build. Prints one line of JSON.
 */
const dist = (path: string) => pathToFileURL(join(build, path)).href;
const { openLmdbLog } = (await import(dist('events/lmdb/open.js'))) as typeof import('../../events/lmdb/open.ts');
const { openProjections } = (await import(dist('projections/index.js'))) as typeof import('../../projections/index.ts');

const APPENDS = 2000;
const PAGES = 3000;
const NEAR = 1000;
const TIME = 1_795_000_000;

/** Milliseconds per page of 20, by how far back it lies. */
export interface DepthResult {
  readonly messages: number;
  readonly near: { readonly p50: number; readonly p99: number };
  readonly far: { readonly p50: number; readonly p99: number };
}

const [folder = '', count = '1000000'] = process.argv.slice(2);
const messages = Number(count);
rmSync(folder, { recursive: true, force: true });
const log = await openLmdbLog({ path: join(folder, 'log'), durability: 'relaxed' });
await fill(log);
const projections = openProjections({
  log,
  path: join(folder, 'projections'),
  connections: { connectedPlatforms: () => [], joinedLiveRoom: () => undefined, inLiveRoom: () => 0 },
  clock: { now: () => (TIME + messages) * 1000 },
  limits: () => noConversationLimits,
  report: (problem) => console.error(problem),
});
await projections.start();
await projections.runner.flush();

const [near, far] = [new Latencies(), new Latencies()];
for (let round = 0; round < PAGES; round++) {
  // Never the same page twice, and both in turn, so that neither has the better moment.
  near.add(await page(messages - NEAR + (round % (NEAR - 20))));
  far.add(await page(40 + round * 7));
}
const result: DepthResult = { messages, near: near.summary(), far: far.summary() };
await projections.close();
await log.close();
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(result));

async function page(fromSeq: number): Promise<number> {
  const caller = { app: 1, user: 'a', admin: false, platform: 'Web', instance: 1, requestId: '' } as const;
  const query = { viewer: 'a', peer: 'b', limit: 20, direction: 'older', fromSeq } as const;
  const startedAt = performance.now();
  const { messages: found } = await projections.queries.c2cHistory(caller, query);
  const ms = performance.now() - startedAt;
  if (found.length !== 20) throw new Error(`a page before ${fromSeq} has ${found.length} messages`);
  return ms;
}

async function fill(to: EventLog): Promise<void> {
  const body = Buffer.from('x'.repeat(160));
  let appends: Promise<unknown>[] = [];
  for (let seq = 1; seq <= messages; seq++) {
    const time = TIME + Math.floor(seq / 10);
    const from = seq % 2 === 0 ? 'a' : 'b';
    const names = { from, to: from === 'a' ? 'b' : 'a', nick: '', faceUrl: '', offlinePush: '' };
    const data = { ...names, seq, time, msgSeq: seq, random: seq, clientTime: time, flags: 0, body };
    const meta = { actor: from, instance: 1, requestId: '', causation: '' };
    const event = { type: 'C2cMessageSent', data } as const;
    appends.push(to.append('c2c-1.a.b', seq - 2, [event], { time: time * 1000, meta }));
    if (appends.length < APPENDS) continue;
    await Promise.all(appends);
    appends = [];
  }
  await Promise.all(appends);
}
