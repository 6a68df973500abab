import type { TemplatedApp } from 'uWebSockets.js';
import type { MergedLists } from '../../actors/ports.ts';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { Journal } from '../../events/journal/journal.ts';
import type { MemoryDisk } from '../../events/memory/block-storage.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import type { Authenticator } from '../../gateway/auth/authenticator.ts';
import { mountBinary } from '../../gateway/binary/mount.ts';
import type { Files } from '../../gateway/files/files.ts';
import type { Language } from '../../gateway/language/language.ts';
import { Links } from '../../gateway/links.ts';
import { Sessions } from '../../gateway/sessions.ts';
import { composeNode } from '../../infra/node.ts';
import { type OpenProjections, openProjections, type ProjectionStore } from '../../projections/index.ts';
import { oneApp } from '../actors/hosting.ts';
import { missing } from '../missing.ts';
import type { Behavior } from './network.ts';
import type { Scheduler, Scope } from './scheduler.ts';

export interface Node {
  readonly log: Journal;
  readonly projections: OpenProjections;
  readonly behavior: Behavior;
}

/** Everybody is who he says. Session keys are readable, so that runs are the same. */
const trusting: Authenticator = {
  hasApp: () => true,
  isAdmin: () => false,
  setApp: () => {},
  verifyUserSig: () => ({ issuedAt: 1_795_000_000, expiresAt: 4_000_000_000 }),
  issueSessionKey: (key) => JSON.stringify(key),
  openSessionKey: (text) => JSON.parse(text),
  issueRoomKey: (key) => JSON.stringify(key),
  openRoomKey: (text) => JSON.parse(text),
  tinyId: (_app, user) => user,
};

/** One life of the server: the composition root with a simulated disk, clock and network. Ends when its scope dies. */
export async function startNode(
  scheduler: Scheduler,
  scope: Scope,
  disk: MemoryDisk,
  store: ProjectionStore,
  report: (problem: unknown) => void,
): Promise<Node> {
  const clock = { now: () => scheduler.now };
  const after = (ms: number, run: () => void) => scope.after(ms, run);
  const log = await openMemoryLog({
    disk,
    defer: (run) => void after(0, run),
    delay: (run, ms) => after(ms, run),
    onError: report,
  });
  const sessions = new Sessions();
  const projections = openProjections({
    log,
    store,
    connections: sessions,
    clock,
    limits: () => noConversationLimits,
    report,
    timers: { after, nextTurn: () => new Promise((resolve) => void after(0, resolve)) },
  });
  let word = 0;
  const { host, services, delivery } = composeNode({
    log,
    projections,
    sessions,
    clock,
    words: { next: () => `W${++word}` },
    // No client of the simulation merges messages.
    mergedLists: missing<MergedLists>({}),
    appDirectory: oneApp(1),
    configured: {},
    memoryBudgetBytes: 64 * 1024,
    maxPending: 1000,
    after,
    report,
  });
  await projections.start();
  delivery.follow(log);
  const sweep = () => {
    host.sweep();
    after(400, sweep);
  };
  after(400, sweep);

  let behavior: Behavior | undefined;
  const app: Pick<TemplatedApp, 'ws'> = {
    ws(_pattern, given) {
      behavior = given as Behavior;
      return app as TemplatedApp;
    },
  };
  mountBinary(app as TemplatedApp, {
    ...services,
    files: missing<Files>({}),
    language: missing<Language>({}),
    auth: trusting,
    logger: { debug() {}, info() {}, warn() {}, error: (fields) => report(fields) },
    historyFiles: { find: async () => undefined, read: () => undefined, keptHours: 0, baseUrl: '', secret: '' },
    limits: {
      pendingPerSocket: 20,
      restPerSecond: 0,
      restAccountsPerSecond: 0,
      restListsPerSecond: 0,
      restSearchesPerSecond: 0,
      restExportsPerSecond: 0,
    },
    ready: () => true,
    links: new Links({ web: 60, native: 400 }),
  });
  if (behavior === undefined) throw new Error('the binary dialect is not mounted');
  return { log, projections, behavior };
}
