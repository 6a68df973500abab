import * as zlib from 'node:zlib';

/** What a repeated send is answered with. */
export interface RecentMessage {
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  readonly msgSeq: number;
}

/** Retries are recognised for 5 minutes (product.md §2.9) and among this many messages of the pair. */
const SECONDS = 300;
const COUNT = 4096;
const FIRST_SIZE = 16;

/** Plain data of a snapshot: one row per message, oldest first. */
export type FrozenRecent = readonly (readonly [
  side: number,
  random: number,
  seq: number,
  time: number,
  msgSeq: number,
])[];

/**
 * The last messages of a conversation, to recognise a retry. A ring of typed arrays and maps of small integers:
 * thousands of entries per busy conversation must not be objects, or the garbage collector would walk them for ever.
 */
export class RecentMessages {
  /** One per side: random as a signed integer (all 32 bits of it, without an object per key) → slot of its newest message. */
  readonly #slots: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #size = FIRST_SIZE;
  #sides = new Uint8Array(FIRST_SIZE);
  #randoms = new Uint32Array(FIRST_SIZE);
  #seqs = new Float64Array(FIRST_SIZE);
  #times = new Float64Array(FIRST_SIZE);
  #msgSeqs = new Uint32Array(FIRST_SIZE);
  /** Count of all messages ever added and ever dropped: slot = number modulo size. */
  #added = 0;
  #dropped = 0;

  get count(): number {
    return this.#added - this.#dropped;
  }

  /** Bytes it holds. */
  get weight(): number {
    return this.#size * 25 + this.count * 24;
  }

  /** `side`: 0 or 1, which of the two sent it. `random`: u32. */
  find(side: 0 | 1, random: number): RecentMessage | undefined {
    const slot = this.#slots[side].get(random | 0);
    if (slot === undefined) return undefined;
    return { seq: this.#seqs[slot] ?? 0, time: this.#times[slot] ?? 0, msgSeq: this.#msgSeqs[slot] ?? 0 };
  }

  /** Messages come in the order of their time. */
  add(side: 0 | 1, random: number, message: RecentMessage): void {
    this.#put(side, random, message);
    const { time } = message;
    while (this.count > COUNT || (this.#times[this.#dropped % this.#size] ?? 0) < time - SECONDS) this.#drop();
  }

  freeze(): FrozenRecent {
    return Array.from({ length: this.count }, (_, i) => {
      const slot = (this.#dropped + i) % this.#size;
      return [
        this.#sides[slot] ?? 0,
        this.#randoms[slot] ?? 0,
        this.#seqs[slot] ?? 0,
        this.#times[slot] ?? 0,
        this.#msgSeqs[slot] ?? 0,
      ] as const;
    });
  }

  static thaw(rows: FrozenRecent): RecentMessages {
    const recent = new RecentMessages();
    for (const [side, random, seq, time, msgSeq] of rows)
      recent.#put(side === 0 ? 0 : 1, random, { seq, time, msgSeq });
    return recent;
  }

  #put(side: 0 | 1, random: number, { seq, time, msgSeq }: RecentMessage): void {
    if (this.count === this.#size) this.#grow();
    const slot = this.#added++ % this.#size;
    this.#sides[slot] = side;
    this.#randoms[slot] = random;
    this.#seqs[slot] = seq;
    this.#times[slot] = time;
    this.#msgSeqs[slot] = msgSeq;
    this.#slots[side].set(random | 0, slot);
  }

  #drop(): void {
    const slot = this.#dropped++ % this.#size;
    const slots = this.#slots[this.#sides[slot] === 0 ? 0 : 1];
    const random = (this.#randoms[slot] ?? 0) | 0;
    // The same random again behind it: the map knows the newer one.
    if (slots.get(random) === slot) slots.delete(random);
  }

  #grow(): void {
    const rows = this.freeze();
    this.#size *= 4;
    this.#sides = new Uint8Array(this.#size);
    this.#randoms = new Uint32Array(this.#size);
    this.#seqs = new Float64Array(this.#size);
    this.#times = new Float64Array(this.#size);
    this.#msgSeqs = new Uint32Array(this.#size);
    this.#added = 0;
    this.#dropped = 0;
    for (const slots of this.#slots) slots.clear();
    for (const [side, random, seq, time, msgSeq] of rows) this.#put(side === 0 ? 0 : 1, random, { seq, time, msgSeq });
  }
}

/** Sender and random in one number for `RecentMessages`; two pairs that share one by chance differ in their MsgSeq. */
export function recentNumber(from: string, random: number): number {
  return (random ^ zlib.crc32(from)) >>> 0;
}
