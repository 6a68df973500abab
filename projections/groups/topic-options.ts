import type { Remind } from '../../events/group/events.ts';
import { communityOf, groupStream } from '../../events/stream.ts';
import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { topicsPartition } from './keys.ts';
import { topicsOf } from './topic-members.ts';
import type { TopicMemberRow, TopicRow } from './topic-row.ts';

/** How a member wants to hear of one topic. */
export interface FollowedTopic {
  readonly topic: string;
  readonly remind: Remind;
}

/** What somebody has set for single topics that are there, by their community. */
export async function topicOptions(
  runner: Pick<ProjectionRunner, 'reader'>,
  app: number,
  user: string,
): Promise<ReadonlyMap<string, readonly FollowedTopic[]>> {
  const rows = await runner.reader('group-members').range<TopicMemberRow>(topicsOf(String(app), user));
  // Copied at once: rows are live.
  const set = rows.flatMap(({ value: { topic, generation, remind } }) =>
    remind === '' ? [] : [{ topic, generation, remind }],
  );
  const there = await Promise.all(
    set.map(async ({ topic, generation }) => {
      const partition = topicsPartition(groupStream(app, communityOf(topic)));
      const row = await runner.reader('groups').get<TopicRow>(partition, idKey(topic));
      return row?.generation === generation;
    }),
  );
  const byCommunity = new Map<string, FollowedTopic[]>();
  for (const [i, { topic, remind }] of set.entries()) {
    if (!there[i]) continue;
    const community = communityOf(topic);
    byCommunity.set(community, [...(byCommunity.get(community) ?? []), { topic, remind }]);
  }
  return byCommunity;
}
