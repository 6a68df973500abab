import type { Resumed } from '../../actors/commands/types.ts';
import type { Caller } from '../../events/caller.ts';
import type { SessionKey } from '../auth/authenticator.ts';
import type { Services } from '../services.ts';
import { type CommandTable, type Context, forAnybody, forSession, type Reply } from './command.ts';
import { ALL_FEATURES, HELLO_INTERVAL_S } from './config.ts';
import { callerOf, checkAlive, openKey } from './credentials.ts';
import type { DialectOf } from './dialect.ts';
import { refuse } from './errors.ts';
import { platformOf } from './platforms.ts';
import { base64 } from './presence.ts';
import { HEARTBEAT } from './protocol.ts';
import { anyBody } from './schemas.ts';
import { WebSdkSession } from './session.ts';
import type { WebSdkSocket } from './socket.ts';

/** Codes of the relation between a client and its login (wire-core.md §3.2 to §3.5, §1.8). */
export function loginCommands(dialectOf: DialectOf): CommandTable {
  return {
    // Never anything but success: any error here makes the client reconnect in a hot loop (wire-core.md §1.8).
    [HEARTBEAT]: forAnybody(() => ({})),
    'im_open_status.wslogin': forAnybody((context) =>
      context.socket.inTurn(() =>
        context.head.usersig === '' ? resume(dialectOf, context) : login(dialectOf, context),
      ),
    ),
    // Answered for everybody: the client logs out locally whatever the answer is, but waits for it (§3.5, §3.6).
    'im_open_status.wslogout': forAnybody((context) => context.socket.inTurn(() => logout(context))),
    'im_open_status.wshello': forSession(anyBody, { otherwise: 60003 }, () => ({})),
  };
}

/** First login: UserSig in the head. */
async function login(dialectOf: DialectOf, context: Context): Promise<Reply> {
  const { services, socket, head } = context;
  const { app, user } = { app: head.sdkappid, user: head.identifier };
  const sig = services.auth.verifyUserSig(app, user, head.usersig);
  // A login of another user on this socket ends the one before it (§3.9, 4).
  if (socket.session !== undefined && isOther(socket.session, app, user)) await end(context, socket.session);
  const platform = platformOf(head.platform);
  const admin = services.auth.isAdmin(app, user);
  const { instance } = await services.commands.login({
    app,
    user,
    admin,
    platform,
    device: socket.device,
    sigIssuedAt: sig.issuedAt,
    requestId: String(head.seq),
  });
  const key: SessionKey = { app, user, instance, expiresAt: sig.expiresAt, platform };
  const caller: Caller = { app, user, admin, platform, instance, requestId: '' };
  const a2 = services.auth.issueSessionKey(key);
  // A new login holds nothing that it could compare.
  socket.catchingUp.end();
  const session = new WebSdkSession(dialectOf(socket.origin), socket, caller, a2, key);
  return loggedIn(services, session, await open(context, session));
}

/** Login of a reconnecting client: `a2` and `tinyid` only. The key is never changed, the client keeps its first one (§3.2). */
async function resume(dialectOf: DialectOf, context: Context): Promise<Reply> {
  const { services, socket, head } = context;
  if (head.a2 === '') throw refuse('noCredentials');
  const key = openKey(context);
  const caller = { ...callerOf(services, key, head), requestId: '' };
  // Before the session is there to be told anything.
  socket.catchingUp.begin();
  const session = new WebSdkSession(dialectOf(socket.origin), socket, caller, head.a2, key);
  return loggedIn(services, session, await open(context, session));
}

async function logout(context: Context): Promise<Reply> {
  const { services, socket, head } = context;
  const session = socket.session;
  if (session !== undefined && session.a2 === head.a2) {
    await end(context, session);
    return {};
  }
  // Sent again on a new socket, before any login there; a key that is no good (any more) has nothing to log out.
  const key = services.auth.openSessionKey(head.a2);
  if (key === undefined) return {};
  const other = services.sessions.find(key.app, key.user, key.instance);
  if (other !== undefined) services.sessions.close(other);
  await services.commands.logout(callerOf(services, key, head)).catch(() => {});
  return {};
}

/**
 * Registers a session and lets go of an older socket of the same instance, without a kick (§3.9, 3). Registered first,
 * asked then: a kick in between finds the session, one before it is seen here.
 */
async function open({ services }: Context, session: WebSdkSession): Promise<Resumed | undefined> {
  const { socket, caller } = session;
  const [groups, discarded, watched] = await Promise.all([
    services.groupsOf(caller.app, caller.user),
    services.discardedBy(caller.app, caller.user),
    services.watchedBy(caller.app, caller.user),
  ]);
  // Closed while the login was on its way to the disk: its instance waits for the client to come back.
  if (!socket.connection.open) return undefined;
  if (socket.session !== undefined) services.sessions.close(socket.session);
  const replaced = services.sessions.open(session, groups, discarded, watched);
  socket.session = session;
  services.links.carries(socket.connection, caller.platform);
  if (replaced !== undefined && replaced.connection !== socket.connection) {
    replaced.connection.end(4001, 'the same login came back on another connection');
  }
  try {
    return await checkAlive(services, session.caller, true);
  } catch (error) {
    services.sessions.close(session);
    if (socket.session === session) socket.session = undefined;
    throw error;
  }
}

type Ending = Pick<Context, 'services' | 'confirmed'>;

async function end({ services, confirmed }: Ending, session: WebSdkSession): Promise<void> {
  services.sessions.close(session);
  confirmed.forget(session.caller);
  if (session.socket.session === session) session.socket.session = undefined;
  await services.commands.logout(session.caller);
}

function isOther(session: WebSdkSession, app: number, user: string): boolean {
  return session.caller.app !== app || session.caller.user !== user;
}

/** wire-core.md §3.2: every field of this answer is needed. */
function loggedIn(services: Services, { key, a2 }: WebSdkSession, resumed: Resumed | undefined): Reply {
  const fileKey = services.files.readerKey(key.app, key.expiresAt * 1000);
  return {
    A2Key: a2,
    TinyId: services.auth.tinyId(key.app, key.user),
    InstId: key.instance,
    HelloInterval: HELLO_INTERVAL_S,
    // With its fraction: makes the client's clock exact to a millisecond.
    TimeStamp: services.clock.now() / 1000,
    CustomStatus: base64(resumed?.customStatus ?? ''),
    PurchaseBits: ALL_FEATURES,
    ...(fileKey !== undefined && { RichMsgAuthKey: fileKey }),
  };
}

/** Forgets the login of a connection that has gone; the instance stays, for the client to come back to. */
export function forget(services: Services, socket: WebSdkSocket): void {
  if (socket.session !== undefined) services.sessions.close(socket.session);
  socket.catchingUp.end();
}

/** The client has been told that this login is no good: it must sign in again (§2.2). Ends one that has run out. */
export function overFor(context: Context): void {
  const { services, socket } = context;
  const session = socket.session;
  socket.over = context.head.a2;
  if (session === undefined || session.key.expiresAt * 1000 > services.clock.now()) return;
  end(context, session).catch((error: unknown) => {
    services.logger.warn({ err: error, user: session.caller.user }, 'could not log out an expired session');
  });
}
