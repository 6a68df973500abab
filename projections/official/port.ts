import { MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { EventLog } from '../../events/log.ts';
import type { MessageKey } from '../../events/message/place.ts';
import { c2cStream, officialStream } from '../../events/stream.ts';
import { field, flagsOf } from '../history/chunk.ts';
import { NEWEST, startOf } from '../history/places.ts';
import { walk } from '../history/walk.ts';
import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import {
  accountCount,
  type BroadcastRow,
  BUSY,
  type BusyRow,
  behind,
  broadcastKey,
  broadcastsOf,
  COUNT,
  formerOf,
  type OfficialRow,
  type SubscriberRow,
  subscribersOf,
  subscriptionCount,
  subscriptionsOf,
} from './row.ts';

const NAME = 'official-accounts';

/** What the actor room (`Officials` in actors/ports.ts) asks about official accounts, and the delivery besides. */
export function officialsPort(log: EventLog, runner: Pick<ProjectionRunner, 'reader' | 'readNow'>) {
  const reader = () => runner.reader(NAME);
  const rowNow = (app: number, account: string) => runner.readNow<OfficialRow>(NAME, String(app), idKey(account));

  async function broadcast(app: number, account: string, name: number | MessageKey): Promise<BroadcastRow | undefined> {
    const number = typeof name === 'number' ? name : name.msgSeq;
    const row = await reader().get<BroadcastRow>(broadcastsOf(String(app), idKey(account)), broadcastKey(number));
    if (!row || (typeof name !== 'number' && (row.random !== name.random || row.time !== name.time))) return undefined;
    return { ...row };
  }

  return {
    /** At once, as those who write and are written to are looked up; undefined: there is none. */
    find(app: number, account: string) {
      const row = rowNow(app, account);
      if (row === undefined || row.destroyed) return undefined;
      return { user: account, nick: row.name, faceUrl: row.faceUrl, owner: row.owner };
    },

    /** At once, too. */
    isSubscribed(app: number, account: string, user: string): boolean {
      return runner.readNow(NAME, subscribersOf(String(app), idKey(account)), idKey(user)) !== undefined;
    },

    /** Official accounts of an app. */
    async count(app: number): Promise<number> {
      return (await reader().get<number>(accountCount(String(app)), COUNT)) ?? 0;
    },

    /** So many accounts a user subscribes to. */
    async subscriptionCount(app: number, user: string): Promise<number> {
      return (await reader().get<number>(subscriptionCount(String(app), idKey(user)), COUNT)) ?? 0;
    },

    async subscriptionsOf(app: number, user: string): Promise<readonly string[]> {
      const rows = await reader().range<string>(subscriptionsOf(String(app), idKey(user)));
      return rows.map(({ value }) => value);
    },

    /** Which of these subscribe, and how new that knowledge is: read first, so that what is read behind it is no older. */
    async known(app: number, account: string, users: readonly string[]) {
      const revision = (await reader().get<OfficialRow>(String(app), idKey(account)))?.revision ?? -1;
      const partition = subscribersOf(String(app), idKey(account));
      const rows = await Promise.all(users.map((user) => reader().get<SubscriberRow>(partition, idKey(user))));
      return { revision, subscribed: new Set(users.filter((_, i) => rows[i] !== undefined)) };
    },

    /** A page of those who subscribe, or of those who once did. */
    async page(
      app: number,
      account: string,
      { after, limit, former }: { readonly after: string; readonly limit: number; readonly former: boolean },
    ): Promise<readonly { readonly user: string; readonly revision: number }[]> {
      const range = { ...behind(after), limit };
      if (former) {
        const rows = await reader().range<string>(formerOf(String(app), idKey(account)), range);
        return rows.map(({ value }) => ({ user: value, revision: 0 }));
      }
      const rows = await reader().range<SubscriberRow>(subscribersOf(String(app), idKey(account)), range);
      return rows.map(({ value: { user, revision } }) => ({ user, revision }));
    },

    broadcast,

    /** What a broadcast says, as it was sent. */
    async broadcastSent(app: number, account: string, number: number) {
      const row = await broadcast(app, account, number);
      return row && (await sentAt(log, officialStream(app, account), row.revision))?.data;
    },

    /**
     * Number of a broadcast's copy in the conversation with a user. It lies at the broadcast's time, or a little behind
     * where the conversation was later already; broadcasts come in their order.
     */
    async copyOf(app: number, account: string, user: string, { number, random, time }: BroadcastRow) {
      const history = runner.reader('c2c-history');
      let seq: number | undefined;
      const from = { low: startOf(time), high: NEWEST, direction: 'newer' } as const;
      await walk(history, c2cStream(app, account, user), from, (chunk, at) => {
        if ((flagsOf(field(chunk, at, 'marks')) & MessageFlag.broadcast) === 0) return true;
        const copied = field(chunk, at, 'msgSeq');
        if (copied === number && field(chunk, at, 'random') === random) seq = field(chunk, at, 'seq');
        return copied < number;
      });
      return seq;
    },

    /** Accounts of all apps that have something to do. */
    async busy(): Promise<readonly BusyRow[]> {
      return (await reader().range<BusyRow>(BUSY)).map(({ value }) => ({ ...value }));
    },
  };
}

/** The broadcast at a revision of an account's stream. */
export async function sentAt(
  log: EventLog,
  stream: string,
  revision: number,
): Promise<Envelope<'BroadcastSent'> | undefined> {
  for await (const event of log.read(stream, { from: revision, limit: 1 })) {
    if (event.type === 'BroadcastSent') return event;
  }
  return undefined;
}
