import type { Envelope, Meta, NewEvent } from './envelope.ts';

/** Revision of a stream that does not exist yet. */
export const NO_STREAM = -1;

/** What an append is told apart from the events: decided when, and caused by whom. */
export interface AppendContext {
  /** Unix milliseconds. */
  readonly time: number;
  readonly meta: Meta;
}

export interface Appended {
  /** Revision of the last event appended. */
  readonly revision: number;
  /** Position of the last event appended. */
  readonly position: number;
}

export interface ReadOptions {
  /** First revision to read, inclusive. Default: 0 forwards, the last one backwards. */
  readonly from?: number;
  /** Most events to read. Default: all. */
  readonly limit?: number;
  /** Default: forwards. */
  readonly direction?: 'forwards' | 'backwards';
}

export interface ReadAllOptions {
  /** Events behind this position are read; 0 reads everything. */
  readonly after?: number;
  readonly limit?: number;
  /** Only streams of these categories. Default: all. */
  readonly categories?: readonly string[];
}

export interface SubscribeOptions {
  readonly after: number;
  readonly categories?: readonly string[];
}

export interface Subscription {
  /** Resolves when everything that was in the log at subscribing has been handed over; rejects when catching up failed. */
  readonly caughtUp: Promise<void>;
  /** No call of `onEvents` after this. */
  close(): void;
}

/**
 * The append-only log: the only way to write, and the only source of truth.
 * Every driver passes `test/events/log-contract.ts`.
 */
export interface EventLog {
  /**
   * Appends events to one stream, all or none; resolves once they are durable in the sense of the driver's durability.
   * Several appends of one stream may be in flight: each must expect the revision the one before it will reach.
   * Subscribers of this process have been called before the promise settles, so that a caller reads its own writes.
   * @throws WrongExpectedRevision when the stream is elsewhere; LogFailed when the disk refuses; LogOverloaded when
   * too much is waiting; LogClosed.
   */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    context: AppendContext,
  ): Promise<Appended>;
  /** Reads one stream. Throws DamagedRecord when it meets one. */
  read(stream: string, options?: ReadOptions): AsyncIterable<Envelope>;
  /** Reads the whole log in global order. Throws DamagedRecord when it meets one. */
  readAll(options?: ReadAllOptions): AsyncIterable<Envelope>;
  /** The whole log in global order, `size` events at a time or a few more: for those who fold millions. */
  readPages(options: { readonly after: number; readonly size: number }): AsyncIterable<readonly Envelope[]>;
  /** Catches up from `after`, then stays live. `onEvents` is called in order, one call per commit or per read batch. */
  subscribeAll(options: SubscribeOptions, onEvents: (events: readonly Envelope[]) => void): Subscription;
  /** Position of the last durable event, 0 when the log is empty. */
  lastPosition(): number;
  /** Waits for appends in flight, then releases everything. */
  close(): Promise<void>;
}
