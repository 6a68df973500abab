import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { APP, SECRET_KEY } from './dialects.ts';
import type { LatencySummary } from './latencies.ts';
import { anonymousBytes } from './process-stats.ts';
import { Generator, startServer, type Target } from './processes.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';

const MB = 1024 * 1024;
const FILE_BYTES = 100 * MB;
/** How fast the file comes in: a gigabit line that is half full. A generator on loopback would take the processor itself. */
const BYTES_PER_SECOND = 60 * MB;

interface Round {
  readonly idle: LatencySummary;
  readonly busy: LatencySummary;
  readonly files: number;
  /** Bytes. */
  readonly added: number;
}

/** Measured in turns, and the middle taken: what else the machine does hits both alike. */
const ROUNDS = 3;

/** A file of 100 MB comes in, and goes out, while messages flow: what it does to their latency, and to memory. */
export async function upload({ durability, pairs, seconds }: Options): Promise<readonly Figure[]> {
  const server = await startServer({ fresh: true, durability });
  const generator = new Generator();
  const { port, pid } = server;
  const load = { dialect: 'binary', port, pid, pairs, window: 1, perSecond: 2000, warmSeconds: 2, seconds } as const;
  try {
    const client = await login(port);
    // Code and pools that every file needs are paid for by a small one.
    await transfer(await urls(client), 'up', 2 * MB);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const idle = await generator.load(load);
      const busy = await under(client, pid, () => generator.load(load));
      rounds.push({ idle: idle.latency, busy: busy.result.latency, files: busy.files, added: busy.added });
    }
    const middle = (of: (round: Round) => number) => median(rounds.map(of));
    client.close();
    const alone = await weighAlone(server);
    const scenario = `files of 100 MB at ${BYTES_PER_SECOND / MB} MB/s under 2,000 messages/s`;
    return [
      { scenario, what: 'p50 send to push, no files', value: middle(({ idle }) => idle.p50), unit: 'ms' },
      { scenario, what: 'p50 send to push, with files', value: middle(({ busy }) => busy.p50), unit: 'ms' },
      { scenario, what: 'p99 send to push, no files', value: middle(({ idle }) => idle.p99), unit: 'ms' },
      { scenario, what: 'p99 send to push, with files', value: middle(({ busy }) => busy.p99), unit: 'ms' },
      {
        scenario,
        what: 'p99, multiple of no files',
        value: middle(({ busy }) => busy.p99) / middle(({ idle }) => idle.p99),
        unit: '×',
        target: { atMost: 1.5 },
      },
      { scenario, what: 'files up and down in a round', value: middle(({ files }) => files), unit: '' },
      {
        scenario,
        what: 'anonymous memory added, messages included',
        value: middle(({ added }) => added) / MB,
        unit: 'MB',
      },
      {
        scenario: 'one file of 100 MB alone',
        what: 'anonymous memory added, up',
        value: alone.up / MB,
        unit: 'MB',
        target: { atMost: 32 },
      },
      {
        scenario: 'one file of 100 MB alone',
        what: 'anonymous memory added, down',
        value: alone.down / MB,
        unit: 'MB',
        target: { atMost: 32 },
      },
      {
        scenario: 'one file of 100 MB alone',
        what: 'seconds up, as fast as it goes',
        value: alone.upSeconds,
        unit: 's',
      },
    ];
  } finally {
    generator.stop();
    await server.stop();
  }
}

/** Runs something while files of 100 MB come in and go out, one after the other. */
async function under<T>(
  client: BinaryClient,
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; files: number; added: number }> {
  const before = anonymousBytes(pid);
  let highest = before;
  let files = 0;
  let going = true;
  const watch = setInterval(() => {
    highest = Math.max(highest, anonymousBytes(pid));
  }, 50);
  const transfers = (async () => {
    while (going) {
      const ticket = await urls(client);
      await transfer(ticket, 'up', FILE_BYTES);
      await transfer(ticket, 'down', FILE_BYTES);
      files++;
    }
  })();
  const result = await work();
  clearInterval(watch);
  const added = highest - before;
  going = false;
  await transfers;
  return { result, files, added };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function login(port: number): Promise<BinaryClient> {
  const user = 'uploader';
  const options = {
    app: APP,
    user,
    userSig: signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) }),
    platform: 'Android',
    device: 'bench',
    WebSocket,
  };
  const client = new BinaryClient({ url: `ws://127.0.0.1:${port}/ws`, ...options });
  await client.connect();
  return client;
}

const urls = (client: BinaryClient) => client.files.ticket('file', 'bench.bin');

/** Moves bytes in a process of its own: it must not share this one's event loop, nor the server's. */
async function transfer(
  { uploadUrl, downloadUrl }: { uploadUrl: string; downloadUrl: string },
  way: 'up' | 'down',
  bytes: number,
  perSecond = BYTES_PER_SECOND,
): Promise<void> {
  const script = fileURLToPath(new URL('transfer.mjs', import.meta.url));
  const url = way === 'up' ? uploadUrl : downloadUrl;
  const child: ChildProcess = spawn(process.execPath, [script, way, url, String(bytes), String(perSecond)], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`the ${way}load ended with ${code}`);
}

/** What one file alone adds to the memory of the process. */
async function weighAlone(server: Target): Promise<{ up: number; down: number; upSeconds: number }> {
  const client = await login(server.port);
  const ticket = await urls(client);
  const weigh = async (way: 'up' | 'down') => {
    await server.collect();
    await pause(500);
    const before = anonymousBytes(server.pid);
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, anonymousBytes(server.pid));
    }, 20);
    const startedAt = performance.now();
    await transfer(ticket, way, FILE_BYTES, 10_000 * MB);
    clearInterval(watch);
    return { added: highest - before, seconds: (performance.now() - startedAt) / 1000 };
  };
  const [up, down] = [await weigh('up'), await weigh('down')];
  client.close();
  return { up: up.added, down: down.added, upSeconds: up.seconds };
}
