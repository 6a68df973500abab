import type WebSocket from 'ws';
import { ignoreSdkRejections, loadSdk, type SdkName } from './bundle.ts';
import type { Answer, OfficialChat, Sdk } from './sdk-types.ts';
import { browserTimers } from './timers.ts';

export interface Recorded {
  /** Key in the package's EVENT table. */
  readonly name: string;
  readonly data: unknown;
}

export interface ClientOptions {
  /** Origin of the server under test: `ws://127.0.0.1:7800`, without a path. */
  readonly url: string;
  readonly userID: string;
  readonly userSig: string;
  readonly sdkAppID?: number;
  readonly sdk?: SdkName;
  /** More of the documented options of `create()`. */
  readonly create?: object;
  /** false: not logged in yet. */
  readonly login?: boolean;
  /** For login, ready and every wait. */
  readonly timeoutMs?: number;
  /** Hears the client's own log. */
  readonly log?: (...values: unknown[]) => void;
}

/** The official, unmodified web client in Node: only its public API and its `proxyServer` option are used. */
export class OfficialClient {
  readonly events: Recorded[] = [];
  readonly sockets: WebSocket[];
  loginAnswer: Answer<Readonly<Record<string, unknown>>> | undefined;
  readonly #waiting = new Set<(event: Recorded) => void>();
  readonly #stop: () => void;
  readonly #timeoutMs: number;

  private constructor(
    readonly sdk: Sdk,
    readonly chat: OfficialChat,
    readonly userID: string,
    sockets: WebSocket[],
    stop: () => void,
    timeoutMs: number,
  ) {
    this.sockets = sockets;
    this.#stop = stop;
    this.#timeoutMs = timeoutMs;
    for (const [name, value] of Object.entries(sdk.EVENT)) {
      chat.on(value, (event) => this.#record({ name, data: event?.data }));
    }
  }

  /** Creates a client, logs it in and waits until it is ready: calls before that are refused by the client itself. */
  static async start(options: ClientOptions): Promise<OfficialClient> {
    ignoreSdkRejections();
    const { url, userID, userSig, sdkAppID = 1400000001, sdk = 'chat', timeoutMs = 15_000 } = options;
    const timers = browserTimers();
    const sockets: WebSocket[] = [];
    const loaded = loadSdk(sdk, timers, sockets, options.log ?? (() => {}));
    const chat = loaded.create({ SDKAppID: sdkAppID, proxyServer: url, ...options.create });
    chat.setLogLevel(options.log === undefined ? 4 : 0);
    const client = new OfficialClient(loaded, chat, userID, sockets, timers.stopAll, timeoutMs);
    if (options.login === false) return client;
    try {
      await client.login(userSig);
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  async login(userSig: string): Promise<void> {
    const since = this.events.length;
    this.loginAnswer = await within(this.#timeoutMs, 'login', this.chat.login({ userID: this.userID, userSig }));
    await this.waitFor('SDK_READY', () => true, { since });
  }

  /** Data of the first event of this name, past or future, that the test wants. */
  waitFor<T = unknown>(
    name: string,
    wanted: (data: T) => boolean = () => true,
    { since = 0, ms = this.#timeoutMs }: { since?: number; ms?: number } = {},
  ): Promise<T> {
    const matches = (event: Recorded) => event.name === name && wanted(event.data as T);
    const past = this.events.slice(since).find(matches);
    if (past !== undefined) return Promise.resolve(past.data as T);
    let listener: (event: Recorded) => void = () => {};
    const future = new Promise<T>((resolve) => {
      listener = (event) => {
        if (matches(event)) resolve(event.data as T);
      };
      this.#waiting.add(listener);
    });
    return within(ms, `${name} of ${this.userID}`, future).finally(() => this.#waiting.delete(listener));
  }

  /** Number of events of this name so far. */
  count(name: string): number {
    return this.events.filter((event) => event.name === name).length;
  }

  /** Logs out, destroys the client and ends its sockets and timers. Never hangs. */
  async close(): Promise<void> {
    await within(
      2000,
      'destroy',
      Promise.resolve().then(() => this.chat.destroy()),
    ).catch(() => {});
    this.vanish();
  }

  /** Gone without a word, as a page that is killed. */
  vanish(): void {
    this.#stop();
    for (const socket of this.sockets) socket.terminate();
  }

  #record(event: Recorded): void {
    this.events.push(event);
    for (const waiting of [...this.#waiting]) waiting(event);
  }
}

export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
