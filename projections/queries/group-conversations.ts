import type { Caller } from '../../events/caller.ts';
import { ignoredIn, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
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
  const conversations = await Promise.all(joined.map((one) => conversationOf(deps, one)));
  return conversations.sort((one, other) => other.lastTime - one.lastTime);
}

async function conversationOf(deps: QueryDeps, joined: Joined): Promise<GroupConversation> {
  const { stream } = joined;
  // Everything is copied before the first wait: rows are live.
  const head = { ...joined.head };
  const member = { ...joined.member };
  const group = groupView(joined);
  const last = lastOf(joined);
  const [muted, ignoredRead] = await Promise.all([
    mutedUntil(deps, stream, member.user),
    ignoredUpTo(deps, stream, Math.min(member.readSeq, head.lastSeq), head.ignored),
  ]);
  const entries = last && (await readEntries(deps.log, stream, [last.revision]));
  return {
    group,
    self: memberView(member, muted),
    lastEntry: last && entries?.get(last.revision),
    ...unreadOf(head, member, ignoredRead),
    lastTime: last?.time ?? 0,
  };
}

/** What a member has not read, and how much of that does not count; see the README of `groups/`. */
export function unreadOf(
  head: Pick<Joined['head'], 'lastSeq' | 'ignored'>,
  member: Pick<Joined['member'], 'type' | 'readSeq' | 'ownCount' | 'ownIgnored'>,
  ignoredRead: number,
): { readonly unread: number; readonly ignored: number } {
  const unread = Math.max(0, head.lastSeq - member.readSeq - member.ownCount);
  if (!readingRules[member.type].countsUnread) return { unread, ignored: unread };
  return { unread, ignored: Math.max(0, head.ignored - ignoredRead - member.ownIgnored) };
}

/** Ignored seqs up to `seq`, of `all` that there are. */
async function ignoredUpTo(deps: QueryDeps, stream: string, seq: number, all: number): Promise<number> {
  if (seq < 1 || all === 0) return 0;
  const chunk = await deps.runner.reader('group-history').get<SeqChunk>(stream, seqChunkKey(seq));
  return chunk ? ignoredIn(chunk, seq) : 0;
}

/** The last entry that the member's conversation shows, if it is his to see. */
function lastOf(joined: Joined): { readonly revision: number; readonly time: number } | undefined {
  const { head, member } = joined;
  const targeted = member.targetSeq > head.shownSeq;
  const seq = targeted ? member.targetSeq : head.shownSeq;
  if (seq < firstVisible(joined, member)) return undefined;
  return targeted
    ? { revision: member.targetRevision, time: member.targetTime }
    : { revision: head.shownRevision, time: head.shownTime };
}
