import type { Caller } from '../../events/caller.ts';
import type { FollowResult } from '../user/follows/decider.ts';

export type { FollowResult };

/** Who follows: the caller himself, or anybody for an administrator; and whom. */
interface Following {
  readonly user: string;
  /** 1 to 20. */
  readonly others: readonly string[];
}

/**
 * Whom a user follows (product.md §2.5, wire-users.md §7). Codes of the whole: 30001 none, or more than 20, 30003 no such
 * account, 90009 another user's. Of single users, in the order asked for: 30001 himself, 30003 nobody of that id, 32100 he
 * follows too many, 32101 they have too many followers, 32102 and 32103 he, or they, have too many mutual follows. What is
 * so already is done.
 */
export interface FollowCommands {
  follow(caller: Caller, command: Following): Promise<readonly FollowResult[]>;
  unfollow(caller: Caller, command: Following): Promise<readonly FollowResult[]>;
}
