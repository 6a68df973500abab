import { c2cStream } from '../../events/stream.ts';
import { CountsFor, readCounted } from '../conversations/counted.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { seqUpToTime } from '../history/places.ts';
import type { QueryDeps } from './deps.ts';
import type { GroupHistoryEntry } from './group-types.ts';

const DAY_S = 86_400;

/** Unix seconds of the oldest message that can still be read (product.md §2.17, rows 346–348); 0: all of them. */
export function oldestReadable({ retentionDays = 0, clock }: QueryDeps): number {
  return retentionDays === 0 ? 0 : Math.max(0, Math.floor(clock.now() / 1000) - retentionDays * DAY_S);
}

/** Whether what was written at a time (Unix seconds) can still be read. */
export function isReadable(deps: QueryDeps, time: number): boolean {
  return time >= oldestReadable(deps);
}

export function isEntryReadable(deps: QueryDeps, entry: GroupHistoryEntry): boolean {
  return isReadable(deps, entry.kind === 'tip' ? entry.time : entry.message.time);
}

/** A query over a stretch of time, without the part that is over. */
export function readable<Q extends { readonly minTime?: number }>(deps: QueryDeps, query: Q): Q {
  const oldest = oldestReadable(deps);
  return oldest > (query.minTime ?? 0) ? { ...query, minTime: oldest } : query;
}

/** A conversation lives as long as its last message (product.md row 350). */
export function isOver(deps: QueryDeps, { lastTime }: Readonly<ConversationRow>): boolean {
  return lastTime > 0 && !isReadable(deps, lastTime);
}

/** Unread messages of a conversation that can still be read (product.md row 353). */
export async function unreadOf(
  deps: QueryDeps,
  app: number,
  user: string,
  row: Readonly<ConversationRow>,
): Promise<number> {
  const { peer, unread, lastSeq, readSeq } = row;
  const oldest = oldestReadable(deps);
  if (unread === 0 || oldest === 0) return unread;
  if (isOver(deps, row)) return 0;
  const stream = c2cStream(app, user, peer);
  const over = await seqUpToTime(deps.runner.reader('c2c-history'), stream, oldest - 1);
  if (over <= readSeq) return unread;
  const side = user < peer ? CountsFor.first : CountsFor.second;
  const conversations = deps.runner.reader('conversations');
  const [all, gone] = await Promise.all([
    readCounted(conversations, stream, side, lastSeq),
    readCounted(conversations, stream, side, over),
  ]);
  return Math.max(0, Math.min(unread, all - gone));
}
