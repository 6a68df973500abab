/** A row in memory. `value` is undefined for a row that does not exist. */
export interface Entry {
  readonly partition: string;
  readonly sort: string;
  value: unknown;
  /** Flush generation in which the row was last changed, 0 when memory and store agree. */
  changedIn: number;
  /** The row as it was at the last cut, once encoded; null is a deletion. Only while it belongs to the flush in progress. */
  cut: Uint8Array | null | undefined;
  /** Bytes of the row when it was last encoded or decoded: what it weighs in the cache. */
  bytes: number;
}

export type EntryMap = Map<string, Map<string, Entry>>;

export function entryIn(map: EntryMap, partition: string, sort: string): Entry | undefined {
  return map.get(partition)?.get(sort);
}

export function addEntry(map: EntryMap, entry: Entry): void {
  const rows = map.get(entry.partition);
  if (rows) rows.set(entry.sort, entry);
  else map.set(entry.partition, new Map([[entry.sort, entry]]));
}

export function removeEntry(map: EntryMap, entry: Entry): void {
  const rows = map.get(entry.partition);
  if (!rows?.delete(entry.sort)) return;
  if (rows.size === 0) map.delete(entry.partition);
}

/** What a row costs beside its bytes: entry, map slot, keys. */
const OVERHEAD_BYTES = 200;
/** Rows that a generation holds whatever they weigh: a handler that waits for several must find them all in the end. */
const LEAST_ROWS = 64;

/**
 * Clean rows, bounded by weight: two generations. A full young generation becomes the old one and the old one is
 * forgotten; a row that is found in the old one moves to the young. Cheap as a map, nearly as good as LRU.
 */
export class RowCache {
  readonly #generationBytes: number;
  #young: EntryMap = new Map();
  #old: EntryMap = new Map();
  #youngBytes = 0;
  #youngRows = 0;

  constructor(budgetBytes: number) {
    this.#generationBytes = budgetBytes / 2;
  }

  get(partition: string, sort: string): Entry | undefined {
    const young = entryIn(this.#young, partition, sort);
    if (young) return young;
    const old = entryIn(this.#old, partition, sort);
    if (!old) return undefined;
    removeEntry(this.#old, old);
    this.add(old);
    return old;
  }

  add(entry: Entry): void {
    addEntry(this.#young, entry);
    this.#youngBytes += entry.bytes + OVERHEAD_BYTES;
    this.#youngRows++;
    if (this.#youngBytes < this.#generationBytes || this.#youngRows < LEAST_ROWS) return;
    this.#old = this.#young;
    this.#startYoung();
  }

  /** Takes a row out, because it is about to change. */
  take(partition: string, sort: string): Entry | undefined {
    const entry = this.get(partition, sort);
    if (!entry) return undefined;
    // `get` may have moved it into a generation that became the old one on the way.
    removeEntry(this.#young, entry);
    removeEntry(this.#old, entry);
    this.#youngBytes = Math.max(0, this.#youngBytes - entry.bytes - OVERHEAD_BYTES);
    this.#youngRows = Math.max(0, this.#youngRows - 1);
    return entry;
  }

  clear(): void {
    this.#old = new Map();
    this.#startYoung();
  }

  #startYoung(): void {
    this.#young = new Map();
    this.#youngBytes = 0;
    this.#youngRows = 0;
  }
}
