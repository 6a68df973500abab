import type { NewEvent } from '../../../events/envelope.ts';
import { type FollowEventType, followEventTypes } from '../../../events/user/follows.ts';
import type { UserPart } from '../part.ts';

/**
 * Whom a user follows. Accounts that were deleted since are still among them: that is a fact of their streams, and found out
 * when it matters.
 */
export type Followed = Set<string>;

/** Of everybody who follows nobody. Never changed. */
export const NOBODY_FOLLOWED: ReadonlySet<string> = new Set();

type FollowEvent = Extract<NewEvent, { readonly type: FollowEventType }>;

/** The part gets events of its own types only. */
function evolve(followed: Followed, event: NewEvent): Followed {
  const { type, data } = event as FollowEvent;
  for (const user of data.users) {
    if (type === 'UsersFollowed') followed.add(user);
    else followed.delete(user);
  }
  return followed;
}

export const followsPart: UserPart<Followed, readonly string[]> = {
  types: followEventTypes,
  initial: () => new Set(),
  evolve,
  freeze: (followed) => [...followed],
  thaw: (frozen) => new Set(frozen),
  weigh: (followed) => 200 + followed.size * 80,
};
