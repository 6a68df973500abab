import type { Envelope } from '../../events/envelope.ts';
import { topicStream } from '../../events/stream.ts';
import type { GroupHead } from '../groups/head.ts';
import { HEAD } from '../groups/head.ts';
import { topicsPartition } from '../groups/keys.ts';
import { readingRules } from '../groups/rules.ts';
import type { TopicRow } from '../groups/topic-row.ts';
import type { QueryDeps } from './deps.ts';
import { type Joined, joinedRows } from './group-joined.ts';
import type { MissedEvent } from './types.ts';

/** Positions in (after, upTo], so many events at most. */
export interface Behind {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

type Concern = { readonly [T in MissedEvent['type']]: (event: Envelope<T>, user: string) => boolean };

const everybody = (): boolean => true;

/** Whom of a place's users an event about its messages is news to. */
const news: Concern = {
  MessageRevoked: everybody,
  MessageModified: everybody,
  ExtensionsChanged: everybody,
  ReactionChanged: everybody,
  MessagesRemoved: everybody,
  HistoryRemoved: everybody,
  MessagesConfirmed: ({ data }, user) => data.messages.some(([, from]) => from === user),
  MessagesDeleted: ({ data }, user) => data.user === user,
  HistoryCleared: ({ data }, user) => data.user === user,
};

export function concerns(event: Envelope, user: string): event is MissedEvent {
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
  for (const { stream, changedAt } of places) {
    if (changedAt <= after) continue;
    for await (const event of deps.log.read(stream, { direction: 'backwards' })) {
      if (event.position <= after) break;
      if (event.position > upTo || !concerns(event, user)) continue;
      if (events.length >= limit) return undefined;
      events.push(event);
    }
  }
  return events;
}

interface Place {
  readonly stream: string;
  readonly changedAt: number;
}

/** A group, and the topics of a community. */
async function placesOf(deps: QueryDeps, app: number, { stream, head, member }: Joined): Promise<readonly Place[]> {
  const own = { stream, changedAt: head.changedAt };
  if (!readingRules[member.type].topics) return [own];
  const topics = await deps.runner.reader('groups').range<TopicRow>(topicsPartition(stream));
  const streams = topics.map(({ value }) => topicStream(app, value.topic));
  const heads = await Promise.all(
    streams.map((topic) => deps.runner.reader('group-history').get<GroupHead>(topic, HEAD)),
  );
  return [own, ...streams.map((topic, at) => ({ stream: topic, changedAt: heads[at]?.changedAt ?? 0 }))];
}
