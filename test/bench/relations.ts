import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { APP, SECRET_KEY, userOf } from './dialects.ts';
import { inParallel, Preparation } from './group-setup.ts';
import { Latencies } from './latencies.ts';
import { AS_STARTED, dataFolder, startServer } from './processes.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';
import type { UserWeight } from './user-weight.ts';

/** As many as a list holds. */
const FRIENDS = 3000;
const ME = 0;
/** Friends of a page and profiles of a look-up: the most there can be. */
const PAGE = 100;
/** Friends who are added by one request. */
const BATCH = 1000;
const ROUNDS = 1000;
const COLD_STARTS = 5;
const USERS = 20_000;

/** What an application waits for that shows who its user's friends are. */
export async function people({ durability }: Options): Promise<readonly Figure[]> {
  const env = { YANSHU_REST_ACCOUNTS_PER_SECOND: '0' };
  const first = await startServer({ fresh: true, durability, env });
  await prepare(new Preparation(first.port), first.port);
  const warm = await measured(first.port, ROUNDS);
  await first.stop();
  const cold = { page: 0, profiles: 0 };
  for (let n = 0; n < COLD_STARTS; n++) {
    const again = await startServer({ fresh: false, durability, env });
    const { page, profiles } = await measured(again.port, 1);
    cold.page = Math.max(cold.page, page.summary().max);
    cold.profiles = Math.max(cold.profiles, profiles.summary().max);
    await again.stop();
  }
  const slowest = `slowest of ${COLD_STARTS} right after a start`;
  const list = { scenario: `list of ${FRIENDS} friends`, unit: 'ms' };
  const lookUp = { scenario: `look-up of ${PAGE} profiles`, unit: 'ms' };
  const [page, profiles] = [warm.page.summary(), warm.profiles.summary()];
  return [
    { ...list, what: `first page of ${PAGE}, p50`, value: page.p50 },
    { ...list, what: `first page of ${PAGE}, p99`, value: page.p99, target: { atMost: 10 } },
    { ...list, what: `first page, ${slowest}`, value: cold.page },
    { ...lookUp, what: 'over the wire, p50', value: profiles.p50 },
    { ...lookUp, what: 'over the wire, p99', value: profiles.p99, target: { atMost: 5 } },
    { ...lookUp, what: slowest, value: cold.profiles },
  ];
}

/** What a user costs the memory of the server, apart from connections: one who is used, and one who is not. */
export async function userMemory(): Promise<readonly Figure[]> {
  const script = fileURLToPath(new URL('user-weight.ts', import.meta.url));
  const args = [...AS_STARTED, '--import', import.meta.resolve('tsx'), script, dataFolder, String(USERS)];
  const { awake, idle } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as UserWeight;
  const common = { scenario: `${USERS.toLocaleString('en')} users`, unit: 'KB' };
  return [
    { ...common, what: 'heap of each that is awake', value: awake / 1024, target: { atMost: 4 } },
    { ...common, what: 'heap of each that is idle', value: idle / 1024, target: { atMost: NOTHING } },
  ];
}

/** Kilobytes: none, but for what a heap weighs more or less from one moment to the next. */
const NOTHING = 0.1;

/** One after the other, on one connection. */
async function measured(port: number, rounds: number) {
  const client = await login(port);
  const times = { page: new Latencies(), profiles: new Latencies() };
  for (let round = 0; round < rounds; round++) {
    const { friends } = await timed(times.page, () => client.relations.friends.page(PAGE));
    if (friends.length !== PAGE) throw new Error(`a page of ${friends.length}`);
    // Never the same people as in the round before.
    const users = Array.from({ length: PAGE }, (_, n) => userOf(1 + ((round * PAGE + n) % FRIENDS)));
    const profiles = await timed(times.profiles, () => client.profiles.get(users));
    if (profiles.some((profile) => profile === null)) throw new Error('somebody is not known');
  }
  client.close();
  return times;
}

async function timed<T>(times: Latencies, ask: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await ask();
  times.add(performance.now() - startedAt);
  return answer;
}

async function login(port: number): Promise<BinaryClient> {
  const user = userOf(ME);
  const userSig = signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) });
  const about = { app: APP, user, userSig, platform: 'Linux', device: 'bench' };
  const client = new BinaryClient({ url: `ws://127.0.0.1:${port}/ws`, WebSocket, ...about });
  await client.connect();
  return client;
}

/** Everybody has a name and a face; all of them are friends of one, who has them in a group and with a remark. */
async function prepare(preparation: Preparation, port: number): Promise<void> {
  const numbers = Array.from({ length: FRIENDS + 1 }, (_, n) => [n] as const);
  await inParallel(numbers, ([n]) =>
    preparation.call('im_open_login_svc/account_import', {
      UserID: userOf(n),
      Nick: `the nick of ${userOf(n)}`,
      FaceUrl: `https://example.com/faces/${userOf(n)}.png`,
    }),
  );
  const client = await login(port);
  for (let from = 1; from <= FRIENDS; from += BATCH) {
    const friends = Array.from({ length: BATCH }, (_, n) => {
      return { peer: userOf(from + n), source: 'AddSource_Type_Bench', remark: `friend ${from + n}`, group: 'bench' };
    });
    const failed = (await client.relations.friends.add(friends)).find(([, code]) => code !== 0);
    if (failed !== undefined) throw new Error(String(failed));
  }
  client.close();
}
