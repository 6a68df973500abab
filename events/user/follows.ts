/**
 * Facts of the `user` entity about whom he follows (product.md §2.5, wire-users.md §7). Following is the follower's own fact
 * and nobody else's: who his followers are, and whom he follows mutually, follows from the facts of all.
 */
export interface FollowEvents {
  UsersFollowed: {
    /** Each once, in the order asked for. */
    readonly users: readonly string[];
    /** Unix seconds. */
    readonly at: number;
  };
  UsersUnfollowed: { readonly users: readonly string[] };
}

export type FollowEventType = keyof FollowEvents;

/** The keys are held complete by the type. */
const types: Readonly<Record<FollowEventType, true>> = { UsersFollowed: true, UsersUnfollowed: true };

export const followEventTypes = Object.keys(types) as readonly FollowEventType[];

/** Whether something that happened is one of these facts. */
export function isFollowEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { readonly type: FollowEventType }> {
  return Object.hasOwn(types, event.type);
}
