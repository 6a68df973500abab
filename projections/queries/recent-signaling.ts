import type { Caller } from '../../events/caller.ts';
import { c2cHistory } from './c2c-history.ts';
import { conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';
import type { HistoryMessage } from './types.ts';

/** How far back an invitation is looked for among messages that do not count as unread. */
const RECENT_S = 3600;
/** Conversations that are looked through, those with the latest change, and messages of each. */
const MAX_CONVERSATIONS = 20;
const MAX_MESSAGES = 50;

/** What marks a message as signaling (wire-users.md §11.1): both of the first in its data, or the last in its custom data. */
const IN_DATA = ['inviteID', 'actionType'];
const IN_CUSTOM_DATA = 'tsignaling';

/**
 * Invitations and what was answered to them, from conversations with one other user: the unread ones, and those of the last
 * hour even if they do not count (wire-users.md §11.7, U8). Which of them are still open is for the client to find out. In
 * the order of the log.
 */
export async function recentSignaling(
  deps: QueryDeps,
  caller: Caller,
  { user }: { user: string },
): Promise<readonly HistoryMessage[]> {
  mayRead(caller, user);
  const rows = await conversationRows(deps, caller.app, user);
  const latest = [...rows].sort((one, other) => other.position - one.position).slice(0, MAX_CONVERSATIONS);
  const recent = Math.floor(deps.clock.now() / 1000) - RECENT_S;
  const pages = await Promise.all(
    latest.map(({ peer, unread }) =>
      c2cHistory(deps, caller, {
        viewer: user,
        peer,
        limit: MAX_MESSAGES,
        direction: 'older',
        ...(unread === 0 && { minTime: recent }),
      }),
    ),
  );
  return pages
    .flatMap(({ messages }) => messages)
    .filter(({ message, state }) => state?.revoked === undefined && isSignaling(message.body))
    .sort((one, other) => one.position - other.position);
}

/** Without decoding: texts stand in a body as they are. */
function isSignaling(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return IN_DATA.every((word) => bytes.includes(word)) || bytes.includes(IN_CUSTOM_DATA);
}
