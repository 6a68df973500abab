import type { Caller } from '../../events/caller.ts';
import type { ProfileFields } from '../../events/user/profile.ts';
import type { Direction, Friend, RelationEvent } from '../../events/user/relations.ts';
import type { AccountRow } from './types.ts';

/** A user as others see him. Of fields that an app has defined only those the caller may read. */
export interface Profile extends AccountRow {
  readonly fields: ProfileFields;
}

/** A friend with what he says of himself; undefined when there is no such account any more. `custom`: what the caller may read. */
export interface FriendView extends Friend {
  readonly profile: Profile | undefined;
}

export interface FriendsPage {
  /** In the order of adding. */
  readonly friends: readonly FriendView[];
  /** Where the next page begins, 0 on the last one. */
  readonly next: number;
  readonly total: number;
  /** Grows with every change of friends, their groups, and who is blocked. */
  readonly sequence: number;
}

export interface RequestView {
  readonly peer: string;
  readonly direction: Direction;
  readonly nick: string;
  readonly faceUrl: string;
  readonly wording: string;
  readonly source: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Who has whom: `mine`: only in the list asked about, `theirs`: only the other way. */
export type Relation = 'none' | 'mine' | 'theirs' | 'both';

/** What has changed for who was away, as it stands now. `profile`: his own, when it has changed. */
export interface MissedRelations {
  readonly events: readonly RelationEvent[];
  readonly profile: Profile | undefined;
}

export interface RelationQueries {
  /**
   * In the order asked for; undefined for who does not exist. Open to every user of the app. `names`: of these fields alone;
   * 40009 no such field, 40007 not the caller's to read.
   */
  profiles(
    caller: Caller,
    query: { users: readonly string[]; names?: readonly string[] | undefined },
  ): Promise<readonly (Profile | undefined)[]>;
  /** A page of a user's friends from a number on, 0 for the first. `limit`: 1…1000. */
  friends(caller: Caller, query: { user: string; from: number; limit: number }): Promise<FriendsPage>;
  /** Undefined for who is no friend. */
  friendEntries(
    caller: Caller,
    query: { user: string; peers: readonly string[] },
  ): Promise<readonly (FriendView | undefined)[]>;
  /** Undefined for who does not exist. `both` false: only whether they are in this user's list. */
  checkFriends(
    caller: Caller,
    query: { user: string; peers: readonly string[]; both: boolean },
  ): Promise<readonly (Relation | undefined)[]>;
  /** Newest first, in both directions. `unread`: of those to this user. */
  friendRequests(
    caller: Caller,
    query: { user: string },
  ): Promise<{ readonly requests: readonly RequestView[]; readonly unread: number }>;
  /** All, or those of these names; undefined for a name that no group has. */
  friendGroups(
    caller: Caller,
    query: { user: string; names?: readonly string[] | undefined },
  ): Promise<readonly ({ readonly name: string; readonly peers: readonly string[] } | undefined)[]>;
  blocked(
    caller: Caller,
    query: { user: string; from: number; limit: number },
  ): Promise<{ readonly users: readonly { readonly peer: string; readonly at: number }[]; readonly next: number }>;
  /** Behind a position of the log; undefined: for a client that is new, and may remember what it has seen another time. */
  missedRelations(caller: Caller, query: { user: string; after: number | undefined }): Promise<MissedRelations>;
  /** As `checkFriends`, of blocklists. `both` is for administrators: nobody learns who has blocked him. */
  checkBlocked(
    caller: Caller,
    query: { user: string; peers: readonly string[]; both: boolean },
  ): Promise<readonly (Relation | undefined)[]>;
}
