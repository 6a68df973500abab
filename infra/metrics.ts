import type { Registry } from 'prom-client';
import type { Host } from '../actors/host/host.ts';
import type { EventLog } from '../events/log.ts';
import type { Files } from '../gateway/files/files.ts';
import { Exchange } from '../gateway/http.ts';
import type { Mount } from '../gateway/services.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { ProjectionRunner } from '../projections/index.ts';

export interface Measured {
  readonly log: EventLog;
  readonly host: Host;
  readonly sessions: Sessions;
  readonly runner: ProjectionRunner;
  /** Events of the log that the search index lacks, 0 without one. */
  readonly searchLag: () => number;
  readonly files: Files;
}

/** Read when somebody asks: nothing is counted on the path of a message. */
const gauges: readonly (readonly [name: string, help: string, read: (measured: Measured) => number])[] = [
  ['yanshu_log_position', 'Position of the last durable event', ({ log }) => log.lastPosition()],
  ['yanshu_sessions', 'Logged-in sessions on this node', ({ sessions }) => sessions.count],
  ['yanshu_actors_awake', 'Entities in memory', ({ host }) => host.awake],
  ['yanshu_commands_pending', 'Commands that wait for their answer', ({ host }) => host.pending],
  [
    'yanshu_projections_lag_events',
    'Events that the projections have not folded yet',
    ({ log, runner }) => log.lastPosition() - runner.folded(),
  ],
  ['yanshu_search_lag_events', 'Events that the search has not indexed yet', ({ searchLag }) => searchLag()],
  [
    'yanshu_projections_pressure',
    'Rows that wait to be stored, 1 = as many as allowed',
    ({ runner }) => runner.pressure(),
  ],
  ['yanshu_files_uploaded', 'Files uploaded since the start', ({ files }) => files.counted.uploads],
  ['yanshu_files_received_bytes', 'Bytes of uploads since the start', ({ files }) => files.counted.bytesIn],
  ['yanshu_files_sent_bytes', 'Bytes of downloads since the start', ({ files }) => files.counted.bytesOut],
  [
    'yanshu_projections_failed',
    'Projections that have stopped on an event',
    ({ runner }) => runner.health().filter(({ state }) => state === 'failed').length,
  ],
];

/** Adds `GET /metrics` in the Prometheus text format. The library is loaded when somebody asks for the first time. */
export function mountMetrics(measured: Measured): Mount {
  let registry: Promise<Registry> | undefined;
  return (app) => {
    app.get('/metrics', (response) => {
      const exchange = new Exchange(response);
      registry ??= createRegistry(measured);
      registry
        .then(async (register) =>
          exchange.end('200 OK', { 'Content-Type': register.contentType }, await register.metrics()),
        )
        .catch(() => exchange.end('500 Internal Server Error', {}, 'the metrics could not be read\n'));
    });
  };
}

async function createRegistry(measured: Measured): Promise<Registry> {
  const { collectDefaultMetrics, Gauge, Registry } = await import('prom-client');
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const [name, help, read] of gauges) {
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read(measured));
      },
    });
  }
  return register;
}
