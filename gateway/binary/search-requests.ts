import { type groupRules, typeByName } from '../../actors/group/types.ts';
import type { ConversationHits } from '../../projections/queries/search-types.ts';
import { messageRow } from './encode.ts';
import { type Field, listOf, may, need, needMap, oneOf, text, uint32 } from './fields.ts';
import { groupId, topicId } from './group-fields.ts';
import { entryRow } from './group-requests.ts';
import { pageSize, userId } from './message-fields.ts';
import { type FoundConversation, Request } from './protocol.ts';
import type { Handler } from './requests.ts';

/** Longer and more than any search may have: the query says which limit was meant. */
const words = listOf(text(1000), 100);
const matches = oneOf('any', 'all');
const cursorText = text(512);
const groupType: Field<keyof typeof groupRules> = (value) =>
  typeof value === 'string' ? typeByName.get(value) : undefined;

/** Searches (product.md §2.18). */
export const searchRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.searchMessages,
    async ({ queries }, caller, [, , value]) => {
      const map = needMap(value);
      const { total, cursor, conversations } = await queries.searchMessages(caller, {
        ...namesOf(map),
        user: caller.user,
        peer: may(userId, 'peer', map.peer),
        group: may(topicId, 'place', map.place),
        senders: may(words, 'senders', map.senders),
        types: may(words, 'types', map.types),
        since: may(uint32, 'since', map.since),
        until: may(uint32, 'until', map.until),
      });
      return page(total, cursor, { conversations: conversations.map(found) });
    },
  ],
  [
    Request.searchUsers,
    async ({ queries }, caller, [, , value]) => {
      const { total, cursor, found } = await queries.searchUsers(caller, namesOf(needMap(value)));
      return page(total, cursor, { users: found.map(({ user, nick, faceUrl }) => [user, nick, faceUrl]) });
    },
  ],
  [
    Request.searchGroups,
    async ({ queries }, caller, [, , value]) => {
      const map = needMap(value);
      const types = may(listOf(groupType, 5), 'types', map.types);
      const { total, cursor, found } = await queries.searchGroups(caller, { ...namesOf(map), types });
      const groups = found.map((group) => [
        group.groupId,
        group.type,
        group.name,
        group.faceUrl,
        group.owner,
        group.memberCount,
      ]);
      return page(total, cursor, { groups });
    },
  ],
  [
    Request.searchMembers,
    async ({ queries }, caller, [, , value]) => {
      const map = needMap(value);
      const groups = may(listOf(groupId, 100), 'groups', map.groups);
      const { total, cursor, found } = await queries.searchMembers(caller, { ...namesOf(map), groups });
      const members = found.map(({ group, member, account }) => [
        group.groupId,
        member.user,
        account?.nick ?? '',
        member.nameCard,
        account?.faceUrl ?? '',
      ]);
      return page(total, cursor, { members });
    },
  ],
];

function namesOf(map: Readonly<Record<string, unknown>>) {
  return {
    keywords: may(words, 'keywords', map.keywords) ?? [],
    match: may(matches, 'match', map.match) ?? 'any',
    count: need(pageSize, 'limit', map.limit),
    cursor: may(cursorText, 'cursor', map.cursor),
  };
}

function page(total: number, cursor: string | undefined, rows: object): object {
  return { total, ...(cursor !== undefined && { cursor }), ...rows };
}

function found(hits: ConversationHits): FoundConversation {
  if ('messages' in hits) {
    const { peer, count, messages } = hits;
    return { peer, count, messages: messages.map(messageRow) };
  }
  const { topic, group, count, entries } = hits;
  const place = topic ?? group;
  return { place, count, entries: entries.map((entry) => entryRow(place, entry)) };
}
