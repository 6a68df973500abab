import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import type { DoNotDisturb } from '../../../events/user/conversations.ts';
import { accept } from '../../host/decider.ts';
import type { UserState } from '../state.ts';
import type { DecisionsFor } from './decider.ts';
import { MAX_PINNED } from './limits.ts';
import { type Arrangement, NOTHING_ARRANGED } from './state.ts';

/** What is arranged, of an account that is there. Refused 50001 (error-codes.md §11) for one that is not. */
export function arrangementOf({ account, parts: { arrangement } }: UserState): Arrangement | Refused {
  if (account !== 'exists') return new Refused(50001, 'the account does not exist');
  return arrangement ?? NOTHING_ARRANGED;
}

/** Pins, deletion, and how one hears of messages (product.md §2.10, §2.19). What is so already changes nothing. */
export const listDecisions: DecisionsFor<
  'pin' | 'pinned' | 'deleteConversations' | 'setPeerRemind' | 'setDoNotDisturb'
> = {
  pin(state, { conversations, pinned }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const changed = [...new Set(conversations)].filter((one) => known.pinned.has(one) !== pinned);
    if (pinned && known.pinned.size + changed.length > MAX_PINNED) {
      return new Refused(51012, `at most ${MAX_PINNED} conversations can be pinned`);
    }
    const type = pinned ? 'ConversationsPinned' : 'ConversationsUnpinned';
    return accept(changed.length === 0 ? [] : [{ type, data: { conversations: changed } }], undefined);
  },
  pinned(state) {
    const known = arrangementOf(state);
    return known instanceof Refused ? known : accept([], [...known.pinned]);
  },
  deleteConversations(state, { conversations, withHistory }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const data = { conversations: [...new Set(conversations)], withHistory };
    return accept(data.conversations.length === 0 ? [] : [{ type: 'ConversationsDeleted', data }], undefined);
  },
  setPeerRemind(state, { peers, remind }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const changed = [...new Set(peers)].filter((peer) => (known.reminds.get(peer) ?? 'AcceptAndNotify') !== remind);
    const events: NewEvent[] = [{ type: 'PeerRemindSet', data: { peers: changed, remind } }];
    return accept(changed.length === 0 ? [] : events, undefined);
  },
  setDoNotDisturb(state, wanted) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const { remind, start, end, daily } = wanted;
    const same = isSame(known.doNotDisturb, wanted);
    return accept(same ? [] : [{ type: 'DoNotDisturbSet', data: { remind, start, end, daily } }], undefined);
  },
};

function isSame(one: DoNotDisturb, other: DoNotDisturb): boolean {
  return one.remind === other.remind && one.start === other.start && one.end === other.end && one.daily === other.daily;
}
