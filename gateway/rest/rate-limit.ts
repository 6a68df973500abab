/** Calls per second of each (app, command): a fixed window of one second, so that call 201 of a second is refused. */
export class RateLimit {
  #second = 0;
  #counts = new Map<string, number>();

  /** False: over the limit. `perSecond` 0: no limit. `now`: Unix milliseconds. */
  take(key: string, perSecond: number, now: number): boolean {
    if (perSecond === 0) return true;
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= perSecond;
  }
}
