import type { SocketLike, Timers } from '../../gateway/binary/client/index.ts';
import { pack, unpack } from '../../gateway/binary/encode.ts';
import { type MessageRow, Packet } from '../../gateway/binary/protocol.ts';

/** Time that a test moves. */
export class ManualTimers implements Timers {
  now = 0;
  #waiting: { readonly at: number; readonly run: () => void }[] = [];

  /** Pauses that were asked for and are not over. */
  get pauses(): readonly number[] {
    return this.#waiting.map(({ at }) => at - this.now);
  }

  after(ms: number, run: () => void): () => void {
    const task = { at: this.now + ms, run };
    this.#waiting.push(task);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== task);
    };
  }

  /** Lets time pass; what becomes due runs in order. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = this.#waiting.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}

/** The other end of a client's sockets: the test says what the server says. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];

  get WebSocket(): new (
    url: string,
  ) => SocketLike {
    const { sockets } = this;
    return class extends FakeSocket {
      constructor(_url: string) {
        super();
        sockets.push(this);
      }
    };
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('the client has not connected');
    return socket;
  }
}

export class FakeSocket implements SocketLike {
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly heard: (readonly unknown[])[] = [];

  send(data: Uint8Array): void {
    this.heard.push(unpack(data) as readonly unknown[]);
  }

  close(): void {}

  open(): void {
    this.onopen?.({} as never);
  }

  say(packet: unknown): void {
    this.onmessage?.({ data: new Uint8Array(pack(packet)).buffer } as never);
  }

  break(code = 1006): void {
    this.onclose?.({ code, reason: 'broken' } as never);
  }

  /** The newest request of a kind, undefined when there was none. */
  last(kind: number): readonly unknown[] | undefined {
    return this.heard.findLast(([heard]) => heard === kind);
  }

  /** Answers the newest request of a kind. */
  answer(kind: number, result: unknown): void {
    this.say([Packet.answer, this.last(kind)?.[1], result]);
  }

  refuse(kind: number, code: number, temporary = false): void {
    this.say([Packet.error, this.last(kind)?.[1], code, 'no', temporary]);
  }
}

export function row(position: number, seq: number, from = 'bob', to = 'alice', random = 0, msgSeq = 0): MessageRow {
  const body = pack([[{ MsgType: 'TIMTextElem', MsgContent: { Text: `${from} ${seq}` } }], '']);
  return [position, seq, from, to, 0, random, msgSeq, 0, 0, '', '', body];
}
