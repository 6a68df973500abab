/** Named sets of numbers that were editions of a hosted product (product.md §0.3). */
export type LimitProfile = 'trial' | 'dev' | 'standard' | 'premium' | 'enterprise';

/** How much there may be of groups (product.md §2.21, tables "Members per group" and "Groups"). Names are stored: never renamed. */
export interface GroupLimits {
  /** Most members of a Work, Public or Meeting group; live rooms have no limit. */
  readonly groupMembers: number;
  /** Most members of a community; 0: there are no communities. */
  readonly communityMembers: number;
  /** Groups one user may be in, communities apart. */
  readonly joinedGroups: number;
  readonly joinedCommunities: number;
  /** Groups of the app, all types together. */
  readonly groups: number;
  readonly liveRooms: number;
  readonly communities: number;
  /** Groups created less groups dissolved in a day (UTC), communities apart. */
  readonly newGroupsPerDay: number;
}

/** How much there may be of conversations (product.md §2.17, §2.19). Names are stored: never renamed. */
export interface ConversationLimits {
  /** Conversations in the list of one user: a newer one pushes out the oldest. */
  readonly recentConversations: number;
  /** One-to-one conversations of a user in which something is counted as unread, the newest ones. */
  readonly unreadConversations: number;
  /** Unread messages that are counted in each of them. */
  readonly unreadPerConversation: number;
  /** Groups of conversations of one user; 0: there are none. */
  readonly conversationGroups: number;
  /** Conversations of one user with marks or custom data; 0: there are none. */
  readonly markedConversations: number;
}

/** How much there may be of following (product.md §2.5, error-codes.md §6). Names are stored: never renamed. */
export interface FollowLimits {
  /** Users one user may follow. */
  readonly following: number;
  /** Users who may follow one user. */
  readonly followers: number;
  /** Users one user may follow who follow him. */
  readonly mutualFollows: number;
}

export type Limits = GroupLimits & ConversationLimits & FollowLimits;
