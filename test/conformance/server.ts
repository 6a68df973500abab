import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { within } from './official-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const APP = 1400000001;
const SECRET = 'a secret that only tests know';
const ADMIN = 'administrator';
const START_MS = 30_000;

/**
 * The real server as its own process on a free port, with a data folder of its own: killed and started again as often as
 * a test likes, always on the same port and data.
 */
export class TestServer {
  readonly #data = mkdtempSync(join(tmpdir(), 'yanshu-'));
  readonly #port: number;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  /** What the server wrote, for the report of a test that fails. */
  readonly output: string[] = [];

  private constructor(port: number, env: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#env = env;
  }

  /** `env`: further settings, for every start of this server. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const server = new TestServer(await freePort(), env);
    await server.start();
    return server;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves once the server answers logins. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import=tsx', 'infra/cli/main.ts', 'start'], {
      cwd: root,
      env: {
        ...process.env,
        YANSHU_PORT: String(this.#port),
        YANSHU_DATA: this.#data,
        YANSHU_SDKAPPID: String(APP),
        YANSHU_SECRET_KEY: SECRET,
        YANSHU_ADMIN: ADMIN,
        YANSHU_LOG_LEVEL: 'warn',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const ready = new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          this.output.push(line);
          if (line.includes('is ready')) resolve();
        });
      }
      child.once('exit', (code, signal) => {
        const error = new Error(`the server ended with ${code ?? signal}\n${this.output.join('\n')}`);
        // Once it was ready nobody waits for this: a server that ends by itself is worth a word then.
        console.error(error.message);
        reject(error);
      });
    });
    await within(START_MS, 'ready server', ready);
  }

  /** kill -9: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends the server and removes its data. */
  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** A UserSig; `expire` in seconds, `time` in Unix seconds. */
  sign(user: string, { expire = 3600, time = Math.floor(Date.now() / 1000) } = {}): string {
    return signUserSig(APP, user, SECRET, { time, expire });
  }

  /** Calls a REST command as the administrator. */
  async rest(command: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const query = new URLSearchParams({
      sdkappid: String(APP),
      identifier: ADMIN,
      usersig: this.sign(ADMIN),
      random: '1',
      contenttype: 'json',
    });
    const answer = await fetch(`${this.httpUrl}/v4/${command}?${query}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Readonly<Record<string, unknown>>;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.removeAllListeners('exit');
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
