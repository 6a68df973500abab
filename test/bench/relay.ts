import uws, { type WebSocket } from 'uWebSockets.js';

/**
 * What everything else is compared with: a bare relay. A frame's first four bytes name the connection it goes to, and the
 * rest is not looked at; with the highest bit set they name a group, and the frame is published to it. No login, no
 * storage. Connections name themselves, and their groups: `/?n=7&g=1,2`.
 */
interface Peer {
  readonly number: number;
  readonly groups: readonly string[];
}

const GROUP_BIT = 2 ** 31;

const peers: WebSocket<Peer>[] = [];

uws
  .App()
  .ws<Peer>('/*', {
    upgrade(response, request, context) {
      response.upgrade<Peer>(
        { number: Number(request.getQuery('n')), groups: (request.getQuery('g') ?? '').split(',').filter(Boolean) },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open(ws) {
      const { number, groups } = ws.getUserData();
      peers[number] = ws;
      for (const group of groups) ws.subscribe(group);
    },
    message(ws, frame) {
      const to = new DataView(frame).getUint32(0);
      if (to >= GROUP_BIT) ws.publish(String(to - GROUP_BIT), frame, true);
      else peers[to]?.send(frame, true);
    },
  })
  .listen('127.0.0.1', 0, (socket) => {
    if (socket) process.send?.(uws.us_socket_local_port(socket));
    else process.exitCode = 1;
  });
