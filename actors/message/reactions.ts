import { refOf } from '../../events/message/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Changing, ifCurrent, type Stale } from './changes.ts';
import type { FoundMessage, FoundReactions } from './found.ts';

/** product.md §2.16. */
const PER_MESSAGE = 10;
const USERS_PER_REACTION = 100;
/** No document says; an emoji of many parts, or the name of one, is far shorter. */
const MAX_REACTION_BYTES = 128;

export interface React {
  readonly message: FoundMessage;
  readonly reactions: FoundReactions;
  readonly user: string;
  readonly reaction: string;
  readonly added: boolean;
}

/** Reacts to a message, or takes the reaction back. */
export function react<S extends Changing>(
  state: S,
  { message, reactions, user, reaction, added }: React,
): Decision<undefined | Stale> {
  return ifCurrent(state, message, (change) => {
    if (message.state !== 'there') return new Refused(23004, 'there is no such message');
    if (reaction === '' || Buffer.byteLength(reaction) > MAX_REACTION_BYTES) {
      return new Refused(10004, `a reaction has 1 to ${MAX_REACTION_BYTES} bytes`);
    }
    const users = reactions.find(([name]) => name === reaction)?.[1];
    const reacted = users?.includes(user) === true;
    const event = { type: 'ReactionChanged', data: { ...refOf(message), change, reaction, user, added } } as const;
    // Who takes back what he has not given has nothing to take back.
    if (!added) return accept(reacted ? [event] : [], undefined);
    if (reacted) return new Refused(23007, `${user} has reacted so already`);
    if (users === undefined && reactions.length >= PER_MESSAGE) {
      return new Refused(23005, `at most ${PER_MESSAGE} reactions to one message`);
    }
    if (users !== undefined && users.length >= USERS_PER_REACTION) {
      return new Refused(23006, `at most ${USERS_PER_REACTION} users with one reaction`);
    }
    return accept([event], undefined);
  });
}
