import { Refused } from '../../../events/refused.ts';
import type { ConversationId, ConversationMarks } from '../../../events/user/conversations.ts';
import { accept } from '../../host/decider.ts';
import type { ConversationResult, DecisionsFor, Marking } from './decider.ts';
import { arrangementOf } from './list.ts';
import { type Marked, UNMARKED } from './state.ts';

/** Marks and custom data of conversations (product.md §2.19, rest-api.md §13.8). */
export const markDecisions: DecisionsFor<'mark'> = {
  mark(state, { items, limits }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    if (limits.markedConversations === 0) return new Refused(51013, 'this app has no marks of conversations');
    const now = new Map<ConversationId, Marked>();
    const at = (conversation: ConversationId) => now.get(conversation) ?? known.marked.get(conversation) ?? UNMARKED;
    let count = known.marked.size;
    const results = items.map((item): ConversationResult => {
      const { conversation } = item;
      const before = at(conversation);
      const after = changed(before, item);
      const more = (isMarked(after) ? 1 : 0) - (isMarked(before) ? 1 : 0);
      if (more > 0 && count >= limits.markedConversations) {
        return { conversation, code: 51008, problem: `${limits.markedConversations} conversations are marked already` };
      }
      count += more;
      now.set(conversation, after);
      return { conversation, code: 0, problem: '' };
    });
    const changes = [...now].flatMap(([conversation, after]): ConversationMarks[] => {
      const before = known.marked.get(conversation) ?? UNMARKED;
      const marks = after.marks.join() === before.marks.join() ? {} : { marks: after.marks };
      const custom = after.custom === before.custom ? {} : { custom: after.custom };
      const change: ConversationMarks = { conversation, ...marks, ...custom };
      return Object.keys(change).length === 1 ? [] : [change];
    });
    return accept(changes.length === 0 ? [] : [{ type: 'ConversationsMarked', data: { items: changes } }], results);
  },
};

function changed(before: Marked, { set, clear, custom }: Marking): Marked {
  const marks = new Set([...before.marks, ...set]);
  for (const bit of clear) marks.delete(bit);
  return { marks: [...marks].sort((one, other) => one - other), custom: custom ?? before.custom };
}

const isMarked = ({ marks, custom }: Marked): boolean => marks.length > 0 || custom !== '';
