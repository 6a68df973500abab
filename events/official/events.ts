/**
 * Facts of the `official` entity: an account that users subscribe to, and that sends to all of them at once.
 * Stream: `official-<sdkappid>.<id>`. Source: product.md §2.27, rest-api.md §23.
 *
 * `by`: who did it, a UserID; '' for the server.
 */

/** How the id of an official account begins (rest-api.md §3.1). */
export const OFFICIAL_MARK = '@TOA#_';

/** Whether an id is that of an official account, whether there is one or not. */
export function isOfficial(id: string): boolean {
  return id.startsWith(OFFICIAL_MARK);
}

/** What an account says of itself, and how many may subscribe to it. */
export interface OfficialProfile {
  readonly name: string;
  readonly introduction: string;
  readonly faceUrl: string;
  readonly organization: string;
  readonly custom: string;
  readonly maxSubscribers: number;
}

/**
 * What an account has to do for its subscribers one after the other, in steps that can be repeated: handing them a
 * broadcast, taking it back, letting them go because the account is no more.
 */
export type OfficialWork = 'deliver' | 'recall' | 'release';

export interface OfficialEvents {
  /** An id may be used again after the account was destroyed: its broadcasts go on with their numbers. */
  OfficialAccountCreated: { readonly owner: string; readonly profile: OfficialProfile; readonly by: string };
  OfficialAccountChanged: { readonly changes: Partial<OfficialProfile>; readonly by: string };
  /** Nobody reaches it from here on. What it has still to do is done: last of all its subscribers are let go. */
  OfficialAccountDestroyed: { readonly by: string };
  SubscribersAdded: { readonly users: readonly string[]; readonly by: string };
  /** `released`: nobody asked for it, the account is gone. */
  SubscribersRemoved: { readonly users: readonly string[]; readonly by: string; readonly released: boolean };
  SubscriberChanged: { readonly user: string; readonly custom: string; readonly by: string };
  /** Accepted, and to be handed to everybody who had subscribed before. */
  BroadcastSent: {
    /** Number in the account: from 1, without gaps. It is the `msgSeq` of every copy. */
    readonly number: number;
    /** Unix seconds; never goes back. */
    readonly time: number;
    /** Chosen by the caller, u32. */
    readonly random: number;
    /** Set of `MessageFlag` (events/c2c/events.ts). */
    readonly flags: number;
    /** What tells a repeated broadcast from another one with the same random. */
    readonly digest: string;
    /** Only to who was connected: nothing is kept of it, and nothing is left to do. */
    readonly onlineOnly: boolean;
    /** The name and the face of the account when it sent. */
    readonly nick: string;
    readonly faceUrl: string;
    /** OfflinePushInfo as JSON text, '' when there is none. */
    readonly offlinePush: string;
    /** MessagePack of `[MsgBody, CloudCustomData]`; empty for `onlineOnly`. */
    readonly body: Uint8Array;
  };
  /** Shown to nobody any more from here on; taken back from each subscriber by and by. */
  BroadcastRecalled: { readonly number: number; readonly by: string; readonly reason: string };
  /**
   * Everybody up to `upTo` (a UserID, in the order of row keys) has been looked after. `done`: that was everybody. `left`: how
   * much work there is besides.
   */
  OfficialWorkAdvanced: {
    readonly work: OfficialWork;
    /** Of the broadcast; 0 for `release`. */
    readonly number: number;
    readonly upTo: string;
    readonly done: boolean;
    readonly left: number;
  };
}
