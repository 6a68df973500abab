import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient, type ClientOptions } from '../../gateway/binary/client/index.ts';
import { Program } from '../cli/yanshu.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, isBuilt() ? 'dist/infra/cli/main.js' : 'infra/cli/main.ts');

export const APP = 1_400_000_001;
const SECRET_KEY = 'a key that every test knows, long enough';

/** The real server as a process of its own, on a data folder that outlives it. */
export class TestServer {
  readonly #program: Program;

  private constructor(
    program: Program,
    readonly url: string,
    /** Milliseconds from starting the process to ready. */
    readonly readyMs: number,
  ) {
    this.#program = program;
  }

  /** Resolves when it is ready. Without a port: on one that stays free for a restart. */
  static async start(data: string, wanted?: number, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const port = wanted ?? (await freePort());
    const startedAt = performance.now();
    const program = start(data, port, env);
    await program.says('/demo/');
    const url = /URL +(http:\S+)/.exec(program.stdout)?.[1] ?? '';
    return new TestServer(program, url, performance.now() - startedAt);
  }

  /** A start that is killed with -9 after some time, ready or not. */
  static async killWhileStarting(data: string, port: number, afterMs: number): Promise<void> {
    const program = start(data, port, {});
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    program.signal('SIGKILL');
    await program.finished();
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get stderr(): string {
    return this.#program.stderr;
  }

  /** kill -9: no handler runs. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#program.signal('SIGKILL');
    await this.#program.finished();
  }

  async stop(): Promise<void> {
    this.#program.signal('SIGTERM');
    await this.#program.finished();
  }
}

/**
 * A port that is free now. Not 0 for the server itself: uWebSockets lets a port be taken again at once only when it was
 * asked for by number, and these servers are killed and restarted.
 */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Whether the build is of these sources: it starts several times as fast, and `npm test` always builds first. */
function isBuilt(): boolean {
  const built = join(root, 'dist/infra/cli/main.js');
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return ['actors', 'events', 'projections', 'gateway', 'infra'].every((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).every(
      (path) => statSync(join(root, room, path)).mtimeMs <= builtAt,
    ),
  );
}

function start(data: string, port: number, env: Readonly<Record<string, string>>): Program {
  return new Program(main, ['start', '--port', String(port), '--log-level', 'error'], data, {
    YANSHU_DATA: data,
    YANSHU_SDKAPPID: String(APP),
    YANSHU_SECRET_KEY: SECRET_KEY,
    ...env,
  });
}

/** A UserSig for the test servers. */
export function sigOf(user: string, ageSeconds = 0): string {
  return signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) - ageSeconds });
}

/** Options of a client of a test server, impatient as tests are. */
export function clientOptions(
  port: number,
  user: string,
  more: Partial<ClientOptions> = {},
): ClientOptions & { readonly user: string } {
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    app: APP,
    user,
    userSig: () => sigOf(user),
    platform: 'Android',
    device: `device of ${user}`,
    WebSocket,
    backoffMs: [20, 200],
    ...more,
  };
}

/** A connected client and everything it was told. */
export async function connect(port: number, user: string, more: Partial<ClientOptions> = {}): Promise<BinaryClient> {
  const client = new BinaryClient(clientOptions(port, user, more));
  await client.connect();
  return client;
}

export const text = (content: string) => ({
  elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: content } }],
});
