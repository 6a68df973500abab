import { Host, type HostOptions } from '../../actors/host/host.ts';
import { noSnapshots, type SnapshotStore, type StateSnapshot } from '../../actors/host/snapshots.ts';
import { singleNode } from '../../actors/placement.ts';
import type { AppDirectory, Follows, LiveRooms, Messages, Relations } from '../../actors/ports.ts';
import type { EventLog } from '../../events/log.ts';
import { NOW } from './given.ts';

/** Live rooms that nobody ever is in. */
export const nobodyInRooms: LiveRooms = {
  has: () => false,
  enter: () => {},
  enterAll: () => {},
  leave: () => {},
  page: () => ({ viewers: [], next: 0 }),
  mark: () => [],
  keepRecent: () => {},
};

/** A server of one app, to which no other comes. */
export const oneApp = (home: number): AppDirectory => ({
  home,
  most: 0,
  all: async () => [],
  makeKey: async () => '',
  key: async () => '',
  forgetKey: async () => {},
  settled: async () => {},
});

/** Nobody knows anybody, and nobody minds. */
export const strangers: Relations = {
  hasBlocked: () => false,
  isFriend: () => false,
  knownBy: async () => [],
};

export const caller = { user: 'alice', instance: 1, requestId: 'r' };

/** A host over a log, with every other part replaceable. Errors it reports are collected. */
export function hostOver(log: EventLog, more: Partial<HostOptions> = {}): { host: Host; errors: unknown[] } {
  const errors: unknown[] = [];
  const host = new Host({
    log,
    clock: { now: () => NOW },
    snapshots: noSnapshots,
    onError: (_stream, error) => errors.push(error),
    placement: singleNode,
    memoryBudgetBytes: 1024 * 1024,
    maxPending: 1000,
    keepsUp: () => true,
    ...more,
  });
  return { host, errors };
}

/** Snapshots in memory, with what was asked of them. */
export class MemorySnapshots implements SnapshotStore {
  readonly saved = new Map<string, StateSnapshot & { readonly fingerprint: string }>();
  loads = 0;

  async load(stream: string, fingerprint: string): Promise<StateSnapshot | undefined> {
    this.loads++;
    const snapshot = this.saved.get(stream);
    return snapshot?.fingerprint === fingerprint ? snapshot : undefined;
  }

  async save(stream: string, fingerprint: string, revision: number, state: unknown): Promise<void> {
    this.saved.set(stream, { fingerprint, revision, state: structuredClone(state) });
  }
}

/** Counts the events a log hands out, so that a test sees what was read. */
export function counted(log: EventLog): { log: EventLog; readonly read: () => number } {
  let read = 0;
  const counting: EventLog = {
    append: (...args) => log.append(...args),
    readAll: (options) => log.readAll(options),
    readPages: (options) => log.readPages(options),
    subscribeAll: (options, onEvents) => log.subscribeAll(options, onEvents),
    lastPosition: () => log.lastPosition(),
    close: () => log.close(),
    async *read(stream, options) {
      for await (const event of log.read(stream, options)) {
        read++;
        yield event;
      }
    },
  };
  return { log: counting, read: () => read };
}

export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Nobody follows anybody. */
export const noFollows: Follows = {
  counts: async () => ({ following: 0, followers: 0, mutual: 0 }),
  between: async () => ({ follows: false, followed: false, anew: false }),
};

/** No message is there for anything to happen to. */
export const noMessages: Messages = {
  find: async () => undefined,
  firstSeen: async () => undefined,
  extensions: async () => ({ lastSeq: 0, count: 0, entries: [], minute: 0, writes: 0 }),
  reactions: async () => [],
  changedAt: async () => 0,
  isConfirmed: async () => false,
  lastOf: async () => [],
};
