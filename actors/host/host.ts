import { type Actor, createActor, fromTransition } from 'xstate';
import type { Caller } from '../../events/caller.ts';
import type { Meta } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';
import { categoryOf, parseStream } from '../../events/stream.ts';
import type { Placement } from '../ports.ts';
import type { CommandMap, Decider } from './decider.ts';
import { type Ask, type EntityLogic, type EntityPorts, entityLogic } from './entity.ts';

export interface HostOptions extends EntityPorts {
  readonly placement: Placement;
  /** Bytes of entity state that may stay in memory; idle entities go first, whatever the budget. */
  readonly memoryBudgetBytes: number;
  /** Commands that may wait for their answer at the same time: more are refused. */
  readonly maxPending: number;
  /** Whether the rest of the node keeps up: false refuses new commands. */
  readonly keepsUp: () => boolean;
}

/** Rough cost of an awake entity besides its state: actor, mailbox, map entry. */
const ENTITY_BYTES = 2200;

/** Turns of the queue of promises in which an entity without a snapshot is asleep. */
const PASSIVATING_TURNS = 10;

/** Brings a command to the actor of its stream, waking it up if need be, and lets idle actors go. */
export class Host {
  readonly #options: HostOptions;
  readonly #entities = new Map<string, Actor<EntityLogic>>();
  readonly #logics = new Map<string, EntityLogic>();
  readonly #weights = new Map<string, (state: unknown) => number>();
  /** Parent of all entities: one actor system for the whole node, a quarter of the memory of one each. */
  readonly #root = createActor(
    fromTransition((state: null, event: { type: 'forget'; actor: Actor<EntityLogic> }, scope) => {
      // Children report to their parent in XState's own events: one that fails must not take the others with it.
      if (event.type === 'forget') scope.stopChild(event.actor);
      return state;
    }, null),
  );
  readonly #pending = new Counter();
  /** A sweep that is not through yet. */
  #round: { readonly rest: Iterator<[string, Actor<EntityLogic>], undefined>; bytes: number } | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#root.start();
  }

  /** Entities in memory. */
  get awake(): number {
    return this.#entities.size;
  }

  /** Commands that wait for their answer. */
  get pending(): number {
    return this.#pending.value;
  }

  /**
   * Sends a command to the entity of `stream`. Resolves with its answer when what it did is durable.
   * @throws Refused: the decider's own codes; 20004 (temporary) when too many commands wait; 20005 (temporary) when the
   * log could not store it.
   */
  ask<S, M extends CommandMap, K extends keyof M & string>(
    decider: Decider<S, M>,
    stream: string,
    name: K,
    data: M[K]['data'],
    caller: Pick<Caller, 'user' | 'instance' | 'requestId'>,
  ): Promise<M[K]['reply']> {
    if (this.#pending.value >= this.#options.maxPending || !this.#options.keepsUp()) {
      return Promise.reject(new Refused(20004, 'the server is overloaded, try again', true));
    }
    const { user: actor, instance, requestId } = caller;
    const meta: Meta = { actor, instance, requestId, causation: '' };
    const entity = this.#entities.get(stream) ?? this.#wake(decider, stream);
    return new Promise((resolve, reject) => {
      entity.send(new PendingAsk(this.#pending, name, data, meta, resolve as (reply: unknown) => void, reject));
    });
  }

  /**
   * As `ask`, of somebody who visits a hundred thousand entities one after the other: who was asleep before goes back to
   * sleep, so that a tour costs no more memory than the entities it is at.
   */
  async visit<S, M extends CommandMap, K extends keyof M & string>(
    decider: Decider<S, M>,
    stream: string,
    name: K,
    data: M[K]['data'],
    caller: Pick<Caller, 'user' | 'instance' | 'requestId'>,
  ): Promise<M[K]['reply']> {
    if (this.#entities.has(stream)) return this.ask(decider, stream, name, data, caller);
    try {
      return await this.ask(decider, stream, name, data, caller);
    } finally {
      await this.#letGo(stream);
    }
  }

  async #letGo(stream: string): Promise<void> {
    const actor = this.#entities.get(stream);
    if (actor === undefined) return;
    actor.send({ type: 'idle' });
    const entity = actor.getSnapshot().context;
    // Without a snapshot to store that takes no longer; what takes longer, or is in use again, is left to `sweep`.
    for (let turn = 0; turn < PASSIVATING_TURNS && entity.phase === 'passivating'; turn++) await undefined;
    if (entity.phase === 'asleep') this.#forget(stream, actor);
  }

  #forget(stream: string, actor: Actor<EntityLogic>): void {
    if (this.#entities.get(stream) !== actor) return;
    this.#entities.delete(stream);
    this.#root.send({ type: 'forget', actor });
  }

  /**
   * Lets entities go that nobody has used since the last round, and more of them while the budget is exceeded. Looks at
   * `most` of them and goes on there at the next call; true when the round is through. Called every few seconds by
   * whoever owns the clock.
   */
  sweep(most = Number.POSITIVE_INFINITY): boolean {
    this.#round ??= { rest: this.#entities.entries(), bytes: 0 };
    for (let looked = 0; looked < most; looked++) {
      const { value } = this.#round.rest.next();
      if (value === undefined) {
        this.#round = undefined;
        return true;
      }
      this.#round.bytes += this.#sweepOne(...value, this.#round.bytes);
    }
    return false;
  }

  /** Bytes that it keeps. */
  #sweepOne(stream: string, actor: Actor<EntityLogic>, bytesBefore: number): number {
    const entity = actor.getSnapshot().context;
    if (entity.phase === 'asleep') {
      this.#forget(stream, actor);
      return 0;
    }
    const bytes = ENTITY_BYTES + (this.#weights.get(categoryOf(stream))?.(entity.state) ?? 0);
    if (!entity.touched || bytesBefore + bytes > this.#options.memoryBudgetBytes) actor.send({ type: 'idle' });
    entity.touched = false;
    return bytes;
  }

  #wake<S, M extends CommandMap>(decider: Decider<S, M>, stream: string): Actor<EntityLogic> {
    const owner = this.#options.placement.ownerOf(stream);
    if (owner !== 'here') throw new Error(`${stream} belongs to node ${owner.node}`);
    let logic = this.#logics.get(decider.category);
    if (logic === undefined) {
      logic = entityLogic(decider, this.#options);
      this.#logics.set(decider.category, logic);
      this.#weights.set(decider.category, (state) => (state === undefined ? 0 : decider.weigh(state as S)));
    }
    const actor = createActor(logic, { input: { stream, ids: parseStream(stream).ids }, parent: this.#root });
    actor.start();
    this.#entities.set(stream, actor);
    return actor;
  }
}

class Counter {
  value = 0;
}

/** A command in the mailbox, counted until it is answered. */
class PendingAsk implements Ask {
  readonly type = 'ask';
  attempts = 0;
  readonly #count: Counter;
  readonly #resolve: (reply: unknown) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    count: Counter,
    readonly name: string,
    readonly data: object,
    readonly meta: Meta,
    resolve: (reply: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#count = count;
    this.#resolve = resolve;
    this.#reject = reject;
    count.value++;
  }

  resolve(reply: unknown): void {
    this.#count.value--;
    this.#resolve(reply);
  }

  reject(error: unknown): void {
    this.#count.value--;
    this.#reject(error);
  }
}
