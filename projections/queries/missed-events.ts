import type { Envelope } from '../../events/envelope.ts';
import { isAddressedTo, type MessageRef } from '../../events/message/events.ts';
import { topicStream } from '../../events/stream.ts';
import type { GroupHead } from '../groups/head.ts';
import { HEAD } from '../groups/head.ts';
import { topicsPartition } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { TopicRow } from '../groups/topic-row.ts';
import type { QueryDeps } from './deps.ts';
import { firstInPlace } from './first-seen.ts';
import { type Joined, joinedRows } from './group-joined.ts';
import type { GroupRows } from './group-rows.ts';
import type { MissedEvent } from './types.ts';

/** Positions in (after, upTo], so many events at most. */
export interface Behind {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

type Concern = { readonly [T in MissedEvent['type']]: (event: Envelope<T>, user: string) => boolean };

const everybody = (): boolean => true;
const itsPeople = ({ data }: { readonly data: MessageRef }, user: string): boolean => isAddressedTo(data, user);

/** Whom of a place's users an event about its messages is news to. */
const news: Concern = {
  MessageRevoked: itsPeople,
  MessageModified: itsPeople,
  ExtensionsChanged: itsPeople,
  ReactionChanged: itsPeople,
  MessagesRemoved: everybody,
  HistoryRemoved: everybody,
  MessagesConfirmed: ({ data }, user) => data.messages.some(([, from]) => from === user),
  MessagesDeleted: ({ data }, user) => data.user === user,
  HistoryCleared: ({ data }, user) => data.user === user,
};

/** `first`: first number that is there for him; what happens to messages before it does not concern him. */
export function concerns(event: Envelope, user: string, first: number): event is MissedEvent {
  if ('seq' in event.data && event.data.seq < first) return false;
  const isNews = (news as Readonly<Record<string, ((event: Envelope, user: string) => boolean) | undefined>>)[
    event.type
  ];
  return isNews?.(event, user) === true;
}

/** What happened to messages of a user's groups and topics; undefined when there is more of it than the limit. */
export async function groupChanges(
  deps: QueryDeps,
  app: number,
  user: string,
  { after, upTo, limit }: Behind,
): Promise<readonly MissedEvent[] | undefined> {
  const joined = await joinedRows(deps, app, user, undefined, true);
  const places = (await Promise.all(joined.map((one) => placesOf(deps, app, one)))).flat();
  const events: MissedEvent[] = [];
  for (const { stream, changedAt, about, topic, member } of places) {
    // What happened before he came he has not missed.
    const since = Math.max(after, member.since);
    if (changedAt <= since) continue;
    const first = await firstInPlace(deps, app, about, topic, member);
    for await (const event of deps.log.read(stream, { direction: 'backwards' })) {
      if (event.position <= since) break;
      if (event.position > upTo || !concerns(event, user, first)) continue;
      if (events.length >= limit) return undefined;
      events.push(event);
    }
  }
  return events;
}

interface Place {
  readonly stream: string;
  readonly changedAt: number;
  readonly about: GroupRows;
  readonly topic: string | undefined;
  readonly member: MemberRow;
}

/** A group, and the topics of a community. */
async function placesOf(deps: QueryDeps, app: number, about: Joined): Promise<readonly Place[]> {
  const { stream, head, member } = about;
  const own = { stream, changedAt: head.changedAt, about, topic: undefined, member };
  if (!readingRules[member.type].topics) return [own];
  const topics = await deps.runner.reader('groups').range<TopicRow>(topicsPartition(stream));
  const ofTopics = topics.map(async ({ value: { topic } }): Promise<Place> => {
    const stream = topicStream(app, topic);
    const head = await deps.runner.reader('group-history').get<GroupHead>(stream, HEAD);
    return { stream, changedAt: head?.changedAt ?? 0, about, topic, member };
  });
  return [own, ...(await Promise.all(ofTopics))];
}
