import type { Row } from '../projection.ts';
import { compareUtf8 } from '../store/order.ts';
import type { RangeOptions } from '../store.ts';
import type { Entry } from './row-cache.ts';

/** Partitions of fewer rows are as fast from the store. */
const LEAST_ROWS = 64;

interface Whole {
  readonly entries: Map<string, Entry>;
  /** New rows stand behind the others until the next read. */
  sorted: boolean;
}

/**
 * Large partitions that a query has read whole, kept so: a list of thousands of conversations is asked for again and again
 * while one of them changes, and scanning the store for it takes longer than everything else together. What is kept are the
 * entries themselves, so a row that changes is changed here; a row that is new has to be added. Bounded by rows, the
 * partitions asked for longest ago go first.
 */
export class WholePartitions {
  readonly #maxRows: number;
  readonly #partitions = new Map<string, Whole>();
  #rows = 0;

  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  /** Rows of a partition that is here; undefined when it is not. */
  range<T>(partition: string, { from, to, limit, reverse }: RangeOptions): readonly Row<T>[] | undefined {
    const whole = this.#partitions.get(partition);
    if (whole === undefined || limit !== undefined || reverse === true) return undefined;
    this.#partitions.delete(partition);
    this.#partitions.set(partition, whole);
    if (!whole.sorted) this.#sort(partition, whole);
    const rows: Row<T>[] = [];
    for (const { sort, value } of (this.#partitions.get(partition) ?? whole).entries.values()) {
      if (value === undefined) continue;
      if (from !== undefined && compareUtf8(sort, from) < 0) continue;
      if (to !== undefined && compareUtf8(sort, to) >= 0) break;
      rows.push({ sort, value: value as T });
    }
    return rows;
  }

  find(partition: string, sort: string): Entry | undefined {
    return this.#partitions.size === 0 ? undefined : this.#partitions.get(partition)?.entries.get(sort);
  }

  /** `entries`: every row of the partition, in order. */
  keep(partition: string, entries: readonly Entry[]): void {
    if (entries.length < LEAST_ROWS || entries.length > this.#maxRows) return;
    this.#partitions.set(partition, { entries: new Map(entries.map((entry) => [entry.sort, entry])), sorted: true });
    this.#rows += entries.length;
    for (const [oldest, { entries: rows }] of this.#partitions) {
      if (this.#rows <= this.#maxRows) return;
      this.#partitions.delete(oldest);
      this.#rows -= rows.size;
    }
  }

  /** A row that is written: into its partition, if that is here. */
  add(entry: Entry): void {
    if (this.#partitions.size === 0) return;
    const whole = this.#partitions.get(entry.partition);
    if (whole === undefined || whole.entries.has(entry.sort)) return;
    whole.entries.set(entry.sort, entry);
    whole.sorted = false;
    this.#rows++;
  }

  clear(): void {
    this.#partitions.clear();
    this.#rows = 0;
  }

  #sort(partition: string, { entries }: Whole): void {
    const inOrder = [...entries].sort(([one], [other]) => compareUtf8(one, other));
    this.#partitions.set(partition, { entries: new Map(inOrder), sorted: true });
  }
}
