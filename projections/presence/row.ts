import type { Platform } from '../../events/user/events.ts';
import type { PushToken } from '../../events/user/presence.ts';
import { ordered, userPartition } from '../row-keys.ts';

/** A user as others see him, apart from his connections. */
export interface PresenceRow {
  customStatus: string;
  /** Those that are logged in, ascending by number. */
  devices: readonly DeviceRow[];
}

export interface DeviceRow {
  readonly instance: number;
  readonly platform: Platform;
  /** Unix milliseconds, 0: not known to be away. */
  readonly awayAt: number;
  readonly background: boolean;
  readonly token: PushToken | null;
}

/** A device that pushes can reach, in the two lists of the app. */
export interface ReachableRow {
  readonly user: string;
  readonly instance: number;
}

/** Partition of everything about one user. */
export const presenceOf = userPartition;
export const PRESENCE = 'p';
/** Users he is told of, the longest first. */
export const SUBSCRIPTIONS = 's';

/** Lists of an app: reachable devices that are not known to be away, and those that are, the longest first. */
export const hereKey = (userKey: string, instance: number): string => `h${userKey}\t${instance}`;
export const allHere = { from: 'h', to: 'i' };
export const awayKey = (awayAt: number, userKey: string, instance: number): string =>
  `a${ordered(Math.floor(awayAt / 1000))}\t${userKey}\t${instance}`;
/** Those since before a time in Unix milliseconds. */
export const awayBefore = (time: number) => ({ from: 'a', to: `a${ordered(Math.max(0, Math.floor(time / 1000)))}` });
