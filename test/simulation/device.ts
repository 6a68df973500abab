import { BinaryClient, type Message, RequestRefused, type SendOptions } from '../../gateway/binary/client/index.ts';
import { text } from '../binary/server.ts';
import { between } from '../recovery/random.ts';
import { DeviceGroups } from './device-groups.ts';
import { DeviceMessages } from './device-messages.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export interface Acknowledged {
  readonly peer: string;
  readonly content: string;
  readonly seq: number;
}

/** A device of a user: sends, repeats, reads, and remembers everything it was told. */
export class Device {
  readonly name: string;
  readonly received: Message[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** Acknowledged read marks by peer. */
  readonly marks = new Map<string, number>();
  readonly sent = new Set<string>();
  readonly problems: string[] = [];
  readonly client: BinaryClient;
  readonly groups: DeviceGroups;
  readonly #messages: DeviceMessages;
  waiting = 0;
  online = false;
  readonly #random: () => number;
  readonly #trace: (line: string) => void;

  constructor(
    readonly user: string,
    platform: string,
    world: { readonly network: Network; readonly scheduler: Scheduler; readonly random: () => number },
    trace: (line: string) => void,
  ) {
    this.name = `${user}/${platform}`;
    this.#random = world.random;
    this.#trace = trace;
    this.client = new BinaryClient({
      url: 'ws://simulated',
      app: 1,
      user,
      userSig: 'sig',
      platform,
      device: platform,
      WebSocket: world.network.WebSocket,
      random: world.random,
      timers: { after: (ms, run) => world.scheduler.after(ms, run) },
      deadlineMs: 250_000,
      window: 8,
      heartbeatMs: 2000,
      backoffMs: [20, 500],
      listener: {
        onMessage: (message) => this.#receive(message),
        onGroupMessage: (message) => this.groups.received.push(message),
        onRead: ({ reader, peer, upToSeq }) => trace(`${this.name} hears that ${reader} read ${peer} to ${upToSeq}`),
        onResync: () => this.problems.push('told to start over'),
        onEnd: (reason) => this.problems.push(`ended: ${reason.message}`),
      },
    });
    this.groups = new DeviceGroups(this.client, this.name, world.random, (promise, done, explained) =>
      this.#do(promise, done, explained),
    );
    this.#messages = new DeviceMessages(this.client, user, world.random, (promise, done, explained) =>
      this.#do(promise, done, explained),
    );
    this.client.connect().then(
      () => {
        this.online = true;
      },
      (error: unknown) => this.problems.push(String(error)),
    );
  }

  /** Sends something new; now and then the application repeats itself, too. */
  send(peer: string): void {
    const content = `${this.name} ${this.sent.size}`;
    this.sent.add(content);
    // Some of them may be extended, and ask to be confirmed.
    const flags = [0, 4, 8, 12][between(this.#random, 0, 3)] ?? 0;
    const name = { random: between(this.#random, 0, 0xffff_ffff), msgSeq: between(this.#random, 0, 9), flags };
    this.#send(peer, content, name);
    if (this.#random() < 0.1) this.#send(peer, content, name);
  }

  /** Does something with a message that it knows. */
  change(): void {
    this.#messages.act(this.received, this.acknowledged, this.groups);
  }

  read(): void {
    const last = this.received[between(this.#random, 0, this.received.length - 1)];
    if (last === undefined) return;
    const peer = last.from === this.user ? last.to : last.from;
    this.#do(this.client.read(peer, last.seq), ({ upToSeq }) => {
      this.marks.set(peer, Math.max(this.marks.get(peer) ?? 0, upToSeq));
    });
  }

  #send(peer: string, content: string, name: SendOptions): void {
    this.#do(this.client.send(peer, text(content), name), ({ seq }) => {
      this.acknowledged.push({ peer, content, seq });
      this.#trace(`${this.name} has sent ${content} as ${seq}`);
    });
  }

  #do<T>(promise: Promise<T>, done: (result: T) => void, explained: (error: unknown) => boolean = () => false): void {
    this.waiting++;
    promise.then(
      (result) => {
        this.waiting--;
        done(result);
      },
      (error: unknown) => {
        this.waiting--;
        if (explained(error)) return;
        this.problems.push(error instanceof RequestRefused ? error.message : String(error));
      },
    );
  }

  #receive(message: Message): void {
    this.received.push(message);
    this.#trace(`${this.name} gets ${message.seq} ${contentOf(message)}`);
  }
}

export function contentOf({ body }: Pick<Message, 'body'>): string {
  return String((body.elements[0]?.MsgContent as { Text?: unknown } | undefined)?.Text);
}
