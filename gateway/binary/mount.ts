import type { WebSocket } from 'uWebSockets.js';
import { Refused } from '../../events/refused.ts';
import { Connection, MAX_BUFFERED_BYTES } from '../connection.ts';
import type { Mount, Services } from '../services.ts';
import type { Session } from '../sessions.ts';
import { answerFrame, binaryDialect, errorFrame, resyncFrame, unpack } from './encode.ts';
import { uint32 } from './fields.ts';
import { prove } from './login.ts';
import { CloseCode, type LoginAnswer, Request } from './protocol.ts';
import { requests } from './requests.ts';

/** Largest packet in bytes: what may be merged at most, 300 messages of 12 KB. */
const MAX_PACKET_BYTES = 4 * 1024 * 1024;
/** Packets that could not be read, until the socket is closed. */
const MAX_UNREADABLE = 10;

/** What one socket knows. */
interface SocketState {
  connection: Connection | undefined;
  session: Session | undefined;
  /** Unix seconds at which the UserSig behind the session ends. */
  expiresAt: number;
  loggingIn: boolean;
  unreadable: number;
}

/** Adds the binary dialect to the server, at `/ws`. */
export const mountBinary: Mount = (app, services) => {
  app.ws<SocketState>('/ws', {
    maxPayloadLength: MAX_PACKET_BYTES,
    maxBackpressure: MAX_BUFFERED_BYTES,
    // `links` sees to it: how long depends on who is there.
    idleTimeout: 0,
    sendPingsAutomatically: false,
    upgrade(response, request, context) {
      response.upgrade<SocketState>(
        { connection: undefined, session: undefined, expiresAt: 0, loggingIn: false, unreadable: 0 },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open(ws) {
      // Nothing to do for a slow one yet: it is told to sync when its buffer has drained.
      const connection = new Connection(ws, true, services.outbox, () => {});
      ws.getUserData().connection = connection;
      services.links.opened(connection, 'native');
    },
    ping: heard,
    pong: heard,
    message: (ws, frame) => receive(services, ws, frame),
    drain(ws) {
      const { connection } = ws.getUserData();
      if (connection?.drained() === true) connection.send(resyncFrame);
    },
    close(ws) {
      const state = ws.getUserData();
      if (state.connection !== undefined) services.links.closed(state.connection);
      state.connection?.closed();
      if (state.session !== undefined) services.sessions.close(state.session);
    },
  });
};

function heard(ws: WebSocket<SocketState>): void {
  const { connection } = ws.getUserData();
  if (connection !== undefined) connection.heard = true;
}

function receive(services: Services, ws: WebSocket<SocketState>, frame: ArrayBuffer): void {
  const state = ws.getUserData();
  const { connection } = state;
  if (connection === undefined) return;
  connection.heard = true;
  // Copied: uWebSockets takes the memory back when this handler returns.
  const row = read(Buffer.from(new Uint8Array(frame)));
  if (row === undefined) {
    connection.send(errorFrame(0, 20001, 'not a packet of the binary protocol', false));
    if (++state.unreadable >= MAX_UNREADABLE) connection.end(CloseCode.protocol, 'not this protocol');
    return;
  }
  state.unreadable = 0;
  const { pendingPerSocket } = services.limits;
  const id = row[1] as number;
  if (pendingPerSocket > 0 && connection.pending >= pendingPerSocket) {
    connection.send(errorFrame(id, 60022, 'too many requests wait for their answer', true));
    return;
  }
  connection.pending++;
  const answer = (frame: Uint8Array) => {
    connection.pending--;
    connection.send(frame);
  };
  try {
    Promise.resolve(handle(services, state, connection, row)).then(
      (result) => answer(answerFrame(id, result)),
      (error: unknown) => answer(refusal(services, id, error)),
    );
  } catch (error) {
    answer(refusal(services, id, error));
  }
}

/** A packet is an array of kind, request id, and what the kind wants. */
function read(frame: Uint8Array): readonly unknown[] | undefined {
  let row: unknown;
  try {
    row = unpack(frame);
  } catch {
    return undefined; // answered as unreadable: what is wrong with foreign bytes is nobody's log line
  }
  return Array.isArray(row) && uint32(row[0]) !== undefined && uint32(row[1]) !== undefined ? row : undefined;
}

function handle(services: Services, state: SocketState, connection: Connection, row: readonly unknown[]): unknown {
  const kind = row[0] as number;
  if (kind === Request.login) return open(services, state, connection, row);
  const { session } = state;
  if (session === undefined) throw new Refused(60004, 'log in first');
  if (kind === Request.logout) {
    state.session = undefined;
    services.sessions.close(session);
    return services.commands.logout(session.caller);
  }
  if (state.expiresAt * 1000 <= services.clock.now()) {
    state.session = undefined;
    services.sessions.close(session);
    // Behind the refusal. Not a kick: the client comes back with a new UserSig, to the same login when it is the same device.
    setImmediate(() => connection.end(CloseCode.expired, 'the UserSig has expired'));
    throw new Refused(70001, 'the UserSig has expired');
  }
  const handler = requests.get(kind);
  if (handler === undefined) throw new Refused(60009, `request ${kind} is unknown`);
  return handler(services, session.caller, row);
}

async function open(
  services: Services,
  state: SocketState,
  connection: Connection,
  row: readonly unknown[],
): Promise<LoginAnswer> {
  if (state.session !== undefined || state.loggingIn) throw new Refused(20001, 'this socket is logged in already');
  if (!services.ready()) throw new Refused(20004, 'the server is starting, try again', true);
  state.loggingIn = true;
  try {
    const { caller, sessionKey, expiresAt } = await prove(services, row[2], row[1] as number);
    const session: Session = { caller, dialect: binaryDialect, connection };
    const [groups, discarded, watched] = await Promise.all([
      services.groupsOf(caller.app, caller.user),
      services.discardedBy(caller.app, caller.user),
      services.watchedBy(caller.app, caller.user),
    ]);
    // Taken on the turn the session is registered: pushes begin right behind this cursor.
    const cursor = services.log.lastPosition();
    if (connection.open) {
      state.session = session;
      state.expiresAt = expiresAt;
      services.links.carries(connection, caller.platform);
      const replaced = services.sessions.open(session, groups, discarded, watched);
      replaced?.connection.end(CloseCode.kicked, 'another socket took over');
    }
    // Registered first, asked then: a kick in between finds the session, one before it is seen here.
    const { alive, kicked, nick, faceUrl, customStatus } = await services.commands.resume(caller);
    if (!alive) {
      services.sessions.close(session);
      state.session = undefined;
      throw new Refused(kicked === undefined ? 20002 : 1002, kicked ?? 'the session is over');
    }
    const serverTime = services.clock.now();
    return { instance: caller.instance, sessionKey, serverTime, nick, faceUrl, customStatus, cursor };
  } finally {
    state.loggingIn = false;
  }
}

function refusal(services: Services, id: number, error: unknown): Uint8Array {
  if (error instanceof Refused) return errorFrame(id, error.code, error.message, error.temporary);
  services.logger.error({ err: error }, 'binary request failed');
  return errorFrame(id, 20005, 'internal error', true);
}
