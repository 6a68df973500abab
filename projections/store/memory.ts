import type { ProjectionStore, RangeOptions, StoredRow, StoreWrite } from '../store.ts';
import { findableKey, parseKey, partitionBounds, prefixBounds, storableKey } from './keys.ts';
import { compareUtf8 } from './order.ts';

export interface MemoryStoreOptions {
  /** Answers reads with promises, as a driver behind a socket does. Default: at once. */
  readonly async?: boolean;
  /** Runs before each write; what it throws is the write's failure and nothing is stored. */
  readonly beforeWrite?: (batch: readonly StoreWrite[]) => void | Promise<void>;
}

interface Row {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Sorted rows in memory: for tests and simulation. A write is seen by reads when it resolves, not before. */
export class MemoryStore implements ProjectionStore {
  readonly #options: MemoryStoreOptions;
  /** Ascending by the bytes of the keys. */
  #rows: Row[] = [];
  /** Batches stored so far. */
  writes = 0;

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
  }

  get(partition: string, sort: string): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const key = findableKey(partition, sort);
    const row = key === undefined ? undefined : this.#rows[this.#lowerBound(key)];
    return this.#answer(row && row.key === key ? row.value : undefined);
  }

  range(partition: string, options: RangeOptions = {}): readonly StoredRow[] | Promise<readonly StoredRow[]> {
    const bounds = partitionBounds(partition, options.from, options.to);
    if (!bounds) return this.#answer([]);
    const [start, end] = bounds;
    const rows = this.#rows.slice(this.#lowerBound(start), this.#lowerBound(end));
    if (options.reverse) rows.reverse();
    const limited = rows.slice(0, options.limit);
    return this.#answer(limited.map((row) => ({ sort: parseKey(row.key).sort, value: row.value })));
  }

  async write(batch: readonly StoreWrite[]): Promise<void> {
    const keys = batch.map((row) => storableKey(row.partition, row.sort));
    await this.#options.beforeWrite?.(batch);
    for (const [at, row] of batch.entries()) {
      const key = keys[at];
      if (key !== undefined) this.#apply(key, row.op === 'put' ? Uint8Array.from(row.value) : undefined);
    }
    this.writes++;
  }

  async clear(prefix: string): Promise<void> {
    const [start, end] = prefixBounds(prefix);
    this.#rows.splice(this.#lowerBound(start), this.#lowerBound(end) - this.#lowerBound(start));
  }

  async *dump(prefix: string): AsyncGenerator<StoredRow & { readonly partition: string }> {
    const [start, end] = prefixBounds(prefix);
    for (const row of this.#rows.slice(this.#lowerBound(start), this.#lowerBound(end))) {
      yield { ...parseKey(row.key), value: row.value };
    }
  }

  async close(): Promise<void> {}

  #answer<T>(value: T): T | Promise<T> {
    return this.#options.async ? new Promise((resolve) => setImmediate(() => resolve(value))) : value;
  }

  #apply(key: string, value: Uint8Array | undefined): void {
    const at = this.#lowerBound(key);
    const taken = this.#rows[at]?.key === key ? 1 : 0;
    if (value) this.#rows.splice(at, taken, { key, value });
    else this.#rows.splice(at, taken);
  }

  /** Index of the first row whose key is not below `key`. */
  #lowerBound(key: string): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.#rows[middle];
      if (row && compareUtf8(row.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
