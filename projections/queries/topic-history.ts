import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import type { GroupRows } from './group-rows.ts';
import { permissionRows, permittedIn } from './permission-groups.ts';
import { seqAt, type TopicRows } from './topic-rows.ts';

/** "Read messages before joining", as a bit of the community and of a topic (product.md §2.24). */
const COMMUNITY_HISTORY = 8n;
const TOPIC_HISTORY = 4n;

/** First seq of a topic that is there for somebody; `member` is undefined for an administrator from outside. */
export async function firstInTopic(
  deps: QueryDeps,
  about: GroupRows,
  topic: TopicRows,
  member: MemberRow | undefined,
): Promise<number> {
  const { firstSeq } = topic.head;
  if (member === undefined || (await seesWhatWasBefore(deps, about, topic.topic.topic, member))) return firstSeq;
  return Math.max(firstSeq, (await seqAt(deps, topic, member.since)) + 1);
}

async function seesWhatWasBefore(
  deps: QueryDeps,
  { group, stream }: GroupRows,
  topic: string,
  member: MemberRow,
): Promise<boolean> {
  if (!group.profile.enablePermission) return readingRules[group.type].historyBeforeJoining;
  if (member.user === group.owner) return true;
  const own = await permittedIn(deps, stream, await permissionRows(deps, stream), member.user);
  const masks = own.flatMap(({ topics }) => topics.filter(([id]) => id === topic).map(([, mask]) => mask));
  if (masks.length > 0) return masks.some((mask) => hasBit(mask, TOPIC_HISTORY));
  return [group.profile.defaultPermission, ...own.map(({ mask }) => mask)].some((m) => hasBit(m, COMMUNITY_HISTORY));
}

function hasBit(mask: string, bit: bigint): boolean {
  return ((BigInt(mask) >> bit) & 1n) === 1n;
}
