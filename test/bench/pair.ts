import type { Dialect } from './dialects.ts';
import type { Latencies } from './latencies.ts';
import type { RawSocket } from './raw-socket.ts';

/** Frames a pair has prepared: more than are ever in flight, so that a frame is never changed while it is written. */
const SLOTS = 256;

/** One sender and one receiver, and the frames between them. */
export class Pair {
  sent = 0;
  received = 0;
  answered = 0;
  /** Frames that are neither: refusals, for example. */
  others = 0;
  readonly #sender: RawSocket;
  readonly #frames: Buffer;
  readonly #frameBytes: number;
  readonly #numbers: readonly number[];
  readonly #sentAt = new Float64Array(SLOTS);
  #next: number;

  /** `first`: number of the first message; the same sender must never use a number twice. */
  constructor(
    dialect: Dialect,
    sides: { readonly sender: RawSocket; readonly receiver: RawSocket; readonly from: number; readonly to: number },
    first: number,
    latencies: () => Latencies | undefined,
    onReceived: (pair: Pair) => void,
  ) {
    const { frame, numbers } = dialect.message(sides.from, sides.to);
    this.#frames = Buffer.concat(Array.from({ length: SLOTS }, () => frame));
    this.#frameBytes = frame.length;
    this.#numbers = numbers;
    this.#sender = sides.sender;
    this.#next = first;
    sides.sender.onFrame = (buffer, start) => {
      const kind = dialect.kindOf(buffer, start);
      if (kind === 'answer') this.answered++;
      else if (kind === 'other') this.others++;
    };
    sides.receiver.onFrame = (buffer, start) => {
      if (dialect.kindOf(buffer, start) !== 'message') return;
      // One sender, one order: the n-th that comes is the n-th that went.
      latencies()?.add(performance.now() - (this.#sentAt[this.received % SLOTS] ?? 0));
      this.received++;
      onReceived(this);
    };
  }

  get inFlight(): number {
    return this.sent - this.received;
  }

  /** Sends `count` messages in one write. Returns how many fitted. */
  send(count: number): number {
    const fitting = Math.min(count, SLOTS - 1 - this.inFlight);
    let left = fitting;
    while (left > 0) {
      const slot = this.sent % SLOTS;
      const run = Math.min(left, SLOTS - slot);
      for (let i = 0; i < run; i++) this.#prepare(slot + i);
      this.#sender.write(this.#frames.subarray(slot * this.#frameBytes, (slot + run) * this.#frameBytes));
      left -= run;
    }
    return Math.max(0, fitting);
  }

  #prepare(slot: number): void {
    const start = slot * this.#frameBytes;
    for (const offset of this.#numbers) this.#frames.writeUInt32BE(this.#next, start + offset);
    this.#next = (this.#next + 1) >>> 0;
    this.#sentAt[slot] = performance.now();
    this.sent++;
  }
}
