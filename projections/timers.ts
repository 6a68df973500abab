/** Time as the runner needs it: injected, so that simulations own it. */
export interface Timers {
  /** Runs something in `ms` milliseconds; returns how to cancel it. */
  after(ms: number, run: () => void): () => void;
  /** Resolves on a later turn of the event loop, so that other work gets its turn. */
  nextTurn(): Promise<void>;
}

/** The process's own timers. They do not keep the process alive: what is not flushed is in the log. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
};
