import type { Envelope, EventType } from '../events/envelope.ts';
import type { MaybePromise, RangeOptions } from './store.ts';

export interface Row<T> {
  readonly sort: string;
  readonly value: T;
}

/**
 * The rows of one projection as its handlers see them: plain decoded values by (partition, sort).
 *
 * * A value that `get` gave may be changed in place and must then be `put`; a value from `range` is only to be looked at.
 * * A handler reads everything it needs before it changes anything: with a driver that answers later, a read may end
 *   the handler (it throws a private signal) and run it again once the row is there.
 * * Values hold no `undefined`, and rows of one kind have their fields in one order: equal rows are equal bytes.
 */
export interface Rows {
  get<T>(partition: string, sort: string): T | undefined;
  range<T>(partition: string, options?: RangeOptions): readonly Row<T>[];
  put(partition: string, sort: string, value: unknown): void;
  delete(partition: string, sort: string): void;
}

/** A pure, synchronous fold per type of event: no clock, no randomness, nothing but the event and the rows. */
export type Handlers = { readonly [E in EventType]?: (event: Envelope<E>, rows: Rows) => void };

/** What is known, as a function of the log. A change of what its handlers store needs a new `version`: it is rebuilt then. */
export interface Projection {
  /** Letters, digits and `-`. */
  readonly name: string;
  readonly version: number;
  readonly handlers: Handlers;
}

/**
 * The rows of one projection as queries see them: what has been folded, flushed or not. Values are live: look at them
 * on the turn you get them, copy what you keep, change nothing.
 * Throws ProjectionStopped while the projection cannot answer.
 */
export interface RowReader {
  get<T>(partition: string, sort: string): MaybePromise<T | undefined>;
  range<T>(partition: string, options?: RangeOptions): MaybePromise<readonly Row<T>[]>;
}
