import { Refused } from '../../events/refused.ts';
import { communityOf, topicStream } from '../../events/stream.ts';
import { blockOf, positionOf, revisionAt, SEQS, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import { type GroupHead, HEAD, newHead } from '../groups/head.ts';
import { topicsPartition } from '../groups/keys.ts';
import type { TopicRow } from '../groups/topic-row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { GroupRows } from './group-rows.ts';

/** The rows of one topic that exists. Live: to be looked at and not kept. */
export interface TopicRows {
  readonly stream: string;
  readonly topic: TopicRow;
  readonly head: GroupHead;
}

/** Throws `Refused` 110013 for an id that is none of this community's, 110003 for a topic that is not there. */
export async function topicRows(deps: QueryDeps, app: number, about: GroupRows, topic: string): Promise<TopicRows> {
  if (communityOf(topic) !== about.group.groupId) throw new Refused(110013, 'the topic is none of this group');
  const row = await deps.runner.reader('groups').get<TopicRow>(topicsPartition(about.stream), idKey(topic));
  if (!row) throw new Refused(110003, `the topic ${topic.slice(0, 96)} does not exist`);
  return withHead(deps, app, row);
}

export async function withHead(deps: QueryDeps, app: number, topic: TopicRow): Promise<TopicRows> {
  const stream = topicStream(app, topic.topic);
  const head = await deps.runner.reader('group-history').get<GroupHead>(stream, HEAD);
  return { stream, topic, head: head ?? newHead(0, 0) };
}

/**
 * The highest seq of a topic that was given out up to a position of the log: what was there when somebody came. Nothing is
 * kept per member and topic for it: the chunk is found by halving, and the entry in it by looking into the log.
 */
export async function seqAt(deps: QueryDeps, { stream, head }: TopicRows, position: number): Promise<number> {
  const { firstSeq, lastSeq } = head;
  const history = deps.runner.reader('group-history');
  const chunkAt = (block: number) => history.get<SeqChunk>(stream, seqChunkKey(block * SEQS + 1));
  const block = await lastThat(blockOf(firstSeq), blockOf(lastSeq), async (at) => {
    const chunk = await chunkAt(at);
    return chunk !== undefined && positionOf(chunk) <= position;
  });
  const chunk = block === undefined ? undefined : await chunkAt(block);
  if (block === undefined || chunk === undefined) return firstSeq - 1;
  const revisions = [...chunk];
  const first = Math.max(firstSeq, block * SEQS + 1);
  const seq = await lastThat(first, Math.min(lastSeq, (block + 1) * SEQS), async (at) => {
    for await (const event of deps.log.read(stream, { from: revisionAt(revisions, at), limit: 1 })) {
      return event.position <= position;
    }
    return false;
  });
  return seq ?? first - 1;
}

/** The last number of [low, high] that passes, when those that pass come first; undefined when none does. */
async function lastThat(
  low: number,
  high: number,
  passes: (number: number) => Promise<boolean>,
): Promise<number | undefined> {
  let last: number | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    if (await passes(middle)) {
      last = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return last;
}
