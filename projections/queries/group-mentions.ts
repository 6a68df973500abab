import type { Caller } from '../../events/caller.ts';
import { groupStream } from '../../events/stream.ts';
import { topicKeysOf, topicsPartition } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { TopicRow } from '../groups/topic-row.ts';
import { atAllPartition, type KeptMention, type MentionsRow, mentionsPartition } from '../notices/row.ts';
import type { RowReader } from '../projection.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { memberRowsOf } from './group-rows.ts';
import type { GroupMentionView } from './group-types.ts';
import { mayRead } from './permission.ts';
import { withHead } from './topic-rows.ts';
import { readIn } from './topics.ts';

/** Newest mentions that a device is told of. */
const MOST = 100;

interface MentionsQuery {
  readonly user: string;
  readonly after: number;
  readonly group?: string;
}

/** Mentions by place, as it stands in row keys: a group or a topic. */
type ByPlace<T> = ReadonlyMap<string, T>;
type ForAll = readonly KeptMention[];

/**
 * Unread messages behind a position that mention a user, in the order of the log: by name, and those of everybody in his
 * groups and their topics. What he has read, or has taken away, is over (product.md §2.15). `Refused` 60010.
 */
export async function groupMentions(
  deps: QueryDeps,
  caller: Caller,
  { user, after, group }: MentionsQuery,
): Promise<readonly GroupMentionView[]> {
  mayRead(caller, user);
  const { app } = caller;
  const reader = deps.runner.reader('group-notices');
  const [memberships, rows] = await Promise.all([
    memberRowsOf(deps, app, user),
    reader.range<MentionsRow>(mentionsPartition(app, idKey(user))),
  ]);
  const own = new Map(rows.map(({ sort, value }) => [sort, value]));
  const asked = memberships.filter((member) => group === undefined || member.group === group);
  const found = await Promise.all(
    asked.map(async (member) => {
      const stream = groupStream(app, member.group);
      const all = await mentionsOfAll(reader, stream, member);
      const mentions = inGroup(member, own, all);
      return [...mentions, ...(await inTopics(deps, app, stream, member, own, all))];
    }),
  );
  return found
    .flat()
    .filter(({ position }) => position > after)
    .sort((one, other) => one.position - other.position)
    .slice(-MOST);
}

/** One look for a group, and one for a community with all its topics. */
async function mentionsOfAll(reader: RowReader, stream: string, { type, group }: MemberRow): Promise<ByPlace<ForAll>> {
  const partition = atAllPartition(stream);
  if (readingRules[type].topics) {
    const rows = await reader.range<ForAll>(partition);
    return new Map(rows.map(({ sort, value }) => [sort, value]));
  }
  const all = await reader.get<ForAll>(partition, idKey(group));
  return new Map(all && [[idKey(group), all]]);
}

function inGroup(member: MemberRow, own: ByPlace<MentionsRow>, all: ByPlace<ForAll>): GroupMentionView[] {
  const key = idKey(member.group);
  const behind = Math.max(member.readSeq, member.joinedSeq);
  return unread(member, behind, own.get(key), all.get(key));
}

async function inTopics(
  deps: QueryDeps,
  app: number,
  stream: string,
  member: MemberRow,
  own: ByPlace<MentionsRow>,
  all: ByPlace<ForAll>,
): Promise<readonly GroupMentionView[]> {
  if (!readingRules[member.type].topics) return [];
  const { from, to } = topicKeysOf(stream);
  const keys = new Set([...own.keys(), ...all.keys()].filter((key) => key >= from && key < to));
  const found = await Promise.all(
    [...keys].map(async (key) => {
      const topic = await deps.runner.reader('groups').get<TopicRow>(topicsPartition(stream), key);
      if (!topic) return [];
      const rows = await withHead(deps, app, topic);
      // What was said in a life of the id before is over too.
      const behind = Math.max(rows.head.firstSeq - 1, (await readIn(deps, rows, member)).base);
      return unread(member, behind, own.get(key), all.get(key)).map((one) => ({ ...one, topic: topic.topic }));
    }),
  );
  return found.flat();
}

function unread(
  { user, group }: MemberRow,
  behind: number,
  own: MentionsRow | undefined,
  all: ForAll = [],
): GroupMentionView[] {
  const named = own?.named ?? [];
  const isNamed = (seq: number) => named.some((one) => one.seq === seq);
  const isForAll = (seq: number) => all.some((one) => one.seq === seq);
  return [...named, ...all.filter(({ seq, from }) => from !== user && !isNamed(seq))]
    .filter(({ seq }) => seq > behind && own?.dropped.includes(seq) !== true)
    .map(({ seq, from, random, msgSeq, position }) => {
      const as = isNamed(seq) ? (isForAll(seq) ? 'both' : 'member') : 'all';
      return { group, topic: undefined, seq, from, random, msgSeq, position, as };
    });
}
