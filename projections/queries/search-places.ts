import { c2cStream, communityOf, groupStream, parseStream, placeStream, topicStream } from '../../events/stream.ts';
import { topicsPartition } from '../groups/keys.ts';
import { readingRules } from '../groups/rules.ts';
import type { TopicRow } from '../groups/topic-row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { firstSeen } from './first-seen.ts';
import { memberRowsOf } from './group-rows.ts';

/** Streams of all groups that somebody is in, and of the topics of his communities. */
export async function placesOf(deps: QueryDeps, app: number, user: string): Promise<readonly string[]> {
  const memberships = await memberRowsOf(deps, app, user);
  const places = await Promise.all(
    memberships.map(async ({ group, type }) => {
      const stream = groupStream(app, group);
      if (!readingRules[type].topics) return [stream];
      const topics = await deps.runner.reader('groups').range<TopicRow>(topicsPartition(stream));
      return [stream, ...topics.map(({ value }) => topicStream(app, value.topic))];
    }),
  );
  return places.flat();
}

/** The one place that a search is about: with a user, or a group or topic. */
export function placeOf(
  app: number,
  user: string,
  { peer, group }: { readonly peer?: string | undefined; readonly group?: string | undefined },
): string | undefined {
  if (peer) return c2cStream(app, user, peer);
  return group ? placeStream(app, group) : undefined;
}

/** What a stream is to one of its users. */
export type Place =
  | { readonly kind: 'c2c'; readonly peer: string }
  | { readonly kind: 'group'; readonly group: string; readonly topic: string | undefined };

export function describe(stream: string, user: string): Place {
  const { category, ids } = parseStream(stream);
  const [first = '', second = ''] = ids;
  if (category === 'c2c') return { kind: 'c2c', peer: first === user ? second : first };
  return category === 'topic'
    ? { kind: 'group', group: communityOf(first), topic: first }
    : { kind: 'group', group: first, topic: undefined };
}

/** First seq that somebody sees of a place; undefined: nothing of it, for whatever reason. */
export async function firstSeqOf(
  deps: QueryDeps,
  app: number,
  user: string,
  stream: string,
): Promise<number | undefined> {
  const place = describe(stream, user);
  if (place.kind === 'c2c') return firstSeen(deps, app, { users: [user, place.peer] }, user);
  const { group, topic } = place;
  if (topic !== undefined) {
    // Its messages leave the index some time after it has gone.
    const partition = topicsPartition(groupStream(app, group));
    if (!(await deps.runner.reader('groups').get<TopicRow>(partition, idKey(topic)))) return undefined;
  }
  return firstSeen(deps, app, { group, topic }, user);
}
