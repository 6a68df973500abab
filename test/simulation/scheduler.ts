interface Task {
  readonly at: number;
  /** Tasks of one moment run in the order in which they were scheduled. */
  readonly order: number;
  readonly run: () => void;
}

/** Time of a simulated world: nothing waits, nothing is late, and the same schedule runs the same way every time. */
export class Scheduler {
  /** Unix milliseconds. */
  now = 1_795_000_000_000;
  /** Tasks run so far. */
  steps = 0;
  #order = 0;
  /** Latest first, so that the next one is taken from the end. */
  readonly #tasks: Task[] = [];

  /** Runs something in `ms` milliseconds; returns how to cancel it. */
  after(ms: number, run: () => void): () => void {
    const task: Task = { at: this.now + ms, order: this.#order++, run };
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#tasks[middle];
      if (other !== undefined && (other.at > task.at || (other.at === task.at && other.order > task.order))) {
        low = middle + 1;
      } else high = middle;
    }
    this.#tasks.splice(low, 0, task);
    return () => {
      const index = this.#tasks.indexOf(task);
      if (index >= 0) this.#tasks.splice(index, 1);
    };
  }

  /** Runs tasks until the condition holds. Returns false when nothing is left, or after `maxSteps`. */
  async until(condition: () => boolean, maxSteps: number): Promise<boolean> {
    await settled();
    for (let step = 0; step < maxSteps; step++) {
      if (condition()) return true;
      const task = this.#tasks.pop();
      if (task === undefined) return condition();
      this.now = task.at;
      this.steps++;
      task.run();
      await settled();
    }
    return condition();
  }

  /** A part of the world that can die: what it has scheduled dies with it. */
  scope(): Scope {
    return new Scope(this);
  }
}

export class Scope {
  readonly #scheduler: Scheduler;
  #alive = true;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get alive(): boolean {
    return this.#alive;
  }

  after(ms: number, run: () => void): () => void {
    return this.#scheduler.after(ms, () => {
      if (this.#alive) run();
    });
  }

  die(): void {
    this.#alive = false;
  }
}

/** Everything that promises and the gateway's outbox still have to do on this turn is done. Two rounds: one wakes the other. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
