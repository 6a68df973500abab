import uws, { type WebSocket } from 'uWebSockets.js';

/**
 * What everything else is compared with: a bare relay. A frame's first four bytes name the connection it goes to, and the
 * rest is not looked at. No login, no storage. Connections name themselves: `/?n=7`.
 */
interface Peer {
  readonly number: number;
}

const peers: WebSocket<Peer>[] = [];

uws
  .App()
  .ws<Peer>('/*', {
    upgrade(response, request, context) {
      response.upgrade<Peer>(
        { number: Number(request.getQuery('n')) },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open(ws) {
      peers[ws.getUserData().number] = ws;
    },
    message(_ws, frame) {
      peers[new DataView(frame).getUint32(0)]?.send(frame, true);
    },
  })
  .listen('127.0.0.1', 0, (socket) => {
    if (socket) process.send?.(uws.us_socket_local_port(socket));
    else process.exitCode = 1;
  });
