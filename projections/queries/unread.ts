import type { Caller } from '../../events/caller.ts';
import { conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';
import { unreadOf } from './retention.ts';

export interface Unread {
  readonly total: number;
  readonly peers: readonly { readonly peer: string; readonly unread: number; readonly lastTime: number }[];
}

/** Sum of unread messages over all conversations, and each one that is not 0 (product.md §2.14). */
export async function unread(deps: QueryDeps, caller: Caller, { user }: { user: string }): Promise<Unread> {
  mayRead(caller, user);
  const rows = await conversationRows(deps, caller.app, user);
  const counted = await Promise.all(
    rows.map(async (row) => ({
      peer: row.peer,
      unread: await unreadOf(deps, caller.app, user, row),
      lastTime: row.lastTime,
    })),
  );
  const peers = counted.filter(({ unread }) => unread > 0);
  return { total: peers.reduce((total, peer) => total + peer.unread, 0), peers };
}
