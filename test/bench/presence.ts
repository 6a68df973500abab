import { APP } from './dialects.ts';
import { startServer } from './processes.ts';
import { clientFrame, type RawSocket } from './raw-socket.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';
import { type PresenceWire, presenceFanOut } from './users.ts';

/** product.md §2.3: as many as one user may have among his friends. */
const WATCHERS = 3000;
const CHANGES = 50;

const SUBSCRIBE = 'im_open_status.ws_status_subscribe';
const CHANGE = 'im_open_status.ws_set_custom_status';
const MARK = Buffer.from('"UserStatusList"');

/** How clients of the web SDK dialect follow the status of a user (wire-users.md §8). */
const webWire: PresenceWire = {
  subscribe: (socket, login, others) =>
    new Promise((resolve, reject) => {
      socket.onClose = () => reject(new Error('the connection was closed'));
      socket.onFrame = (buffer, start, end) => {
        const { head, body } = JSON.parse(buffer.toString('utf8', start, end)) as Packet;
        if (head.servcmd !== SUBSCRIBE) return;
        socket.onFrame = () => {};
        if (body.ErrorCode === 0) resolve();
        else reject(new Error(`not subscribed: ${JSON.stringify(body)}`));
      };
      say(socket, login, SUBSCRIBE, { To_Account: others });
    }),
  change: (socket, login, CustomStatus) => say(socket, login, CHANGE, { CustomStatus }),
  tells(buffer, start, end) {
    const at = buffer.indexOf(MARK, start);
    return at >= 0 && at < end;
  },
};

interface Packet {
  readonly head: { readonly servcmd: string };
  readonly body: Readonly<Record<string, unknown>>;
}

function say(socket: RawSocket, login: Readonly<Record<string, unknown>>, servcmd: string, body: object): void {
  const { A2Key: a2, TinyId: tinyid } = login;
  const head = { ver: 'v4', platform: 7, sdkappid: APP, servcmd, seq: 2, a2, tinyid };
  socket.write(clientFrame(Buffer.from(JSON.stringify({ head, body }))));
}

/** Somebody whom 3,000 follow who are online. */
export async function presence({ durability, nodeArgs }: Options): Promise<readonly Figure[]> {
  const server = await startServer({ fresh: true, durability, nodeArgs });
  try {
    return await presenceFanOut(server, webWire, { watchers: WATCHERS, changes: CHANGES });
  } finally {
    await server.stop();
  }
}
