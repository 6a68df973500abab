import { refOf } from '../../events/message/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Changing, ifCurrent, type Stale } from './changes.ts';
import type { FoundMessage } from './found.ts';

export interface Modify {
  readonly message: FoundMessage;
  readonly by: string;
  /** The version that is to be replaced; undefined: whatever it is. */
  readonly version: number | undefined;
  /** What the message is to say: checked, and whole. */
  readonly body: Uint8Array;
  /** Code for a message that is not there: a matter of the place. */
  readonly unknown: number;
}

export interface Modified {
  readonly version: number;
  readonly body: Uint8Array;
  /** Another change came first: this is what it says. */
  readonly conflict: boolean;
}

/** Puts other words in the place of a message's (product.md §2.13). */
export function modify<S extends Changing>(
  state: S,
  { message, by, version, body, unknown }: Modify,
): Decision<Modified | Stale> {
  return ifCurrent<Modified>(state, message, (change) => {
    if (message.state === 'revoked') return new Refused(20023, 'the message is recalled');
    if (message.state === 'removed') return new Refused(unknown, 'there is no such message');
    if (version !== undefined && version !== message.version) {
      return accept([], { version: message.version, body: message.body, conflict: true });
    }
    const next = message.version + 1;
    const data = { ...refOf(message), change, version: next, by, body };
    return accept([{ type: 'MessageModified', data }], { version: next, body, conflict: false });
  });
}
