import type { C2cEvents } from '../events/c2c/events.ts';

/**
 * What a command needs to know that an entity of its own does not hold. The composition root hands over projections.
 * Answers may lag behind the log by one commit; the deciders hold the rules that may not.
 */

/** A user as others see him. */
export interface Account {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
}

export interface Accounts {
  /** The account, or undefined when nobody of that id exists (or the account was deleted). */
  find(app: number, user: string): Account | undefined;
}

export interface C2cHistory {
  /** Highest conversation seq whose message time is not later than `time` (Unix seconds), 0 when there is none. */
  seqAtTime(app: number, viewer: string, peer: string, time: number): Promise<number>;
}

/** A message to connected devices only: stored nowhere (online-only messages, product.md §2.12). */
export interface TransientMessage {
  readonly app: number;
  readonly message: C2cEvents['C2cMessageSent'];
  /** Instance that sent it, so that it gets no echo. */
  readonly origin: number;
}

/** Tells connected devices something that is not an event of the log. */
export interface Notifier {
  transientMessage(message: TransientMessage): void;
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** Which node runs the actor of a stream (architecture.md §4). */
export interface Placement {
  ownerOf(stream: string): 'here' | { readonly node: string };
}
