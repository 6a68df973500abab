import type { Envelope } from '../../events/envelope.ts';
import { HandlerFailed, RowReadFailed } from '../errors.ts';
import type { Rows } from '../projection.ts';
import type { Timers } from '../timers.ts';
import { RowMissing } from './row-missing.ts';
import type { Table } from './table.ts';

type Handler = (event: Envelope, rows: Rows) => void;

interface Target {
  readonly table: Table;
  readonly handle: Handler;
}

export interface FoldOptions {
  readonly timers: Timers;
  /** A handler threw, or a row could not be read. */
  readonly report: (problem: Error) => void;
  /** After every batch: the position moved. */
  readonly onFolded: () => void;
}

const READ_RETRY_MS = 200;
const NONE: readonly Target[] = [];

/**
 * Folds events into tables, one event after the other, each through every projection that handles it. With a store that
 * answers at once, `push` returns when all is folded; with one that answers later, a missing row stops the queue until
 * it is there, and the handler runs again.
 */
export class Fold {
  readonly #options: FoldOptions;
  readonly #tables = new Set<Table>();
  #targets = new Map<string, Target[]>();
  readonly #queue: (readonly Envelope[])[] = [];
  #queuedEvents = 0;
  /** Place in the first batch of the queue: event, and target of that event. */
  #eventAt = 0;
  #targetAt = 0;
  #last: Envelope | undefined;
  #waiting = false;
  #closed = false;
  #idle: (() => void)[] = [];
  position = 0;

  constructor(options: FoldOptions) {
    this.#options = options;
  }

  /** Events that wait for a row. */
  get queuedEvents(): number {
    return this.#queuedEvents;
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  add(table: Table): void {
    this.#tables.add(table);
    this.#link();
  }

  remove(table: Table): void {
    this.#tables.delete(table);
    this.#link();
  }

  push(events: readonly Envelope[]): void {
    if (events.length === 0 || this.#closed) return;
    this.#queue.push(events);
    this.#queuedEvents += events.length;
    if (!this.#waiting) this.#run();
  }

  /** Resolves when nothing waits. */
  drained(): Promise<void> {
    if (this.idle || this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Folds nothing more; what waits for a row is dropped, the log has it. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#wakeIdle();
  }

  #run(): void {
    for (let batch = this.#queue[0]; batch; batch = this.#queue[0]) {
      for (; this.#eventAt < batch.length; this.#eventAt++) {
        const event = batch[this.#eventAt];
        if (!event) continue;
        const missing = this.#foldEvent(event);
        if (missing) {
          this.#wait(missing, event);
          return;
        }
        this.#last = event;
      }
      this.#queue.shift();
      this.#queuedEvents -= batch.length;
      this.#eventAt = 0;
      this.#settle();
    }
    this.#wakeIdle();
  }

  #foldEvent(event: Envelope): RowMissing | undefined {
    const targets = this.#targets.get(event.type) ?? NONE;
    for (; this.#targetAt < targets.length; this.#targetAt++) {
      const target = targets[this.#targetAt];
      if (!target || event.position <= target.table.folded.position) continue;
      if (target.table.failure) continue;
      try {
        target.table.beginHandler();
        target.handle(event, target.table);
        target.table.forgetRanges();
      } catch (thrown) {
        if (thrown instanceof RowMissing) return thrown;
        const failure = new HandlerFailed(target.table.projection.name, event, thrown);
        target.table.fail(failure);
        this.#options.report(failure);
      }
    }
    this.#targetAt = 0;
    return undefined;
  }

  /** Every table is at the last event that all have folded. */
  #settle(): void {
    const last = this.#last;
    if (!last) return;
    for (const table of this.#tables) advance(table, last);
    this.position = Math.max(this.position, last.position);
    this.#options.onFolded();
  }

  #wait(missing: RowMissing, event: Envelope): void {
    this.#waiting = true;
    // A flush may cut now: those that have folded this event already must say so, or a crash would fold it twice.
    const targets = this.#targets.get(event.type) ?? NONE;
    for (const { table } of targets.slice(0, this.#targetAt)) advance(table, event);
    this.#settle();
    missing.load().then(
      () => this.#resume(),
      (cause: unknown) => {
        const name = targets[this.#targetAt]?.table.projection.name ?? '';
        this.#options.report(new RowReadFailed(name, cause));
        this.#options.timers.after(READ_RETRY_MS, () => this.#resume());
      },
    );
  }

  #resume(): void {
    this.#waiting = false;
    if (!this.#closed) this.#run();
  }

  #wakeIdle(): void {
    if (this.#idle.length === 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const wake of idle) wake();
  }

  #link(): void {
    // Tables come and go only while nothing waits for a row, or come last: the place in an event's targets stays right.
    const targets = new Map<string, Target[]>();
    for (const table of this.#tables) {
      for (const [type, handle] of Object.entries(table.projection.handlers)) {
        // `Handlers` pairs each type with a handler of that type's envelope; the pairing is kept by looking up by type.
        const target: Target = { table, handle: handle as Handler };
        const linked = targets.get(type);
        if (linked) linked.push(target);
        else targets.set(type, [target]);
      }
    }
    this.#targets = targets;
  }
}

function advance(table: Table, event: Envelope): void {
  if (!table.failure && event.position > table.folded.position) table.advance(event);
}
