import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { ignoredIn, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import { topicsPartition } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import { topicPlace } from '../groups/topic-members.ts';
import type { TopicMemberRow, TopicRow } from '../groups/topic-row.ts';
import type { QueryDeps } from './deps.ts';
import { readEntries } from './group-entries.ts';
import { type GroupRows, groupOfMember, memberRow, mutedUntil } from './group-rows.ts';
import type { TopicSelf, TopicView } from './group-types.ts';
import { seqAt, type TopicRows, topicRows, withHead } from './topic-rows.ts';

interface TopicsQuery {
  readonly group: string;
  readonly topics?: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/** Topics of a community (wire-groups.md §7.2), with what is of one member. Throws `Refused` 10010, 10007, 110013. */
export async function topics(
  deps: QueryDeps,
  caller: Caller,
  query: TopicsQuery,
): Promise<readonly (TopicView | undefined)[]> {
  const about = await groupOfMember(deps, caller, query.group);
  const { user } = query;
  const member = user === undefined ? undefined : await memberRow(deps, caller.app, query.group, user);
  const found =
    query.topics === undefined
      ? await allOf(deps, caller.app, about)
      : await Promise.all(query.topics.map((topic) => whereThere(topicRows(deps, caller.app, about, topic))));
  return Promise.all(found.map((rows) => rows && viewOf(deps, rows, member)));
}

async function allOf(deps: QueryDeps, app: number, { stream }: GroupRows): Promise<readonly TopicRows[]> {
  const rows = await deps.runner.reader('groups').range<TopicRow>(topicsPartition(stream));
  const ascending = rows.map(({ value }) => value).sort((one, other) => one.generation - other.generation);
  return Promise.all(ascending.map((row) => withHead(deps, app, row)));
}

async function whereThere(rows: Promise<TopicRows>): Promise<TopicRows | undefined> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof Refused && error.code === 110003) return undefined;
    throw error;
  }
}

async function viewOf(deps: QueryDeps, rows: TopicRows, member: MemberRow | undefined): Promise<TopicView> {
  const { topic, head, stream } = rows;
  const { shownSeq, shownRevision, lastSeq, lastMessageTime } = head;
  const view = { ...topic.profile, topic: topic.topic, createdAt: topic.createdAt, lastSeq, lastMessageTime };
  const [self, entries] = await Promise.all([
    member && selfIn(deps, rows, member),
    shownSeq > 0 ? readEntries(deps.log, stream, [shownRevision]) : undefined,
  ]);
  return { ...view, lastEntry: entries?.get(shownRevision), self };
}

/** Unread is counted as in groups (see the README of `groups/`), from where he stood when he came. */
async function selfIn(deps: QueryDeps, rows: TopicRows, member: MemberRow): Promise<TopicSelf> {
  const { stream, topic, head } = rows;
  const { lastSeq, ignored } = head;
  const place = topicPlace(stream, member.user);
  const kept = await deps.runner.reader('group-members').get<TopicMemberRow>(place.partition, place.groupKey);
  const row = kept?.generation === topic.generation ? kept : undefined;
  const { readSeq = 0, remind = '', own } = row ?? {};
  const [ownCount, ownIgnored] = [own?.count ?? 0, own?.ignored ?? 0];
  const base = Math.max(readSeq, await seqAt(deps, rows, member.since));
  const unread = Math.max(0, lastSeq - base - ownCount);
  const ignoredBefore = ignored === 0 || base < 1 ? 0 : await ignoredUpTo(deps, stream, base);
  return {
    readSeq: base,
    unread,
    ignored: Math.max(0, ignored - ignoredBefore - ownIgnored),
    remind: remind === '' ? readingRules[member.type].remindDefault : remind,
    mutedUntil: await mutedUntil(deps, stream, member.user),
  };
}

async function ignoredUpTo(deps: QueryDeps, stream: string, seq: number): Promise<number> {
  const chunk = await deps.runner.reader('group-history').get<SeqChunk>(stream, seqChunkKey(seq));
  return chunk ? ignoredIn(chunk, seq) : 0;
}
