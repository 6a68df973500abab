import type { Notice } from '../delivery/notice.ts';

/** Notices of one room that are kept for those who ask for them: a few seconds of the busiest room. */
const CAPACITY = 200;

export interface Recorded {
  readonly seq: number;
  readonly notice: Notice;
  /** What the dialect that answers polls made of it, once it was asked for. */
  wire?: unknown;
}

/**
 * The newest notices of a room, numbered. Numbers begin with the time in milliseconds, so those of a process are above
 * those of the one before it: a poller who comes back after a restart neither waits for ever nor hears anything twice.
 */
export class RecentNotices {
  #entries: Recorded[] = [];
  #last = 0;
  readonly #waiting = new Set<() => void>();

  get last(): number {
    return this.#last;
  }

  /** `now`: Unix milliseconds. */
  begin(now: number): void {
    this.#last = Math.max(this.#last, now);
  }

  add(notice: Notice, now: number): void {
    this.#last = Math.max(this.#last + 1, now);
    this.#entries.push({ seq: this.#last, notice });
    // Cut in halves: a shift per message would move the rest each time.
    if (this.#entries.length > 2 * CAPACITY) this.#entries = this.#entries.slice(-CAPACITY);
    this.wake();
  }

  after(seq: number): readonly Recorded[] {
    const from = this.#entries.findIndex((entry) => entry.seq > seq);
    return from < 0 ? [] : this.#entries.slice(from).slice(-CAPACITY);
  }

  /** The newest messages, oldest first. */
  messages(most: number): readonly Recorded[] {
    return this.#entries.filter(({ notice }) => notice.kind === 'groupMessage').slice(-most);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Calls once when something is added. Returns how to stop waiting. */
  onNext(run: () => void): () => void {
    this.#waiting.add(run);
    return () => this.#waiting.delete(run);
  }

  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const run of waiting) run();
  }
}
