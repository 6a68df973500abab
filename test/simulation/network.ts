import type { WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import type { SocketLike } from '../../gateway/binary/client/index.ts';
import { between } from '../recovery/random.ts';
import type { Scheduler } from './scheduler.ts';

/** The gateway's side of `/ws`, as uWebSockets would call it. */
export type Behavior = WebSocketBehavior<Record<string, unknown>>;

/** What the gateway uses of a uWebSockets socket. */
type ServerSocket = Pick<
  WebSocket<Record<string, unknown>>,
  'getUserData' | 'send' | 'cork' | 'end' | 'getBufferedAmount'
>;

/** Connections between clients and the one server: in order, with delays, and with everything that goes wrong. */
export class Network {
  /** The server that answers; undefined while it is down. */
  server: Behavior | undefined;
  readonly #scheduler: Scheduler;
  readonly #random: () => number;
  readonly #wires = new Set<Wire>();

  constructor(scheduler: Scheduler, random: () => number) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** A WebSocket constructor whose sockets live here. */
  get WebSocket(): new (
    url: string,
  ) => SocketLike {
    const connect = (client: SimulatedSocket) => this.#connect(client);
    return class extends SimulatedSocket {
      constructor(_url: string) {
        super(connect);
      }
    };
  }

  /** The server is gone: every client hears of it, sooner or later. */
  crash(): void {
    this.server = undefined;
    for (const wire of this.#wires) wire.cut(between(this.#random, 1, 300));
    this.#wires.clear();
  }

  /** One connection breaks. Each side hears of it in its own time. */
  cutOne(): void {
    const wire = this.#pick();
    if (wire === undefined) return;
    this.#wires.delete(wire);
    wire.cut(between(this.#random, 1, 500));
  }

  /** One client reads nothing for a while: the server's buffer for it fills up. */
  stallOne(): void {
    this.#pick()?.stall(between(this.#random, 10, 400));
  }

  #pick(): Wire | undefined {
    const wires = [...this.#wires];
    return wires[between(this.#random, 0, wires.length - 1)];
  }

  #connect(client: SimulatedSocket): void {
    const { server } = this;
    this.#scheduler.after(between(this.#random, 1, 30), () => {
      if (server === undefined || server !== this.server) {
        client.closed(1006);
        return;
      }
      const wire = new Wire(client, server, this.#scheduler, this.#random);
      client.wire = wire;
      this.#wires.add(wire);
      wire.open();
    });
  }
}

/** One connection. */
class Wire {
  readonly #client: SimulatedSocket;
  readonly #server: Behavior;
  readonly #scheduler: Scheduler;
  readonly #random: () => number;
  readonly #socket: WebSocket<Record<string, unknown>>;
  #open = true;
  #stalled = false;
  /** When the last frame of each direction arrives: none overtakes another. */
  readonly #arrives = { up: 0, down: 0 };

  constructor(client: SimulatedSocket, server: Behavior, scheduler: Scheduler, random: () => number) {
    this.#client = client;
    this.#server = server;
    this.#scheduler = scheduler;
    this.#random = random;
    const state: Record<string, unknown> = {
      connection: undefined,
      session: undefined,
      loggingIn: false,
      unreadable: 0,
    };
    const socket: ServerSocket = {
      getUserData: () => state,
      getBufferedAmount: () => (this.#stalled ? 1 : 0),
      cork: (run) => {
        run();
        return this.#socket;
      },
      send: (frame) => {
        if (this.#stalled) return 2;
        const bytes = Uint8Array.from(frame as Uint8Array); // this dialect sends nothing else
        this.#travel('down', () => client.received(bytes));
        return 1;
      },
      end: (code) => {
        this.#travel('down', () => client.closed(code ?? 1005));
        this.#serverHears();
      },
    };
    this.#socket = socket as WebSocket<Record<string, unknown>>;
  }

  open(): void {
    this.#server.open?.(this.#socket);
    this.#client.opened();
  }

  up(data: Uint8Array): void {
    const frame = new Uint8Array(data).buffer;
    this.#travel('up', () => {
      if (this.#open) this.#server.message?.(this.#socket, frame, true);
    });
  }

  /** Both sides hear of it, the server after `ms`: until then it writes into the void. */
  cut(ms: number): void {
    this.#client.wire = undefined;
    this.#scheduler.after(between(this.#random, 1, 300), () => this.#client.closed(1006));
    this.#scheduler.after(ms, () => this.#serverHears());
  }

  stall(ms: number): void {
    this.#stalled = true;
    this.#scheduler.after(ms, () => {
      this.#stalled = false;
      if (this.#open) this.#server.drain?.(this.#socket);
    });
  }

  hungUp(): void {
    this.#travel('up', () => this.#serverHears());
  }

  #serverHears(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#server.close?.(this.#socket, 1006, new ArrayBuffer(0));
  }

  #travel(direction: 'up' | 'down', arrive: () => void): void {
    const { now } = this.#scheduler;
    const at = Math.max(this.#arrives[direction], now + between(this.#random, 1, 20));
    this.#arrives[direction] = at;
    this.#scheduler.after(at - now, arrive);
  }
}

/** A client's WebSocket. */
class SimulatedSocket implements SocketLike {
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  wire: Wire | undefined;
  #open = true;

  constructor(connect: (socket: SimulatedSocket) => void) {
    connect(this);
  }

  send(data: Uint8Array): void {
    this.wire?.up(data);
  }

  close(): void {
    this.wire?.hungUp();
    this.wire = undefined;
    this.#open = false;
  }

  opened(): void {
    if (this.#open) call(this.onopen, {});
  }

  received(bytes: Uint8Array): void {
    if (this.#open && this.wire !== undefined) call(this.onmessage, { data: new Uint8Array(bytes).buffer });
  }

  closed(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.wire = undefined;
    call(this.onclose, { code, reason: '' });
  }
}

/** Handlers take the browser's event, of which the client reads these fields only. */
function call(handler: ((event: never) => void) | null, event: object): void {
  handler?.(event as never);
}
