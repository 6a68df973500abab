import { connect, type Socket } from 'node:net';

/** One read buffer for all sockets: what is in it is parsed before the next read. */
const shared = Buffer.allocUnsafe(256 * 1024);
/** 0x80 masked; an all-zero mask leaves the payload as it is, so that prepared frames can be patched in place. */
const MASKED = 0x80;
const MASK = Buffer.alloc(4);
const OPCODE = { binary: 0x82, pong: 0x8a, ping: 9, close: 8 } as const;

/** A client frame that holds `payload`. */
export function clientFrame(payload: Uint8Array, opcode: number = OPCODE.binary): Buffer {
  const { length } = payload;
  const header = length < 126 ? [opcode, MASKED | length] : [opcode, MASKED | 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(header), MASK, payload]);
}

/** Called with the memory the frame lies in; valid during the call. */
export type OnFrame = (buffer: Buffer, start: number, end: number) => void;

/**
 * A WebSocket client reduced to what a load generator needs: frames go out as they were prepared, and come in by their
 * lengths, undecoded.
 */
export class RawSocket {
  onFrame: OnFrame = () => {};
  onClose: () => void = () => {};
  readonly #socket: Socket;
  /** The beginning of a frame whose end has not come yet. */
  #rest: Buffer | undefined;
  #upgraded = false;
  #onUpgraded: () => void = () => {};

  private constructor(port: number) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (size) => {
          this.#receive(size);
          return true;
        },
      },
    });
    this.#socket.on('close', () => this.onClose());
  }

  static open(port: number, path: string): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const raw = new RawSocket(port);
      raw.#onUpgraded = () => resolve(raw);
      raw.#socket.once('error', reject);
      raw.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      );
    });
  }

  write(frames: Uint8Array): void {
    this.#socket.write(frames);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(size: number): void {
    let data = shared.subarray(0, size);
    if (this.#rest !== undefined) {
      data = Buffer.concat([this.#rest, data]);
      this.#rest = undefined;
    }
    let at = 0;
    if (!this.#upgraded) {
      const head = data.indexOf('\r\n\r\n');
      if (head < 0) throw new Error('the upgrade answer came in pieces');
      if (!data.toString('latin1', 0, head).startsWith('HTTP/1.1 101')) throw new Error('the upgrade was refused');
      this.#upgraded = true;
      at = head + 4;
      this.#onUpgraded();
    }
    at = this.#frames(data, at);
    if (at < data.length) this.#rest = Buffer.from(data.subarray(at));
  }

  /** Hands over the whole frames in `data`; returns where the first incomplete one begins. */
  #frames(data: Buffer, from: number): number {
    let at = from;
    while (at + 2 <= data.length) {
      const opcode = (data[at] ?? 0) & 0x0f;
      let length = (data[at + 1] ?? 0) & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (at + 4 > data.length) break;
        length = data.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (at + 10 > data.length) break;
        length = Number(data.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      const end = start + length;
      if (end > data.length) break;
      if (opcode < OPCODE.close) this.onFrame(data, start, end);
      else if (opcode === OPCODE.ping) this.write(clientFrame(data.subarray(start, end), OPCODE.pong));
      at = end;
    }
    return at;
  }
}
