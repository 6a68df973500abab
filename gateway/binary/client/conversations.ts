import type { ArrangedPush, ListedRow } from '../protocol.ts';
import { Request } from '../protocol.ts';
import type { ItemResult } from './communities.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** `C2C<UserID>` or `GROUP<GroupID>`. */
export type ConversationId = string;

/** Which conversations; all that is said must hold. */
export interface ConversationFilter {
  readonly kind?: 'c2c' | 'group';
  /** Number of a bit that is set. */
  readonly mark?: number;
  /** Number of a group of conversations. */
  readonly group?: number;
  readonly unread?: boolean;
  readonly mentioned?: boolean;
}

/** Where the page before ended. */
export type ListPlace = readonly [pinned: boolean, time: number, order: number];

export interface ConversationMarking {
  readonly conversation: ConversationId;
  readonly set?: readonly number[];
  readonly clear?: readonly number[];
  readonly custom?: string;
}

export type PeerRemind = 'AcceptAndNotify' | 'AcceptNotNotify' | 'Discard';

/** What this user has arranged on another device: `event` and `data` are those of the log. */
export interface Arranged {
  readonly event: string;
  readonly data: unknown;
}

/** What the application is told about its list of conversations. */
export interface ConversationListener {
  onArranged?(arranged: Arranged): void;
}

/** This user's list of conversations; each use case rejects with `RequestRefused` and the public code. */
export class ConversationList {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Pinned ones first, then newest first. `next` goes into the request for the next page, null on the last one. */
  page(
    limit: number,
    { behind, filter }: { readonly behind?: ListPlace; readonly filter?: ConversationFilter } = {},
  ): Promise<{ readonly conversations: readonly ListedRow[]; readonly next: ListPlace | null }> {
    return this.#ask(Request.conversationList, limit, behind ?? null, filter ?? null);
  }

  /** Of those that match, without conversations of which no notification is wanted. */
  async unreadTotal(filter?: ConversationFilter): Promise<{ readonly total: number; readonly conversations: number }> {
    const [total, conversations] = await this.#ask<readonly [number, number]>(Request.unreadTotal, filter ?? null);
    return { total, conversations };
  }

  /** All of them or none. */
  async pin(conversations: readonly ConversationId[], pinned = true): Promise<void> {
    await this.#ask(Request.pinConversations, conversations, pinned);
  }

  /** Out of the list until something new comes; with the messages, for this user, when asked for. */
  delete(conversations: readonly ConversationId[], withHistory = false): Promise<readonly ItemResult[]> {
    return this.#ask(Request.deleteConversations, conversations, withHistory);
  }

  mark(items: readonly ConversationMarking[]): Promise<readonly ItemResult[]> {
    return this.#ask(Request.markConversations, items);
  }

  groups(): Promise<readonly (readonly [id: number, name: string])[]> {
    return this.#ask(Request.conversationGroups);
  }

  async createGroup(
    name: string,
    conversations: readonly ConversationId[] = [],
  ): Promise<{ readonly id: number; readonly results: readonly ItemResult[] }> {
    const asked = this.#ask<readonly [number, readonly ItemResult[]]>(
      Request.createConversationGroup,
      name,
      conversations,
    );
    const [id, results] = await asked;
    return { id, results };
  }

  async deleteGroups(names: readonly string[]): Promise<void> {
    await this.#ask(Request.deleteConversationGroups, names);
  }

  async renameGroup(name: string, newName: string): Promise<void> {
    await this.#ask(Request.renameConversationGroup, name, newName);
  }

  addToGroup(name: string, conversations: readonly ConversationId[]): Promise<readonly ItemResult[]> {
    return this.#ask(Request.changeConversationGroup, name, conversations, true);
  }

  removeFromGroup(name: string, conversations: readonly ConversationId[]): Promise<readonly ItemResult[]> {
    return this.#ask(Request.changeConversationGroup, name, conversations, false);
  }

  /** For each peer code 0, or why not. */
  setRemind(peers: readonly string[], remind: PeerRemind): Promise<readonly (readonly [peer: string, code: number])[]> {
    return this.#ask(Request.setPeerRemind, peers, remind);
  }

  /** Without peers: all of whom this user does not hear as usual. */
  reminds(peers?: readonly string[]): Promise<readonly (readonly [peer: string, remind: PeerRemind])[]> {
    return this.#ask(Request.peerReminds, peers ?? null);
  }

  /** Unix seconds of the first window; without one it holds always. */
  async setDoNotDisturb(
    remind: PeerRemind,
    {
      start = 0,
      end = 0,
      daily = false,
    }: { readonly start?: number; readonly end?: number; readonly daily?: boolean } = {},
  ): Promise<void> {
    await this.#ask(Request.setDoNotDisturb, remind, start, end, daily);
  }

  /** `active`: now is such a time. */
  doNotDisturb(): Promise<{
    readonly remind: PeerRemind;
    readonly start: number;
    readonly end: number;
    readonly daily: boolean;
    readonly active: boolean;
  }> {
    return this.#ask(Request.doNotDisturb);
  }
}

export function deliverArranged([, , event, data]: ArrangedPush, listener: ConversationListener): void {
  listener.onArranged?.({ event, data });
}
