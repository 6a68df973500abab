import type { Caller } from '../../events/caller.ts';
import { ignoredIn, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import type { Shown } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import { readEntries } from './group-entries.ts';
import { firstVisible } from './group-history.ts';
import { type Joined, joinedRows } from './group-joined.ts';
import { mutedUntil } from './group-rows.ts';
import type { GroupConversation } from './group-types.ts';
import { groupView, memberView } from './group-views.ts';
import { mayRead } from './permission.ts';

/** The conversations of a user in groups, newest last entry first (wire-messages.md §5.2). `Refused` 60010. */
export async function groupConversations(
  deps: QueryDeps,
  caller: Caller,
  { user }: { readonly user: string },
): Promise<readonly GroupConversation[]> {
  mayRead(caller, user);
  const joined = await joinedRows(deps, caller.app, user);
  const conversations = await Promise.all(joined.map((one) => groupConversationOf(deps, one)));
  return conversations.sort((one, other) => other.lastTime - one.lastTime);
}

/** One conversation, with its last entry read from the log. */
export async function groupConversationOf(deps: QueryDeps, joined: Joined): Promise<GroupConversation> {
  const { stream, member } = joined;
  // What is taken from rows is taken before the first wait: rows are live.
  const group = groupView(joined);
  const self = memberView(member, 0);
  const last = lastOf(joined);
  const [muted, unread, entries] = await Promise.all([
    mutedUntil(deps, stream, member.user),
    unreadOf(deps, joined),
    last && readEntries(deps.log, stream, [last.revision]),
  ]);
  return {
    group,
    self: muted === 0 ? self : { ...self, mutedUntil: muted },
    lastEntry: last && entries?.get(last.revision),
    unread: unread.unread,
    ignored: unread.ignored,
    lastTime: last?.time ?? 0,
  };
}

/** What of a member's group its unread and its last entry are made of. */
export type Counted = Pick<Joined, 'stream' | 'group' | 'head' | 'member'>;

/** What a member has not read, and how much of that does not count: see the README of `groups/`. */
export async function unreadOf(deps: QueryDeps, { stream, head, member }: Omit<Counted, 'group'>) {
  const { lastSeq, ignored } = head;
  const { own } = member;
  // Where counting begins, with how many, and what of his own was counted before.
  const from = member.given ?? { unread: 0, seq: member.readSeq, own: 0, ownIgnored: 0 };
  const ownIgnored = (own?.ignored ?? 0) - from.ownIgnored;
  const unread = from.unread + Math.max(0, lastSeq - from.seq - ((own?.count ?? 0) - from.own));
  if (!readingRules[member.type].countsUnread) return { unread, ignored: unread };
  const ignoredBefore = await ignoredUpTo(deps, stream, Math.min(from.seq, lastSeq), ignored);
  return { unread, ignored: Math.max(0, ignored - ignoredBefore - ownIgnored) };
}

/** Ignored seqs up to `seq`, of `all` that there are. */
async function ignoredUpTo(deps: QueryDeps, stream: string, seq: number, all: number): Promise<number> {
  if (seq < 1 || all === 0) return 0;
  const chunk = await deps.runner.reader('group-history').get<SeqChunk>(stream, seqChunkKey(seq));
  return chunk ? ignoredIn(chunk, seq) : 0;
}

/** The last entry that the member's conversation shows, if it is his to see. */
export function lastOf(joined: Counted): Shown | undefined {
  const { head, member } = joined;
  const forAll: Shown = { seq: head.shownSeq, revision: head.shownRevision, time: head.shownTime };
  const last = member.target !== null && member.target.seq > forAll.seq ? member.target : forAll;
  return last.seq < firstVisible(joined, member) ? undefined : last;
}
