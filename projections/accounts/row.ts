import type { ProfileFields } from '../../events/user/profile.ts';

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
}
