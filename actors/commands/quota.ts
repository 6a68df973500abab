/**
 * A number of things that may be there per key. What is known lags behind what was just decided, so near the limit those who
 * want more wait for those under way: however many come at the same time, none too many comes through.
 */
export class Quota {
  /** Work under way by key; none of these promises rejects. */
  readonly #underWay = new Map<string, Set<Promise<void>>>();

  /**
   * Runs `work` for the keys that have room; it is told which have none. `count`: how many there are of a key. All keys are
   * reserved on one turn, so nobody waits for a key while he holds another.
   */
  async within<T>(
    keys: readonly string[],
    most: number,
    count: (key: string) => Promise<number>,
    work: (full: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const before = new Map(keys.map((key) => [key, [...this.#of(key)]]));
      const counts = await Promise.all(keys.map(count));
      const full = new Set(keys.filter((_, i) => (counts[i] ?? 0) >= most));
      // Whoever has ended since the count was taken may be in it or not.
      const others = (key: string) => new Set([...(before.get(key) ?? []), ...this.#of(key)]);
      const tight = keys.filter((key, i) => !full.has(key) && (counts[i] ?? 0) + others(key).size >= most);
      const awaited = tight.flatMap((key) => [...this.#of(key)]);
      if (tight.length === 0)
        return this.#run(
          keys.filter((key) => !full.has(key)),
          () => work(full),
        );
      // None under way: they have ended meanwhile, and are in the next count.
      if (awaited.length > 0) await Promise.race(awaited);
    }
  }

  async #run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const running = work();
    const ended = running.then(
      () => {},
      () => {},
    );
    for (const key of keys) {
      const all = this.#underWay.get(key) ?? new Set();
      this.#underWay.set(key, all.add(ended));
    }
    try {
      return await running;
    } finally {
      for (const key of keys) {
        const all = this.#underWay.get(key);
        all?.delete(ended);
        if (all?.size === 0) this.#underWay.delete(key);
      }
    }
  }

  #of(key: string): ReadonlySet<Promise<void>> {
    return this.#underWay.get(key) ?? NOBODY;
  }
}

const NOBODY: ReadonlySet<Promise<void>> = new Set();
