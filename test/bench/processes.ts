import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { collectGarbage } from './collect.ts';
import { APP, SECRET_KEY } from './dialects.ts';
import type { Outcome, Task } from './generator.ts';
import type { GroupResult, GroupTask } from './group-load.ts';
import type { LoadResult, LoadTask } from './load.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const tsx = import.meta.resolve('tsx');

/** A process under measurement. */
export interface Target {
  readonly pid: number;
  readonly port: number;
  /** Milliseconds from starting the process to being ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
  /** Has it collect its garbage. */
  collect(): Promise<void>;
}

/** So that an inspector can be asked for: it does nothing and costs nothing until then. */
const INSPECTABLE = '--inspect-port=0';

/** Folder of the server's data: beside the results, which is on a real disk; another one to see what a disk costs. */
export const dataFolder = process.env.YANSHU_BENCH_DATA ?? here('../../bench-results/data');

/** The build that is measured; another one to compare two. */
export const build = process.env.YANSHU_BENCH_BUILD ?? here('../../dist');

export async function startRelay(): Promise<Target> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [INSPECTABLE, '--import', tsx, here('relay.ts')], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return target(child, port, performance.now() - startedAt);
}

/** How `npm start` runs Node (package.json): a larger young generation, so that a burst of messages dies young. */
export const AS_STARTED = ['--max-semi-space-size=32'];

/** Starts the built server as in production. `nodeArgs`: for a profiler. */
export async function startServer(options: {
  readonly fresh: boolean;
  readonly durability?: 'fsync' | 'relaxed';
  readonly nodeArgs?: readonly string[];
  /** Settings beside those of every run. */
  readonly env?: Readonly<Record<string, string>>;
}): Promise<Target> {
  if (options.fresh) rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [INSPECTABLE, ...AS_STARTED, ...(options.nodeArgs ?? []), `${build}/infra/cli/main.js`, 'start'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: dataFolder,
      env: {
        PATH: process.env.PATH,
        // Settings of the server that the caller of the bench wants otherwise.
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^YANSHU_(?!BENCH|DATA)/.test(name))),
        YANSHU_PORT: String(port),
        YANSHU_DATA: dataFolder,
        YANSHU_SDKAPPID: String(APP),
        YANSHU_SECRET_KEY: SECRET_KEY,
        YANSHU_DURABILITY: options.durability ?? 'fsync',
        YANSHU_LOG_LEVEL: 'error',
        ...options.env,
      },
    },
  );
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('/demo/')) break;
  }
  if (!said.includes('/demo/')) throw new Error(`the server did not start: ${said}`);
  child.stdout.resume();
  return target(child, port, performance.now() - startedAt);
}

function target(child: ChildProcess, port: number, readyMs: number): Target {
  let inspectorUrl: string | undefined;
  child.stderr?.on('data', (chunk: Buffer) => {
    const said = chunk.toString();
    inspectorUrl ??= /ws:\/\/\S+/.exec(said)?.[0];
    if (!said.includes('Debugger') && !said.includes('nodejs.org')) process.stderr.write(chunk);
  });
  return {
    async collect() {
      if (inspectorUrl === undefined) child.kill('SIGUSR1');
      while (inspectorUrl === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      await collectGarbage(inspectorUrl);
    },
    pid: child.pid ?? 0,
    port,
    readyMs,
    async stop() {
      const closed = once(child, 'exit');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The load generator: a process of its own, so that it has a processor of its own. */
export class Generator {
  readonly #child = spawn(process.execPath, ['--import', tsx, here('generator.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  async load(task: Omit<LoadTask, 'task'>): Promise<LoadResult> {
    const outcome = await this.run({ task: 'load', ...task });
    if (!('load' in outcome)) throw new Error(JSON.stringify(outcome));
    return outcome.load;
  }

  async groups(task: Omit<GroupTask, 'task'>): Promise<GroupResult> {
    const outcome = await this.run({ task: 'groups', ...task });
    if (!('groups' in outcome)) throw new Error(JSON.stringify(outcome));
    return outcome.groups;
  }

  async run(task: Task): Promise<Outcome> {
    this.#child.send(task);
    const [outcome] = (await once(this.#child, 'message')) as [Outcome];
    if ('failed' in outcome) throw new Error(outcome.failed);
    return outcome;
  }

  stop(): void {
    this.#child.kill();
  }
}
