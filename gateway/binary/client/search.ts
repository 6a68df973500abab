import { type FoundConversation, Request, type SearchFields } from '../protocol.ts';
import { type GroupEntry, toEntry } from './groups.ts';
import { toMessage } from './message.ts';
import type { Message } from './options.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

interface Page {
  readonly total: number;
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** Hits of one conversation; messages are there when it was asked for alone, or has one hit. */
export type Hits =
  | { readonly peer: string; readonly count: number; readonly messages: readonly Message[] }
  | { readonly place: string; readonly count: number; readonly entries: readonly GroupEntry[] };

export interface MessageSearch extends SearchFields {
  /** One conversation: with a user, or in a group or topic. */
  readonly peer?: string;
  readonly place?: string;
  readonly senders?: readonly string[];
  /** Of elements: `TIMTextElem`… */
  readonly types?: readonly string[];
  /** Unix seconds, inclusive. */
  readonly since?: number;
  readonly until?: number;
}

/** Searches: messages that this user may read, users, groups, members of his groups. */
export class Search {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async messages(fields: MessageSearch): Promise<Page & { readonly conversations: readonly Hits[] }> {
    type Answer = Page & { readonly conversations: readonly FoundConversation[] };
    const { conversations, ...page } = await this.#ask<Answer>(Request.searchMessages, fields);
    return {
      ...page,
      conversations: conversations.map((hits) =>
        'messages' in hits
          ? { ...hits, messages: hits.messages.map(toMessage) }
          : { ...hits, entries: hits.entries.map(toEntry) },
      ),
    };
  }

  /** By id, or by any part of the nick. */
  users(
    fields: SearchFields,
  ): Promise<Page & { readonly users: readonly (readonly [user: string, nick: string, faceUrl: string])[] }> {
    return this.#ask(Request.searchUsers, fields);
  }

  /** By id, or by any part of the name. */
  groups(fields: SearchFields & { readonly types?: readonly string[] }): Promise<
    Page & {
      readonly groups: readonly (readonly [
        group: string,
        type: string,
        name: string,
        faceUrl: string,
        owner: string,
        memberCount: number,
      ])[];
    }
  > {
    return this.#ask(Request.searchGroups, fields);
  }

  /** By id, or by any part of nick or name card. */
  members(fields: SearchFields & { readonly groups?: readonly string[] }): Promise<
    Page & {
      readonly members: readonly (readonly [
        group: string,
        user: string,
        nick: string,
        nameCard: string,
        faceUrl: string,
      ])[];
    }
  > {
    return this.#ask(Request.searchMembers, fields);
  }
}
