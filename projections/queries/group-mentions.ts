import type { Caller } from '../../events/caller.ts';
import { groupStream } from '../../events/stream.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { AT_ALL, type KeptMention, type MentionsRow, mentionsPartition } from '../notices/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { memberRowsOf } from './group-rows.ts';
import type { GroupMentionView } from './group-types.ts';
import { mayRead } from './permission.ts';

/** Newest mentions that a device is told of. */
const MOST = 100;

/**
 * Unread messages behind a position that mention a user, in the order of the log: by name, and those of everybody in his
 * groups. What he has read, or has taken away, is over (product.md §2.15). `Refused` 60010.
 */
export async function groupMentions(
  deps: QueryDeps,
  caller: Caller,
  { user, after }: { readonly user: string; readonly after: number },
): Promise<readonly GroupMentionView[]> {
  mayRead(caller, user);
  const { app } = caller;
  const reader = deps.runner.reader('group-notices');
  const [memberships, rows] = await Promise.all([
    memberRowsOf(deps, app, user),
    reader.range<MentionsRow>(mentionsPartition(app, idKey(user))),
  ]);
  const own = new Map(rows.map(({ sort, value }) => [sort, value]));
  const found = await Promise.all(
    memberships.map(async (member) => {
      const all = await reader.get<readonly KeptMention[]>(groupStream(app, member.group), AT_ALL);
      return unread(member, own.get(idKey(member.group)), all ?? [], after);
    }),
  );
  return found
    .flat()
    .sort((one, other) => one.position - other.position)
    .slice(-MOST);
}

function unread(
  { user, group, readSeq, joinedSeq }: MemberRow,
  own: MentionsRow | undefined,
  all: readonly KeptMention[],
  after: number,
): GroupMentionView[] {
  const named = own?.named ?? [];
  const isNamed = (seq: number) => named.some((one) => one.seq === seq);
  const isForAll = (seq: number) => all.some((one) => one.seq === seq);
  return [...named, ...all.filter(({ seq, from }) => from !== user && !isNamed(seq))]
    .filter(({ seq, position }) => position > after && seq > Math.max(readSeq, joinedSeq))
    .filter(({ seq }) => own?.dropped.includes(seq) !== true)
    .map(({ seq, from, random, msgSeq, position }) => {
      const as = isNamed(seq) ? (isForAll(seq) ? 'both' : 'member') : 'all';
      return { group, seq, from, random, msgSeq, position, as };
    });
}
