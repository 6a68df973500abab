import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { Changes, HistoryMessage } from '../../projections/queries/types.ts';
import type { Services } from '../services.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { missedGroupEvents } from './group-notices.ts';
import type { SyncEvent } from './protocol.ts';
import { flag } from './schemas.ts';
import { isToldTo, wireMessage } from './wire-message.ts';

/** wire-messages.md §5.1. */
const getMessages = Type.Object({ Cookie: Type.String({ maxLength: 64 }), NeedSignaling: Type.Optional(flag) });

/** Answer of `ws_msg_push_ack`: what the push said (wire-core.md §1.10). A client may send nonsense: then it is ignored. */
const pushAck = Type.Object({ SessionData: Type.Union([Type.String(), Type.Number()]) });

/** More missed messages than this are not told one by one: the client reads conversations and history anew. */
const MAX_MISSED = 200;

/** Most bytes of missed messages in one answer: half of what a socket may buffer. */
const MAX_MISSED_BYTES = 512 * 1024;

/** Conversations whose unread count a resync answer carries. */
const MAX_RESYNCED = 50;

/** Ends the sync: anything else makes the client ask again or ignore the answer (wire-messages.md §5.1). */
const FINISHED = 2;

export const syncCommands: CommandTable = {
  'openim.getmsg': forSession(getMessages, { otherwise: 20001 }, sync),
  'openim.ws_msg_push_ack': forSession(pushAck, { otherwise: 20001 }, confirm),
};

async function sync(context: SessionContext, body: Static<typeof getMessages>): Promise<Reply> {
  const { services, socket, caller } = context;
  socket.catchingUp.end();
  // Taken before anything is read: what comes in between is told twice rather than never.
  const now = services.log.lastPosition();
  const cookie = readCookie(body.Cookie);
  startConfirming(context);
  tellRelations(context, cookie === undefined ? undefined : Math.max(cookie, context.confirmed.of(caller)));
  if (cookie === undefined) {
    const { peers } = await services.queries.unread(caller, { user: caller.user });
    return finished(now, await signaling(context, body), peers, await missedGroupEvents(context, 0));
  }
  const after = Math.max(cookie, context.confirmed.of(caller));
  const events = await missedGroupEvents(context, after);
  const changes = await services.queries.changes(caller, { user: caller.user, after, limit: MAX_MISSED });
  const messages = changes.resync ? undefined : missed(services, caller, changes);
  if (messages === undefined) return resync(services, caller, now, events);
  const { session } = socket;
  // Behind the answer: what happened to messages that the client may hold (wire-messages.md §5.4).
  if (session !== undefined && changes.events.length > 0) {
    setImmediate(() => {
      services.tellMissed(session, changes.events).catch((error: unknown) => {
        services.logger.warn({ err: error }, 'could not tell of missed changes');
      });
    });
  }
  const unread = changes.conversations.map(({ peer, unread }) => ({ peer, unread }));
  return finished(Math.min(now, changes.position), messages, unread, events);
}

/** What a client that begins anew announces to nobody, and looks through for open invitations (wire-users.md §11.7). */
async function signaling(
  { services, caller }: SessionContext,
  { NeedSignaling = 0 }: Static<typeof getMessages>,
): Promise<readonly unknown[]> {
  if (NeedSignaling === 0) return [];
  const recent = await services.queries.recentSignaling(caller, { user: caller.user });
  return recent
    .filter(({ message }) => isToldTo(message.from === caller.user ? 'actor' : 'peer', message.flags))
    .map(({ message }) => wireMessage(services.auth, caller.app, message));
}

/** Behind the answer: what the client does not ask for by itself (wire-users.md §1.6). */
function tellRelations({ services, socket, caller }: SessionContext, after: number | undefined): void {
  const { session } = socket;
  if (session === undefined) return;
  setImmediate(() => {
    services.queries
      .missedRelations(caller, { user: caller.user, after })
      .then((missed) => services.tellMissedRelations(session, missed))
      .catch((error: unknown) => services.logger.warn({ err: error }, 'could not tell of missed relations'));
  });
}

/** The missed messages in wire form, undefined when they are too large for one answer. */
function missed(services: Services, caller: Caller, changes: Changes): readonly unknown[] | undefined {
  let bytes = 0;
  const list: unknown[] = [];
  for (const { message, state } of changes.messages) {
    // What was recalled meanwhile is nothing to announce: the history has it.
    if (state?.revoked !== undefined) continue;
    bytes += message.body.length;
    if (bytes > MAX_MISSED_BYTES) return undefined;
    const side = message.from === caller.user ? 'actor' : 'peer';
    if (isToldTo(side, message.flags)) list.push(wireMessage(services.auth, caller.app, message));
  }
  return list;
}

/**
 * Too much was missed. An unread count is taken over only together with a message that the client did not have
 * (wire-messages.md §5.1), so the last message of each unread conversation comes along.
 */
async function resync(
  services: Services,
  caller: Caller,
  position: number,
  events: readonly SyncEvent[],
): Promise<Reply> {
  const page = await services.queries.conversations(caller, { user: caller.user, limit: MAX_RESYNCED });
  const reminds = await services.queries.peerReminds(caller, { user: caller.user });
  const discarded = new Set(reminds.filter(({ remind }) => remind === 'Discard').map(({ peer }) => peer));
  const unread = page.conversations.filter(({ peer, unread }) => unread > 0 && !discarded.has(peer));
  const last = unread
    .map((conversation) => conversation.lastMessage)
    .filter((message): message is HistoryMessage => message !== undefined && message.message.from !== caller.user);
  return finished(
    position,
    last.map(({ message }) => wireMessage(services.auth, caller.app, message)),
    unread,
    events,
  );
}

function finished(
  position: number,
  messages: readonly unknown[],
  unread: readonly { readonly peer: string; readonly unread: number }[],
  events: readonly SyncEvent[],
): Reply {
  return {
    Cookie: `p${position}`,
    SyncFlag: FINISHED,
    MsgList: messages,
    C2CPairUnreadCount: unread.map(({ peer, unread }) => ({ From_Account: peer, UnreadCount: unread })),
    C2CRemainingUnreadCount: [],
    EventArray: events,
  };
}

function readCookie(cookie: string): number | undefined {
  const match = /^p(\d{1,16})$/.exec(cookie);
  return match ? Number(match[1]) : undefined;
}

/**
 * From here on acknowledged pushes move the position that the client is known to have: pushes sent behind this answer
 * carry positions above the log's position now, and whoever confirms one of them has got the answer too.
 */
function startConfirming({ services, socket }: SessionContext): void {
  const session = socket.session;
  setImmediate(() => {
    if (session !== undefined && socket.session === session) socket.syncedAt = services.log.lastPosition();
  });
}

/**
 * A push has arrived (`SessionData` is its position). The client's cookie stays where its last `getmsg` was, so without
 * this a page that is open for days would be told everything anew after each reconnect.
 */
function confirm({ services, socket, caller, confirmed }: SessionContext, body: Static<typeof pushAck>): Reply {
  const position = Number(body.SessionData);
  const { syncedAt } = socket;
  if (syncedAt !== undefined && position > syncedAt && position <= services.log.lastPosition()) {
    confirmed.note(caller, position);
  }
  return undefined;
}
