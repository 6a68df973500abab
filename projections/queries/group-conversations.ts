import type { Caller } from '../../events/caller.ts';
import type { Shown } from '../groups/member-row.ts';
import { placeOf } from '../groups/place.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import { firstVisible } from './group-history.ts';
import { type Joined, joinedRows } from './group-joined.ts';
import { lastEntryOf } from './group-last.ts';
import { mutedUntil } from './group-rows.ts';
import type { GroupConversation } from './group-types.ts';
import { type Counted, countUnread } from './group-unread.ts';
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
  const conversations = await Promise.all(joined.map((one) => groupConversationOf(deps, caller.app, one)));
  return conversations.sort((one, other) => other.lastTime - one.lastTime);
}

/** One conversation, with its last entry read from the log. */
export async function groupConversationOf(deps: QueryDeps, app: number, joined: Joined): Promise<GroupConversation> {
  const { stream, member } = joined;
  // What is taken from rows is taken before the first wait: rows are live.
  const group = groupView(joined);
  const self = memberView(member, 0);
  const last = lastOf(joined);
  const { user } = member;
  const [muted, unread, lastEntry] = await Promise.all([
    mutedUntil(deps, stream, user),
    unreadOf(deps, app, joined),
    last && lastEntryOf(deps, { app, user, stream, first: firstVisible(joined, member) }, last),
  ]);
  return {
    group,
    self: muted === 0 ? self : { ...self, mutedUntil: muted },
    lastEntry,
    unread: unread.unread,
    ignored: unread.ignored,
    lastTime: last?.time ?? 0,
  };
}

/** What of a member's group its unread and its last entry are made of. */
export type Membership = Pick<Joined, 'stream' | 'group' | 'head' | 'member'>;

/** What a member has not read, and how much of that does not count: see the README of `groups/`. */
export async function unreadOf(deps: QueryDeps, app: number, { stream, head, member }: Membership): Promise<Counted> {
  const { user, readSeq: base, joinedSeq, own, given } = member;
  const { lastSeq, ignored, removedSeq } = head;
  const marks = { joinedSeq, readSeq: base, own: own && { ...own } };
  const counting = { app, user, stream, head: { lastSeq, ignored, removedSeq }, base, marks, given };
  const counts = readingRules[member.type].countsUnread;
  const counted = await countUnread(deps, { ...counting, place: placeOf(stream, user) });
  return counts ? counted : { ...counted, ignored: counted.unread };
}

/** The last entry that the member's conversation shows, if it is his to see. */
export function lastOf(joined: Membership): Shown | undefined {
  const { head, member } = joined;
  const forAll: Shown = { seq: head.shownSeq, revision: head.shownRevision, time: head.shownTime };
  const last = member.target !== null && member.target.seq > forAll.seq ? member.target : forAll;
  return last.seq < firstVisible(joined, member) ? undefined : last;
}
