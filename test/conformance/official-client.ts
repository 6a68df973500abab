import { ignoreSdkRejections, loadSdk, type SdkName } from './bundle.ts';
import { loadUploadPlugin } from './page.ts';
import type { Answer, OfficialChat, Sdk, SdkConversation, SdkMessage } from './sdk-types.ts';
import { browserTimers } from './timers.ts';
import { Traffic } from './traffic.ts';

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
  /** As in a page: for uploads. */
  readonly inPage?: boolean;
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
  loginAnswer: Answer<Readonly<Record<string, unknown>>> | undefined;
  readonly #waiting = new Set<(event: Recorded) => void>();
  readonly #sent: SdkMessage[] = [];
  readonly #watching = new Set<() => void>();
  readonly #stop: () => void;
  readonly #timeoutMs: number;

  private constructor(
    readonly sdk: Sdk,
    readonly chat: OfficialChat,
    readonly userID: string,
    readonly traffic: Traffic,
    stop: () => void,
    timeoutMs: number,
  ) {
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
    let client: OfficialClient | undefined;
    const traffic = new Traffic(() => client?.noticed());
    const loaded = loadSdk(sdk, timers, traffic, options.log ?? (() => {}), options.inPage);
    const chat = loaded.create({ SDKAppID: sdkAppID, proxyServer: url, ...options.create });
    chat.registerPlugin({ 'tim-upload-plugin': loadUploadPlugin() });
    chat.setLogLevel(options.log === undefined ? 4 : 0);
    client = new OfficialClient(loaded, chat, userID, traffic, timers.stopAll, timeoutMs);
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
    for (const socket of this.traffic.sockets) socket.terminate();
  }

  /** Calls a method that only one version has, or whose types do not matter. */
  call(method: string, ...values: readonly unknown[]): unknown {
    const found: unknown = Reflect.get(this.chat, method);
    if (typeof found !== 'function') throw new Error(`this client has no ${method}`);
    return Reflect.apply(found, this.chat, values);
  }

  /** The string behind a name of the EVENT table. */
  eventValue(name: string): string {
    return this.sdk.EVENT[name] ?? name;
  }

  text(to: OfficialClient, text: string): SdkMessage {
    return this.chat.createTextMessage({ to: to.userID, conversationType: 'C2C', payload: { text } });
  }

  /** Sends a text; rejects when it is not accepted. */
  async say(to: OfficialClient, text: string): Promise<SdkMessage> {
    const { data } = await this.chat.sendMessage(this.text(to, text));
    this.#sent.push(data.message);
    return data.message;
  }

  /** What `say` has sent to somebody. */
  lastSent(to: OfficialClient): readonly SdkMessage[] {
    return this.#sent.filter((message) => message.to === to.userID);
  }

  /** The message with this text, once it has arrived. */
  hear(text: string): Promise<SdkMessage> {
    return this.hearMessage((message) => message.payload.text === text);
  }

  async hearMessage(wanted: (message: SdkMessage) => boolean): Promise<SdkMessage> {
    const list = await this.waitFor<readonly SdkMessage[]>('MESSAGE_RECEIVED', (messages) => messages.some(wanted));
    const [message] = list.filter(wanted);
    if (message === undefined) throw new Error('it was there a moment ago');
    return message;
  }

  /** The conversation list, once it is as wanted. Asked for anew after every event: some changes come without one. */
  async conversations(wanted: (list: readonly SdkConversation[]) => boolean): Promise<readonly SdkConversation[]> {
    const end = Date.now() + this.#timeoutMs;
    for (;;) {
      const since = this.events.length;
      const { conversationList } = (await this.chat.getConversationList()).data;
      if (wanted(conversationList)) return conversationList;
      if (Date.now() > end) throw new Error(`no conversation list as wanted: ${summary(conversationList)}`);
      await this.waitFor('CONVERSATION_LIST_UPDATED', () => true, { since, ms: 250 }).catch(() => {});
    }
  }

  /** Waits until a conversation has so many unread messages. */
  async unread(conversationID: string, count: number): Promise<void> {
    await this.conversations((list) =>
      list.some((one) => one.conversationID === conversationID && one.unreadCount === count),
    );
  }

  /** Waits for something on the wire. */
  until(condition: () => boolean, what: string, ms = this.#timeoutMs): Promise<void> {
    if (condition()) return Promise.resolve();
    let watch: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      watch = () => {
        if (condition()) resolve();
      };
      this.#watching.add(watch);
    });
    return within(ms, what, held).finally(() => this.#watching.delete(watch));
  }

  /** Cuts the present connection, as a network does. */
  dropSocket(): void {
    this.traffic.sockets.at(-1)?.terminate();
  }

  noticed(): void {
    for (const watch of [...this.#watching]) watch();
  }

  #record(event: Recorded): void {
    this.events.push(event);
    for (const waiting of [...this.#waiting]) waiting(event);
  }
}

function summary(list: readonly SdkConversation[]): string {
  return list.map((one) => `${one.conversationID} ${one.unreadCount} ${one.lastMessage?.messageForShow}`).join(', ');
}

export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
