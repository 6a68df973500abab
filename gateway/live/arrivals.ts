/** Who came and who went since the room was last told. */
export interface Movement {
  /** In the order of coming; the newest alone where there are many. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/** A room up to this size hears of everybody at once. */
const SMALL = 100;
/** Beyond it, one millisecond per viewer lies between two tips, and so much at most. */
const MAX_WAIT_MS = 5000;
/** People whom one gathered tip names: the newest. The number of those in the room tells the rest. */
const MAX_NAMED = 10;

/**
 * Comings and goings of one room that wait to be told. A tip costs one frame per viewer, so in a storm of joins one tip
 * each would be quadratic: a large room is told of them together, a thousand frames a second at most whatever its size up
 * to 5,000 viewers. Who comes and goes in between is never mentioned.
 */
export class Arrivals {
  readonly #joined = new Set<string>();
  readonly #left = new Set<string>();
  /** A tip is due already. */
  scheduled = false;

  came(user: string): void {
    if (!this.#left.delete(user)) this.#joined.add(user);
  }

  went(user: string): void {
    if (!this.#joined.delete(user)) this.#left.add(user);
  }

  /** The room is told of him in another way. */
  forget(user: string): void {
    this.#joined.delete(user);
  }

  /** Milliseconds until a room of this size is told; 0: at once. */
  static waitMs(viewers: number): number {
    return viewers <= SMALL ? 0 : Math.min(viewers, MAX_WAIT_MS);
  }

  take(): Movement {
    const movement = { joined: newest(this.#joined), left: newest(this.#left) };
    this.#joined.clear();
    this.#left.clear();
    this.scheduled = false;
    return movement;
  }
}

function newest(users: ReadonlySet<string>): readonly string[] {
  return [...users].slice(-MAX_NAMED);
}
