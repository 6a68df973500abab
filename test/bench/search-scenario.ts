import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { APP, SECRET_KEY, userOf } from './dialects.ts';
import { Latencies } from './latencies.ts';
import { anonymousBytes } from './process-stats.ts';
import { dataFolder, Generator, startServer, type Target } from './processes.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';
import { fillLog, randomOf, USERS, wordOf } from './search-fill.ts';

const MB = 1024 * 1024;
const SEARCHERS = 20;

/** Very many messages: how fast they are indexed, how fast one is found, and how late under a paced load. */
export async function search(options: Options): Promise<readonly Figure[]> {
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  await fillLog(dataFolder, options.searchMessages);
  const server = await startServer({ fresh: false, durability: options.durability, nodeArgs: options.nodeArgs });
  // Who searches has no part in the load: the second half of the people.
  const people = await Promise.all(
    Array.from({ length: SEARCHERS }, (_, n) => connect(server, USERS / 2 + (n * USERS) / 2 / SEARCHERS)),
  );
  const generator = new Generator();
  try {
    const startedAt = performance.now();
    while ((await lagOf(server)) > 0) await pause(100);
    const indexedPerSecond = options.searchMessages / ((performance.now() - startedAt) / 1000);
    const bytes = statSync(join(dataFolder, 'search', 'search.db')).size;
    const alone = await searches(people, options.seconds);

    const { pairs, window, pacedPerSecond, seconds } = options;
    const load = { pairs, window, seconds, warmSeconds: 2, perSecond: pacedPerSecond };
    let running = true;
    const lags = watchLag(server, () => running);
    const sending = generator.load({ ...load, dialect: 'binary', port: server.port, pid: server.pid });
    await pause(2000);
    const [beside, sent] = await Promise.all([searches(people, seconds), sending]).finally(() => {
      running = false;
    });
    const lag = Math.max(...(await lags));

    const scenario = `search in ${options.searchMessages} messages`;
    const under = `search beside ${pacedPerSecond}/s`;
    return [
      { scenario, what: 'messages indexed at start', value: indexedPerSecond, unit: '/s' },
      { scenario, what: 'index on disk', value: bytes / MB, unit: 'MB' },
      { scenario, what: 'anonymous memory of the server', value: anonymousBytes(server.pid) / MB, unit: 'MB' },
      { scenario, what: 'two characters, p50', value: alone.p50, unit: 'ms' },
      { scenario, what: 'two characters, p99', value: alone.p99, unit: 'ms', target: { atMost: 30 } },
      { scenario: under, what: 'messages sent', value: sent.perSecond, unit: '/s' },
      { scenario: under, what: 'two characters, p99', value: beside.p99, unit: 'ms' },
      {
        scenario: under,
        what: 'longest lag of the index',
        value: (lag / sent.perSecond) * 1000,
        unit: 'ms',
        target: { atMost: 1000 },
      },
      { scenario: under, what: 'p99 send to push', value: sent.latency.p99, unit: 'ms' },
    ];
  } finally {
    generator.stop();
    for (const client of people) client.close();
    await server.stop();
  }
}

async function connect({ port }: Target, n: number): Promise<BinaryClient> {
  const user = userOf(n);
  const client = new BinaryClient({
    url: `ws://127.0.0.1:${port}/ws`,
    app: APP,
    user,
    userSig: () => signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) }),
    platform: 'Linux',
    device: 'search',
    WebSocket,
  });
  await client.connect();
  return client;
}

/** One search after the other, each by another person, for words of two characters. */
async function searches(people: readonly BinaryClient[], seconds: number) {
  const latencies = new Latencies();
  const random = randomOf(7);
  const end = performance.now() + seconds * 1000;
  for (let n = 0; performance.now() < end; n++) {
    const startedAt = performance.now();
    await people[n % people.length]?.search.messages({ keywords: [wordOf(random)], limit: 20 });
    latencies.add(performance.now() - startedAt);
  }
  return latencies.summary();
}

async function watchLag(server: Target, running: () => boolean): Promise<readonly number[]> {
  const lags: number[] = [];
  while (running()) {
    lags.push(await lagOf(server));
    await pause(50);
  }
  return lags;
}

async function lagOf({ port }: Target): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^yanshu_search_lag_events (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}
