import { randomInt } from 'node:crypto';
import WebSocket from 'ws';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { Phone, WECHAT_MINI_PROGRAM } from '../websdk/phone.ts';
import { APP, SECRET_KEY, TEXT, userOf } from './dialects.ts';
import { inParallel, Preparation } from './group-setup.ts';
import { startServer, type Target } from './processes.ts';
import type { Figure } from './report.ts';
import type { Options } from './scenarios.ts';

const PEERS = 2500;
const GROUPS = 500;
const ME = 0;
/** Pages asked for one after the other, on one connection. */
const ROUNDS = 300;
const COLD_STARTS = 5;

const conversations = `list of ${PEERS} users and ${GROUPS} groups`;

/** What a login with a long list of conversations waits for: its first page, and what is unread in all. */
export async function longList({ durability }: Options): Promise<readonly Figure[]> {
  const env = { YANSHU_REST_PER_SECOND: '0' };
  const first = await startServer({ fresh: true, durability, env });
  await prepare(new Preparation(first.port));
  const warm = await measured(first);
  await first.stop();
  const cold: Measured[] = [];
  for (let n = 0; n < COLD_STARTS; n++) {
    const again = await startServer({ fresh: false, durability, env });
    cold.push(await measured(again, 1));
    await again.stop();
  }
  return (Object.keys(warm) as (keyof Measured)[]).flatMap((name) => {
    const slowest = Math.max(...cold.flatMap((one) => one[name]));
    return [
      { scenario: conversations, what: `${name}, p50`, value: percentile(warm[name], 0.5), unit: 'ms' },
      {
        scenario: conversations,
        what: `${name}, p99`,
        value: percentile(warm[name], 0.99),
        unit: 'ms',
        target: { atMost: 10 },
      },
      {
        scenario: conversations,
        what: `${name}, slowest of ${COLD_STARTS} right after a start`,
        value: slowest,
        unit: 'ms',
      },
    ];
  });
}

/** Milliseconds over the wire. */
interface Measured {
  readonly 'first page, web SDK': number[];
  readonly 'first page, binary': number[];
  readonly 'unread total': number[];
}

async function measured({ port }: Target, rounds = ROUNDS): Promise<Measured> {
  const user = userOf(ME);
  const userSig = signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) });
  const client = new BinaryClient({
    url: `ws://127.0.0.1:${port}/ws`,
    app: APP,
    user,
    userSig,
    platform: 'Linux',
    device: 'bench',
    WebSocket,
  });
  await client.connect();
  const phone = await Phone.login(`ws://127.0.0.1:${port}`, user, userSig, WECHAT_MINI_PROGRAM);
  const marks = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
  const times: Measured = { 'first page, web SDK': [], 'first page, binary': [], 'unread total': [] };
  for (let round = 0; round < rounds; round++) {
    const page = await timed(times['first page, web SDK'], () => phone.wire.ask('recentcontact.page_get', marks));
    if ((page.SessionItem as readonly unknown[]).length !== 60)
      throw new Error(`${JSON.stringify(page).slice(0, 200)}`);
    await timed(times['first page, binary'], () => client.conversationList.page(60));
    const { total } = await timed(times['unread total'], () => client.conversationList.unreadTotal());
    if (total < PEERS) throw new Error(`${total} unread`);
  }
  phone.close();
  client.close();
  return times;
}

async function timed<T>(times: number[], ask: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await ask();
  times.push(performance.now() - startedAt);
  return answer;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Every peer and every group has written twice; some of it is arranged. */
async function prepare(preparation: Preparation): Promise<void> {
  await preparation.accounts(PEERS + 1);
  const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: TEXT } }];
  const numbers = Array.from({ length: PEERS }, (_, n) => [n + 1] as const);
  const to = userOf(ME);
  for (let turn = 0; turn < 2; turn++) {
    await inParallel(numbers, ([n]) =>
      preparation.call('openim/sendmsg', {
        From_Account: userOf(n),
        To_Account: to,
        MsgRandom: randomInt(2 ** 31),
        MsgBody,
      }),
    );
  }
  await inParallel(numbers.slice(0, GROUPS), async ([n]) => {
    const GroupId = `list${n}`;
    await preparation.group(GroupId, 'Public', [n, ME]);
    for (let turn = 0; turn < 2; turn++) {
      const message = { GroupId, From_Account: userOf(n), Random: randomInt(2 ** 31), MsgBody };
      await preparation.call('group_open_http_svc/send_group_msg', message);
    }
  });
  const items = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ Type: 1, To_Account: userOf(from + n) }));
  await preparation.call('recentcontact/top', {
    From_Account: to,
    OperationType: 1,
    RecentContactItem: items(1, 50),
  });
  for (let from = 1; from < 1000; from += 100) {
    const MarkItem = items(from, 100).map((ContactItem) => ({ OptType: 1, ContactItem, SetMark: [1] }));
    await preparation.call('recentcontact/mark_contact', { From_Account: to, MarkItem });
  }
}
