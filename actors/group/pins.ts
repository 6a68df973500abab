import type { NewEvent } from '../../events/envelope.ts';
import type { GroupDataEvents } from '../../events/group/data.ts';
import { Refused } from '../../events/refused.ts';

/** Messages that are shown above a conversation, the latest pin first (product.md §2.16). Nothing here knows of groups. */
export type Pins = readonly Pin[];
export interface Pin {
  /** Number of the message in its sequence. */
  readonly seq: number;
  readonly by: string;
}

export const noPins: Pins = [];

const MAX_PINS = 10;

/** Pins a message that exists; pinned already, it stays where it is. 10070: too many. */
export function pinning(pins: Pins, messageSeq: number, by: string): readonly NewEvent[] | Refused {
  if (isPinned(pins, messageSeq)) return [];
  if (pins.length >= MAX_PINS) return new Refused(10070, `at most ${MAX_PINS} messages are pinned at a time`);
  return [{ type: 'MessagePinned', data: { messageSeq, by } }];
}

/** Takes a pin away; without one there is nothing to do. */
export function unpinning(pins: Pins, messageSeq: number, by: string): readonly NewEvent[] {
  return isPinned(pins, messageSeq) ? [{ type: 'MessageUnpinned', data: { messageSeq, by } }] : [];
}

export function withPin(pins: Pins, { messageSeq: seq, by }: GroupDataEvents['MessagePinned']): Pins {
  return [{ seq, by }, ...pins];
}

export function withoutPin(pins: Pins, { messageSeq }: GroupDataEvents['MessageUnpinned']): Pins {
  return pins.filter(({ seq }) => seq !== messageSeq);
}

function isPinned(pins: Pins, messageSeq: number): boolean {
  return pins.some(({ seq }) => seq === messageSeq);
}
