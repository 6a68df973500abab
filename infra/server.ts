import { join } from 'node:path';
import type { Caller } from '../events/caller.ts';
import { openLmdbLog } from '../events/lmdb/open.ts';
import { mountAdmin } from '../gateway/admin/mount.ts';
import { createApp, listen, mountAll } from '../gateway/app.ts';
import { createAuthenticator } from '../gateway/auth/create.ts';
import { signUserSig } from '../gateway/auth/usersig.ts';
import { mountBinary } from '../gateway/binary/mount.ts';
import { demo, demoAccess } from '../gateway/demo/index.ts';
import { mountFiles } from '../gateway/files/mount.ts';
import { mountHistoryFiles } from '../gateway/history-files/mount.ts';
import { Links } from '../gateway/links.ts';
import { mountQuery } from '../gateway/query/mount.ts';
import { mountRest } from '../gateway/rest/mount.ts';
import type { Services } from '../gateway/services.ts';
import { Sessions } from '../gateway/sessions.ts';
import { mountWebSdk } from '../gateway/websdk/index.ts';
import { openProjections } from '../projections/index.ts';
import { AppKeys } from './app-keys.ts';
import { Apps } from './apps.ts';
import { appSettingsOf } from './config/app-settings.ts';
import { publicKeyOf } from './config/files.ts';
import { retentionDaysOf } from './config/retention.ts';
import type { Config } from './config/secret-key.ts';
import { keepRunningErrands, runErrandsBefore } from './errands.ts';
import { Exports } from './exports/exports.ts';
import { keepSweepingDrafts, languageOf, openFiles } from './file-service.ts';
import { createLogger } from './logger.ts';
import { mountMetrics } from './metrics.ts';
import { composeNode } from './node.ts';
import { keepWorking } from './official-work.ts';
import { keepPresence } from './presence.ts';
import { keepRecycling } from './recycling.ts';
import { keepErasing } from './retention.ts';
import { Search } from './search/search.ts';
import { keepSweeping } from './sweeping.ts';
import { randomWord } from './words.ts';

export interface RunningServer {
  /** `http://127.0.0.1:7800` */
  readonly url: string;
  close(): Promise<void>;
}

/** Commands that may wait for the disk at the same time, on the whole node. */
const MAX_PENDING_COMMANDS = 100_000;

/** The composition root: the only place where the rooms of the house are put together. Resolves when it serves. */
export async function startServer(config: Config): Promise<RunningServer> {
  const { settings, secretKey } = config;
  const logger = createLogger(settings.logLevel);
  const report = (error: unknown) => logger.error({ err: error }, 'background work failed');
  const clock = { now: Date.now };

  const log = await openLmdbLog({
    path: join(settings.data, 'log'),
    durability: settings.durability,
    onError: report,
  });
  const administrator = administratorOf(settings.sdkAppId, settings.admin);
  const sessions = new Sessions();
  const retentionDays = retentionDaysOf(settings);
  const search =
    settings.search === 'on'
      ? new Search({ data: settings.data, lastPosition: () => log.lastPosition(), report })
      : undefined;
  const projections = openProjections({
    log,
    search,
    retentionDays,
    path: join(settings.data, 'projections'),
    connections: sessions,
    clock,
    limits: (app) => node.limitsOf(app),
    hasUserStatus: (app) => node.hasUserStatus(app),
    homeApp: settings.sdkAppId,
    fieldsOf: (app) => node.fieldsOf(app),
    report,
  });
  const apps = new Apps({
    home: settings.sdkAppId,
    most: settings.maxApps,
    keys: new AppKeys(settings.data),
    log,
    sessions,
    rows: () => projections.queries.apps(administrator),
    report,
  });
  const files = await openFiles(config, clock, (app) => (app === settings.sdkAppId ? secretKey : apps.secretOf(app)));
  const node = composeNode({
    log,
    projections,
    sessions,
    clock,
    words: { next: randomWord },
    mergedLists: files,
    appDirectory: apps,
    configured: appSettingsOf(settings),
    memoryBudgetBytes: settings.memoryBudgetMb * 1024 * 1024,
    maxPending: MAX_PENDING_COMMANDS,
    report: (error, stream) => logger.error({ err: error, stream }, 'background work failed'),
  });
  const { host, services: common, delivery } = node;
  const publicKey = publicKeyOf(settings);
  const auth = createAuthenticator({
    apps: [{ sdkAppId: settings.sdkAppId, secretKey, admins: [settings.admin], ...(publicKey && { publicKey }) }],
    clock,
  });

  const tls = settings.tlsCert && settings.tlsKey ? { cert: settings.tlsCert, key: settings.tlsKey } : undefined;
  const scheme = tls ? 'https' : 'http';
  let ready = false;
  let url = '';
  const exports = new Exports({
    data: settings.data,
    lastPosition: () => log.lastPosition(),
    baseUrl: () => files.publicUrl ?? url,
    secret: secretKey,
    retentionDays,
    clock,
    report,
  });
  const links = new Links({ web: settings.webLinkTimeout, native: settings.nativeLinkTimeout });
  const services: Services = {
    ...common,
    files,
    language: languageOf(config, files, logger),
    auth,
    logger,
    links,
    historyFiles: exports,
    limits: settings,
    ready: () => ready,
  };
  const app = createApp({ tls });
  const mountDemo = demo({
    sdkAppId: settings.sdkAppId,
    access:
      settings.demo === 'off' ? 'nobody' : demoAccess({ host: settings.host, openToAll: settings.demo === 'open' }),
    sign: (user) => signUserSig(settings.sdkAppId, user, secretKey, { time: Math.floor(clock.now() / 1000) }),
  });
  const metrics = mountMetrics({
    log,
    host,
    sessions,
    runner: projections.runner,
    files,
    searchLag: () => search?.lag ?? 0,
  });
  mountAll(app, services, [
    mountBinary,
    mountRest,
    mountQuery,
    mountAdmin,
    mountHistoryFiles,
    mountFiles,
    metrics,
    mountDemo,
    mountWebSdk,
  ]);
  const listening = await listen(app, { host: settings.host, port: settings.port, tls });

  url = `${scheme}://${settings.host}:${listening.port}`;

  await projections.start();
  delivery.follow(log);
  await apps.follow(auth);
  await common.commands.importAccount(administrator, { user: settings.admin });
  const errands = { commands: common.commands, relations: projections.relations, clock, report };
  await runErrandsBefore(errands, clock.now());
  ready = true;
  const administrators = () => [administrator, ...apps.active.map((app) => administratorOf(app, settings.admin))];
  const stopRecycling = keepRecycling(common.commands, administrators, settings.recycleIdleGroupsAfter, report);
  const stopWorking = keepWorking(common.commands, report);
  const stopErrands = keepRunningErrands(errands);
  const stopSweeping = keepSweeping(host);
  const stopPresence = keepPresence(
    { commands: common.commands, links, sessions, presence: projections.presence },
    administrators,
    report,
  );
  const stopSweepingDrafts = keepSweepingDrafts(files, clock, report);
  const stopErasing = keepErasing(log, retentionDays, clock, (before) => search?.forget(before), report);
  // Behind everything that the start has to do: until the index has caught up, a search finds what is in it.
  search?.start();

  return {
    url,
    async close() {
      ready = false;
      stopErrands();
      stopSweeping();
      stopPresence();
      stopSweepingDrafts();
      stopRecycling();
      stopWorking();
      listening.close();
      await search?.close();
      await stopErasing();
      await log.close();
      await projections.close();
      await files.close();
    },
  };
}

/** Who the server itself is in an app. */
function administratorOf(app: number, user: string): Caller {
  return { app, user, admin: true, platform: 'Server', instance: 0, requestId: 'start' };
}
