import type { Caller } from '../../events/caller.ts';
import type { MessageKey } from '../../events/message/place.ts';
import type { OfficialEvents } from '../../events/official/events.ts';
import type { PeerRemind } from '../../events/user/conversations.ts';

/** An official account as everybody may see it (product.md §2.27). */
export interface OfficialView {
  readonly account: string;
  readonly owner: string;
  readonly name: string;
  readonly introduction: string;
  readonly faceUrl: string;
  readonly organization: string;
  readonly custom: string;
  readonly maxSubscribers: number;
  readonly subscribers: number;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Of the last broadcast, 0 without one. */
  readonly lastTime: number;
}

/** Somebody's subscription. Times in Unix seconds, `wroteAt` 0: he has never written to the account. */
export interface SubscriptionView {
  readonly user: string;
  readonly subscribedAt: number;
  readonly custom: string;
  readonly remind: PeerRemind;
  readonly wroteAt: number;
}

export interface Subscription extends OfficialView {
  readonly self: SubscriptionView;
}

export interface BroadcastView {
  readonly sent: OfficialEvents['BroadcastSent'];
  readonly recalled: boolean;
}

export interface OfficialQueries {
  /** In the order asked for; undefined: there is no such account. Open to every user of the app. */
  officialAccounts(
    caller: Caller,
    query: { readonly accounts: readonly string[] },
  ): Promise<readonly (OfficialView | undefined)[]>;
  /** To its owner and administrators. `after`: the last user of the page before, '' for the first. 130004, 130002. */
  subscribers(
    caller: Caller,
    query: { readonly account: string; readonly after: string; readonly limit: number },
  ): Promise<{ readonly total: number; readonly subscribers: readonly SubscriptionView[]; readonly next: string }>;
  /** Of one user, by account. */
  subscriptions(
    caller: Caller,
    query: { readonly user: string; readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly subscriptions: readonly Subscription[] }>;
  /** To its owner and administrators, newest first. `before`: the last one of the page before. 130004, 130002. */
  broadcasts(
    caller: Caller,
    query: {
      readonly account: string;
      readonly before?: MessageKey | undefined;
      readonly limit: number;
      readonly withRecalled: boolean;
    },
  ): Promise<{ readonly broadcasts: readonly BroadcastView[]; readonly complete: boolean }>;
}
