import type { ConversationHits } from '../../projections/queries/search-types.ts';
import { integerOf } from './authenticate.ts';
import { entryView } from './group-resources.ts';
import { limitOf, type Parameters, type Resource, userOf, wordOf } from './parameters.ts';
import { messageView } from './views.ts';

const MAX_TIME = 0xffff_ffff;

/**
 * Messages by their words: `keyword` (several by commas), `match` any|all, `peer` or `group` (a topic goes by its id),
 * `sender`, `type` (both several by commas), `since`, `until`, `limit`, `cursor`.
 */
export const search: Resource = async ({ queries }, caller, query) => {
  const page = await queries.searchMessages(caller, {
    user: userOf(caller, query),
    keywords: listOf(query, 'keyword'),
    match: wordOf(query, 'match', ['any', 'all']) ?? 'any',
    peer: query.get('peer'),
    group: query.get('group'),
    senders: listOf(query, 'sender'),
    types: listOf(query, 'type'),
    since: integerOf(query, 'since', 0, MAX_TIME),
    until: integerOf(query, 'until', 0, MAX_TIME),
    count: limitOf(query),
    cursor: query.get('cursor'),
  });
  return { ...page, conversations: page.conversations.map(hitsView) };
};

function hitsView(hits: ConversationHits): object {
  return 'messages' in hits
    ? { ...hits, messages: hits.messages.map(messageView) }
    : { ...hits, entries: hits.entries.map(entryView) };
}

function listOf(query: Parameters, name: string): string[] {
  return (query.get(name) ?? '').split(',').filter((part) => part !== '');
}
