import { setTimeout as pause } from 'node:timers/promises';
import { Request } from '../../gateway/binary/protocol.ts';
import type { DialectName } from './dialects.ts';
import { arrived, ask, type GroupFrame, groupDialects, groupOf, stamped } from './group-frames.ts';
import { Latencies, type LatencySummary } from './latencies.ts';
import { openMany } from './load.ts';
import { cpuSeconds } from './process-stats.ts';
import type { RawSocket } from './raw-socket.ts';

export interface GroupTask {
  readonly task: 'groups';
  readonly dialect: DialectName;
  readonly port: number;
  /** The process whose processor time is measured. */
  readonly pid: number;
  readonly prefix: string;
  readonly groups: number;
  /** Members of each group who are online. Member `i` of group `g` is user `(g * online + i) % users`. */
  readonly online: number;
  readonly users: number;
  /** Number of this process's first user. */
  readonly firstUser?: number;
  /** Messages per second over all groups, in turn. 0: only listens. */
  readonly perSecond: number;
  /** Every so many-th message has priority High. */
  readonly highEvery?: number;
  /** The users join by themselves first: live rooms. */
  readonly join?: boolean;
  /** Everybody is there by then (Unix milliseconds), and nothing is written before: for several processes. */
  readonly startAt?: number;
  /** Pages of 100 members of the first group asked for per second meanwhile. */
  readonly pagesPerSecond?: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

export interface GroupResult {
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly cpuMicrosPerDelivery: number;
  readonly cpuMicrosPerMessage: number;
  readonly latency: LatencySummary;
  readonly pages: LatencySummary | undefined;
  /** Messages of priority High over the whole run: sent, and deliveries of them. */
  readonly highSent: number;
  readonly highDelivered: number;
}

/** Time for what is under way at the end to arrive. */
const DRAIN_MS = 3000;

/** Opens the members of groups, writes to the groups in turn, measures what arrives, closes them. */
export async function groupLoad(task: GroupTask): Promise<GroupResult> {
  const { users, firstUser = 0, groups, online } = task;
  const dialect = groupDialects[task.dialect];
  const memberships = membershipsOf(users, groups, online);
  if (task.join === true) await joinAll(task);
  const sockets = await openMany(users, (n) => dialect.open(task.port, firstUser + n, memberships[n] ?? []));
  const early = (task.startAt ?? Date.now()) - Date.now();
  if (early < 0) throw new Error(`${-early} ms too late: not everybody is there`);
  await pause(early);
  const counts = { sent: 0, highSent: 0, delivered: 0, highDelivered: 0 };
  let latencies: Latencies | undefined;
  for (const socket of sockets) {
    socket.onFrame = (buffer, start, end) => {
      if (!dialect.isMessage(buffer, start)) return;
      const { ms, high } = arrived(buffer, end);
      counts.delivered++;
      if (high) counts.highDelivered++;
      latencies?.add(ms);
    };
  }
  const pages = task.pagesPerSecond === undefined ? undefined : readPages(sockets.pop(), task, task.pagesPerSecond);
  const stop = task.perSecond === 0 ? () => {} : write(task, sockets, counts);
  await pause(task.warmSeconds * 1000);
  const before = { at: performance.now(), cpu: cpuSeconds(task.pid), ...counts };
  latencies = new Latencies();
  pages?.measure();
  await pause(task.seconds * 1000);
  const elapsed = (performance.now() - before.at) / 1000;
  const cpu = cpuSeconds(task.pid) - before.cpu;
  const delivered = counts.delivered - before.delivered;
  const sent = counts.sent - before.sent;
  const latency = latencies.summary();
  stop();
  const pageSummary = pages?.stop();
  await pause(DRAIN_MS);
  for (const socket of sockets) socket.close();
  return {
    messagesPerSecond: sent / elapsed,
    deliveriesPerSecond: delivered / elapsed,
    cpuMicrosPerDelivery: (cpu / delivered) * 1e6,
    cpuMicrosPerMessage: (cpu / sent) * 1e6,
    latency,
    pages: pageSummary,
    highSent: counts.highSent,
    highDelivered: counts.highDelivered,
  };
}

/** Groups of each user. */
function membershipsOf(users: number, groups: number, online: number): readonly (readonly number[])[] {
  const memberships = Array.from({ length: users }, (): number[] => []);
  for (let place = 0; place < groups * online; place++) {
    memberships[place % users]?.push(Math.floor(place / online));
  }
  return memberships;
}

/** A few at a time, and then they go again: each who comes is announced to everybody who is there. */
async function joinAll({ port, prefix, users, firstUser = 0 }: GroupTask): Promise<void> {
  const some = 50;
  for (let from = 0; from < users; from += some) {
    const sockets = await openMany(some, (n) => groupDialects.binary.open(port, firstUser + from + n, []));
    await Promise.all(sockets.map((socket) => ask(socket, [Request.joinGroup, 2, groupOf(prefix, 0)])));
    for (const socket of sockets) socket.close();
  }
}

/** One message to each group in turn, by its first member; returns how to stop. */
function write(
  { dialect, prefix, groups, online, users, perSecond, highEvery = Number.POSITIVE_INFINITY }: GroupTask,
  sockets: readonly RawSocket[],
  counts: { sent: number; highSent: number },
): () => void {
  const frames: GroupFrame[][] = [false, true].map((high) =>
    Array.from({ length: groups }, (_, g) => groupDialects[dialect].frame(prefix, g, high)),
  );
  const first = Math.floor(Math.random() * 0xffff_ffff);
  const from = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - from) / 1000) * perSecond;
    while (counts.sent < due) {
      const group = counts.sent % groups;
      const high = counts.sent % highEvery === highEvery - 1;
      const frame = frames[high ? 1 : 0]?.[group];
      if (frame === undefined) return;
      sockets[(group * online) % users]?.write(stamped(frame, (first + counts.sent) >>> 0));
      counts.sent++;
      if (high) counts.highSent++;
    }
  }, 1);
  return () => clearInterval(timer);
}

/** Asks for one page of members after the other, on a member's own connection. */
function readPages(socket: RawSocket | undefined, { prefix }: GroupTask, perSecond: number) {
  if (socket === undefined) throw new Error('nobody is there to read pages');
  let latencies = new Latencies();
  let cursor: string | null = null;
  let asking = false;
  let id = 10;
  const timer = setInterval(async () => {
    if (asking) return;
    asking = true;
    const askedAt = performance.now();
    const request = [Request.groupMembers, ++id, groupOf(prefix, 0), 100, ...(cursor === null ? [] : [cursor])];
    const page = (await ask(socket, request)) as { readonly cursor: string | null };
    latencies.add(performance.now() - askedAt);
    cursor = page.cursor;
    asking = false;
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
