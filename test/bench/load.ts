import { setTimeout as pause } from 'node:timers/promises';
import { Request } from '../../gateway/binary/protocol.ts';
import { type DialectName, dialects, pack, userOf } from './dialects.ts';
import { Latencies, type LatencySummary } from './latencies.ts';
import { Pair } from './pair.ts';
import { cpuSeconds } from './process-stats.ts';
import { clientFrame, type RawSocket } from './raw-socket.ts';

export interface LoadTask {
  readonly task: 'load';
  readonly dialect: DialectName;
  readonly port: number;
  /** The process whose processor time is measured. */
  readonly pid: number;
  readonly pairs: number;
  /** Closed loop: messages of a pair that are under way. */
  readonly window: number;
  /** Messages per second over all pairs, instead of the closed loop. */
  readonly perSecond?: number;
  /** History pages of 20 asked for per second meanwhile. */
  readonly pagesPerSecond?: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly cpuMicrosPerMessage: number;
  /** Share of one processor that the generator itself used: near 1, it was the bottleneck. */
  readonly generatorLoad: number;
  /** Send to push at the receiver. */
  readonly latency: LatencySummary;
  readonly pages: LatencySummary | undefined;
  readonly refused: number;
}

/** Opens the pairs, drives them, measures, closes them. */
export async function load(task: LoadTask): Promise<LoadResult> {
  const dialect = dialects[task.dialect];
  const sockets = await openMany(task.pairs * 2, (n) => dialect.open(task.port, n));
  let latencies: Latencies | undefined;
  const drive = task.perSecond === undefined ? closedLoop(task.window) : paced(task.perSecond);
  const first = Math.floor(Math.random() * 0xffff_ffff);
  const pairs: Pair[] = [];
  for (let n = 0; n < task.pairs; n++) {
    const [sender, receiver] = [sockets[2 * n], sockets[2 * n + 1]];
    if (sender === undefined || receiver === undefined) throw new Error('a connection is missing');
    const sides = { sender, receiver, from: 2 * n, to: 2 * n + 1 };
    pairs.push(new Pair(dialect, sides, first, () => latencies, drive.onReceived));
  }
  drive.start(pairs);
  const pages = task.pagesPerSecond === undefined ? undefined : await readPages(task, task.pagesPerSecond);
  await pause(task.warmSeconds * 1000);

  const before = { at: performance.now(), cpu: cpuSeconds(task.pid), own: process.cpuUsage(), ...totals(pairs) };
  latencies = new Latencies();
  pages?.measure();
  await pause(task.seconds * 1000);
  const elapsed = (performance.now() - before.at) / 1000;
  const cpu = cpuSeconds(task.pid) - before.cpu;
  const own = process.cpuUsage(before.own);
  const messages = totals(pairs).received - before.received;
  const summary = latencies.summary();
  latencies = undefined;
  drive.stop();
  const pageSummary = pages?.stop();
  for (const socket of sockets) socket.close();
  return {
    perSecond: messages / elapsed,
    cpuMicrosPerMessage: (cpu / messages) * 1e6,
    generatorLoad: (own.user + own.system) / 1e6 / elapsed,
    latency: summary,
    pages: pageSummary,
    refused: totals(pairs).others,
  };
}

/** Opens numbered connections, some at a time. */
export async function openMany(count: number, open: (n: number) => Promise<RawSocket>): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) sockets[n] = await open(n);
  };
  await Promise.all(Array.from({ length: 100 }, worker));
  return sockets;
}

interface Drive {
  readonly start: (pairs: readonly Pair[]) => void;
  readonly onReceived: (pair: Pair) => void;
  readonly stop: () => void;
}

/** Each message that arrives makes room for the next one of its pair; those of one turn leave together. */
function closedLoop(window: number): Drive {
  let running = true;
  let due = new Set<Pair>();
  const send = () => {
    const pairs = due;
    due = new Set();
    if (running) for (const pair of pairs) pair.send(window - pair.inFlight);
  };
  return {
    start: (pairs) => {
      for (const pair of pairs) pair.send(window);
    },
    onReceived: (pair) => {
      if (due.size === 0) setImmediate(send);
      due.add(pair);
    },
    stop: () => {
      running = false;
    },
  };
}

/** As many messages as the clock says, whatever is under way: what waits is counted as latency. */
function paced(perSecond: number): Drive {
  let timer: NodeJS.Timeout | undefined;
  return {
    start(pairs) {
      const from = performance.now();
      let sent = 0;
      let turn = 0;
      timer = setInterval(() => {
        const due = ((performance.now() - from) / 1000) * perSecond;
        for (let tries = 0; sent < due && tries < pairs.length * 4; tries++) {
          sent += pairs[turn++ % pairs.length]?.send(1) ?? 0;
        }
      }, 1);
    },
    onReceived: () => {},
    stop: () => clearInterval(timer),
  };
}

function totals(pairs: readonly Pair[]): { received: number; others: number } {
  let received = 0;
  let others = 0;
  for (const pair of pairs) {
    received += pair.received;
    others += pair.others;
  }
  return { received, others };
}

/** Asks for the newest page of one pair's history after the other, on a connection of its own. */
async function readPages(task: LoadTask, perSecond: number): Promise<{ measure(): void; stop(): LatencySummary }> {
  let latencies = new Latencies();
  const reader = 2 * task.pairs;
  const socket = await dialects[task.dialect].open(task.port, reader);
  const request = (peer: number) =>
    clientFrame(pack([Request.history, 1, { peer: userOf(peer), limit: 20, direction: 'older' }]));
  // The reader's own conversation: filled first, so that a page is full.
  const message = dialects[task.dialect].message(reader, 0);
  for (let n = 0; n < 20; n++) {
    for (const at of message.numbers) message.frame.writeUInt32BE(n + Math.floor(Math.random() * 1e9), at);
    socket.write(message.frame);
    await pause(1);
  }
  let askedAt: number | undefined;
  socket.onFrame = () => {
    if (askedAt !== undefined) latencies.add(performance.now() - askedAt);
    askedAt = undefined;
  };
  const frame = request(0);
  const timer = setInterval(() => {
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    socket.write(frame);
  }, 1000 / perSecond);
  return {
    measure() {
      latencies = new Latencies();
    },
    stop() {
      clearInterval(timer);
      socket.close();
      return latencies.summary();
    },
  };
}
