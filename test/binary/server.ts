import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient, type ClientOptions } from '../../gateway/binary/client/index.ts';
import { Program } from '../cli/yanshu.ts';

const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));

export const APP = 1_400_000_001;
const SECRET_KEY = 'a key that every test knows, long enough';

/** The real server as a process of its own, on a data folder that outlives it. */
export class TestServer {
  readonly #program: Program;
  readonly url: string;

  private constructor(program: Program, url: string) {
    this.#program = program;
    this.url = url;
  }

  /** Resolves when it is ready. Without a port: on one that stays free for a restart. */
  static async start(data: string, wanted?: number, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const port = wanted ?? (await freePort());
    const program = new Program(main, ['start', '--port', String(port), '--log-level', 'error'], data, {
      YANSHU_DATA: data,
      YANSHU_SDKAPPID: String(APP),
      YANSHU_SECRET_KEY: SECRET_KEY,
      ...env,
    });
    await program.says('/demo/');
    const url = /URL +(http:\S+)/.exec(program.stdout)?.[1] ?? '';
    return new TestServer(program, url);
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
