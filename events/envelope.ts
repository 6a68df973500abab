import type { AppEvents } from './app/events.ts';
import type { C2cEvents } from './c2c/events.ts';
import type { GroupEvents } from './group/events.ts';
import type { TopicEvents } from './group/topic-events.ts';
import type { MessageEvents } from './message/events.ts';
import type { OfficialEvents } from './official/events.ts';
import type { UserEvents } from './user/events.ts';

/** Every event of the product: name → shape of its data. */
export interface EventData
  extends AppEvents,
    UserEvents,
    C2cEvents,
    GroupEvents,
    TopicEvents,
    MessageEvents,
    OfficialEvents {}
export type EventType = keyof EventData;

/** Who caused an event, and how. `actor` is a UserID; `instance` is 0 for REST, CLI and the server itself. */
export interface Meta {
  readonly actor: string;
  readonly instance: number;
  /** Id of the request, for tracing: '' when the caller gave none. */
  readonly requestId: string;
  /** Id of the event that led to this one, '' when a caller did. */
  readonly causation: string;
}

/** An event that a decider has decided and nobody has stored yet. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

/** A stored fact. `E` narrows the type: `Envelope<'C2cMessageSent'>`. */
export type Envelope<E extends EventType = EventType> = {
  [T in E]: {
    /** `<stream>@<revision>`: unique for ever, so it needs no storage. */
    readonly id: string;
    readonly stream: string;
    /** 0… inside the stream. */
    readonly revision: number;
    /** 1… over the whole log, ascending; gaps are allowed. */
    readonly position: number;
    /** Unix milliseconds at which the event was decided. */
    readonly time: number;
    readonly type: T;
    /** Version of `data`'s shape after upcasting: always the newest. */
    readonly version: number;
    readonly data: EventData[T];
    readonly meta: Meta;
    /** SHA-256 that chains this event to the previous one of its stream (see `chain.ts`). */
    readonly hash: Uint8Array;
  };
}[E];
