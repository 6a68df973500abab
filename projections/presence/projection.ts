import type { Envelope } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import type { UserEvents } from '../../events/user/events.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import { isReachable } from './chart.ts';
import {
  awayKey,
  type DeviceRow,
  hereKey,
  PRESENCE,
  type PresenceRow,
  presenceOf,
  type ReachableRow,
  SUBSCRIPTIONS,
} from './row.ts';

/** What users let others see, whom they watch, and which of their devices a push can reach (product.md §2.3). */
export const presence: Projection = {
  name: 'presence',
  version: 1,
  handlers: {
    AccountCreated({ stream }, rows) {
      const row: PresenceRow = { customStatus: '', devices: [] };
      rows.put(partitionOf(stream), PRESENCE, row);
    },
    AccountDeleted({ stream }, rows) {
      const partition = partitionOf(stream);
      const row = rows.get<PresenceRow>(partition, PRESENCE);
      for (const device of row?.devices ?? []) unlist(rows, stream, device);
      rows.delete(partition, PRESENCE);
      rows.delete(partition, SUBSCRIPTIONS);
    },
    InstanceLoggedIn(event, rows) {
      const { instance, platform } = event.data;
      const device = { instance, platform, awayAt: 0, background: false, token: null };
      replace(event, rows, () => device);
    },
    InstanceLoggedOut: (event, rows) => replace(event, rows, () => undefined),
    InstanceKicked: (event, rows) => replace(event, rows, () => undefined),
    InstanceAway: (event, rows) => replace(event, rows, (device) => device && { ...device, awayAt: event.time }),
    InstanceReturned: (event, rows) => replace(event, rows, (device) => device && { ...device, awayAt: 0 }),
    /** It stays away since when it was; nobody has to look at it again. */
    InstanceUnreachable({ stream, data }, rows) {
      const row = rows.get<PresenceRow>(partitionOf(stream), PRESENCE);
      const device = row?.devices.find(({ instance }) => instance === data.instance);
      if (device) unlist(rows, stream, device);
    },
    PushTokenSet: (event, rows) => replace(event, rows, (device) => device && { ...device, token: event.data.token }),
    AppStateChanged(event, rows) {
      const { background } = event.data;
      replace(event, rows, (device) => device && { ...device, background });
    },
    CustomStatusSet({ stream, data }, rows) {
      const row = rows.get<PresenceRow>(partitionOf(stream), PRESENCE);
      if (!row) return;
      row.customStatus = data.text;
      rows.put(partitionOf(stream), PRESENCE, row);
    },
    StatusesSubscribed({ stream, data: { users, dropped } }, rows) {
      const before = rows.get<readonly string[]>(partitionOf(stream), SUBSCRIPTIONS) ?? [];
      const kept = before.filter((user) => !dropped.includes(user));
      const all = new Set([...kept, ...users]);
      rows.put(partitionOf(stream), SUBSCRIPTIONS, [...all]);
    },
    StatusesUnsubscribed({ stream, data: { users } }, rows) {
      const before = rows.get<readonly string[]>(partitionOf(stream), SUBSCRIPTIONS) ?? [];
      const left = before.filter((user) => !users.includes(user));
      if (left.length > 0) rows.put(partitionOf(stream), SUBSCRIPTIONS, left);
      else rows.delete(partitionOf(stream), SUBSCRIPTIONS);
    },
  },
};

type OfInstance = {
  [T in keyof UserEvents]: UserEvents[T] extends { readonly instance: number } ? T : never;
}[keyof UserEvents];

/** Puts a device in the place of what it was; undefined: it is none of the user's any more. */
function replace(
  { stream, data }: Pick<Envelope<OfInstance>, 'stream' | 'data'>,
  rows: Rows,
  change: (before: DeviceRow | undefined) => DeviceRow | undefined,
): void {
  const row = rows.get<PresenceRow>(partitionOf(stream), PRESENCE);
  if (!row) return;
  const before = row.devices.find(({ instance }) => instance === data.instance);
  const after = change(before);
  const others = row.devices.filter((device) => device !== before);
  row.devices = [...others, ...(after ? [after] : [])].sort((one, other) => one.instance - other.instance);
  if (before) unlist(rows, stream, before);
  if (after) list(rows, stream, after);
  rows.put(partitionOf(stream), PRESENCE, row);
}

function list(rows: Rows, stream: string, device: DeviceRow): void {
  if (!isReachable(device.platform)) return;
  const row: ReachableRow = { user: parseStream(stream).ids[0] ?? '', instance: device.instance };
  rows.put(appOf(stream), listKey(stream, device), row);
}

function unlist(rows: Rows, stream: string, device: DeviceRow): void {
  if (isReachable(device.platform)) rows.delete(appOf(stream), listKey(stream, device));
}

function listKey(stream: string, { awayAt, instance }: DeviceRow): string {
  const userKey = userKeyOf(stream);
  return awayAt === 0 ? hereKey(userKey, instance) : awayKey(awayAt, userKey, instance);
}

function partitionOf(stream: string): string {
  return presenceOf(appOf(stream), userKeyOf(stream));
}
