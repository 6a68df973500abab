import type { Test } from 'tap';
import type { CommandMap, Decider } from '../../actors/host/decider.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';

/** What a command led to: compare with `accepted` or `refused`. */
export type Outcome = { readonly events: readonly NewEvent[]; readonly reply: unknown } | { readonly code: number };

/** Unix milliseconds of every decision that is not given another time. */
export const NOW = 1_795_000_000_000;

/** A history of one entity, to which commands are put. */
export class Given<S, M extends CommandMap> {
  readonly #decider: Decider<S, M>;
  readonly #ids: readonly string[];
  readonly #events: readonly NewEvent[];

  constructor(decider: Decider<S, M>, ids: readonly string[], events: readonly NewEvent[]) {
    this.#decider = decider;
    this.#ids = ids;
    this.#events = events;
  }

  get events(): readonly NewEvent[] {
    return this.#events;
  }

  /** The same entity with another history. */
  with(events: readonly NewEvent[]): Given<S, M> {
    return new Given(this.#decider, this.#ids, events);
  }

  /** The state these events lead to, made anew: evolving consumes its argument. */
  state(): S {
    return this.#events.reduce((state, event) => this.#decider.evolve(state, event), this.#decider.initial(this.#ids));
  }

  /** What the command leads to. */
  when<K extends keyof M & string>(name: K, data: M[K]['data'], now = NOW): Outcome {
    const decision = this.#decider.decide[name](this.state(), data, { now });
    return decision instanceof Refused ? { code: decision.code } : { events: decision.events, reply: decision.reply };
  }

  /** The history with what the command adds to it. Throws when it is refused: use `when` for that. */
  after<K extends keyof M & string>(name: K, data: M[K]['data'], now = NOW): Given<S, M> {
    const outcome = this.when(name, data, now);
    if ('code' in outcome) throw new Error(`${name} was refused with ${outcome.code}`);
    return new Given(this.#decider, this.#ids, [...this.#events, ...outcome.events]);
  }

  /** A snapshot in the middle changes nothing: freeze, store as plain data, thaw. */
  thawed(): S {
    return this.#decider.thaw(structuredClone(this.#decider.freeze(this.state())));
  }
}

/** Asserts that a command was accepted: with these events, and this reply when one is given. */
export function accepted(t: Test, outcome: Outcome, events: readonly NewEvent[], reply?: unknown): void {
  if ('code' in outcome) {
    t.fail(`refused with ${outcome.code}`);
    return;
  }
  t.strictSame(outcome.events, events);
  if (reply !== undefined) t.match(outcome.reply, reply);
}

export function refused(t: Test, outcome: Outcome, code: number): void {
  t.match(outcome, { code });
}
