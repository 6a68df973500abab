import { FlushFailed } from '../errors.ts';
import type { ProjectionStore, StoreWrite } from '../store.ts';
import type { Timers } from '../timers.ts';
import { checkpointWrite } from './checkpoint.ts';
import type { Cut, Table } from './table.ts';

export interface FlusherOptions {
  readonly store: ProjectionStore;
  readonly tables: readonly Table[];
  readonly timers: Timers;
  readonly report: (problem: Error) => void;
  /** Longest time a change waits for its flush to begin, ms. */
  readonly flushEveryMs: number;
  /** Changed rows at which a flush begins at once. */
  readonly flushRows: () => number;
  /** Changed rows that memory may hold: `pressure` is 1 there. */
  readonly maxRows: number;
  /** Rows encoded per turn of the event loop. */
  readonly sliceRows: number;
}

/** Encoded bytes at which a slice ends early: some rows are large. */
const SLICE_BYTES = 128 * 1024;
const RETRY_MS = 100;
const MAX_RETRY_MS = 5000;

/**
 * Write-behind: the changed rows of all tables and their checkpoints, in one atomic write, one flush at a time. A flush
 * that fails is reported and tried again with the same rows until it succeeds; meanwhile `pressure` rises.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  /** The flush, or the exclusive work, in progress. */
  #busy: Promise<void> | undefined;
  #inFlightRows = 0;
  #cancelTimer: (() => void) | undefined;
  #wakeRetry: (() => void) | undefined;
  #closing = false;
  /** Set when rows of a cut can no longer be stored: a later checkpoint would claim them, so nothing is stored any more. */
  #broken: Error | undefined;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /** 0: all is stored; 1: no more changed rows may gather. */
  get pressure(): number {
    return (this.#inFlightRows + this.#changedRows()) / this.#options.maxRows;
  }

  /** Rows may have changed: a flush is due, now or soon. */
  schedule(): void {
    if (this.#busy || this.#closing || this.#broken) return;
    if (this.#changedRows() >= this.#options.flushRows()) {
      this.#begin();
    } else if (!this.#cancelTimer) {
      this.#cancelTimer = this.#options.timers.after(this.#options.flushEveryMs, () => {
        this.#cancelTimer = undefined;
        if (!this.#busy) this.#begin();
      });
    }
  }

  /** Stores everything folded up to this call. */
  flush(): Promise<void> {
    return this.exclusive(() => this.#flushOnce());
  }

  /** Runs something while no flush is in progress. */
  async exclusive(work: () => Promise<void>): Promise<void> {
    while (this.#busy) await this.#busy;
    await this.#hold(work);
  }

  /** A last flush, tried once. Throws FlushFailed: what it held is in the log and will be folded again. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#cancelTimer?.();
    this.#wakeRetry?.();
    await this.flush();
  }

  #begin(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    // A failure has been reported where it happened, and is thrown only while closing, where somebody awaits it.
    this.#hold(() => this.#flushOnce()).catch(() => {});
  }

  #hold(work: () => Promise<void>): Promise<void> {
    const done = work().finally(() => {
      this.#busy = undefined;
      if (this.#options.tables.some((table) => table.changedRows > 0)) this.schedule();
    });
    this.#busy = done.catch(() => {});
    return done;
  }

  async #flushOnce(): Promise<void> {
    if (this.#broken) throw this.#broken;
    const cuts = this.#options.tables.flatMap((table) => table.cut() ?? []);
    if (cuts.length === 0) return;
    this.#inFlightRows = cuts.reduce((rows, cut) => rows + cut.entries.length, 0);
    try {
      const batch = await this.#encode(cuts);
      await this.#write(batch);
      for (const cut of cuts) cut.table.release(cut);
      this.#inFlightRows = 0;
    } catch (error) {
      // While closing the store may refuse for good; otherwise it is a row that cannot be encoded, a defect of ours.
      this.#broken = error instanceof Error ? error : new Error(String(error));
      if (!(error instanceof FlushFailed)) this.#options.report(this.#broken);
      throw this.#broken;
    }
  }

  async #encode(cuts: readonly Cut[]): Promise<StoreWrite[]> {
    const batch: StoreWrite[] = [];
    let rows = 0;
    let bytes = 0;
    for (const { table, entries, checkpoint } of cuts) {
      for (const entry of entries) {
        const value = table.encodeCut(entry);
        const key = { partition: table.storedPartition(entry.partition), sort: entry.sort };
        batch.push(value === null ? { op: 'delete', ...key } : { op: 'put', ...key, value });
        bytes += value?.length ?? 0;
        if (++rows < this.#options.sliceRows && bytes < SLICE_BYTES) continue;
        rows = 0;
        bytes = 0;
        await this.#options.timers.nextTurn();
      }
      batch.push(checkpointWrite(table.projection, checkpoint));
    }
    return batch;
  }

  async #write(batch: readonly StoreWrite[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#options.store.write(batch);
      } catch (cause) {
        const failure = new FlushFailed(attempt, batch.length, cause);
        this.#options.report(failure);
        if (this.#closing) throw failure;
        await this.#pause(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (attempt - 1)));
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(ms, resolve);
      this.#wakeRetry = () => {
        cancel();
        resolve();
      };
    });
  }

  #changedRows(): number {
    let rows = 0;
    for (const table of this.#options.tables) rows += table.changedRows;
    return rows;
  }
}
