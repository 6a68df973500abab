export interface LatencySummary {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Durations in buckets of 2 % width: constant memory and time, however long the run. */
export class Latencies {
  readonly #buckets = new Float64Array(1024);
  #count = 0;
  #max = 0;

  add(ms: number): void {
    const bucket = ms <= SMALLEST_MS ? 0 : Math.min(1023, Math.ceil(Math.log(ms / SMALLEST_MS) / STEP));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    if (ms > this.#max) this.#max = ms;
  }

  summary(): LatencySummary {
    return { count: this.#count, p50: this.#quantile(0.5), p99: this.#quantile(0.99), max: this.#max };
  }

  #quantile(share: number): number {
    let left = this.#count * share;
    for (let bucket = 0; bucket < this.#buckets.length; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return Math.min(this.#max, SMALLEST_MS * Math.exp(bucket * STEP));
    }
    return this.#max;
  }
}

const SMALLEST_MS = 0.001;
const STEP = Math.log(1.02);
