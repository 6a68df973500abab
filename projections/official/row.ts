import { idKey, ordered } from '../row-keys.ts';

/** An official account. Partition: the app; sort: the account. */
export interface OfficialRow {
  readonly account: string;
  owner: string;
  name: string;
  introduction: string;
  faceUrl: string;
  organization: string;
  custom: string;
  maxSubscribers: number;
  subscribers: number;
  /** Unix seconds. */
  createdAt: number;
  /** Of the last broadcast, 0 without one. */
  lastTime: number;
  /** Highest revision of its stream that is folded. */
  revision: number;
  /** It still has to let its subscribers go. */
  destroyed: boolean;
}

/** One who subscribes to an account. Partition: `subscribersOf`; sort: the user. */
export interface SubscriberRow {
  readonly user: string;
  /** Of the subscription, in the account's stream. */
  readonly revision: number;
  /** Unix seconds. */
  readonly subscribedAt: number;
  custom: string;
  /** When he last wrote to the account, Unix seconds; 0: never. */
  wroteAt: number;
}

/** A broadcast that is kept. Partition: `broadcastsOf`; sort: its number. */
export interface BroadcastRow {
  readonly number: number;
  readonly revision: number;
  readonly random: number;
  readonly time: number;
  recalled: boolean;
}

/** An account with something to do. Partition: `BUSY`. */
export interface BusyRow {
  readonly app: number;
  readonly account: string;
}

/** `accountKey`, `userKey`: escaped ids. */
const part = (app: string, accountKey: string, what: string) => `${app}\t${accountKey}\t${what}`;

export const subscribersOf = (app: string, accountKey: string) => part(app, accountKey, 'subscribers');
/** Users who have ever unsubscribed: a broadcast that they have got is recalled from them too. Values: their UserIDs. */
export const formerOf = (app: string, accountKey: string) => part(app, accountKey, 'former');
export const broadcastsOf = (app: string, accountKey: string) => part(app, accountKey, 'broadcasts');
/** Accounts that a user subscribes to; sort: the account; values: their ids. */
export const subscriptionsOf = (app: string, userKey: string) => part(app, userKey, 'subscriptions');
/** How many accounts an app has, and how many a user subscribes to: a number under `COUNT`. */
export const accountCount = (app: string) => `${app}\tcount`;
export const subscriptionCount = (app: string, userKey: string) => part(app, userKey, 'count');
export const COUNT = 'n';
export const BUSY = 'busy';

export const broadcastKey = (number: number): string => ordered(number);

/** Bounds of what lies behind an id: nothing is between it and the same with `!` behind, because ids stand escaped. */
export const behind = (id: string) => (id === '' ? {} : { from: `${idKey(id)}!` });
