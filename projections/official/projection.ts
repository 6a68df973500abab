import type { Envelope } from '../../events/envelope.ts';
import { isOfficial } from '../../events/official/events.ts';
import { parseStream } from '../../events/stream.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf } from '../row-keys.ts';
import {
  accountCount,
  type BroadcastRow,
  BUSY,
  type BusyRow,
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

/** Official accounts: what they say of themselves, who subscribes, what they have sent, which of them are busy (product.md §2.27). */
export const officialAccounts: Projection = {
  name: 'official-accounts',
  version: 1,
  handlers: {
    OfficialAccountCreated({ stream, data, time, revision }, rows) {
      const { app, key, account } = placeOf(stream);
      const count = rows.get<number>(accountCount(app), COUNT) ?? 0;
      const { name, introduction, faceUrl, organization, custom, maxSubscribers } = data.profile;
      const row: OfficialRow = {
        account,
        owner: data.owner,
        name,
        introduction,
        faceUrl,
        organization,
        custom,
        maxSubscribers,
        subscribers: 0,
        createdAt: Math.floor(time / 1000),
        lastTime: 0,
        revision,
        destroyed: false,
      };
      rows.put(app, key, row);
      rows.put(accountCount(app), COUNT, count + 1);
    },

    OfficialAccountChanged: changing((row, { data }) => void Object.assign(row, data.changes)),

    OfficialAccountDestroyed(event, rows) {
      const { app, key, account } = placeOf(event.stream);
      const row = rows.get<OfficialRow>(app, key);
      const count = rows.get<number>(accountCount(app), COUNT) ?? 0;
      if (!row) return;
      row.destroyed = true;
      row.revision = event.revision;
      rows.put(app, key, row);
      rows.put(accountCount(app), COUNT, count - 1);
      busy(rows, app, key, account);
    },

    SubscribersAdded({ stream, data, time, revision }, rows) {
      const { app, key, account } = placeOf(stream);
      const row = rows.get<OfficialRow>(app, key);
      const counts = countsOf(rows, app, data.users);
      if (!row) return;
      for (const [user, count] of counts) {
        const userKey = idKey(user);
        const subscribedAt = Math.floor(time / 1000);
        const subscriber: SubscriberRow = { user, revision, subscribedAt, custom: '', wroteAt: 0 };
        rows.put(subscribersOf(app, key), userKey, subscriber);
        rows.put(subscriptionsOf(app, userKey), key, account);
        rows.put(subscriptionCount(app, userKey), COUNT, count + 1);
      }
      row.subscribers += data.users.length;
      row.revision = revision;
      rows.put(app, key, row);
    },

    SubscribersRemoved({ stream, data, revision }, rows) {
      const { app, key } = placeOf(stream);
      const row = rows.get<OfficialRow>(app, key);
      const counts = countsOf(rows, app, data.users);
      if (!row) return;
      for (const [user, count] of counts) {
        const userKey = idKey(user);
        rows.delete(subscribersOf(app, key), userKey);
        rows.delete(subscriptionsOf(app, userKey), key);
        if (count > 1) rows.put(subscriptionCount(app, userKey), COUNT, count - 1);
        else rows.delete(subscriptionCount(app, userKey), COUNT);
        if (!data.released) rows.put(formerOf(app, key), userKey, user);
      }
      row.subscribers -= data.users.length;
      row.revision = revision;
      rows.put(app, key, row);
    },

    SubscriberChanged({ stream, data }, rows) {
      const { app, key } = placeOf(stream);
      const userKey = idKey(data.user);
      const subscriber = rows.get<SubscriberRow>(subscribersOf(app, key), userKey);
      if (!subscriber) return;
      subscriber.custom = data.custom;
      rows.put(subscribersOf(app, key), userKey, subscriber);
    },

    BroadcastSent({ stream, data, revision }, rows) {
      const { app, key, account } = placeOf(stream);
      const row = rows.get<OfficialRow>(app, key);
      if (!row) return;
      const { number, random, time, onlineOnly } = data;
      row.lastTime = time;
      row.revision = revision;
      rows.put(app, key, row);
      if (onlineOnly) return;
      const broadcast: BroadcastRow = { number, revision, random, time, recalled: false };
      rows.put(broadcastsOf(app, key), broadcastKey(number), broadcast);
      busy(rows, app, key, account);
    },

    BroadcastRecalled({ stream, data }, rows) {
      const { app, key, account } = placeOf(stream);
      const broadcast = rows.get<BroadcastRow>(broadcastsOf(app, key), broadcastKey(data.number));
      if (broadcast) {
        broadcast.recalled = true;
        rows.put(broadcastsOf(app, key), broadcastKey(data.number), broadcast);
      }
      busy(rows, app, key, account);
    },

    OfficialWorkAdvanced({ stream, data }, rows) {
      if (data.left > 0) return;
      const { app, key } = placeOf(stream);
      const row = rows.get<OfficialRow>(app, key);
      if (row?.destroyed) forget(rows, app, key);
      rows.delete(BUSY, busyKey(app, key));
    },

    C2cMessageSent({ stream, data }, rows) {
      if (!isOfficial(data.to)) return;
      const partition = subscribersOf(appOf(stream), idKey(data.to));
      const subscriber = rows.get<SubscriberRow>(partition, idKey(data.from));
      if (!subscriber) return;
      subscriber.wroteAt = data.time;
      rows.put(partition, idKey(data.from), subscriber);
    },
  },
};

function placeOf(stream: string): { readonly app: string; readonly key: string; readonly account: string } {
  return { app: appOf(stream), key: userKeyOf(stream), account: parseStream(stream).ids[0] ?? '' };
}

function changing<E extends 'OfficialAccountChanged'>(change: (row: OfficialRow, event: Envelope<E>) => void) {
  return (event: Envelope<E>, rows: Rows): void => {
    const { app, key } = placeOf(event.stream);
    const row = rows.get<OfficialRow>(app, key);
    if (!row) return;
    change(row, event);
    rows.put(app, key, row);
  };
}

/** To how many accounts each of these subscribes. */
function countsOf(rows: Rows, app: string, users: readonly string[]): readonly (readonly [string, number])[] {
  return users.map((user) => [user, rows.get<number>(subscriptionCount(app, idKey(user)), COUNT) ?? 0] as const);
}

const busyKey = (app: string, key: string): string => `${app}\t${key}`;

function busy(rows: Rows, app: string, key: string, account: string): void {
  const row: BusyRow = { app: Number(app), account };
  rows.put(BUSY, busyKey(app, key), row);
}

/** Everything of an account whose subscribers are gone. */
function forget(rows: Rows, app: string, key: string): void {
  const partitions = [formerOf(app, key), broadcastsOf(app, key)];
  const gone = partitions.flatMap((partition) => rows.range(partition).map(({ sort }) => [partition, sort] as const));
  for (const [partition, sort] of gone) rows.delete(partition, sort);
  rows.delete(app, key);
}
