import type { HttpRequest, HttpResponse, us_socket_context_t, WebSocket } from 'uWebSockets.js';
import { Connection, MAX_BUFFERED_BYTES } from '../connection.ts';
import type { Mount, Services } from '../services.ts';
import type { Command, Context } from './command.ts';
import { commandTable } from './commands.ts';
import { ConfirmedPositions } from './confirmed.ts';
import { createDialects } from './dialect.ts';
import { dispatch } from './dispatch.ts';
import { forget } from './login.ts';
import { readPacket } from './packet.ts';
import { type Origin, WebSdkSocket } from './socket.ts';

/**
 * Largest uplink frame in bytes; a larger one makes uWebSockets close the socket, and the client sends it again on the next
 * one. So it holds what may be merged at most: 300 messages of 12 KB.
 */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** Frames in a row that are no packets: after these a peer does not speak this protocol, and is let go. */
const MAX_UNREADABLE = 10;

/** Standard close codes: the data cannot be understood; try again later. */
const UNSUPPORTED_DATA = 1003;
const TRY_AGAIN_LATER = 1013;

/** `/binfo`: binary frames both ways; `/info`: text frames both ways (wire-core.md §1.1). Any prefix, any doubled slash. */
const path = /(?:^|\/)(b?info)$/;

interface Upgraded {
  readonly binary: boolean;
  readonly origin: Origin;
  socket: WebSdkSocket | undefined;
}

/** Adds the web SDK dialect to the server. */
export const mountWebSdk: Mount = (app, services) => {
  const commands = commandTable(createDialects(services));
  const confirmed = new ConfirmedPositions();
  app.ws<Upgraded>('/*', {
    maxPayloadLength: MAX_FRAME_BYTES,
    maxBackpressure: MAX_BUFFERED_BYTES,
    // `links` sees to it: how long depends on who is there.
    idleTimeout: 0,
    sendPingsAutomatically: false,
    upgrade: (response, request, context) => upgrade(services, response, request, context),
    open: (ws) => open(services, ws),
    message: (ws, frame) => receive(services, commands, confirmed, ws.getUserData().socket, frame),
    ping: heard,
    pong: heard,
    close: (ws) => {
      const { socket } = ws.getUserData();
      if (socket === undefined) return;
      services.links.closed(socket.connection);
      socket.connection.closed();
      forget(services, socket);
    },
  });
};

function upgrade(services: Services, response: HttpResponse, request: HttpRequest, context: us_socket_context_t): void {
  const match = path.exec(request.getUrl());
  if (!match) {
    response.writeStatus('404 Not Found').end();
    return;
  }
  if (!services.ready()) {
    // A re-login that is refused makes the client believe it is connected (wire-core.md §2.2); no connection does not.
    response.writeStatus('503 Service Unavailable').writeHeader('Retry-After', '1').end();
    return;
  }
  const user: Upgraded = { binary: match[1] === 'binfo', origin: originOf(services, request), socket: undefined };
  response.upgrade(
    user,
    request.getHeader('sec-websocket-key'),
    request.getHeader('sec-websocket-protocol'),
    request.getHeader('sec-websocket-extensions'),
    context,
  );
}

function originOf({ files }: Services, request: HttpRequest): Origin {
  const instanceid = request.getQuery('instanceid') ?? '';
  return {
    instanceid: /^[\w-]{1,64}$/.test(instanceid) ? instanceid : '',
    sdkversion: (request.getQuery('sdkversion') ?? '').slice(0, 32),
    base: files.baseOf(request.getHeader('host'), request.getHeader('x-forwarded-proto')),
  };
}

function open(services: Services, ws: WebSocket<Upgraded>): void {
  const user = ws.getUserData();
  // A client that does not read is not waited for: it comes back and asks for what it missed by its cookie.
  const slow = (connection: Connection) => connection.end(TRY_AGAIN_LATER, 'too slow');
  user.socket = new WebSdkSocket(new Connection(ws, user.binary, services.outbox, slow), user.origin);
  services.links.opened(user.socket.connection, 'web');
}

function heard(ws: WebSocket<Upgraded>): void {
  const { socket } = ws.getUserData();
  if (socket !== undefined) socket.connection.heard = true;
}

function receive(
  services: Services,
  commands: ReadonlyMap<string, Command>,
  confirmed: ConfirmedPositions,
  socket: WebSdkSocket | undefined,
  frame: ArrayBuffer,
): void {
  if (socket === undefined) return;
  socket.connection.heard = true;
  const packet = readPacket(frame);
  if (packet === undefined) {
    unreadable(services, socket, frame.byteLength);
    return;
  }
  socket.unreadable = 0;
  const context: Context = { services, socket, head: packet.head, confirmed };
  dispatch(commands, context, packet);
}

/** Nothing can be answered: there is no `servcmd` and `seq` to answer to. One log line per socket. */
function unreadable(services: Services, socket: WebSdkSocket, sizeBytes: number): void {
  if (socket.firstComplaint('')) services.logger.warn({ sizeBytes }, 'web SDK frame that is no packet');
  if (++socket.unreadable >= MAX_UNREADABLE) socket.connection.end(UNSUPPORTED_DATA, 'not a packet');
}
