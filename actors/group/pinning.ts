import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { pinning, unpinning } from './pins.ts';
import { type Actor, refusal, rulesOf } from './rights.ts';
import type { GroupState } from './state.ts';

export interface PinCommand {
  readonly by: Actor;
  /** Of a message that is there, see `GroupMessages` in ports.ts: the group knows its numbers, but not what took them. */
  readonly messageSeq: number;
}

/** Pins of a group: who may, says the matrix of types. Codes: 10052 no such message, 10070 too many. */
export function pin(state: GroupState, { by, messageSeq }: PinCommand): Decision<undefined> {
  const refused = pinRefusal(state, by);
  if (refused !== undefined) return refused;
  if (messageSeq < state.firstSeq || messageSeq > state.lastSeq) {
    return new Refused(10052, `there is no message ${messageSeq}`);
  }
  const events = pinning(state.pins, messageSeq, by.user);
  return events instanceof Refused ? events : accept(events, undefined);
}

export function unpin(state: GroupState, { by, messageSeq }: PinCommand): Decision<undefined> {
  return pinRefusal(state, by) ?? accept(unpinning(state.pins, messageSeq, by.user), undefined);
}

function pinRefusal(state: GroupState, by: Actor): Refused | undefined {
  const refused = refusal(state, by, 'pin');
  if (refused !== undefined || rulesOf(state).storesMessages) return refused;
  return new Refused(10007, `a group of type ${state.type} keeps no messages`);
}
