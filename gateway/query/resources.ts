import { integerOf } from './authenticate.ts';
import { conversationResources } from './conversation-resources.ts';
import { followResources } from './follow-resources.ts';
import { groupResources } from './group-resources.ts';
import { limitOf, type Parameters, type Resource, textOf, userOf, wordOf } from './parameters.ts';
import { presenceResources } from './presence-resources.ts';
import { relationResources } from './relation-resources.ts';
import { search } from './search.ts';
import { conversationView, messageView } from './views.ts';

const MAX_TIME = 0xffff_ffff;

/** `GET /query/<name>`: the projection query API. `user` is the caller, or anybody for an administrator. */
export const resources: Readonly<Record<string, Resource>> = {
  /** `peer`, `limit`, `direction` older|newer, `fromSeq`, `fromTime`, `minTime`, `maxTime`. */
  async history({ queries }, caller, query) {
    const page = await queries.c2cHistory(caller, {
      viewer: userOf(caller, query),
      peer: textOf(query, 'peer'),
      direction: wordOf(query, 'direction', ['older', 'newer']) ?? 'older',
      limit: limitOf(query),
      ...optional(query, 'fromSeq', Number.MAX_SAFE_INTEGER),
      ...optional(query, 'fromTime', MAX_TIME),
      ...optional(query, 'minTime', MAX_TIME),
      ...optional(query, 'maxTime', MAX_TIME),
    });
    return { messages: page.messages.map(messageView), complete: page.complete };
  },
  async unread({ queries }, caller, query) {
    return queries.unread(caller, { user: userOf(caller, query) });
  },
  /** `limit`, `cursor`. */
  async conversations({ queries }, caller, query) {
    const cursor = query.get('cursor');
    const page = await queries.conversations(caller, {
      user: userOf(caller, query),
      limit: limitOf(query),
      ...(cursor && { cursor }),
    });
    return { conversations: page.conversations.map(conversationView), cursor: page.cursor };
  },
  ...groupResources,
  ...conversationResources,
  ...followResources,
  ...presenceResources,
  ...relationResources,
  search,
};

function optional(query: Parameters, name: string, high: number): Readonly<Record<string, number>> {
  const value = integerOf(query, name, 0, high);
  return value === undefined ? {} : { [name]: value };
}
