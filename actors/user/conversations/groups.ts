import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import type { ConversationId } from '../../../events/user/conversations.ts';
import { accept } from '../../host/decider.ts';
import type { ConversationResult, DecisionsFor, GroupingChange } from './decider.ts';
import { MAX_GROUPED, MAX_NAME_BYTES } from './limits.ts';
import { arrangementOf } from './list.ts';
import type { Arrangement, ConversationGroup } from './state.ts';

type Names =
  | 'createConversationGroup'
  | 'deleteConversationGroups'
  | 'renameConversationGroup'
  | 'changeConversationGroup';

/** Groups of conversations (product.md §2.19, rest-api.md §13.4–13.6). They go by their names, which are unique. */
export const groupDecisions: DecisionsFor<Names> = {
  /** A group that is there already takes the conversations in: a request that is repeated is answered as the first time. */
  createConversationGroup(state, { name, conversations, limits }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const problem = nameProblem(name);
    if (problem) return problem;
    if (limits.conversationGroups === 0) return new Refused(51013, 'this app has no groups of conversations');
    const there = named(known, name);
    const changes = conversations.map((conversation) => ({ conversation, into: true }));
    if (there) return change(there, changes);
    if (known.groups.size >= limits.conversationGroups) {
      return new Refused(51010, `at most ${limits.conversationGroups} groups of conversations`);
    }
    const id = known.lastGroup + 1;
    const { added, results } = regrouped(new Set(), changes);
    return accept([{ type: 'ConversationGroupCreated', data: { id, name, conversations: added } }], { id, results });
  },
  /** Their conversations stay. */
  deleteConversationGroups(state, { names }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const groups = [...new Set(names)].map((name) => named(known, name));
    if (!groups.every((group) => group !== undefined)) return unknownGroup();
    const gone = groups.map(({ id, name }) => ({ id, name }));
    return accept(gone.length === 0 ? [] : [{ type: 'ConversationGroupsDeleted', data: { groups: gone } }], gone);
  },
  renameConversationGroup(state, { name, newName }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const group = named(known, name);
    if (!group) return unknownGroup();
    const { id } = group;
    if (name === newName) return accept([], { id });
    const problem = nameProblem(newName);
    if (problem) return problem;
    if (named(known, newName)) return new Refused(50002, 'there is a group of conversations of the new name already');
    return accept([{ type: 'ConversationGroupRenamed', data: { id, name: newName, oldName: name } }], { id });
  },
  changeConversationGroup(state, { name, changes }) {
    const known = arrangementOf(state);
    if (known instanceof Refused) return known;
    const group = named(known, name);
    return group ? change(group, changes) : unknownGroup();
  },
};

function named({ groups }: Arrangement, name: string): ConversationGroup | undefined {
  for (const group of groups.values()) if (group.name === name) return group;
  return undefined;
}

const unknownGroup = () => new Refused(51009, 'there is no group of conversations of this name');

function nameProblem(name: string): Refused | undefined {
  if (name === '') return new Refused(50002, 'the name of a group of conversations is empty');
  const tooLong = Buffer.byteLength(name) > MAX_NAME_BYTES;
  return tooLong
    ? new Refused(51011, `the name of a group of conversations has at most ${MAX_NAME_BYTES} bytes`)
    : undefined;
}

function change({ id, name, conversations }: ConversationGroup, changes: readonly GroupingChange[]) {
  const { added, removed, results } = regrouped(conversations, changes);
  const data = { id, name, added, removed };
  const events: NewEvent[] = [{ type: 'ConversationGroupChanged', data }];
  return accept(added.length + removed.length === 0 ? [] : events, { id, results });
}

/** What is so already is done; what does not fit in is not. */
function regrouped(before: ReadonlySet<ConversationId>, changes: readonly GroupingChange[]) {
  const now = new Set(before);
  const results = changes.map(({ conversation, into }): ConversationResult => {
    if (into && now.size >= MAX_GROUPED && !now.has(conversation)) {
      return { conversation, code: 51008, problem: `a group has at most ${MAX_GROUPED} conversations` };
    }
    if (into) now.add(conversation);
    else now.delete(conversation);
    return { conversation, code: 0, problem: '' };
  });
  const added = [...now].filter((conversation) => !before.has(conversation));
  const removed = [...before].filter((conversation) => !now.has(conversation));
  return { added, removed, results };
}
