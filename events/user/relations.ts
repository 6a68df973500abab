import type { ProfileFields } from './profile.ts';

/**
 * Facts of the `user` entity about others: his friends, his blocklist, and the requests between him and them. Each stream
 * says what is in this user's own lists; what is in the other's is a fact of the other's stream, and an errand leads there.
 * Source: product.md §2.5, rest-api.md §11, wire-users.md §3–6.
 */

/** A friend in somebody's list. */
export interface Friend {
  readonly peer: string;
  /** Unique in this user, ascending in the order of adding: what pages go by. */
  readonly no: number;
  readonly remark: string;
  /** Names of his groups of friends. */
  readonly groups: readonly string[];
  /** `AddSource_Type_<keyword>`. */
  readonly source: string;
  readonly wording: string;
  /** Unix seconds. */
  readonly addedAt: number;
  /** Keyword → value, of the fields that the app has defined. */
  readonly custom: ProfileFields;
}

/** What changes about a friend, each in full; '' takes a custom field away. */
export interface FriendChange {
  readonly peer: string;
  readonly remark?: string;
  readonly groups?: readonly string[];
  readonly custom?: ProfileFields;
}

/** The groups that a friend is in now. */
export type Grouped = Pick<Friend, 'peer' | 'groups'>;

/** `in`: the peer asks this user; `out`: this user has asked the peer. */
export type Direction = 'in' | 'out';

/** A request that waits for an answer. Of an outgoing one `remark` and `groups` are for the day it is agreed to. */
export interface FriendRequest {
  readonly peer: string;
  readonly direction: Direction;
  readonly wording: string;
  readonly source: string;
  /** Unix seconds. */
  readonly at: number;
  readonly remark: string;
  readonly groups: readonly string[];
}

/**
 * What has to happen in the stream of a peer because of what happened in this one. `befriend`: ask him to be a friend;
 * `accept`: tell him that his request is agreed to; `refuse`: that it is not; `part`: take this user out of his list, and
 * when he is `blocked`, the requests between the two as well.
 */
export type Task =
  | {
      readonly kind: 'befriend';
      /** The peer gets an entry too. */
      readonly both: boolean;
      /** By an administrator: nobody is asked. */
      readonly forced: boolean;
      readonly remark: string;
      readonly groups: readonly string[];
      readonly source: string;
      readonly wording: string;
    }
  | { readonly kind: 'accept'; readonly add: boolean; readonly remark: string; readonly groups: readonly string[] }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'part'; readonly blocked: boolean };

/** `id`: unique in this user. */
export interface Errand {
  readonly id: number;
  readonly peer: string;
  readonly task: Task;
}

export interface RelationEvents {
  /** Until they are done, whoever starts the server anew runs them again. */
  ErrandsBegun: { readonly errands: readonly Errand[] };
  ErrandsDone: { readonly ids: readonly number[] };
  /** One who is in the list already has this entry from now on. */
  FriendsAdded: { readonly friends: readonly Friend[] };
  FriendsRemoved: { readonly peers: readonly string[] };
  FriendsChanged: { readonly friends: readonly FriendChange[] };
  FriendGroupsCreated: { readonly names: readonly string[]; readonly friends: readonly Grouped[] };
  FriendGroupsDeleted: { readonly names: readonly string[] };
  FriendGroupRenamed: { readonly name: string; readonly newName: string };
  FriendGroupChanged: { readonly name: string; readonly friends: readonly Grouped[] };
  /** Replaces a request of the same peer and direction. */
  RequestsAdded: { readonly requests: readonly FriendRequest[] };
  RequestsRemoved: { readonly requests: readonly Pick<FriendRequest, 'peer' | 'direction'>[] };
  /** Requests up to this time (Unix seconds) are read. */
  RequestsRead: { readonly upTo: number };
  /** `no`: as that of friends. */
  UsersBlocked: { readonly users: readonly { readonly peer: string; readonly no: number }[]; readonly at: number };
  UsersUnblocked: { readonly peers: readonly string[] };
}

export type RelationEventType = keyof RelationEvents;

/** One of these facts, with what happened. */
export type RelationEvent = {
  [T in RelationEventType]: { readonly type: T; readonly data: RelationEvents[T] };
}[RelationEventType];

/** The keys are held complete by the type. */
const types: Readonly<Record<RelationEventType, true>> = {
  ErrandsBegun: true,
  ErrandsDone: true,
  FriendsAdded: true,
  FriendsRemoved: true,
  FriendsChanged: true,
  FriendGroupsCreated: true,
  FriendGroupsDeleted: true,
  FriendGroupRenamed: true,
  FriendGroupChanged: true,
  RequestsAdded: true,
  RequestsRemoved: true,
  RequestsRead: true,
  UsersBlocked: true,
  UsersUnblocked: true,
};

export const relationEventTypes = Object.keys(types) as readonly RelationEventType[];
