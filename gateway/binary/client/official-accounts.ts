import { type MessageRow, type OfficialPush, type OfficialRow, Request, type SubscriptionRow } from '../protocol.ts';
import type { PeerRemind } from './conversations.ts';
import { toMessage } from './message.ts';
import type { Message, MessageBody } from './options.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** What an official account says of itself. */
export interface OfficialProfile {
  readonly name: string;
  readonly introduction: string;
  readonly faceUrl: string;
  readonly organization: string;
  readonly custom: string;
  readonly maxSubscribers: number;
}

/** What happened to an official account, or to this user as its subscriber; or what was written to one of his own. */
export type OfficialChange = { readonly account: string } & (
  | { readonly what: 'subscribed' | 'unsubscribed' | 'destroyed' }
  | { readonly what: 'changed'; readonly changes: Partial<OfficialProfile> }
  | { readonly what: 'message'; readonly message: Message }
);

/** What the application is told about official accounts. */
export interface OfficialListener {
  onOfficial?(change: OfficialChange): void;
}

/**
 * Official accounts. What they send comes as one-to-one messages from their id, and users write to that id; each use case
 * rejects with `RequestRefused` and the public code.
 */
export class OfficialAccounts {
  readonly #ask: Ask;
  readonly #draft: (body: MessageBody) => { readonly random: number; readonly bytes: Uint8Array };

  constructor(ask: Ask, draft: (body: MessageBody) => { readonly random: number; readonly bytes: Uint8Array }) {
    this.#ask = ask;
    this.#draft = draft;
  }

  /** Belongs to this user; without an id the server draws one. Resolves to the id. */
  create(profile: Partial<OfficialProfile> & Pick<OfficialProfile, 'name'>, account?: string): Promise<string> {
    return this.#ask(Request.createOfficialAccount, profile, account ?? null);
  }

  async change(account: string, changes: Partial<OfficialProfile>): Promise<void> {
    await this.#ask(Request.changeOfficialAccount, account, changes);
  }

  async destroy(account: string): Promise<void> {
    await this.#ask(Request.destroyOfficialAccount, account);
  }

  /** 130005: this user subscribes already; 130006: the account is full. */
  async subscribe(account: string): Promise<void> {
    await this.#ask(Request.subscribe, account);
  }

  /** `user`: a subscriber that the owner lets go; absent: this user. */
  async unsubscribe(account: string, user?: string): Promise<void> {
    await this.#ask(Request.unsubscribe, account, user ?? null);
  }

  /** Null for those that do not exist. */
  info(accounts: readonly string[]): Promise<readonly (OfficialRow | null)[]> {
    return this.#ask(Request.officialAccounts, accounts);
  }

  /** Those that this user subscribes to. */
  async subscriptions(
    limit: number,
    offset = 0,
  ): Promise<{ readonly total: number; readonly subscriptions: readonly SubscriptionRow[] }> {
    const asked = this.#ask<readonly [number, readonly SubscriptionRow[]]>(Request.subscriptions, offset, limit);
    const [total, subscriptions] = await asked;
    return { total, subscriptions };
  }

  /** How this user hears of an account, and what he keeps with his subscription. */
  async changeSubscription(
    account: string,
    changes: { readonly remind?: PeerRemind; readonly custom?: string },
  ): Promise<void> {
    await this.#ask(Request.changeSubscription, account, changes);
  }

  /** To all subscribers of an account of this user. The key is what it is recalled by. */
  async broadcast(
    account: string,
    body: MessageBody,
    { flags = 0, offlinePush = null }: { readonly flags?: number; readonly offlinePush?: string | null } = {},
  ): Promise<{ readonly key: string; readonly time: number }> {
    const { random, bytes } = this.#draft(body);
    const sent = this.#ask<readonly [string, number]>(Request.broadcast, account, random, bytes, flags, offlinePush);
    const [key, time] = await sent;
    return { key, time };
  }

  /** For each key code 0, or why not. */
  recall(account: string, keys: readonly string[], reason = ''): Promise<readonly number[]> {
    return this.#ask(Request.recallBroadcasts, account, keys, reason);
  }
}

export function deliverOfficial([, , what, account, fields]: OfficialPush, listener: OfficialListener): void {
  if (what === 'changed') listener.onOfficial?.({ what, account, changes: fields as Partial<OfficialProfile> });
  else if (what === 'message') listener.onOfficial?.({ what, account, message: toMessage(fields as MessageRow) });
  else listener.onOfficial?.({ what, account });
}
