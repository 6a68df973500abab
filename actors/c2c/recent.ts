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
export type FrozenRecent = readonly (readonly [key: number, seq: number, time: number, msgSeq: number])[];

/**
 * The last messages of a conversation, to recognise a retry. A ring of typed arrays and a map of small integers:
 * thousands of entries per busy conversation must not be objects, or the garbage collector would walk them for ever.
 */
export class RecentMessages {
  /** Key → slot of its newest message. */
  readonly #slots = new Map<number, number>();
  #size = FIRST_SIZE;
  #keys = new Int32Array(FIRST_SIZE);
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
    return this.#size * 24 + this.#slots.size * 24;
  }

  /** `side`: 0 or 1, which of the two sent it. `random`: u32. */
  find(side: number, random: number): RecentMessage | undefined {
    const slot = this.#slots.get(keyOf(side, random));
    if (slot === undefined) return undefined;
    return { seq: this.#seqs[slot] ?? 0, time: this.#times[slot] ?? 0, msgSeq: this.#msgSeqs[slot] ?? 0 };
  }

  /** Messages come in the order of their time. */
  add(side: number, random: number, message: RecentMessage): void {
    this.#put(keyOf(side, random), message);
    const { time } = message;
    while (this.count > COUNT || (this.#times[this.#dropped % this.#size] ?? 0) < time - SECONDS) this.#drop();
  }

  freeze(): FrozenRecent {
    return Array.from({ length: this.count }, (_, i) => {
      const slot = (this.#dropped + i) % this.#size;
      return [this.#keys[slot] ?? 0, this.#seqs[slot] ?? 0, this.#times[slot] ?? 0, this.#msgSeqs[slot] ?? 0] as const;
    });
  }

  static thaw(rows: FrozenRecent): RecentMessages {
    const recent = new RecentMessages();
    for (const [key, seq, time, msgSeq] of rows) recent.#put(key, { seq, time, msgSeq });
    return recent;
  }

  #put(key: number, { seq, time, msgSeq }: RecentMessage): void {
    if (this.count === this.#size) this.#grow();
    const slot = this.#added++ % this.#size;
    this.#keys[slot] = key;
    this.#seqs[slot] = seq;
    this.#times[slot] = time;
    this.#msgSeqs[slot] = msgSeq;
    this.#slots.set(key, slot);
  }

  #drop(): void {
    const slot = this.#dropped++ % this.#size;
    const key = this.#keys[slot] ?? 0;
    // The same key again behind it: the map knows the newer one.
    if (this.#slots.get(key) === slot) this.#slots.delete(key);
  }

  #grow(): void {
    const rows = this.freeze();
    this.#size *= 4;
    this.#keys = new Int32Array(this.#size);
    this.#seqs = new Float64Array(this.#size);
    this.#times = new Float64Array(this.#size);
    this.#msgSeqs = new Uint32Array(this.#size);
    this.#added = 0;
    this.#dropped = 0;
    this.#slots.clear();
    for (const [key, seq, time, msgSeq] of rows) this.#put(key, { seq, time, msgSeq });
  }
}

/**
 * Sender and random in one small integer. The highest bit of random falls off: two randoms that differ in it alone are
 * told apart by their MsgSeq.
 */
function keyOf(side: number, random: number): number {
  return (random << 1) | side;
}
