import { createAuthenticator } from '../../gateway/auth/create.ts';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { APP, SECRET_KEY, userOf } from './dialects.ts';
import { Latencies } from './latencies.ts';
import { type LoginResult, loginOnWeb } from './login-load.ts';
import { cpuSeconds } from './process-stats.ts';
import { Generator, startServer, type Target } from './processes.ts';
import type { RawSocket } from './raw-socket.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';

const LOGINS = 5000;
/** Logins under way at a time. */
const WINDOW = 200;
/** Code and pools that all share are paid for by others. */
const WARM = 500;
/** Other users than those of the storm. */
const WARM_FIRST = 1_000_000;

/** Logging in: all users of a server at once, as after a restart, and what the check of one UserSig costs. */
export async function users(options: Options): Promise<readonly Figure[]> {
  return [...(await loginStorm(options)), ...userSigChecks(options)];
}

async function loginStorm({ durability, nodeArgs }: Options): Promise<readonly Figure[]> {
  const server = await startServer({ fresh: true, durability, nodeArgs });
  const generator = new Generator();
  const storm = async (logins: number, first: number): Promise<LoginResult> => {
    const { port, pid } = server;
    const outcome = await generator.run({ task: 'logins', port, pid, logins, first, window: WINDOW });
    if (!('logins' in outcome)) throw new Error(JSON.stringify(outcome));
    return outcome.logins;
  };
  try {
    await storm(WARM, WARM_FIRST);
    const created = await storm(LOGINS, 0);
    const known = await storm(LOGINS, 0);
    const of = (what: string) => `${LOGINS} web SDK logins, ${WINDOW} at a time, ${what}`;
    return [...storming(of('new users'), created), ...storming(of('known users'), known)];
  } finally {
    generator.stop();
    await server.stop();
  }
}

function storming(scenario: string, { perSecond, latency, cpuMicrosPerLogin }: LoginResult): readonly Figure[] {
  return [
    { scenario, what: 'logins per second, connecting included', value: perSecond, unit: '/s' },
    { scenario, what: 'p50 login to answer', value: latency.p50, unit: 'ms' },
    { scenario, what: 'p99 login to answer', value: latency.p99, unit: 'ms' },
    { scenario, what: 'server CPU per login', value: cpuMicrosPerLogin, unit: 'µs' },
  ];
}

/** More than the authenticator remembers: each is checked in full. */
const SIGNATURES = 5000;

/** In this process: one UserSig after the other, none of them seen a moment ago. */
function userSigChecks({ seconds }: Options): readonly Figure[] {
  const time = Math.floor(Date.now() / 1000);
  const apps = [{ sdkAppId: APP, secretKey: SECRET_KEY, admins: [] }];
  const auth = createAuthenticator({ apps, clock: { now: Date.now } });
  const signed = Array.from({ length: SIGNATURES }, (_, n) => {
    const user = userOf(n);
    return { user, userSig: signUserSig(APP, user, SECRET_KEY, { time }) };
  });
  const round = () => {
    for (const { user, userSig } of signed) auth.verifyUserSig(APP, user, userSig);
  };
  round();
  const before = process.cpuUsage();
  const end = performance.now() + Math.min(seconds, 2) * 1000;
  let rounds = 0;
  do {
    round();
    rounds++;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  const value = (user + system) / (rounds * SIGNATURES);
  return [{ scenario: 'UserSig', what: 'CPU of one check', value, unit: 'µs' }];
}

/** How clients of the web SDK dialect follow the status of a user, as frames. */
export interface PresenceWire {
  /** Asks that a user is told of these others from now on. Resolves when the server has said yes. */
  subscribe(socket: RawSocket, login: Readonly<Record<string, unknown>>, others: readonly string[]): Promise<void>;
  /** Sets the user's own status to something that it was not. */
  change(socket: RawSocket, login: Readonly<Record<string, unknown>>, to: string): void;
  /** Whether a frame tells of a changed status. */
  tells(buffer: Buffer, start: number, end: number): boolean;
}

export interface PresenceSize {
  /** Users who follow one and the same. */
  readonly watchers: number;
  /** Changes of his status, one after the other. */
  readonly changes: number;
}

/** A user whom many follow changes his status: how long until the last of them knows, and what that costs. */
export async function presenceFanOut(
  { port, pid }: Target,
  wire: PresenceWire,
  { watchers, changes }: PresenceSize,
): Promise<readonly Figure[]> {
  const star = await loginOnWeb(port, watchers);
  const open: RawSocket[] = [star.socket];
  let toHear = 0;
  let allHeard = () => {};
  let lost = (_error: Error) => {};
  try {
    for (let n = 0; n < watchers; n++) {
      const { socket, answer } = await loginOnWeb(port, n);
      open.push(socket);
      await wire.subscribe(socket, answer, [userOf(watchers)]);
      socket.onFrame = (buffer, start, end) => {
        if (wire.tells(buffer, start, end) && --toHear === 0) allHeard();
      };
      socket.onClose = () => lost(new Error(`the connection of ${userOf(n)} was closed`));
    }
    const latencies = new Latencies();
    const before = { at: performance.now(), cpu: cpuSeconds(pid) };
    for (let n = 0; n < changes; n++) {
      const startedAt = performance.now();
      toHear = watchers;
      const heard = new Promise<void>((resolve, reject) => {
        allHeard = resolve;
        lost = reject;
      });
      wire.change(star.socket, star.answer, `status ${n}`);
      await heard;
      latencies.add(performance.now() - startedAt);
    }
    const seconds = (performance.now() - before.at) / 1000;
    const deliveries = watchers * changes;
    const { p50, p99 } = latencies.summary();
    const scenario = `status of one whom ${watchers} follow`;
    return [
      { scenario, what: 'p50 change to the last who hears', value: p50, unit: 'ms' },
      { scenario, what: 'p99 change to the last who hears', value: p99, unit: 'ms' },
      { scenario, what: 'deliveries per second', value: deliveries / seconds, unit: '/s' },
      {
        scenario,
        what: 'server CPU per delivery',
        value: ((cpuSeconds(pid) - before.cpu) / deliveries) * 1e6,
        unit: 'µs',
      },
    ];
  } finally {
    lost = () => {};
    for (const socket of open) socket.close();
  }
}
