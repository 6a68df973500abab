import { signUserSig } from '../../gateway/auth/usersig.ts';
import { APP, SECRET_KEY, userOf } from './dialects.ts';
import { Latencies, type LatencySummary } from './latencies.ts';
import { cpuSeconds } from './process-stats.ts';
import { clientFrame, RawSocket } from './raw-socket.ts';

/** Users who log in with the web SDK dialect, so many at a time, each over a connection of his own that stays open. */
export interface LoginTask {
  readonly task: 'logins';
  readonly port: number;
  /** Process of the server. */
  readonly pid: number;
  readonly logins: number;
  /** Number of the first user; the others follow. */
  readonly first: number;
  /** Logins under way at a time. */
  readonly window: number;
}

export interface LoginResult {
  /** From the first connection to the last answer, connecting included. */
  readonly perSecond: number;
  /** From the login's packet to its answer. */
  readonly latency: LatencySummary;
  /** Processor time of the server per login, connecting included. */
  readonly cpuMicrosPerLogin: number;
}

const LOGIN = 'im_open_status.wslogin';
const WEB = 7;

/** Runs the storm; `sockets` are still open and logged in, for whoever wants to close or to use them. */
export async function loginLoad(task: LoginTask): Promise<{ result: LoginResult; sockets: readonly RawSocket[] }> {
  const frames = Array.from({ length: task.logins }, (_, n) => loginFrame(userOf(task.first + n)));
  const latencies = new Latencies();
  const sockets: RawSocket[] = [];
  const before = { at: performance.now(), cpu: cpuSeconds(task.pid) };
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < task.logins; n = next++) {
      const socket = await open(task.port, task.first + n);
      sockets.push(socket);
      const startedAt = performance.now();
      await answered(socket, frames[n] ?? Buffer.alloc(0));
      latencies.add(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: task.window }, worker));
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = cpuSeconds(task.pid) - before.cpu;
  return {
    result: {
      perSecond: task.logins / seconds,
      latency: latencies.summary(),
      cpuMicrosPerLogin: (cpu / task.logins) * 1e6,
    },
    sockets,
  };
}

/** Connects and logs in one user; resolves with what the server told him besides the common fields. */
export async function loginOnWeb(
  port: number,
  n: number,
): Promise<{ readonly socket: RawSocket; readonly answer: Readonly<Record<string, unknown>> }> {
  const socket = await open(port, n);
  return { socket, answer: await answered(socket, loginFrame(userOf(n))) };
}

/** The same user has the same page again: he takes up the instance that he has. */
function open(port: number, n: number): Promise<RawSocket> {
  const instanceid = n.toString(16).padStart(32, '0');
  return RawSocket.open(port, `/binfo?sdkappid=${APP}&instanceid=${instanceid}`);
}

function loginFrame(user: string): Buffer {
  const usersig = signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) });
  const head = { ver: 'v4', platform: WEB, sdkappid: APP, servcmd: LOGIN, seq: 1, identifier: user, usersig };
  return clientFrame(Buffer.from(JSON.stringify({ head, body: { State: 'Online' } })));
}

/** Body of the first frame that comes. Rejects when it is a refusal, or when the connection closes instead. */
function answered(socket: RawSocket, frame: Buffer): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    socket.onClose = () => reject(new Error('the connection was closed'));
    socket.onFrame = (buffer, start, end) => {
      const { body } = JSON.parse(buffer.toString('utf8', start, end)) as { body: Readonly<Record<string, unknown>> };
      socket.onFrame = () => {};
      socket.onClose = () => {};
      if (body.ErrorCode === 0) resolve(body);
      else reject(new Error(`the login was refused: ${JSON.stringify(body)}`));
    };
    socket.write(frame);
  });
}
