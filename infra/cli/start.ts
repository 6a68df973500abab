import { createServer } from 'node:net';
import { BadConfig } from '../config/errors.ts';
import { certificateOf, publicKeyOf } from '../config/files.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import { type Config, withSecretKey } from '../config/secret-key.ts';
import type { RunningServer } from '../server.ts';
import { parseOptions } from './arguments.ts';
import { table } from './table.ts';

/**
 * A terminal sends Ctrl-C to npm and to us, and npm sends it on: signals this close together are one wish, in milliseconds.
 */
const SAME_WISH_MS = 1000;

const durabilityNotes: Readonly<Record<Settings['durability'], string>> = {
  fsync: 'fsync (acknowledged means on disk)',
  relaxed: 'relaxed (a power cut may lose the last moments; a crash of the process loses nothing)',
};

/** Runs the server until a signal ends it. Throws `BadConfig` for what the configuration gets wrong about this machine. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  parseOptions({ args: [...args], options: {} });
  return serve(config, async (ready) => {
    const { startServer } = await import('../server.ts');
    return startServer(ready);
  });
}

/** `run` with the server handed in. */
export async function serve(
  config: LoadedConfig,
  startServer: (config: Config) => Promise<RunningServer>,
): Promise<number> {
  outliveReaders();
  const { settings } = config;
  publicKeyOf(settings);
  certificateOf(settings);
  await refuseTakenPort(settings);
  const ready = withSecretKey(config);
  const server = await startServer(ready).catch((cause: unknown) => {
    throw cannotStart(cause, settings);
  });
  const ended = untilSignal(server);
  console.log(
    [
      'Yanshu is ready',
      table([
        ['  URL', server.url],
        ['  SDKAppID', String(settings.sdkAppId)],
        ['  Durability', durabilityNotes[settings.durability]],
        ['  Demo', `${server.url}/demo/`],
      ]),
    ].join('\n'),
  );
  return ended;
}

/** Who reads what we print may be gone before us: no reason to end, least of all in the middle of closing. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') throw cause;
    });
  }
}

/** One line for whoever starts the server; where it came from is for whoever asks for it. */
function cannotStart(cause: unknown, { logLevel }: Settings): Error {
  if (cause instanceof BadConfig) return cause;
  if (logLevel === 'debug' || logLevel === 'trace') console.error(cause);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BadConfig(`cannot start: ${why} (--log-level debug shows where)`, { cause });
}

/** Closes the server on the first SIGINT or SIGTERM; the next one ends the process at once. */
function untilSignal(server: RunningServer): Promise<number> {
  return new Promise((resolve, reject) => {
    let closingSince: number | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      if (closingSince === undefined) {
        closingSince = performance.now();
        console.log(`${signal}: closing`);
        server.close().then(() => resolve(0), reject);
      } else if (performance.now() - closingSince > SAME_WISH_MS) {
        console.error(`${signal}: not waiting any longer`);
        process.exit(1);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

/** uWebSockets says only that it cannot listen, and lets two processes share a port: so the port is tried before. */
export function refuseTakenPort({ host, port }: Pick<Settings, 'host' | 'port'>): Promise<void> {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use: stop what listens there, or choose another one with --port`,
    EACCES: `port ${port} may not be used by this user: choose one from 1024 with --port`,
    EADDRNOTAVAIL: `host ${host} is no address of this machine`,
    ENOTFOUND: `host ${host} is no address and no known name`,
  };
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new BadConfig(reason, { cause }));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
