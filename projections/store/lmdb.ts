import { open, type RootDatabase } from 'lmdb';
import type { ProjectionStore, RangeOptions, StoredRow, StoreWrite } from '../store.ts';
import { findableKey, parseKey, partitionBounds, prefixBounds, storableKey } from './keys.ts';
import { compareUtf8 } from './order.ts';

export interface LmdbStoreOptions {
  /** Directory of the environment: its own, apart from the log's, so that a flush never holds the log's writer. */
  readonly path: string;
}

/** Rows per transaction of `clear`, and per read of `dump`. */
const SWEEP_ROWS = 4096;

/** Embedded ordered rows on disk. Reads are answered at once; a write is one transaction and one fsync, off this thread. */
export class LmdbStore implements ProjectionStore {
  readonly #db: RootDatabase<Buffer, string>;
  #closed: Promise<void> | undefined;

  constructor(options: LmdbStoreOptions) {
    this.#db = open<Buffer, string>({
      path: options.path,
      // A directory even when its name has a dot; without this lmdb would take the path for a file.
      ...{ noSubdir: false },
      encoding: 'binary',
      keyEncoder: { writeKey, readKey },
      cache: false,
      // Resolve a write only after it is on disk, in order.
      overlappingSync: false,
    });
  }

  get(partition: string, sort: string): Uint8Array | undefined {
    const key = findableKey(partition, sort);
    return key === undefined ? undefined : this.#db.getBinary(key);
  }

  range(partition: string, options: RangeOptions = {}): readonly StoredRow[] {
    const bounds = partitionBounds(partition, options.from, options.to);
    if (!bounds) return [];
    const [start, end] = bounds;
    return this.#scan(start, end, options.reverse ?? false, options.limit).map(({ key, value }) => ({
      sort: parseKey(key).sort,
      value,
    }));
  }

  async write(batch: readonly StoreWrite[]): Promise<void> {
    // All keys are checked before the first put: a put that threw half-way would leave the others in the transaction.
    const keys = batch.map((row) => storableKey(row.partition, row.sort));
    await this.#db.batch(() => {
      for (const [at, row] of batch.entries()) {
        const key = keys[at];
        if (key === undefined) continue;
        if (row.op === 'put') this.#db.put(key, asBuffer(row.value));
        else this.#db.remove(key);
      }
    });
    this.#db.resetReadTxn();
  }

  async clear(prefix: string): Promise<void> {
    const [start, end] = prefixBounds(prefix);
    for (;;) {
      const keys = this.#keys(start, end);
      if (keys.length === 0) return;
      await this.#db.batch(() => {
        for (const key of keys) this.#db.remove(key);
      });
      this.#db.resetReadTxn();
    }
  }

  async *dump(prefix: string): AsyncGenerator<StoredRow & { readonly partition: string }> {
    let [start, end] = prefixBounds(prefix);
    for (;;) {
      const rows = this.#scan(start, end, false, SWEEP_ROWS);
      for (const { key, value } of rows) yield { ...parseKey(key), value };
      const last = rows.at(-1);
      if (!last) return;
      start = `${last.key}\0`;
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#db.close();
    return this.#closed;
  }

  #scan(
    start: string,
    end: string,
    reverse: boolean,
    limit = Number.MAX_SAFE_INTEGER,
  ): { key: string; value: Buffer }[] {
    // A limit of 0 means "no limit" to lmdb, and a range that is empty or inverted would run to the other end.
    if (limit <= 0 || compareUtf8(start, end) >= 0) return [];
    const bounded = limit === Number.MAX_SAFE_INTEGER ? {} : { limit };
    // Backwards, lmdb excludes neither bound as we need it: `start` is taken, `end` is not.
    const range = reverse
      ? { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true, ...bounded }
      : { start, end, ...bounded };
    const rows: { key: string; value: Buffer }[] = [];
    for (const { key, value } of this.#db.getRange(range)) rows.push({ key, value });
    return rows;
  }

  #keys(start: string, end: string): string[] {
    return start === end ? [] : [...this.#db.getKeys({ start, end, limit: SWEEP_ROWS })];
  }
}

/** Keys go to and from lmdb as UTF-8 without a buffer of their own: its own encoding of strings knows no NUL. */
function writeKey(key: string, target: Buffer, start: number): number {
  return start + target.write(key, start, 'utf8');
}

function readKey(source: Buffer, start: number, end: number): string {
  return source.toString('utf8', start, end);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
