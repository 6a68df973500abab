import type { NewEvent } from '../../events/envelope.ts';

/**
 * One side of a user that most users never use: his list of conversations, his friends. Its state is there from the first
 * of its events on, so that an account that only logs in stays small.
 */
export interface UserPart<S, F> {
  /** The events that change it; every type belongs to one part at most. */
  readonly types: readonly NewEvent['type'][];
  initial(): S;
  /** May change the state in place, as a decider's `evolve`. */
  evolve(state: S, event: NewEvent): S;
  /** Plain data of a snapshot, and back. */
  freeze(state: S): F;
  thaw(frozen: F): S;
  /** Rough size in bytes. */
  weigh(state: S): number;
}
