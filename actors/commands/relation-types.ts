import type { Caller } from '../../events/caller.ts';
import type { ProfileFields } from '../../events/user/profile.ts';
import type { Direction, FriendChange } from '../../events/user/relations.ts';
import type { RelationResult } from '../user/relations/decisions.ts';

export type { RelationResult };

export interface AddFriend {
  readonly peer: string;
  readonly source: string;
  readonly wording?: string | undefined;
  readonly remark?: string | undefined;
  /** A group of the caller's friends: made when there is none of that name. */
  readonly group?: string | undefined;
}

export interface ImportFriend extends Omit<AddFriend, 'group'> {
  readonly groups?: readonly string[] | undefined;
  readonly custom?: ProfileFields | undefined;
  /** Unix seconds; absent: now. */
  readonly addedAt?: number | undefined;
}

/** Whose lists: the caller's own, or for an administrator anybody's. */
export interface OwnLists {
  readonly user: string;
}

type Results = Promise<readonly RelationResult[]>;

/**
 * Friends, requests, blocklists (product.md §2.5). All of them: 30004 for somebody else's lists, 30003 when there is no such
 * user, 30001 for what is not as documented, more than 1,000 users, or nobody at all. In lists each user has a result of
 * his own, in the order asked for, and none of them fails the others.
 */
export interface RelationCommands {
  /**
   * Per user: 0 friends now, 30539 he will be asked, 30001 a friend already, or the user himself, 30003 unknown, 30009
   * barred, 30010 or 30014 a full list, 30011 too many groups, 30012 too many wait for him, 30515 and 30525 blocked, 30516
   * he lets nobody ask. `forced`: nobody is asked, for administrators only.
   */
  addFriends(
    caller: Caller,
    command: OwnLists & { readonly items: readonly AddFriend[]; readonly both: boolean; readonly forced?: boolean },
  ): Results;
  /** Administrators only: into this user's list alone, nobody is asked. Who is there already gets the new entry. */
  importFriends(caller: Caller, command: OwnLists & { readonly items: readonly ImportFriend[] }): Results;
  /** Per user: 30001 not a friend, 30011. */
  changeFriends(caller: Caller, command: OwnLists & { readonly items: readonly FriendChange[] }): Results;
  /** Per user: 31704 not a friend. `both`: out of the other's list as well. No `peers`: all of them. */
  deleteFriends(
    caller: Caller,
    command: OwnLists & { readonly peers?: readonly string[] | undefined; readonly both: boolean },
  ): Results;
  /** 30614 no such request, 30010 and 30014 full lists: then the request goes on waiting. */
  answerFriendRequest(
    caller: Caller,
    command: OwnLists & {
      readonly peer: string;
      readonly action: 'agree' | 'agreeAndAdd' | 'refuse';
      readonly remark?: string | undefined;
      readonly group?: string | undefined;
    },
  ): Promise<void>;
  /** From this user's view alone. Per user: 31804 no such request. */
  deleteFriendRequests(
    caller: Caller,
    command: OwnLists & { readonly peers: readonly string[]; readonly direction: Direction },
  ): Results;
  /** Requests to this user up to a time (Unix seconds) are read. */
  readFriendRequests(caller: Caller, command: OwnLists & { readonly upTo: number }): Promise<void>;
  /** Groups that are there already take the friends in. Per user: 32216 not a friend. 30011. */
  createFriendGroups(
    caller: Caller,
    command: OwnLists & { readonly names: readonly string[]; readonly peers?: readonly string[] | undefined },
  ): Results;
  deleteFriendGroups(caller: Caller, command: OwnLists & { readonly names: readonly string[] }): Promise<void>;
  /** 30001: no such group, or the name is taken. */
  renameFriendGroup(
    caller: Caller,
    command: OwnLists & { readonly name: string; readonly newName: string },
  ): Promise<void>;
  /** Per user: 32216 not a friend. */
  changeFriendGroup(
    caller: Caller,
    command: OwnLists & {
      readonly name: string;
      readonly changes: readonly { readonly peer: string; readonly into: boolean }[];
    },
  ): Results;
  /** Ends friendships and requests between the two. Per user: 30001 blocked already, 30013 full. */
  blockUsers(caller: Caller, command: OwnLists & { readonly peers: readonly string[] }): Results;
  unblockUsers(caller: Caller, command: OwnLists & { readonly peers: readonly string[] }): Results;
  /** The server itself: does what a user's peers have not done yet because the server went down in between. */
  runErrands(caller: Caller, user: string): Promise<void>;
}
