type Callback = (...values: unknown[]) => void;

export interface Timers {
  readonly setTimeout: (callback: Callback, ms?: number, ...values: unknown[]) => number;
  readonly setInterval: (callback: Callback, ms?: number, ...values: unknown[]) => number;
  readonly clearTimeout: (id: number) => void;
  readonly clearInterval: (id: number) => void;
  /** Ends every timer: a client that is left behind must not keep the process alive. */
  readonly stopAll: () => void;
}

/** Timers with positive numbers as ids, as in a browser: the client compares ids with 0 and -1. */
export function browserTimers(): Timers {
  const live = new Map<number, () => void>();
  let last = 0;
  const stop = (id: number): void => {
    live.get(id)?.();
    live.delete(id);
  };
  return {
    setTimeout(callback, ms, ...values) {
      const id = ++last;
      const timer = setTimeout(() => {
        live.delete(id);
        callback(...values);
      }, ms);
      live.set(id, () => clearTimeout(timer));
      return id;
    },
    setInterval(callback, ms, ...values) {
      const id = ++last;
      const timer = setInterval(callback, ms, ...values);
      live.set(id, () => clearInterval(timer));
      return id;
    },
    clearTimeout: stop,
    clearInterval: stop,
    stopAll: () => {
      for (const id of [...live.keys()]) stop(id);
    },
  };
}
