import type { ActorLogic, EventObject, Snapshot } from 'xstate';
import type { Meta, NewEvent } from '../../events/envelope.ts';
import { WrongExpectedRevision } from '../../events/errors.ts';
import { type EventLog, NO_STREAM } from '../../events/log.ts';
import { Refused } from '../../events/refused.ts';
import type { Clock } from '../ports.ts';
import type { CommandMap, Decider, Decision } from './decider.ts';
import { type LifecycleEvent, nextPhase, type Phase } from './lifecycle.ts';
import type { SnapshotStore } from './snapshots.ts';

export interface EntityPorts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly snapshots: SnapshotStore;
  /** A decider threw, or the log could not be read: one entity's trouble, reported with its name. */
  readonly onError: (stream: string, error: unknown) => void;
}

/** A command on its way through the mailbox. */
export interface Ask extends EventObject {
  readonly type: 'ask';
  readonly name: string;
  readonly data: object;
  readonly meta: Meta;
  resolve(reply: unknown): void;
  reject(error: unknown): void;
  /** How often it was decided on a state that turned out to be stale. */
  attempts: number;
}

export type Mail =
  | Ask
  | { readonly type: 'recovered'; readonly state: unknown; readonly revision: number }
  | { readonly type: 'recoveryFailed'; readonly error: unknown }
  | { readonly type: 'appended' }
  | { readonly type: 'appendFailed'; readonly epoch: number }
  | { readonly type: 'idle' }
  | { readonly type: 'stored' };

type Send = (mail: Mail) => void;

/** An entity in memory. One object for its whole life: commands change it in place. */
export interface EntityState {
  readonly stream: string;
  readonly ids: readonly string[];
  /** Puts mail into this entity's own mailbox. */
  readonly send: Send;
  phase: Phase;
  state: unknown;
  /** Revision of the last event decided here, durable or not. */
  revision: number;
  snapshotRevision: number;
  /** Appends that are not answered yet. */
  inFlight: number;
  /** The newest of them: answers without events of their own wait for it. */
  lastAppend: Promise<unknown> | undefined;
  /** Grows with every recovery: answers to appends of an earlier life are told apart. */
  epoch: number;
  /** The state is to be read from the log as soon as no append is in flight. */
  loadDue: boolean;
  waiting: Ask[];
  /** Used since the host last looked. */
  touched: boolean;
}

export type EntitySnapshot = Snapshot<undefined> & { readonly context: EntityState };
export type EntityLogic = ActorLogic<EntitySnapshot, Mail, EntityInput>;

export interface EntityInput {
  readonly stream: string;
  readonly ids: readonly string[];
}

/** Times a command is decided anew when somebody else wrote to the stream. */
const MAX_ATTEMPTS = 5;
/** Events behind the last snapshot that make a new one worth storing. */
const SNAPSHOT_EVERY = 100;

/**
 * An entity as XState actor logic: transition logic (0.2 µs per message), its lifecycle the chart of `lifecycle.ts`.
 * It does not wait for the disk: it evolves in memory, keeps several appends in flight, and answers each caller when
 * the caller's own events are durable. If an append fails, everything behind it fails too and the state is rebuilt.
 */
export function entityLogic<S, M extends CommandMap>(decider: Decider<S, M>, ports: EntityPorts): EntityLogic {
  function decide(entity: EntityState, ask: Ask): void {
    let decision: Decision<unknown>;
    const now = ports.clock.now();
    try {
      const handler = decider.decide[ask.name];
      if (handler === undefined) throw new Error(`${decider.category} has no command ${ask.name}`);
      decision = handler(entity.state as S, ask.data, { now });
      if (decision instanceof Refused) {
        ask.reject(decision);
        return;
      }
    } catch (error) {
      ports.onError(entity.stream, error);
      ask.reject(new Refused(20005, 'internal error', true, { cause: error }));
      return;
    }
    const { events, reply } = decision;
    if (events.length === 0) {
      answer(entity, ask, reply);
      return;
    }
    const appended = ports.log.append(entity.stream, entity.revision, events, { time: now, meta: ask.meta });
    entity.revision += events.length;
    entity.inFlight++;
    entity.lastAppend = appended;
    const { epoch, send } = entity;
    evolve(entity, events);
    appended.then(
      () => {
        ask.resolve(reply);
        send({ type: 'appended' });
      },
      (error: unknown) => {
        send({ type: 'appendFailed', epoch });
        retryOrReject(ask, error, send);
      },
    );
  }

  function evolve(entity: EntityState, events: readonly NewEvent[]): void {
    try {
      for (const event of events) entity.state = decider.evolve(entity.state as S, event);
    } catch (error) {
      // The event is a fact by now. What the log says is read again, and if that fails too, this entity is out of order.
      ports.onError(entity.stream, error);
      if (move(entity, 'appendFailed')) recover(entity);
    }
  }

  /** The answer rests on what was decided before: it waits until that is durable. */
  function answer(entity: EntityState, ask: Ask, reply: unknown): void {
    if (entity.inFlight === 0 || entity.lastAppend === undefined) ask.resolve(reply);
    else {
      entity.lastAppend.then(
        () => ask.resolve(reply),
        (error: unknown) => ask.reject(unavailable(error)),
      );
    }
  }

  function retryOrReject(ask: Ask, error: unknown, send: Send): void {
    if (error instanceof WrongExpectedRevision && ++ask.attempts < MAX_ATTEMPTS) send(ask);
    else ask.reject(unavailable(error));
  }

  function move(entity: EntityState, event: LifecycleEvent): boolean {
    const before = entity.phase;
    entity.phase = nextPhase(before, event);
    return entity.phase !== before;
  }

  function recover(entity: EntityState): void {
    entity.epoch++;
    entity.lastAppend = undefined;
    entity.loadDue = true;
    loadWhenSettled(entity);
  }

  /** The log hands out what is durable: an append that is still on its way would be missing from the state. */
  function loadWhenSettled(entity: EntityState): void {
    if (!entity.loadDue || entity.inFlight > 0) return;
    entity.loadDue = false;
    const { send } = entity;
    load(decider, ports, entity.stream, entity.ids).then(
      ({ state, revision, snapshotRevision }) => {
        entity.snapshotRevision = snapshotRevision;
        send({ type: 'recovered', state, revision });
      },
      (error: unknown) => send({ type: 'recoveryFailed', error }),
    );
  }

  function passivate(entity: EntityState): void {
    const worthwhile = entity.revision - entity.snapshotRevision >= SNAPSHOT_EVERY;
    const stored = worthwhile
      ? ports.snapshots.save(entity.stream, decider.fingerprint, entity.revision, decider.freeze(entity.state as S))
      : Promise.resolve();
    stored.catch((error: unknown) => ports.onError(entity.stream, error)).then(() => entity.send({ type: 'stored' }));
  }

  const handlers: { [T in Mail['type']]: (entity: EntityState, mail: Extract<Mail, { type: T }>) => void } = {
    ask(entity, ask) {
      entity.touched = true;
      if (entity.phase === 'awake') {
        decide(entity, ask);
        return;
      }
      entity.waiting.push(ask);
      if (!move(entity, 'command')) return;
      if (entity.phase === 'recovering') recover(entity);
      else drain(entity);
    },
    recovered(entity, mail) {
      entity.state = mail.state;
      entity.revision = mail.revision;
      move(entity, 'recovered');
      drain(entity);
    },
    recoveryFailed(entity, mail) {
      ports.onError(entity.stream, mail.error);
      move(entity, 'recoveryFailed');
      for (const ask of entity.waiting.splice(0)) ask.reject(unavailable(mail.error));
    },
    appended(entity) {
      if (--entity.inFlight === 0) entity.lastAppend = undefined;
      loadWhenSettled(entity);
    },
    appendFailed(entity, mail) {
      entity.inFlight--;
      if (mail.epoch === entity.epoch && move(entity, 'appendFailed')) recover(entity);
      else loadWhenSettled(entity);
    },
    idle(entity) {
      if (entity.inFlight > 0 || entity.waiting.length > 0) return;
      if (move(entity, 'idle') && entity.phase === 'passivating') passivate(entity);
    },
    stored(entity) {
      if (move(entity, 'stored')) entity.state = undefined;
    },
  };

  function drain(entity: EntityState): void {
    while (entity.phase === 'awake') {
      const ask = entity.waiting.shift();
      if (ask === undefined) return;
      decide(entity, ask);
    }
  }

  return {
    getInitialSnapshot(scope, input) {
      const entity: EntityState = {
        stream: input.stream,
        ids: input.ids,
        send: (mail) => scope.self.send(mail),
        phase: 'recovering',
        state: undefined,
        revision: NO_STREAM,
        snapshotRevision: NO_STREAM,
        inFlight: 0,
        lastAppend: undefined,
        epoch: 0,
        loadDue: false,
        waiting: [],
        touched: true,
      };
      recover(entity);
      return { status: 'active', output: undefined, error: undefined, context: entity };
    },
    transition(snapshot, mail) {
      // XState sends mail of its own, `xstate.stop` when the host forgets an entity: there is nothing to do for that.
      const handle = handlers[mail.type] as ((entity: EntityState, mail: Mail) => void) | undefined;
      handle?.(snapshot.context, mail);
      return snapshot;
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  };
}

function unavailable(cause: unknown): Refused {
  return new Refused(20005, 'the server could not store this, try again', true, { cause });
}

async function load<S, M extends CommandMap>(
  decider: Decider<S, M>,
  ports: EntityPorts,
  stream: string,
  ids: readonly string[],
): Promise<{ state: S; revision: number; snapshotRevision: number }> {
  const snapshot = await ports.snapshots.load(stream, decider.fingerprint);
  let state = snapshot === undefined ? decider.initial(ids) : decider.thaw(snapshot.state);
  let revision = snapshot?.revision ?? NO_STREAM;
  for await (const event of ports.log.read(stream, { from: revision + 1 })) {
    state = decider.evolve(state, event as NewEvent);
    revision = event.revision;
  }
  return { state, revision, snapshotRevision: snapshot?.revision ?? NO_STREAM };
}
