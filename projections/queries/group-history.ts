import type { Caller } from '../../events/caller.ts';
import { isAddressedTo } from '../../events/message/events.ts';
import { Refused } from '../../events/refused.ts';
import { revisionAt, type SeqChunk, seqChunkKey, stretches } from '../groups/chunk.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { showsHistoryBefore } from '../groups/rules.ts';
import { viewOf } from '../messages/views.ts';
import type { QueryDeps } from './deps.ts';
import { readEntries } from './group-entries.ts';
import { existingGroup, type GroupRows, memberRow } from './group-rows.ts';
import type { GroupHistoryEntry, GroupHistoryPage } from './group-types.ts';
import { statesOf } from './message-states.ts';
import { mayRead } from './permission.ts';
import { isEntryReadable } from './retention.ts';
import { firstInTopic } from './topic-history.ts';
import { type TopicRows, topicRows } from './topic-rows.ts';

interface HistoryQuery {
  readonly group: string;
  readonly topic?: string | undefined;
  readonly viewer: string;
  readonly upTo: number;
  readonly count: number;
}

const MAX_COUNT = 100;

/**
 * A stretch of a group's history, newest first (wire-messages.md §6.2): what lies above the last seq is left out, so that
 * a reader may step upwards too. An administrator who looks with the eyes of nobody in the group sees all of it.
 * Throws `Refused` 60010 for the view of somebody else, 10010, 10007 for who is not a member, 110003 for no such topic.
 */
export async function groupHistory(deps: QueryDeps, caller: Caller, query: HistoryQuery): Promise<GroupHistoryPage> {
  const { group, topic, viewer } = query;
  mayRead(caller, viewer);
  const about = await existingGroup(deps, caller.app, group);
  const member = await memberRow(deps, caller.app, group, viewer);
  if (!member && !caller.admin) throw new Refused(10007, `${viewer} is not a member of the group`);
  const rows = topic === undefined ? about : await topicRows(deps, caller.app, about, topic);
  const firstThere =
    topic === undefined ? firstVisible(about, member) : await firstInTopic(deps, about, rows as TopicRows, member);
  const last = rows.head.lastSeq;
  const count = Math.max(1, Math.min(MAX_COUNT, Math.floor(query.count) || 1));
  const top = query.upTo > 0 ? Math.floor(query.upTo) : last;
  // Administrators from outside have no view of their own.
  const at = { app: caller.app, user: viewer, stream: rows.stream };
  const view = await viewOf(deps.runner.reader('message-views'), at, top - count + 1, top);
  const first = Math.max(firstThere, view.clearedSeq + 1, rows.head.removedSeq + 1);
  const low = Math.max(first, top - count + 1);
  const places = await placesOf(deps, rows.stream, low, Math.min(top, last));
  const revisions = places.map(({ revision }) => revision);
  const found = await readEntries(deps.log, rows.stream, revisions);
  // What is older than what is over is over too.
  const over = [...found.values()].some((entry) => !isEntryReadable(deps, entry));
  const entries: GroupHistoryEntry[] = [];
  const invisible: number[] = [];
  const gone: number[] = [];
  const there = places.filter(({ seq }) => !view.hides(seq));
  const now = await entriesNow(
    deps,
    rows.stream,
    there.flatMap(({ revision }) => found.get(revision) ?? []),
    { viewer, seesAll: caller.admin },
  );
  for (const { seq, revision } of places) {
    const entry = found.get(revision);
    const is = now.get(seq);
    if (!entry || !isVisible(entry, member)) invisible.push(seq);
    else if (is === undefined) gone.push(seq);
    else entries.push(is);
  }
  return { entries, invisible, gone, finished: low <= first || last < first || over };
}

/** Entries of one place as they are now, by seq, without those that were taken away for everybody. */
export async function entriesNow(
  deps: QueryDeps,
  stream: string,
  stored: readonly GroupHistoryEntry[],
  sees: { readonly viewer: string; readonly seesAll: boolean },
): Promise<ReadonlyMap<number, GroupHistoryEntry>> {
  const entries = stored.filter((entry) => isEntryReadable(deps, entry));
  const messages = entries.flatMap((entry) => (entry.kind === 'message' ? [entry] : []));
  const states = await statesOf(
    deps,
    stream,
    messages.map(({ message }) => message),
    sees,
  );
  const now = new Map<number, GroupHistoryEntry>();
  for (const entry of entries) {
    if (entry.kind === 'tip') now.set(entry.seq, entry);
    else {
      const is = states.get(entry.message.seq);
      if (is !== undefined) now.set(entry.message.seq, { ...entry, ...is });
    }
  }
  return now;
}

/** First seq that is there for somebody; `member` is undefined for an administrator from outside. */
export function firstVisible(
  { group, head }: Pick<GroupRows, 'group' | 'head'>,
  member: MemberRow | undefined,
): number {
  const sinceJoining = member !== undefined && !showsHistoryBefore(group);
  return Math.max(head.firstSeq, sinceJoining ? member.joinedSeq + 1 : 1);
}

/** Where the seqs of [low, high] lie, newest first. */
/** Where the entries of a stretch lie in the stream, newest first. */
export async function placesOf(deps: QueryDeps, stream: string, low: number, high: number) {
  const history = deps.runner.reader('group-history');
  const places: { readonly seq: number; readonly revision: number }[] = [];
  for (const stretch of stretches(low, high)) {
    const chunk = await history.get<SeqChunk>(stream, seqChunkKey(stretch.high));
    for (let seq = stretch.high; chunk && seq >= stretch.low; seq--) {
      const revision = revisionAt(chunk, seq);
      if (revision > 0) places.push({ seq, revision });
    }
  }
  return places;
}

/** A targeted message is there for its receivers and its sender (product.md §2.15). */
function isVisible(entry: GroupHistoryEntry, member: MemberRow | undefined): boolean {
  return entry.kind === 'tip' || member === undefined || isAddressedTo(entry.message, member.user);
}
