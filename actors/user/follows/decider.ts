import type { FollowLimits } from '../../../events/app/limits.ts';
import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import { accept, type Decider } from '../../host/decider.ts';
import type { UserState } from '../state.ts';
import { type Followed, NOBODY_FOLLOWED } from './state.ts';

/** Somebody a user wants to follow, with what others' streams say of it. */
export interface FollowTarget {
  readonly user: string;
  readonly exists: boolean;
  readonly followsBack: boolean;
  /** Users who follow him, and those of them whom he follows. */
  readonly followers: number;
  readonly mutual: number;
  /** Whoever was followed under this name is gone, and this is a new account. */
  readonly forgotten: boolean;
}

/** What became of one user of a list; 0 is done. */
export interface FollowResult {
  readonly user: string;
  readonly code: number;
  readonly problem: string;
}

/** Whom a user follows (product.md §2.5). Codes of single users: 30001 himself, 30003 nobody of that id, 32100–32103 limits. */
export type FollowDecisions = {
  follow: {
    data: {
      readonly targets: readonly FollowTarget[];
      /** Users he follows who follow him. */
      readonly mutual: number;
      readonly limits: FollowLimits;
    };
    reply: readonly FollowResult[];
  };
  unfollow: {
    data: { readonly targets: readonly Pick<FollowTarget, 'user' | 'exists'>[] };
    reply: readonly FollowResult[];
  };
  /** Everybody he follows, deleted accounts too. */
  followed: { data: object; reply: readonly string[] };
};

/** How far a call has come. */
interface Standing {
  readonly self: string;
  readonly limits: FollowLimits;
  readonly following: number;
  readonly mutual: number;
}

/** Why somebody cannot be followed: the first that holds. */
const hindrances: readonly (readonly [
  code: number,
  holds: (target: FollowTarget, standing: Standing) => boolean,
  problem: (limits: FollowLimits) => string,
])[] = [
  [30001, ({ user }, { self }) => user === self, () => 'nobody follows himself'],
  [30003, ({ exists }) => !exists, () => 'the account does not exist'],
  [
    32100,
    (_, { following, limits }) => following >= limits.following,
    (of) => `${of.following} users are followed already`,
  ],
  [
    32101,
    ({ followers }, { limits }) => followers >= limits.followers,
    (of) => `has ${of.followers} followers already`,
  ],
  [
    32102,
    ({ followsBack }, { mutual, limits }) => followsBack && mutual >= limits.mutualFollows,
    (of) => `${of.mutualFollows} mutual follows are there already`,
  ],
  [
    32103,
    ({ followsBack, mutual }, { limits }) => followsBack && mutual >= limits.mutualFollows,
    (of) => `has ${of.mutualFollows} mutual follows already`,
  ],
];

const done = (user: string): FollowResult => ({ user, code: 0, problem: '' });

export const followDecisions: Pick<Decider<UserState, FollowDecisions>['decide'], keyof FollowDecisions> = {
  follow(state, { targets, mutual, limits }, { now }) {
    const followed = followedBy(state);
    if (followed instanceof Refused) return followed;
    const added = new Map<string, FollowTarget>();
    const results = targets.map((target): FollowResult => {
      const { user } = target;
      if (added.has(user) || (followed.has(user) && target.exists && !target.forgotten)) return done(user);
      const gained = [...added.values()];
      const standing: Standing = {
        self: state.user,
        limits,
        following:
          followed.size + gained.filter((one) => !followed.has(one.user)).length - (followed.has(user) ? 1 : 0),
        mutual: mutual + gained.filter((one) => one.followsBack).length,
      };
      const found = hindrances.find(([, holds]) => holds(target, standing));
      if (found !== undefined) return { user, code: found[0], problem: found[2](limits) };
      added.set(user, target);
      return done(user);
    });
    const users = [...added.keys()];
    const at = Math.floor(now / 1000);
    return accept(users.length === 0 ? [] : [{ type: 'UsersFollowed', data: { users, at } }], results);
  },

  unfollow(state, { targets }) {
    const followed = followedBy(state);
    if (followed instanceof Refused) return followed;
    const results = targets.map(({ user, exists }): FollowResult => {
      if (user === state.user) return { user, code: 30001, problem: 'nobody follows himself' };
      return exists || followed.has(user) ? done(user) : { user, code: 30003, problem: 'the account does not exist' };
    });
    const users = [...new Set(targets.map(({ user }) => user))].filter((user) => followed.has(user));
    const events: NewEvent[] = users.length === 0 ? [] : [{ type: 'UsersUnfollowed', data: { users } }];
    return accept(events, results);
  },

  followed(state) {
    const followed = followedBy(state);
    return followed instanceof Refused ? followed : accept([], [...followed]);
  },
};

/** Only to be looked at. Refused 30003: the account does not exist. */
function followedBy(state: UserState): ReadonlySet<string> | Followed | Refused {
  if (state.account !== 'exists') return new Refused(30003, 'the account does not exist');
  return state.parts.follows ?? NOBODY_FOLLOWED;
}
