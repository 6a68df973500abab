import type { EventLog, Subscription } from '../events/log.ts';
import type { HandlerFailed } from './errors.ts';
import type { Projection, RowReader } from './projection.ts';
import { dropRows, readCheckpoint } from './runner/checkpoint.ts';
import { Flusher } from './runner/flusher.ts';
import { Fold } from './runner/fold.ts';
import { START, Table } from './runner/table.ts';
import type { ProjectionStore } from './store.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface RunnerOptions {
  readonly log: EventLog;
  readonly store: ProjectionStore;
  readonly projections: readonly Projection[];
  /** Told of each failed handler, flush and read: for the process's log. */
  readonly report: (problem: Error) => void;
  /** Default: the process's. */
  readonly timers?: Timers;
  /**
   * Longest time a change waits for its flush to begin, ms. Waiting costs a longer replay after a crash and nothing else
   * (the log is the truth); it saves encoding a busy row many times. Default 1000.
   */
  readonly flushEveryMs?: number;
  /**
   * Changed rows at which a flush begins at once. Handing a row to lmdb takes about 2 µs and a flush is handed over in one
   * go (it is one transaction), so this bounds how long a turn is blocked: some 2 ms. Default 1024; 4096 until `start` is
   * done, when nobody waits for a turn and large flushes are cheaper.
   */
  readonly flushRows?: number;
  /** Changed rows that memory may hold before `pressure` reaches 1. Default 131072. */
  readonly maxRows?: number;
  /** Rows encoded per turn of the event loop. Default 256. */
  readonly sliceRows?: number;
  /** Clean rows kept in memory per projection, in encoded bytes. Default 8 MiB. */
  readonly cacheBytes?: number;
}

export interface ProjectionHealth {
  readonly name: string;
  readonly version: number;
  readonly state: 'live' | 'rebuilding' | 'failed';
  /** Position up to which it is folded, and up to which that is stored. */
  readonly folded: number;
  readonly stored: number;
  readonly failure: HandlerFailed | undefined;
}

/** Keeps projections up to the log. */
export interface ProjectionRunner {
  /** Opens the rows, replays what they lack, and follows the log. Resolves when all is folded; call once. */
  start(): Promise<void>;
  reader(name: string): RowReader;
  /** A row at once, for ports that may not wait. Throws RowNotAtHand with a store that answers later. */
  readNow<T>(name: string, partition: string, sort: string): T | undefined;
  /** Position up to which every projection that has not failed is folded. */
  folded(): number;
  /** Resolves when `folded()` is there. */
  waitFor(position: number): Promise<void>;
  /** Share of the bound on unstored rows: at 1 and above, refuse new work until the store has caught up. */
  pressure(): number;
  health(): readonly ProjectionHealth[];
  /** Stores everything folded so far. */
  flush(): Promise<void>;
  /** Drops the rows of a projection and folds the log anew, while the others go on. */
  rebuild(name: string): Promise<void>;
  /** Stops following and flushes. Throws FlushFailed when the store refuses: the log has what it refused. */
  close(): Promise<void>;
}

/** Events folded per turn of the event loop while catching up. */
const CATCH_UP_EVENTS = 1024;
const FLUSH_ROWS = 1024;
const START_FLUSH_ROWS = 4096;

export function createRunner(options: RunnerOptions): ProjectionRunner {
  return new Runner(options);
}

class Runner implements ProjectionRunner {
  readonly #log: EventLog;
  readonly #store: ProjectionStore;
  readonly #timers: Timers;
  readonly #tables = new Map<string, Table>();
  readonly #options: RunnerOptions;
  readonly #flusher: Flusher;
  readonly #fold: Fold;
  #waiters: { readonly position: number; readonly resolve: () => void }[] = [];
  #subscription: Subscription | undefined;
  readonly #rebuilds = new Map<string, Promise<void>>();
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#store = options.store;
    this.#timers = options.timers ?? systemTimers;
    for (const projection of options.projections) {
      if (this.#tables.has(projection.name)) throw new Error(`two projections are named ${projection.name}`);
      this.#tables.set(projection.name, new Table(projection, options.store, options.cacheBytes ?? 8 * 1024 * 1024));
    }
    this.#flusher = new Flusher({
      store: options.store,
      tables: [...this.#tables.values()],
      timers: this.#timers,
      report: options.report,
      flushEveryMs: options.flushEveryMs ?? 1000,
      flushRows: () => options.flushRows ?? (this.#subscription ? FLUSH_ROWS : START_FLUSH_ROWS),
      maxRows: options.maxRows ?? 131_072,
      sliceRows: options.sliceRows ?? 256,
    });
    this.#fold = this.#newFold(() => this.#wakeWaiters());
  }

  async start(): Promise<void> {
    for (const table of this.#tables.values()) {
      const checkpoint = await readCheckpoint(this.#store, this.#log, table.projection);
      if (!checkpoint) await dropRows(this.#store, table.projection);
      table.reset(checkpoint ?? START);
      this.#fold.add(table);
    }
    this.#fold.position = [...this.#tables.values()].reduce(
      (lowest, table) => Math.min(lowest, table.folded.position),
      this.#log.lastPosition(),
    );
    await this.#catchUp(this.#fold, this.#fold.position);
    if (this.#closed) return;
    this.#subscription = this.#log.subscribeAll({ after: this.#fold.position }, (events) => this.#fold.push(events));
    await this.#subscription.caughtUp;
    await this.#fold.drained();
  }

  reader(name: string): RowReader {
    return this.#table(name).reader;
  }

  readNow<T>(name: string, partition: string, sort: string): T | undefined {
    return this.#table(name).readNow<T>(partition, sort);
  }

  folded(): number {
    return this.#fold.position;
  }

  waitFor(position: number): Promise<void> {
    if (this.folded() >= position) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ position, resolve }));
  }

  pressure(): number {
    return Math.max(this.#flusher.pressure, this.#fold.queuedEvents / (this.#options.maxRows ?? 131_072));
  }

  health(): readonly ProjectionHealth[] {
    return [...this.#tables.values()].map((table) => ({
      name: table.projection.name,
      version: table.projection.version,
      state: table.failure ? 'failed' : table.rebuilding ? 'rebuilding' : 'live',
      folded: table.folded.position,
      stored: table.stored.position,
      failure: table.failure,
    }));
  }

  flush(): Promise<void> {
    return this.#flusher.flush();
  }

  rebuild(name: string): Promise<void> {
    const table = this.#table(name);
    const running = this.#rebuilds.get(name);
    if (running) return running;
    const rebuild = this.#rebuild(table).finally(() => this.#rebuilds.delete(name));
    this.#rebuilds.set(name, rebuild);
    return rebuild;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscription?.close();
    await Promise.allSettled(this.#rebuilds.values());
    // A handler that waits for a row has changed nothing yet: what is folded is a consistent cut as it is.
    this.#fold.close();
    await this.#flusher.close();
  }

  async #rebuild(table: Table): Promise<void> {
    table.rebuilding = true;
    while (!this.#fold.idle) await this.#fold.drained();
    this.#fold.remove(table);
    await this.#flusher.exclusive(async () => {
      table.reset(START);
      table.failure = undefined;
      await dropRows(this.#store, table.projection);
    });
    const fold = this.#newFold(() => {});
    fold.add(table);
    // The log grows meanwhile: again until it has caught up with the others on one and the same turn.
    while (!this.#closed) {
      await this.#catchUp(fold, table.folded.position);
      if (table.failure || (this.#fold.idle && table.folded.position >= this.#fold.position)) break;
      await this.#timers.nextTurn();
    }
    this.#fold.add(table);
    table.rebuilding = false;
  }

  /** Folds the log behind `after`, giving way to other work and to the flush. */
  async #catchUp(fold: Fold, after: number): Promise<void> {
    for await (const page of this.#log.readPages({ after, size: CATCH_UP_EVENTS })) {
      // A page is whole commits, and one commit may be large.
      for (let at = 0; at < page.length; at += CATCH_UP_EVENTS) {
        if (this.#closed) return;
        fold.push(page.slice(at, at + CATCH_UP_EVENTS));
        await fold.drained();
        await this.#timers.nextTurn();
        while (this.#flusher.pressure >= 1 && !this.#closed) await this.#flusher.flush();
      }
    }
  }

  #newFold(onFolded: () => void): Fold {
    return new Fold({
      timers: this.#timers,
      report: this.#options.report,
      onFolded: () => {
        this.#flusher.schedule();
        onFolded();
      },
    });
  }

  #wakeWaiters(): void {
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter(({ position }) => position <= this.folded());
    this.#waiters = this.#waiters.filter(({ position }) => position > this.folded());
    for (const { resolve } of due) resolve();
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no projection is named ${name}`);
    return table;
  }
}
