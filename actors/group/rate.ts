import type { Priority } from '../../events/group/events.ts';

/** Messages of one group per second, over all senders; and of all topics of a community together (product.md §2.10). */
const PER_SECOND = 40;
export const TOPICS_PER_SECOND = 200;

/** Messages of the second `at` (Unix seconds), in all and of priority High. */
export interface SecondCount {
  at: number;
  all: number;
  high: number;
}

export function noMessages(): SecondCount {
  return { at: 0, all: 0, high: 0 };
}

export function countMessage(count: SecondCount, time: number, priority: Priority): void {
  if (count.at !== time) Object.assign(count, { at: time, all: 0, high: 0 });
  count.all++;
  if (priority === 'High') count.high++;
}

/** High is kept longest: it is dropped only when the second is full of its own kind. */
export function isOverRate(count: SecondCount, time: number, priority: Priority): boolean {
  if (count.at !== time) return false;
  return (priority === 'High' ? count.high : count.all) >= PER_SECOND;
}

/** What matters more comes first; Lowest is accepted as Low (product.md §2.10). */
const levels: Readonly<Record<Priority, number>> = { High: 0, Normal: 1, Low: 2, Lowest: 2 };

/**
 * A limit for messages of which no single stream can tell (live rooms, online-only ones, all topics of a community). The
 * log cannot count them, so a process does, for the current second only: a restart begins anew. Each level is held against
 * the messages of its own level and of those above: a flood of likes leaves texts and gifts their place, and none of them
 * leaves the likes any. A second holds three times the limit at most.
 */
export class UnkeptRate {
  readonly #most: number;
  /** Messages of the second by level. */
  readonly #counts = new Map<string, [high: number, normal: number, low: number]>();
  #second = 0;

  constructor(most = PER_SECOND) {
    this.#most = most;
  }

  /** Counts one message of `stream`; false when it is one too many. `time` in Unix seconds. */
  admits(stream: string, time: number, priority: Priority): boolean {
    if (time !== this.#second) this.#counts.clear();
    this.#second = time;
    const level = levels[priority];
    const counts = this.#counts.get(stream) ?? [0, 0, 0];
    const before = counts.slice(0, level + 1).reduce((sum, count) => sum + count, 0);
    if (before >= this.#most) return false;
    counts[level] = (counts[level] ?? 0) + 1;
    this.#counts.set(stream, counts);
    return true;
  }
}
