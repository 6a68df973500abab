import type { Rows } from '../projection.ts';
import { CountsFor, countedUpTo } from './counted.ts';
import type { ConversationRow } from './row.ts';

/** Which side of a pair somebody is. */
export function sideOf(user: string, peer: string): CountsFor {
  return user < peer ? CountsFor.first : CountsFor.second;
}

/** What stays unread of a conversation when its user's mark moves to `upToSeq`. */
export function unreadBehind(
  rows: Rows,
  { stream, user, peer, upToSeq }: { stream: string; user: string; peer: string; upToSeq: number },
  row: ConversationRow,
): number {
  const mark = Math.max(row.readSeq, upToSeq);
  if (mark === row.readSeq || row.unread === 0) return row.unread;
  if (mark >= row.lastSeq) return 0;
  const side = sideOf(user, peer);
  return countedUpTo(rows, stream, side, row.lastSeq) - countedUpTo(rows, stream, side, mark);
}
