import type { Timers } from '../../projections/index.ts';

/** Timers that fire when the test says so. `nextTurn` is a real turn: slices really give way. */
export class ManualTimers implements Timers {
  readonly #waiting = new Set<{ readonly ms: number; readonly run: () => void }>();

  /** What waits, in ms. */
  get waiting(): number[] {
    return [...this.#waiting].map(({ ms }) => ms);
  }

  after(ms: number, run: () => void): () => void {
    const timer = { ms, run };
    this.#waiting.add(timer);
    return () => this.#waiting.delete(timer);
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Everything that waits now is due. */
  fire(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const { run } of due) run();
  }
}

/** Resolves when `condition` holds; turns of the event loop, not time. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the condition never held');
}
