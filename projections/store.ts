/** What a driver may answer at once or later: embedded drivers answer at once, so a fold never waits. */
export type MaybePromise<T> = T | Promise<T>;

export interface StoredRow {
  readonly sort: string;
  readonly value: Uint8Array;
}

export interface RangeOptions {
  /** Inclusive lower bound of the sort key. */
  readonly from?: string;
  /** Exclusive upper bound of the sort key. */
  readonly to?: string;
  readonly limit?: number;
  /** Highest sort key first. */
  readonly reverse?: boolean;
}

export type StoreWrite =
  | { readonly op: 'put'; readonly partition: string; readonly sort: string; readonly value: Uint8Array }
  | { readonly op: 'delete'; readonly partition: string; readonly sort: string };

/**
 * Ordered rows inside partitions: the port under every projection. Keys are strings without control characters except
 * TAB, ordered by their UTF-8 bytes, partition and sort together at most `MAX_KEY_BYTES` (store/keys.ts); values are bytes
 * (MessagePack, encoded by the runner). Reading a key that cannot be stored finds nothing; writing it throws BadRowKey.
 * Every driver passes `test/projections/store-contract.ts`.
 */
export interface ProjectionStore {
  get(partition: string, sort: string): MaybePromise<Uint8Array | undefined>;
  range(partition: string, options?: RangeOptions): MaybePromise<readonly StoredRow[]>;
  /** All or nothing, durable when it resolves, and read from then on (a driver may show it a little earlier). */
  write(batch: readonly StoreWrite[]): Promise<void>;
  /** Drops every row of every partition whose name begins with `prefix`. */
  clear(prefix: string): Promise<void>;
  /** Every row below `prefix` in key order: for byte comparisons and tools. */
  dump(prefix: string): AsyncIterable<StoredRow & { readonly partition: string }>;
  close(): Promise<void>;
}
