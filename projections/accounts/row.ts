import type { Platform } from '../../events/user/events.ts';
import type { ProfileFields } from '../../events/user/profile.ts';

/** One logged-in instance: number, platform, Unix milliseconds of its (last) login. */
export type InstanceRow = [instance: number, platform: Platform, loggedInAt: number];

/** An account that exists. Partition: the app; sort: the user. */
export interface AccountRecord {
  readonly user: string;
  nick: string;
  faceUrl: string;
  fields: ProfileFields;
  /** Unix milliseconds of the last change of the profile. */
  changedAt: number;
  /** How many users he has blocked. */
  blocks: number;
  /** Instances that are logged in, whether connected or not, ascending by number. */
  instances: InstanceRow[];
}
