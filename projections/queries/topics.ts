import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { topicsPartition } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import { topicPlace } from '../groups/topic-members.ts';
import type { TopicMemberRow, TopicRow } from '../groups/topic-row.ts';
import type { QueryDeps } from './deps.ts';
import { lastEntryOf } from './group-last.ts';
import { type GroupRows, groupOfMember, memberRow, mutedUntil } from './group-rows.ts';
import type { TopicSelf, TopicView } from './group-types.ts';
import { countUnread } from './group-unread.ts';
import { mayRead } from './permission.ts';
import { seqAt, type TopicRows, topicRows, withHead } from './topic-rows.ts';

interface TopicsQuery {
  readonly group: string;
  readonly topics?: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/** Topics of a community (wire-groups.md §7.2), with what is of one member. Throws `Refused` 10010, 10007, 110013, 60010 for what is of somebody else. */
export async function topics(
  deps: QueryDeps,
  caller: Caller,
  query: TopicsQuery,
): Promise<readonly (TopicView | undefined)[]> {
  const { user } = query;
  if (user !== undefined) mayRead(caller, user);
  const about = await groupOfMember(deps, caller, query.group);
  const member = user === undefined ? undefined : await memberRow(deps, caller.app, query.group, user);
  const found =
    query.topics === undefined
      ? await allOf(deps, caller.app, about)
      : await Promise.all(query.topics.map((topic) => whereThere(topicRows(deps, caller.app, about, topic))));
  return Promise.all(found.map((rows) => rows && viewOf(deps, caller.app, rows, member)));
}

/** Of all topics of a community together (rest-api.md §14.6, the gross numbers). Throws `Refused` 10010, 10007. */
export async function topicTotals(
  deps: QueryDeps,
  caller: Caller,
  { group, user }: { readonly group: string; readonly user: string },
): Promise<{ readonly lastSeq: number; readonly readSeq: number }> {
  mayRead(caller, user);
  const about = await groupOfMember(deps, caller, group);
  const member = await memberRow(deps, caller.app, group, user);
  const found = await allOf(deps, caller.app, about);
  const lastSeq = found.reduce((sum, { head }) => sum + head.lastSeq, 0);
  const reads = await Promise.all(found.map(async (rows) => (member ? (await readIn(deps, rows, member)).base : 0)));
  return { lastSeq, readSeq: reads.reduce((sum, seq) => sum + seq, 0) };
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

async function viewOf(
  deps: QueryDeps,
  app: number,
  rows: TopicRows,
  member: MemberRow | undefined,
): Promise<TopicView> {
  const { topic, head, stream } = rows;
  const { shownSeq, shownRevision, lastSeq, lastMessageTime } = head;
  const view = { ...topic.profile, topic: topic.topic, createdAt: topic.createdAt, lastSeq, lastMessageTime };
  const [self, lastEntry] = await Promise.all([
    member && selfIn(deps, app, rows, member),
    shownSeq > 0
      ? lastEntryOf(
          deps,
          { app, user: member?.user ?? '', stream, first: head.firstSeq },
          { seq: shownSeq, revision: shownRevision, time: 0 },
        )
      : undefined,
  ]);
  return { ...view, lastEntry, self };
}

/** His row in the topic, and up to where everything is read: at least what was there when he came. */
export async function readIn(
  deps: QueryDeps,
  rows: TopicRows,
  { user, since }: MemberRow,
): Promise<{ readonly row: TopicMemberRow | undefined; readonly base: number }> {
  const place = topicPlace(rows.stream, user);
  const kept = await deps.runner.reader('group-members').get<TopicMemberRow>(place.partition, place.groupKey);
  const row = kept?.generation === rows.topic.generation ? kept : undefined;
  const readSeq = row?.readSeq ?? 0;
  const { lastSeq } = rows.head;
  return { row, base: readSeq >= lastSeq ? readSeq : Math.max(readSeq, await seqAt(deps, rows, since)) };
}

/** Unread is counted as in groups (see the README of `groups/`), from where he stood when he came. */
async function selfIn(deps: QueryDeps, app: number, rows: TopicRows, member: MemberRow): Promise<TopicSelf> {
  const { user } = member;
  const { stream } = rows;
  const { lastSeq, ignored, removedSeq } = rows.head;
  const { row, base } = await readIn(deps, rows, member);
  const marks = { joinedSeq: row?.joinedSeq ?? 0, readSeq: base, own: row?.own ?? null };
  const counting = { app, user, stream, head: { lastSeq, ignored, removedSeq }, base, marks, given: null };
  const counted = await countUnread(deps, { ...counting, place: topicPlace(stream, user) });
  return {
    readSeq: base,
    ...counted,
    remind: row?.remind || member.remind || readingRules[member.type].remindDefault,
    mutedUntil: await mutedUntil(deps, stream, user),
  };
}
