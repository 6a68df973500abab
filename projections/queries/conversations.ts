import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { conversationOf, conversationRow, conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';
import { isOver } from './retention.ts';
import type { Conversation, ConversationsPage, ConversationsQuery } from './types.ts';

/** Place in the list: newest last message first, in the order of the log within one second. */
type Key = Pick<ConversationRow, 'lastTime' | 'lastPosition' | 'peer'>;

/**
 * A user's conversations (product.md §2.19), newest first. A conversation that moves up while somebody pages is not seen
 * again further down; none of the others is left out or doubled.
 */
export async function conversations(
  deps: QueryDeps,
  caller: Caller,
  query: ConversationsQuery,
): Promise<ConversationsPage> {
  mayRead(caller, query.user);
  const behind = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const limit = Math.max(1, Math.floor(query.limit) || 1);
  const rows = await conversationRows(deps, caller.app, query.user);
  const rest = rows
    .filter((row) => row.listed && row.position > (query.changedAfter ?? 0) && !isOver(deps, row))
    .filter((row) => behind === undefined || compareKeys(behind, row) < 0)
    .sort(compareKeys);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    conversations: await Promise.all(page.map((row) => conversationOf(deps, caller.app, query.user, row))),
    cursor: last && rest.length > limit ? formatCursor(last) : undefined,
  };
}

/** One conversation, undefined when the two never talked. */
export async function conversation(
  deps: QueryDeps,
  caller: Caller,
  { user, peer }: { user: string; peer: string },
): Promise<Conversation | undefined> {
  mayRead(caller, user);
  const row = await conversationRow(deps, caller.app, user, peer);
  return row && conversationOf(deps, caller.app, user, row);
}

function compareKeys(one: Key, other: Key): number {
  const peers = one.peer < other.peer ? -1 : one.peer > other.peer ? 1 : 0;
  return other.lastTime - one.lastTime || other.lastPosition - one.lastPosition || peers;
}

function formatCursor({ lastTime, lastPosition, peer }: Key): string {
  return Buffer.from(JSON.stringify([lastTime, lastPosition, peer])).toString('base64url');
}

/** Throws `Refused` 90001 for text that is not a cursor of ours. */
function parseCursor(cursor: string): Key {
  try {
    const [lastTime, lastPosition, peer] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (typeof lastTime === 'number' && typeof lastPosition === 'number' && typeof peer === 'string') {
      return { lastTime, lastPosition, peer };
    }
  } catch {
    // Falls through to the refusal: whoever made this text gets told.
  }
  throw new Refused(90001, 'the cursor is not one of this server');
}
