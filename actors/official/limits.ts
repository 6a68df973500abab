import type { LimitProfile, OfficialLimits } from '../../events/app/limits.ts';
import type { OfficialProfile } from '../../events/official/events.ts';

/** Most bytes of the texts of an account (product.md §2.27). */
export const TEXT_BYTES: Readonly<Record<Exclude<keyof OfficialProfile, 'maxSubscribers'>, number>> = {
  name: 150,
  introduction: 400,
  faceUrl: 500,
  organization: 500,
  custom: 3000,
};

/** Of a subscriber (product.md §2.27). */
export const MAX_SUBSCRIBER_CUSTOM_BYTES = 3000;
/** Subscribers of an account that names no number. */
export const DEFAULT_SUBSCRIBERS = 100_000;
/** Users whom one call adds or removes. */
export const MAX_SUBSCRIBERS_PER_CALL = 100;
/** Broadcasts that one call recalls (rest-api.md §23.12). */
export const MAX_RECALLED = 10;
/** Within so many seconds the same broadcast is not sent again. */
export const SAME_SECONDS = 300;
/** Deliveries and recalls of one account that may wait for their turn. */
export const MAX_WAITING = 100;
/** Broadcasts that are remembered for the limits of a second and an hour: a larger limit is none. */
export const REMEMBERED = 4096;

const none: OfficialLimits = {
  officialAccounts: 0,
  officialSubscribers: 0,
  subscriptions: 0,
  broadcastsPerSecond: 1,
  broadcastsPerHour: 2,
};
const some: OfficialLimits = {
  ...none,
  officialAccounts: 100_000,
  officialSubscribers: 100_000,
  subscriptions: 1000,
};

/** product.md §2.27. Every number may be set apart, see actors/app/settings.ts. */
export const officialLimits: Readonly<Record<LimitProfile, OfficialLimits>> = {
  trial: none,
  dev: none,
  standard: none,
  premium: some,
  enterprise: some,
};
