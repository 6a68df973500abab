import type { Platform } from '../../events/user/events.ts';

/** One logged-in instance: number, platform, Unix milliseconds of its (last) login. */
export type InstanceRow = [instance: number, platform: Platform, loggedInAt: number];

/** An account that exists. Partition: the app; sort: the user. */
export interface AccountRecord {
  readonly user: string;
  nick: string;
  faceUrl: string;
  /** Instances that are logged in, whether connected or not, ascending by number. */
  instances: InstanceRow[];
}
