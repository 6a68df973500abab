import { groupRules } from '../../actors/group/types.ts';
import { decodeBody } from '../../actors/message/body.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { GroupConversation, GroupHistoryEntry, TopicView } from '../../projections/queries/group-types.ts';
import { integerOf } from './authenticate.ts';
import { limitOf, type Resource, textOf, userOf, wordOf } from './parameters.ts';

const types = Object.keys(groupRules) as GroupType[];
const SAFE = Number.MAX_SAFE_INTEGER;

/**
 * What is known of groups, for their members and administrators (10007), of the public fields for everybody. 10010: no such
 * group; 110003, 110013: no such topic, or one of another group.
 */
export const groupResources: Readonly<Record<string, Resource>> = {
  /** `group`. */
  async group({ queries }, caller, query) {
    const groupId = textOf(query, 'group');
    const [group] = await queries.groups(caller, { groups: [groupId] });
    if (group === undefined) throw new Refused(10010, `the group ${groupId.slice(0, 48)} does not exist`);
    const self = await queries.membership(caller, { group: groupId, user: caller.user });
    return { group, ...(self && { self }) };
  },
  /** Those that `user` is in, in the order of joining: `type`, `offset`, `limit`. */
  async groups({ queries }, caller, query) {
    const type = wordOf(query, 'type', types);
    return queries.joinedGroups(caller, {
      user: userOf(caller, query),
      offset: integerOf(query, 'offset', 0, SAFE) ?? 0,
      limit: limitOf(query),
      withHidden: true,
      ...(type && { types: [type] }),
    });
  },
  /** In the order of joining: `group`, `role`, `cursor`, `limit`. */
  async groupMembers({ queries }, caller, query) {
    const role = wordOf(query, 'role', ['Owner', 'Admin', 'Member']);
    const cursor = query.get('cursor');
    return queries.members(caller, {
      group: textOf(query, 'group'),
      limit: limitOf(query),
      ...(role && { roles: [role] }),
      ...(cursor && { cursor }),
    });
  },
  /** Newest first, of the group or a topic of it: `group`, `topic`, `upTo` (seq), `limit`. */
  async groupHistory({ queries }, caller, query) {
    const { entries, invisible, gone, finished } = await queries.groupHistory(caller, {
      group: textOf(query, 'group'),
      topic: query.get('topic') || undefined,
      viewer: userOf(caller, query),
      upTo: integerOf(query, 'upTo', 0, SAFE) ?? 0,
      count: limitOf(query),
    });
    return { entries: entries.map(entryView), invisible, gone, complete: finished };
  },
  /** Newest first: `offset`, `limit`. */
  async groupConversations({ queries }, caller, query) {
    const all = await queries.groupConversations(caller, { user: userOf(caller, query) });
    const offset = integerOf(query, 'offset', 0, SAFE) ?? 0;
    const page = all.slice(offset, offset + limitOf(query));
    return { total: all.length, conversations: page.map(conversationView) };
  },
  /** Of a community, with what is of `user`: `group`, `topic` for one of them. */
  async topics({ queries }, caller, query) {
    const topic = query.get('topic');
    const found = await queries.topics(caller, {
      group: textOf(query, 'group'),
      topics: topic ? [topic] : undefined,
      user: userOf(caller, query),
    });
    return {
      topics: found.map((view) => {
        if (view === undefined) throw new Refused(110003, 'the topic does not exist');
        return topicView(view);
      }),
    };
  },
};

/** A message with its body as JSON, or the event that took the number. */
export function entryView(entry: GroupHistoryEntry): object {
  if (entry.kind === 'tip') {
    const { kind, position, seq, time, event } = entry;
    return { kind, position, seq, time, type: event.type, data: event.data };
  }
  const { body, ...fact } = entry.message;
  const { elements, cloudCustomData } = decodeBody(body);
  const { kind, position, state } = entry;
  return { kind, position, ...fact, msgBody: elements, cloudCustomData, ...(state && { state }) };
}

export function conversationView({ group, self, lastEntry, unread, ignored, lastTime }: GroupConversation): object {
  return {
    group: group.groupId,
    type: group.type,
    name: group.name,
    unread: unread - ignored,
    readSeq: self.readSeq,
    lastSeq: group.lastSeq,
    lastTime,
    remind: self.remind,
    lastEntry: lastEntry && entryView(lastEntry),
  };
}

function topicView({ lastEntry, self, ...topic }: TopicView): object {
  const { unread = 0, ignored = 0, ...own } = self ?? {};
  return {
    ...topic,
    lastEntry: lastEntry && entryView(lastEntry),
    ...(self && { self: { ...own, unread: unread - ignored } }),
  };
}
