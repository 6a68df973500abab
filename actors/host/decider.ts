import type { EventType, NewEvent } from '../../events/envelope.ts';
import type { Refused } from '../../events/refused.ts';

/** What a decision may know besides state and command: deciders have no clock of their own. */
export interface DecisionContext {
  /** Unix milliseconds. */
  readonly now: number;
}

/** Yes: these events happen, and this is the answer once they are durable. Or no, with the public code. */
export type Decision<R> = { readonly events: readonly NewEvent[]; readonly reply: R } | Refused;

/** The commands of one kind of entity: name → what it takes and what it answers. */
export type CommandMap = Record<string, { readonly data: object; readonly reply: unknown }>;

/**
 * The rules of one kind of entity, without clock, randomness or I/O.
 *
 * `evolve` consumes its argument: it may change the state in place and return it, and nobody uses the old one again.
 * That keeps a conversation of a million messages as cheap as a new one.
 */
export interface Decider<S, M extends CommandMap> {
  /** Category of its streams. */
  readonly category: string;
  /** Changes whenever a stored snapshot can no longer be read as `S`: older ones are ignored then. */
  readonly fingerprint: string;
  /** `ids`: the id parts of the stream's name. */
  initial(ids: readonly string[]): S;
  readonly decide: {
    readonly [K in keyof M]: (state: S, command: M[K]['data'], context: DecisionContext) => Decision<M[K]['reply']>;
  };
  evolve(state: S, event: NewEvent & { readonly type: EventType }): S;
  /** Plain data for a snapshot, and back. */
  freeze(state: S): unknown;
  thaw(frozen: unknown): S;
  /** Rough size of the state in bytes, for the memory budget. */
  weigh(state: S): number;
}

/** Accepts a command. Without events it answers what is already true. */
export function accept<R>(events: readonly NewEvent[], reply: R): Decision<R> {
  return { events, reply };
}
