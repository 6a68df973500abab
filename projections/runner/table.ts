import type { Envelope } from '../../events/envelope.ts';
import { type HandlerFailed, ProjectionStopped, RowNotAtHand } from '../errors.ts';
import type { Projection, Row, RowReader, Rows } from '../projection.ts';
import { storableKey } from '../store/keys.ts';
import type { MaybePromise, ProjectionStore, RangeOptions, StoredRow } from '../store.ts';
import { changedInRange, mergeRange } from './merge-range.ts';
import { addEntry, type Entry, type EntryMap, entryIn, RowCache, removeEntry } from './row-cache.ts';
import { decodeRow, encodeRow } from './row-codec.ts';
import { RowMissing } from './row-missing.ts';
import { WholePartitions } from './whole-partitions.ts';

/** Rows that may be kept for partitions that are read whole. */
const WHOLE_ROWS = 32_768;
/** Rows got last among which a change is looked for first: a handler that gets thousands must not search them all. */
const NEAR = 32;

/** Up to where a projection is folded or stored. */
export interface Checkpoint {
  readonly position: number;
  /** Id of the event at `position`, '' at the start: tells another log from this one. */
  readonly event: string;
}

export const START: Checkpoint = { position: 0, event: '' };

/** The changed rows of one projection at one position, on their way to the store. */
export interface Cut {
  readonly table: Table;
  readonly entries: readonly Entry[];
  readonly checkpoint: Checkpoint;
  readonly generation: number;
  readonly epoch: number;
}

/**
 * The rows of one projection in memory, over the store: changed rows (the overlay), clean rows (the cache), and the cut
 * that is being flushed. What handlers change belongs to the present generation; a cut closes it. A row of the cut that
 * a handler touches before it was encoded is encoded then, so that the flush is consistent at its checkpoint.
 */
export class Table implements Rows {
  readonly projection: Projection;
  readonly #store: ProjectionStore;
  readonly #prefix: string;
  readonly #cache: RowCache;
  readonly #wholes: WholePartitions;
  #overlay: EntryMap = new Map();
  #changed: Entry[] = [];
  #generation = 1;
  /** Counts resets: what was begun in another epoch is not for the rows of this one. */
  #epoch = 0;
  /** Counts flushes that left memory: a stored range read before one may lack its rows. */
  #releases = 0;
  /** Rows that the handler at work has got: what it puts next is nearly always among them, without another look-up. */
  #touched: Entry[] = [];
  /** The partition looked at last, when it has changed rows: handlers stay in one for a while. */
  #hotPartition = '';
  #hotRows: ReadonlyMap<string, Entry> | undefined;
  /** Ranges loaded for a handler that waits, by their bounds. */
  readonly #loadedRanges = new Map<string, { releases: number; rows: readonly StoredRow[] }>();
  folded: Checkpoint = START;
  stored: Checkpoint = START;
  failure: HandlerFailed | undefined;
  rebuilding = false;

  constructor(projection: Projection, store: ProjectionStore, cacheBytes: number) {
    this.projection = projection;
    this.#store = store;
    this.#prefix = `${projection.name}@${projection.version}\t`;
    this.#cache = new RowCache(cacheBytes);
    this.#wholes = new WholePartitions(cacheBytes === 0 ? 0 : WHOLE_ROWS);
  }

  /** Rows that the store does not have yet. */
  get changedRows(): number {
    return this.#changed.length;
  }

  advance(event: Envelope): void {
    this.folded = { position: event.position, event: event.id };
  }

  // Rows, for handlers.

  /** Before each handler, and whenever rows have moved: what the last one looked at is no longer known. */
  beginHandler(): void {
    this.#touched.length = 0;
    this.#hotRows = undefined;
  }

  get<T>(partition: string, sort: string): T | undefined {
    const entry = this.#find(partition, sort) ?? this.#load(partition, sort);
    this.#seal(entry);
    this.#touched.push(entry);
    return entry.value as T | undefined;
  }

  put(partition: string, sort: string, value: unknown): void {
    const entry = this.#change(partition, sort);
    entry.value = value;
  }

  delete(partition: string, sort: string): void {
    this.put(partition, sort, undefined);
  }

  range<T>(partition: string, options: RangeOptions = {}): readonly Row<T>[] {
    const changed = changedInRange(this.#overlay.get(partition), options);
    const limit = storedLimit(options, changed);
    const key = `${partition}\n${options.from}\n${options.to}\n${limit}\n${options.reverse}`;
    const loaded = this.#loadedRanges.get(key);
    if (loaded?.releases === this.#releases) return this.#merge(partition, loaded.rows, changed, options);
    const releases = this.#releases;
    const stored = this.#storedRange(partition, options, limit);
    if (!isPromise(stored)) return this.#merge(partition, stored, changed, options);
    throw new RowMissing(async () => void this.#loadedRanges.set(key, { releases, rows: await stored }));
  }

  /** The handler that waited for ranges is done. */
  forgetRanges(): void {
    if (this.#loadedRanges.size > 0) this.#loadedRanges.clear();
  }

  // Reading, for queries.

  readonly reader: RowReader = {
    get: <T>(partition: string, sort: string) => this.#read<T>(partition, sort),
    range: <T>(partition: string, options?: RangeOptions) => this.#readRange<T>(partition, options ?? {}),
  };

  /** A row now: from memory, or from a store that answers at once. Throws RowNotAtHand with one that does not. */
  readNow<T>(partition: string, sort: string): T | undefined {
    const value = this.#read<T>(partition, sort);
    if (isPromise(value)) {
      // The answer is not waited for; its failure is the next reader's to meet.
      value.catch(() => {});
      throw new RowNotAtHand();
    }
    return value;
  }

  // Flushing.

  /** Closes the present generation: its rows at its position. Undefined when there is nothing new. */
  cut(): Cut | undefined {
    if (this.folded.position === this.stored.position) return undefined;
    const cut: Cut = {
      table: this,
      entries: this.#changed,
      checkpoint: this.folded,
      generation: this.#generation,
      epoch: this.#epoch,
    };
    this.#changed = [];
    this.#generation++;
    return cut;
  }

  /** The row as it was at the cut; null is a deletion. */
  encodeCut(entry: Entry): Uint8Array | null {
    if (entry.cut === undefined) {
      entry.cut = entry.value === undefined ? null : encodeRow(entry.value);
      entry.bytes = entry.cut?.length ?? 0;
    }
    return entry.cut;
  }

  /** The cut is in the store: rows that have not changed since are clean. */
  release(cut: Cut): void {
    if (cut.epoch !== this.#epoch) return;
    this.stored = cut.checkpoint;
    this.#releases++;
    this.beginHandler();
    for (const entry of cut.entries) {
      entry.cut = undefined;
      if (entry.changedIn !== cut.generation) continue;
      entry.changedIn = 0;
      removeEntry(this.#overlay, entry);
      this.#cache.add(entry);
    }
  }

  /** Partition under which this projection's rows lie in the store. */
  storedPartition(partition: string): string {
    return this.#prefix + partition;
  }

  /**
   * A handler threw, perhaps half-way through a row: nothing in memory can be trusted, so nothing of it is stored. A cut
   * in progress is not touched by that: what the handler could reach of it had been encoded before.
   */
  fail(failure: HandlerFailed): void {
    this.reset(this.stored);
    this.failure = failure;
  }

  /** Forgets everything in memory; rows and checkpoint of the store are the caller's to drop or to read. */
  reset(checkpoint: Checkpoint): void {
    this.#overlay = new Map();
    this.#cache.clear();
    this.#wholes.clear();
    this.#changed = [];
    this.#loadedRanges.clear();
    this.beginHandler();
    this.#generation++;
    this.#epoch++;
    this.folded = checkpoint;
    this.stored = checkpoint;
  }

  #find(partition: string, sort: string): Entry | undefined {
    if (this.#hotRows === undefined || this.#hotPartition !== partition) {
      this.#hotPartition = partition;
      this.#hotRows = this.#overlay.get(partition);
    }
    return this.#hotRows?.get(sort) ?? this.#cache.get(partition, sort) ?? this.#wholes.find(partition, sort);
  }

  #load(partition: string, sort: string): Entry {
    const bytes = this.#store.get(this.#prefix + partition, sort);
    if (!isPromise(bytes)) return this.#cached(partition, sort, bytes);
    const epoch = this.#epoch;
    throw new RowMissing(async () => {
      const loaded = await bytes;
      // Nothing folds while a handler waits, so the row is as it was; only a reset may have come between.
      if (epoch === this.#epoch && !this.#find(partition, sort)) this.#cached(partition, sort, loaded);
    });
  }

  #cached(partition: string, sort: string, bytes: Uint8Array | undefined): Entry {
    const entry = newEntry(partition, sort);
    if (bytes) {
      entry.value = decodeRow(bytes);
      entry.bytes = bytes.length;
    }
    this.#cache.add(entry);
    return entry;
  }

  /** A row of the cut in progress is encoded before anybody can change it. */
  #seal(entry: Entry): void {
    if (entry.changedIn !== 0 && entry.changedIn !== this.#generation) this.encodeCut(entry);
  }

  #change(partition: string, sort: string): Entry {
    let entry = this.#touchedEntry(partition, sort) ?? entryIn(this.#overlay, partition, sort);
    if (entry) {
      this.#seal(entry);
    } else {
      entry = this.#cache.take(partition, sort) ?? this.#wholes.find(partition, sort) ?? newEntry(partition, sort);
      this.#wholes.add(entry);
      // A bad key is found here, where the event is known, and not in a flush that could never succeed.
      if (entry.value === undefined) storableKey(this.#prefix + partition, sort);
      addEntry(this.#overlay, entry);
    }
    if (entry.changedIn !== this.#generation) {
      entry.changedIn = this.#generation;
      this.#changed.push(entry);
    }
    return entry;
  }

  #touchedEntry(partition: string, sort: string): Entry | undefined {
    const oldest = Math.max(0, this.#touched.length - NEAR);
    for (let at = this.#touched.length - 1; at >= oldest; at--) {
      const entry = this.#touched[at];
      if (entry?.sort !== sort || entry.partition !== partition) continue;
      return entry.changedIn === 0 ? undefined : entry;
    }
    return undefined;
  }

  #read<T>(partition: string, sort: string): MaybePromise<T | undefined> {
    this.#assertReadable();
    const entry = this.#find(partition, sort);
    if (entry) return entry.value as T | undefined;
    const bytes = this.#store.get(this.#prefix + partition, sort);
    if (!isPromise(bytes)) return this.#cached(partition, sort, bytes).value as T | undefined;
    // Not kept: by the time the answer is here, the row may have been changed, flushed and forgotten again.
    return bytes.then((loaded) => {
      const since = this.#find(partition, sort);
      return (since ? since.value : loaded && decodeRow(loaded)) as T | undefined;
    });
  }

  #readRange<T>(partition: string, options: RangeOptions): MaybePromise<readonly Row<T>[]> {
    this.#assertReadable();
    const whole = this.#wholes.range<T>(partition, options);
    if (whole) return whole;
    const releases = this.#releases;
    const changed = changedInRange(this.#overlay.get(partition), options);
    const stored = this.#storedRange(partition, options, storedLimit(options, changed));
    if (!isPromise(stored)) {
      if (isWhole(options)) return this.#whole(partition, stored, changed);
      return this.#merge(partition, stored, changed, options);
    }
    return stored.then((rows) => {
      // Rows were deleted meanwhile, or went to the store behind the back of this read: read again.
      const now = changedInRange(this.#overlay.get(partition), options);
      const stale = releases !== this.#releases || storedLimit(options, now) > storedLimit(options, changed);
      return stale ? this.#readRange<T>(partition, options) : this.#merge<T>(partition, rows, now, options);
    });
  }

  #storedRange(partition: string, options: RangeOptions, limit: number): MaybePromise<readonly StoredRow[]> {
    const bounded = Number.isFinite(limit) ? { ...options, limit } : options;
    return this.#store.range(this.#prefix + partition, bounded);
  }

  #merge<T>(
    partition: string,
    stored: readonly StoredRow[],
    changed: readonly Entry[],
    options: RangeOptions,
  ): readonly Row<T>[] {
    return mergeRange<StoredRow, Row<T>>(stored, changed, options, {
      stored: ({ sort, value }) => {
        const known = this.#cache.get(partition, sort);
        return { sort, value: (known ? known.value : decodeRow(value)) as T };
      },
      changed: (entry) => ({ sort: entry.sort, value: entry.value as T }),
    });
  }

  /** A partition that is read whole, and kept so when it is large. */
  #whole<T>(partition: string, stored: readonly StoredRow[], changed: readonly Entry[]): readonly Row<T>[] {
    const entries = mergeRange<StoredRow, Entry>(
      stored,
      changed,
      {},
      {
        stored: ({ sort, value }) => {
          const known = this.#cache.get(partition, sort);
          if (known) return known;
          return { ...newEntry(partition, sort), value: decodeRow(value), bytes: value.length };
        },
        changed: (entry) => entry,
      },
    );
    this.#wholes.keep(partition, entries);
    return entries.map(({ sort, value }) => ({ sort, value: value as T }));
  }

  #assertReadable(): void {
    if (this.failure) throw new ProjectionStopped(this.projection.name, 'failed', this.failure);
    if (this.rebuilding) throw new ProjectionStopped(this.projection.name, 'rebuilding');
  }
}

function newEntry(partition: string, sort: string): Entry {
  return { partition, sort, value: undefined, changedIn: 0, cut: undefined, bytes: 0 };
}

function isWhole({ from, to, limit, reverse }: RangeOptions): boolean {
  return from === undefined && to === undefined && limit === undefined && reverse !== true;
}

/** Stored rows needed for a limited range: deleted ones among them do not count. */
function storedLimit(options: RangeOptions, changed: readonly Entry[]): number {
  if (options.limit === undefined) return Number.POSITIVE_INFINITY;
  return options.limit + changed.reduce((gone, entry) => gone + (entry.value === undefined ? 1 : 0), 0);
}

export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}
