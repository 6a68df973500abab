/** Time as the delivery sees it: real, or that of a test. */
export interface Timing {
  /** Unix milliseconds. */
  now(): number;
  after(ms: number, run: () => void): void;
}

/** None of these keeps the process alive. */
export const realTiming: Timing = {
  now: Date.now,
  after: (ms, run) => void setTimeout(run, ms).unref(),
};
