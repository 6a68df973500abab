import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { ConversationLimits } from '../../events/app/limits.ts';
import type { Caller } from '../../events/caller.ts';
import type { EventData, EventType, Meta, NewEvent } from '../../events/envelope.ts';
import type { EventLog } from '../../events/log.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { c2cStream, streamName } from '../../events/stream.ts';
import type { Platform } from '../../events/user/events.ts';
import {
  createRunner,
  type OpenOptions,
  type OpenProjections,
  openProjections,
  type Projection,
  type RunnerOptions,
} from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import type { ProjectionStore } from '../../projections/store.ts';

export const APP = 1400000001;
/** Unix seconds at which the story of a test begins. */
export const T0 = 1_795_000_000;
const meta: Meta = { actor: 'test', instance: 0, requestId: '', causation: '' };

/** One event with the stream it belongs to. */
export interface Fact {
  readonly stream: string;
  readonly event: NewEvent;
  /** Unix milliseconds; default: T0. */
  readonly at?: number;
}

type MessageOptions = Partial<EventData['C2cMessageSent']> & { readonly app?: number };

/** A message; `seq` and `time` are the caller's, everything else has a default that depends on them alone. */
export function sent(from: string, to: string, seq: number, options: MessageOptions = {}): Fact {
  const { app = APP, ...given } = options;
  const time = given.time ?? T0 + seq;
  return {
    stream: c2cStream(app, from, to),
    event: {
      type: 'C2cMessageSent',
      data: {
        from,
        to,
        seq,
        time,
        msgSeq: 1000 + seq,
        random: 7 * seq,
        clientTime: time,
        flags: 0,
        nick: from.toUpperCase(),
        faceUrl: '',
        offlinePush: '',
        body: Buffer.from(`message ${seq}`),
        ...given,
      },
    },
  };
}

export function read(reader: string, peer: string, upToSeq: number, upToTime = T0 + upToSeq): Fact {
  const data = { reader, peer, upToSeq, upToTime };
  return { stream: c2cStream(APP, reader, peer), event: { type: 'C2cRead', data } };
}

export function userFact<E extends EventType & NewEvent['type']>(
  user: string,
  type: E,
  data: EventData[E],
  at?: number,
): Fact {
  // The union of NewEvent pairs each type with its data, and so do the parameters.
  const event = { type, data } as NewEvent;
  return { stream: streamName('user', APP, user), event, ...(at !== undefined && { at }) };
}

export const created = (user: string, nick = '') =>
  userFact(user, 'AccountCreated', { by: 'login', nick, faceUrl: '' });
export const deleted = (user: string) => userFact(user, 'AccountDeleted', {});
export const loggedIn = (user: string, instance: number, platform: Platform, at = T0 * 1000) =>
  userFact(user, 'InstanceLoggedIn', { instance, platform, device: `device ${instance}` }, at);

/** Appends facts in their order; resolves when all are durable (and so folded). */
export async function append(log: EventLog, facts: readonly Fact[]): Promise<void> {
  const revisions = new Map<string, number>();
  const appends: Promise<unknown>[] = [];
  for (const { stream, event, at } of facts) {
    let revision = revisions.get(stream);
    if (revision === undefined) {
      revision = -1;
      for await (const last of log.read(stream, { direction: 'backwards', limit: 1 })) revision = last.revision;
    }
    appends.push(log.append(stream, revision, [event], { time: at ?? T0 * 1000, meta }));
    revisions.set(stream, revision + 1);
  }
  await Promise.all(appends);
}

export const caller = (user: string, options: Partial<Caller> = {}): Caller => ({
  app: APP,
  user,
  admin: false,
  platform: 'Web',
  instance: 1,
  requestId: '',
  ...options,
});
export const admin = caller('administrator', { admin: true });

export interface World extends OpenProjections {
  readonly log: EventLog;
  readonly connected: Map<string, readonly Platform[]>;
  /** Since when somebody is in a live room, by `<group> <user>`; Unix seconds. */
  readonly inRooms: Map<string, number>;
  readonly problems: Error[];
  now: number;
  limits: ConversationLimits;
  /** Appends and waits until it is folded. */
  add(...facts: readonly Fact[]): Promise<void>;
}

/** A log with these events, and the projections of the product over it. */
export async function given(
  facts: readonly Fact[],
  store: ProjectionStore = new MemoryStore(),
  options: Pick<OpenOptions, 'retentionDays' | 'fieldsOf'> = {},
): Promise<World> {
  const log = await openMemoryLog();
  const connected = new Map<string, readonly Platform[]>();
  const inRooms = new Map<string, number>();
  const problems: Error[] = [];
  const clock = { now: () => world.now };
  const opened = openProjections({
    log,
    store,
    connections: {
      connectedPlatforms: (app, user) => (app === APP && connected.get(user)) || [],
      joinedLiveRoom: (app, group, user) => (app === APP ? inRooms.get(`${group} ${user}`) : undefined),
      inLiveRoom: (_app, group) => [...inRooms.keys()].filter((key) => key.startsWith(`${group} `)).length,
    },
    ...options,
    clock,
    limits: () => world.limits,
    report: (problem) => problems.push(problem),
  });
  const add = async (...more: readonly Fact[]) => {
    await append(log, more);
    await opened.runner.waitFor(log.lastPosition());
  };
  const world: World = {
    ...opened,
    log,
    connected,
    inRooms,
    problems,
    now: T0 * 1000,
    limits: noConversationLimits,
    add,
  };
  await world.start();
  await world.add(...facts);
  return world;
}

/** A runner over a log, with what it reported. */
export function runnerOver(
  log: EventLog,
  store: ProjectionStore,
  projections: readonly Projection[],
  options: Partial<RunnerOptions> = {},
) {
  const problems: Error[] = [];
  const report = (problem: Error) => void problems.push(problem);
  return { runner: createRunner({ log, store, projections, report, ...options }), problems };
}

/** Every stored row of a store, as text. */
export async function dumpOf(store: ProjectionStore, prefix = ''): Promise<string[]> {
  const rows: string[] = [];
  for await (const { partition, sort, value } of store.dump(prefix)) {
    rows.push(`${partition}|${sort}|${Buffer.from(value).toString('hex')}`);
  }
  return rows;
}
