import type { Caller } from '../../events/caller.ts';
import type { MessageKey } from '../../events/message/place.ts';
import type { OfficialProfile } from '../../events/official/events.ts';
import type { PeerRemind } from '../../events/user/conversations.ts';
import type { SentBroadcast } from '../official/broadcasts.ts';

export type { OfficialProfile, SentBroadcast };

export interface CreateOfficialAccount {
  readonly owner: string;
  /** Absent: drawn by the server. */
  readonly account?: string | undefined;
  /** What is not said is empty, and a number of subscribers that of the product (100,000). */
  readonly profile: Partial<OfficialProfile> & Pick<OfficialProfile, 'name'>;
}

/** What became of one user: `same`: it was so already. */
export interface Subscribed {
  readonly user: string;
  readonly result: 'done' | 'same' | 'failed';
  /** Of `failed`: 70107 no such user, 130006 the account is full, 130010 he subscribes to too many. */
  readonly code: number;
}

interface OfAccount {
  readonly account: string;
}

export interface SendBroadcast extends OfAccount {
  /** u32 from the caller. */
  readonly random: number;
  /** Set of `MessageFlag`. */
  readonly flags?: number | undefined;
  /** To who is connected, and kept nowhere. */
  readonly onlineOnly?: boolean | undefined;
  /** OfflinePushInfo as JSON text. */
  readonly offlinePush?: string | undefined;
  /** MessagePack of `[MsgBody, CloudCustomData]`. */
  readonly body: Uint8Array;
}

/**
 * Official accounts (product.md §2.27, rest-api.md §23). Codes of all: 130004 no such account, 130002 not the caller's to
 * manage, 10004 a field, 131000 the app has none.
 */
export interface OfficialCommands {
  /** 130007 not an id, 130008 the id is in use, 130010 the app has too many, 70107 no such owner. */
  createOfficialAccount(caller: Caller, command: CreateOfficialAccount): Promise<{ readonly account: string }>;
  changeOfficialAccount(
    caller: Caller,
    command: OfAccount & { readonly changes: Partial<OfficialProfile> },
  ): Promise<void>;
  /** What it has sent stays with those who have got it. */
  destroyOfficialAccount(caller: Caller, command: OfAccount): Promise<void>;
  /** Each with a result of his own. 10005: more than 100. */
  subscribe(caller: Caller, command: OfAccount & { readonly users: readonly string[] }): Promise<readonly Subscribed[]>;
  unsubscribe(
    caller: Caller,
    command: OfAccount & { readonly users: readonly string[] },
  ): Promise<readonly Subscribed[]>;
  /** 131003: he is no subscriber. */
  changeSubscriber(
    caller: Caller,
    command: OfAccount & { readonly user: string; readonly custom: string },
  ): Promise<void>;
  /** How he hears of the account, as of any peer. 131003: he is no subscriber. */
  setSubscriberRemind(
    caller: Caller,
    command: OfAccount & { readonly user: string; readonly remind: PeerRemind },
  ): Promise<void>;
  /**
   * Resolves when it is certain that every subscriber gets it; they do by and by. 10023 too many in a second or an hour, and
   * what a body is refused with (90001…).
   */
  sendBroadcast(caller: Caller, command: SendBroadcast): Promise<SentBroadcast>;
  /** Per broadcast: code 0, 20022 there is none, 20023 recalled already. */
  recallBroadcasts(
    caller: Caller,
    command: OfAccount & { readonly keys: readonly MessageKey[]; readonly reason?: string | undefined },
  ): Promise<readonly number[]>;
  /** Goes on with what a stop or a failure has left undone, in all apps. Resolves when nothing is left, or it fails again. */
  resumeOfficialWork(): Promise<void>;
}
