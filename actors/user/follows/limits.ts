import type { FollowLimits } from '../../../events/app/limits.ts';

/** Users one call follows, or follows no longer (rest-api.md §12.1). */
export const MAX_FOLLOWED_PER_CALL = 20;

/** product.md §2.5, wire-users.md §7. The same in every profile; each may be set apart (actors/app/settings.ts). */
export const followLimits: FollowLimits = {
  following: 5000,
  followers: 100_000,
  mutualFollows: 5000,
};
