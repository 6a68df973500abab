import { Refused } from '../../events/refused.ts';
import type {
  ConversationFilter,
  ListedConversation,
  ListPlace,
} from '../../projections/queries/conversation-types.ts';
import { integerOf } from './authenticate.ts';
import { conversationView as groupView } from './group-resources.ts';
import { limitOf, type Parameters, type Resource, userOf, wordOf } from './parameters.ts';
import { conversationView } from './views.ts';

const LAST_MARK = 63;

/** A user's list of conversations, of both kinds, as he has arranged it. Filters: all that is given must hold. */
export const conversationResources: Readonly<Record<string, Resource>> = {
  /** `cursor`, `limit`, filters. */
  async conversationList({ queries }, caller, query) {
    const cursor = query.get('cursor');
    const page = await queries.conversationList(caller, {
      user: userOf(caller, query),
      limit: limitOf(query),
      filter: filterOf(query),
      withEmpty: true,
      ...(cursor && { behind: placeOf(cursor) }),
    });
    const { next } = page;
    return {
      conversations: page.conversations.map(listedView),
      cursor: next && [next.pinned ? 1 : 0, next.time, next.order].join('.'),
    };
  },
  /** Filters. */
  async unreadTotal({ queries }, caller, query) {
    return queries.unreadTotal(caller, { user: userOf(caller, query), filter: filterOf(query) });
  },
  async conversationGroups({ queries }, caller, query) {
    return { groups: await queries.conversationGroups(caller, { user: userOf(caller, query) }) };
  },
  async doNotDisturb({ queries }, caller, query) {
    return queries.doNotDisturb(caller, { user: userOf(caller, query) });
  },
};

/** @throws Refused 70402. */
function filterOf(query: Parameters): ConversationFilter {
  const answerTo = (name: string) => {
    const word = wordOf(query, name, ['yes', 'no']);
    return word === undefined ? undefined : word === 'yes';
  };
  return {
    kind: wordOf(query, 'kind', ['c2c', 'group']),
    mark: integerOf(query, 'mark', 0, LAST_MARK),
    group: integerOf(query, 'conversationGroup', 1, Number.MAX_SAFE_INTEGER),
    unread: answerTo('unread'),
    mentioned: answerTo('mentioned'),
  };
}

/** @throws Refused 90001. */
function placeOf(cursor: string): ListPlace {
  const match = /^([01])\.(\d{1,10})\.(\d{1,16})$/.exec(cursor);
  if (!match) throw new Refused(90001, 'the cursor is not one of this server');
  return { pinned: match[1] === '1', time: Number(match[2]), order: Number(match[3]) };
}

function listedView(one: ListedConversation): object {
  const { id, pinned, marks, custom, groups, remind } = one;
  const conversation = one.kind === 'c2c' ? conversationView(one.conversation) : groupView(one.conversation);
  return { id, pinned, marks, custom, groups, ...conversation, remind };
}
