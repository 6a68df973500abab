import { accept, type Decision } from '../host/decider.ts';

/** Changed messages that a place remembers. Whatever is forgotten has long been folded by then. */
const MOST = 1024;

/** Plain data of a snapshot, oldest change first. */
export type FrozenChanges = readonly (readonly [seq: number, change: number])[];

/**
 * How often the messages that were changed lately have been changed. A decision about a message rests on what a projection
 * says of it, which may lag behind by a commit: here it is told whether that is still true. So a place holds nothing of
 * its messages, however many of them are changed, and still no two changes are decided on the same state.
 */
export class RecentChanges {
  readonly #counts = new Map<number, number>();

  /** `changes`: of the message `seq`, as it was looked up. */
  isCurrent(seq: number, changes: number): boolean {
    return (this.#counts.get(seq) ?? 0) <= changes;
  }

  note(seq: number, change: number): void {
    this.#counts.delete(seq);
    this.#counts.set(seq, change);
    if (this.#counts.size <= MOST) return;
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      return;
    }
  }

  /** Bytes it holds. */
  get weight(): number {
    return this.#counts.size * 40;
  }

  freeze(): FrozenChanges {
    return [...this.#counts];
  }

  static thaw(rows: FrozenChanges = []): RecentChanges {
    const changes = new RecentChanges();
    for (const [seq, change] of rows) changes.note(seq, change);
    return changes;
  }
}

/** The message has changed since it was looked up: look again. Answered when that change is durable. */
export const STALE = 'stale';
export type Stale = typeof STALE;

/** What a place must have for what happens to its messages. */
export interface Changing {
  /** Highest number given out. */
  lastSeq: number;
  readonly changed: RecentChanges;
}

/** Decides on a message as it was looked up, if that is still how it is. */
export function ifCurrent<R>(
  { changed }: Changing,
  { seq, changes }: { readonly seq: number; readonly changes: number },
  decide: (change: number) => Decision<R>,
): Decision<R | Stale> {
  return changed.isCurrent(seq, changes) ? decide(changes + 1) : accept([], STALE);
}
