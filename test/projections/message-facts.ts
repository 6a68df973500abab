import type { EventData, NewEvent } from '../../events/envelope.ts';
import type { MessageEventType, MessageRef } from '../../events/message/events.ts';
import { type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { APP, type Fact, T0 } from './given.ts';

/** One event about messages of a place. */
export function lifeFact<E extends MessageEventType>(place: MessagePlace, type: E, data: EventData[E], at = T0): Fact {
  // The parameters pair each type with its data.
  return { stream: streamOfPlace(APP, place), event: { type, data } as NewEvent, at: at * 1000 };
}

/** A message as `sent` and `message` of the tests make it from its seq. */
export function refOf(from: string, seq: number, to: readonly string[] = []): MessageRef {
  return { seq, from, msgSeq: 1000 + seq, random: 7 * seq, time: T0 + seq, clientTime: T0 + seq, to };
}

/** So many times a message was changed: what comes next has one more. */
export class Changes {
  readonly #counts = new Map<number, number>();

  next(seq: number): number {
    const change = (this.#counts.get(seq) ?? 0) + 1;
    this.#counts.set(seq, change);
    return change;
  }
}
