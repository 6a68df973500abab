import type { Caller } from '../../events/caller.ts';
import { isAddressedTo } from '../../events/message/events.ts';
import type { QueryDeps } from './deps.ts';
import { firstInPlace } from './first-seen.ts';
import { groupOfMember, memberRow } from './group-rows.ts';
import type { Recall, RecallsQuery } from './message-types.ts';
import { topicRows } from './topic-rows.ts';

/** Newest events of a group that are looked through: what lies before them, a client reads in the history. */
const LOOKED_THROUGH = 1000;

/** Recalls in a group or topic since a time, of what the caller may see, oldest first (wire-messages.md §5.4). Throws `Refused` 10010, 10007, 110003. */
export async function groupRecalls(
  deps: QueryDeps,
  caller: Caller,
  { group, topic, from, to, limit }: RecallsQuery,
): Promise<{ readonly recalls: readonly Recall[]; readonly next: number }> {
  const about = await groupOfMember(deps, caller, group);
  const { stream } = topic === undefined ? about : await topicRows(deps, caller.app, about, topic);
  const member = await memberRow(deps, caller.app, group, caller.user);
  const first = await firstInPlace(deps, caller.app, about, topic, member);
  const found: Recall[] = [];
  let looked = 0;
  for await (const { type, data, time } of deps.log.read(stream, { direction: 'backwards' })) {
    if (time < from || ++looked > LOOKED_THROUGH) break;
    if (type !== 'MessageRevoked' || time > to) continue;
    const { seq, random, by, reason } = data;
    if (isAddressedTo(data, caller.user) && seq >= first) found.push({ seq, random, by, reason, at: time });
  }
  const ascending = found.reverse();
  // The next page begins at a time: those of one moment stay together.
  const last = ascending[limit - 1]?.at;
  const end = last === undefined ? ascending.length : ascending.findLastIndex(({ at }) => at === last) + 1;
  return { recalls: ascending.slice(0, end), next: ascending[end]?.at ?? 0 };
}
