import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import type { GroupHistoryEntry, GroupView, MemberView } from './group-types.ts';
import type { Profile } from './relation-types.ts';
import type { AccountRow, HistoryMessage } from './types.ts';

/** What all searches have in common (product.md §2.18). */
interface Keywords {
  /** 1…5. */
  readonly keywords: readonly string[];
  readonly match: 'any' | 'all';
  /** 1…100; more counts as 100. */
  readonly count: number;
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
}

export interface MessageSearchQuery extends Keywords {
  /** With whose eyes: the caller himself, or anybody for an administrator. */
  readonly user: string;
  /** Only this conversation: with a user, or in a group or topic. */
  readonly peer?: string | undefined;
  readonly group?: string | undefined;
  /** At most 5; empty: anybody. Keywords may be empty when senders or types are given. */
  readonly senders?: readonly string[] | undefined;
  /** Of elements: `TIMTextElem`…, not faces; empty: any. */
  readonly types?: readonly string[] | undefined;
  /** Unix seconds, inclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Hits of one conversation. Messages are there when it is the one that was asked for, or has a single hit. */
export type ConversationHits =
  | { readonly peer: string; readonly count: number /** Ascending. */; readonly messages: readonly HistoryMessage[] }
  | {
      readonly group: string;
      readonly topic: string | undefined;
      readonly count: number;
      /** Newest first. */
      readonly entries: readonly GroupHistoryEntry[];
    };

export interface MessageSearchPage {
  /** Of one conversation its hits, else the conversations with hits: the same on every page. */
  readonly total: number;
  /** Undefined on the last page. */
  readonly cursor: string | undefined;
  /** Newest hit first. */
  readonly conversations: readonly ConversationHits[];
}

export interface UserSearchQuery extends Keywords {
  /** Of `genders` in events/user/profile.ts; empty: anybody. 27003 for others. */
  readonly genders?: readonly string[] | undefined;
  /** As numbers, 19900101; inclusive. Who has not said when: 0. */
  readonly bornFrom?: number | undefined;
  readonly bornTo?: number | undefined;
}

export interface GroupSearchQuery extends Keywords {
  readonly types?: readonly GroupType[] | undefined;
}

export interface MemberSearchQuery extends Keywords {
  /** Empty: all groups the caller is in. */
  readonly groups?: readonly string[] | undefined;
}

export interface SearchPage<Row> {
  readonly total: number;
  readonly cursor: string | undefined;
  readonly found: readonly Row[];
}

export interface FoundMember {
  readonly group: GroupView;
  readonly member: MemberView;
  readonly account: AccountRow | undefined;
}

/**
 * What can be found. Throws `Refused` 60020 where there is no search, 27003 for parameters, 60018 when too many wait.
 * What was written a moment ago may not be found yet: the index follows the log within a second.
 */
export interface SearchQueries {
  /** Messages that somebody may read. 60010 for another user's. */
  searchMessages(caller: Caller, query: MessageSearchQuery): Promise<MessageSearchPage>;
  /** Accounts by id, or by any part of the nick. */
  searchUsers(caller: Caller, query: UserSearchQuery): Promise<SearchPage<Profile>>;
  /** Groups by id, or by any part of the name; private ones when the caller is in them. */
  searchGroups(caller: Caller, query: GroupSearchQuery): Promise<SearchPage<GroupView>>;
  /** Members of the caller's groups by id, or by any part of nick or name card. */
  searchMembers(caller: Caller, query: MemberSearchQuery): Promise<SearchPage<FoundMember>>;
}
