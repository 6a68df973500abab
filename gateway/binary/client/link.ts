import { Packr, Unpackr } from 'msgpackr';
import type { SocketLike, Timers } from './options.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

export const pack = (value: unknown): Uint8Array => packr.pack(value);
export const unpack = (bytes: Uint8Array): unknown => unpackr.unpack(bytes);

export interface LinkOptions {
  readonly url: string;
  readonly WebSocket: new (url: string) => SocketLike;
  readonly timers: Timers;
  /** A link that brings nothing for this long is given up; it must be made to answer before that. */
  readonly silentMs: number;
  readonly onOpen: () => void;
  readonly onPacket: (packet: readonly unknown[]) => void;
  /** Called once: closed by either side, broken, silent, or never opened. */
  readonly onClose: (code: number, reason: string) => void;
}

/** One WebSocket from opening to its end. */
export class Link {
  readonly #options: LinkOptions;
  readonly #socket: SocketLike;
  #open = true;
  #heard = true;
  #cancelWatch: () => void = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
    const socket = new options.WebSocket(options.url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => options.onOpen();
    socket.onerror = () => {}; // a close follows and says why
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => this.#end(code, reason);
    socket.onmessage = ({ data }: { data: unknown }) => this.#receive(data);
    this.#watch();
  }

  /** Sends one packet; into a link that is gone it goes nowhere. */
  write(packet: readonly unknown[]): void {
    if (this.#open) this.#socket.send(pack(packet));
  }

  /** Ends the link. `onClose` is called on this turn, not when the other side has agreed. */
  close(code: number, reason: string): void {
    if (!this.#open) return;
    this.#socket.close(1000);
    this.#end(code, reason);
  }

  #receive(data: unknown): void {
    if (!this.#open || !(data instanceof ArrayBuffer)) return;
    this.#heard = true;
    const packet = unpack(new Uint8Array(data));
    if (Array.isArray(packet)) this.#options.onPacket(packet);
  }

  #watch(): void {
    this.#cancelWatch = this.#options.timers.after(this.#options.silentMs, () => {
      if (!this.#heard) return this.close(1006, 'the link is silent');
      this.#heard = false;
      this.#watch();
    });
  }

  #end(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cancelWatch();
    this.#options.onClose(code, reason);
  }
}
