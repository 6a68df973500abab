import { once } from 'node:events';
import { WebSocket } from 'ws';
import { pack, unpack } from '../../gateway/binary/encode.ts';
import { Packet, PROTOCOL_VERSION, Request } from '../../gateway/binary/protocol.ts';
import { APP, sigOf } from '../binary/server.ts';

/** A socket that says whatever a test wants to say, and keeps what is said to it. */
export class BinarySocket {
  readonly packets: (readonly unknown[])[] = [];
  closed: number | undefined;
  readonly #socket: WebSocket;
  #wake: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.packets.push(unpack(data) as readonly unknown[]);
      this.#stir();
    });
    socket.on('close', (code) => {
      this.closed = code;
      this.#stir();
    });
    socket.on('error', () => {}); // a close follows
  }

  static async open(port: number): Promise<BinarySocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
    const binary = new BinarySocket(socket);
    await once(socket, 'open');
    return binary;
  }

  static async login(port: number, user: string, device = 'fuzz'): Promise<BinarySocket> {
    const socket = await BinarySocket.open(port);
    const answer = await socket.ask([Request.login, 1, loginOf(user, device)]);
    if (answer?.[0] !== Packet.answer) throw new Error(`login of ${user}: ${String(answer)}`);
    return socket;
  }

  /** Sends bytes or text as they are. */
  raw(frame: Uint8Array | string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  say(packet: unknown): void {
    this.raw(pack(packet));
  }

  /** What the packet is answered with; undefined when the socket is closed instead. */
  async ask(packet: readonly unknown[]): Promise<readonly unknown[] | undefined> {
    this.say(packet);
    return this.answerTo(packet[1]);
  }

  async answerTo(id: unknown): Promise<readonly unknown[] | undefined> {
    const isAnswer = (packet: readonly unknown[]) =>
      (packet[0] === Packet.answer || packet[0] === Packet.error) && packet[1] === id;
    await this.until(() => this.closed !== undefined || this.packets.some(isAnswer));
    return this.packets.find(isAnswer);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Reads nothing more until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  #stir(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

export const loginOf = (user: string, device = 'fuzz') => ({
  version: PROTOCOL_VERSION,
  app: APP,
  user,
  userSig: sigOf(user),
  platform: 'Server',
  device,
});
