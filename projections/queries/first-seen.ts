import type { MessagePlace } from '../../events/message/place.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { firstVisible } from './group-history.ts';
import { type GroupRows, groupRows, memberRow } from './group-rows.ts';
import { firstInTopic } from './topic-history.ts';
import { topicRows } from './topic-rows.ts';

/**
 * First number of a place that is there for one of its people; undefined for who has no part in it. Nothing that was before
 * is his to see, whichever way he comes to know its number.
 */
export async function firstSeen(
  deps: QueryDeps,
  app: number,
  place: MessagePlace,
  user: string,
): Promise<number | undefined> {
  if ('users' in place) return firstInPair(deps, app, place.users, user);
  const about = await groupRows(deps, app, place.group);
  const member = about && (await memberRow(deps, app, place.group, user));
  return about && member && firstInPlace(deps, app, about, place.topic, member);
}

/** `member` is undefined for an administrator from outside. */
export async function firstInPlace(
  deps: QueryDeps,
  app: number,
  about: GroupRows,
  topic: string | undefined,
  member: MemberRow | undefined,
): Promise<number> {
  if (topic === undefined) return firstVisible(about, member);
  return firstInTopic(deps, about, await topicRows(deps, app, about, topic), member);
}

async function firstInPair(
  { runner }: QueryDeps,
  app: number,
  [one, other]: readonly [string, string],
  user: string,
): Promise<number | undefined> {
  const peer = user === one ? other : one;
  const row = await runner.reader('conversations').get<ConversationRow>(userPartition(app, idKey(user)), idKey(peer));
  return row?.firstSeq;
}
