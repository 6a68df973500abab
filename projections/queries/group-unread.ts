import { ignoredIn, isIgnoredAt, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import type { GroupHead } from '../groups/head.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { type Marks, ownBehind } from '../groups/own.ts';
import type { Place } from '../groups/place.ts';
import { viewOf } from '../messages/views.ts';
import type { QueryDeps } from './deps.ts';

/** Somebody's unread in a group or topic, to be counted (see the README of `groups/`). Copies: rows are live. */
export interface Counting {
  readonly app: number;
  readonly user: string;
  readonly stream: string;
  readonly head: Pick<GroupHead, 'lastSeq' | 'ignored' | 'removedSeq'>;
  /** Everything up to here is read. */
  readonly base: number;
  readonly place: Place;
  readonly marks: Readonly<Marks>;
  readonly given: MemberRow['given'];
}

export interface Counted {
  readonly unread: number;
  /** Those of them that do not count. */
  readonly ignored: number;
}

/** What he has not read, and how much of that does not count. */
export async function countUnread(deps: QueryDeps, counting: Counting): Promise<Counted> {
  const { stream, head, marks } = counting;
  const { own } = marks;
  // Where counting begins, with how many, and what of his own was counted before.
  const from = counting.given ?? { unread: 0, seq: counting.base, own: 0, ownIgnored: 0 };
  if (head.removedSeq > from.seq) return fromRemoved(deps, counting);
  const ownIgnored = (own?.ignored ?? 0) - from.ownIgnored;
  const unread = from.unread + Math.max(0, head.lastSeq - from.seq - ((own?.count ?? 0) - from.own));
  const ignoredBefore = await ignoredUpTo(deps, stream, Math.min(from.seq, head.lastSeq), head.ignored);
  const ignored = Math.max(0, head.ignored - ignoredBefore - ownIgnored);
  return { unread, ignored: ignored + (await deletedBehind(deps, counting, from.seq)) };
}

/** Everything up to a number is gone for everybody: only what is behind it can be unread. */
async function fromRemoved(deps: QueryDeps, counting: Counting): Promise<Counted> {
  const { stream, head, place, marks } = counting;
  const own = await ownBehind(deps.runner.reader('group-members'), place, marks, head.removedSeq);
  const ignoredBefore = await ignoredUpTo(deps, stream, Math.min(head.removedSeq, head.lastSeq), head.ignored);
  const ownIgnored = own.filter(({ ignored }) => ignored).length;
  return {
    unread: Math.max(0, head.lastSeq - head.removedSeq - own.length),
    ignored:
      Math.max(0, head.ignored - ignoredBefore - ownIgnored) + (await deletedBehind(deps, counting, head.removedSeq)),
  };
}

/** Unread messages that he has deleted for himself, as far as they would count. */
async function deletedBehind(deps: QueryDeps, counting: Counting, seq: number): Promise<number> {
  const { stream, head, place, marks } = counting;
  const { deleted } = await viewOf(deps.runner.reader('message-views'), counting, seq + 1, head.lastSeq);
  if (deleted.length === 0) return 0;
  const own = new Set((await ownBehind(deps.runner.reader('group-members'), place, marks, seq)).map((one) => one.seq));
  let count = 0;
  for (const one of deleted) {
    const chunk = await deps.runner.reader('group-history').get<SeqChunk>(stream, seqChunkKey(one));
    if (chunk !== undefined && !isIgnoredAt(chunk, one) && !own.has(one)) count++;
  }
  return count;
}

/** Ignored seqs up to `seq`, of `all` that there are. */
async function ignoredUpTo(deps: QueryDeps, stream: string, seq: number, all: number): Promise<number> {
  if (seq < 1 || all === 0) return 0;
  const chunk = await deps.runner.reader('group-history').get<SeqChunk>(stream, seqChunkKey(seq));
  return chunk ? ignoredIn(chunk, seq) : 0;
}
