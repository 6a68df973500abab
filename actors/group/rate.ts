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
export function isOverRate(count: SecondCount, time: number, priority: Priority, most = PER_SECOND): boolean {
  if (count.at !== time) return false;
  return (priority === 'High' ? count.high : count.all) >= most;
}

/**
 * A limit for messages of which no single stream can tell (live rooms, online-only ones, all topics of a community). The log cannot count them, so a process
 * does, for the current second only: a restart begins anew.
 */
export class UnkeptRate {
  readonly #most: number;
  readonly #counts = new Map<string, SecondCount>();
  #second = 0;

  constructor(most = PER_SECOND) {
    this.#most = most;
  }

  /** Counts one message of `stream`; false when it is one too many. `time` in Unix seconds. */
  admits(stream: string, time: number, priority: Priority): boolean {
    if (time !== this.#second) this.#counts.clear();
    this.#second = time;
    const count = this.#counts.get(stream) ?? noMessages();
    if (isOverRate(count, time, priority, this.#most)) return false;
    countMessage(count, time, priority);
    this.#counts.set(stream, count);
    return true;
  }
}
