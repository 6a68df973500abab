import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import type { FollowTarget } from '../user/follows/decider.ts';
import { MAX_FOLLOWED_PER_CALL } from '../user/follows/limits.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, requireActingFor, settingsOf, userStream } from './dependencies.ts';
import type { FollowCommands } from './follow-types.ts';
import { findUser } from './peers.ts';
import { Quota } from './quota.ts';

const TOO_MANY = 32100;
/** Of nobody, or of who cannot be anybody. */
const STRANGER = { exists: false, followsBack: false, followers: 0, mutual: 0, forgotten: false } as const;

/** Whom a user follows (product.md §2.5). */
export function followCommands(dependencies: Dependencies): FollowCommands {
  const { host, follows } = dependencies;
  const quota = new Quota();

  /** The stream of a user for whom the caller may act. @throws Refused 90009, 30001, 30003. */
  function streamOf(caller: Caller, user: string, others: readonly string[]): string {
    requireActingFor(caller, user);
    if (others.length === 0 || others.length > MAX_FOLLOWED_PER_CALL) {
      throw new Refused(30001, `1 to ${MAX_FOLLOWED_PER_CALL} users per call`);
    }
    if (userIdProblem(user) !== undefined) throw new Refused(30003, 'the account does not exist');
    return userStream(caller.app, user);
  }

  function exists(app: number, user: string): boolean {
    return findUser(dependencies, app, user) !== undefined;
  }

  async function targetOf(app: number, user: string, other: string): Promise<FollowTarget> {
    if (!exists(app, other)) return { ...STRANGER, user: other };
    const [tie, { followers, mutual }] = await Promise.all([
      follows.between(app, user, other),
      follows.counts(app, other),
    ]);
    const forgotten = tie.anew && !tie.follows;
    return { user: other, exists: true, followsBack: tie.followed, followers, mutual, forgotten };
  }

  return {
    async follow(caller, { user, others }) {
      const { app } = caller;
      const stream = streamOf(caller, user, others);
      const { limits } = await settingsOf(dependencies, app);
      const ask = async () => {
        const [{ mutual }, ...targets] = await Promise.all([
          follows.counts(app, user),
          ...others.map((other) => targetOf(app, user, other)),
        ]);
        return host.ask(userDecider, stream, 'follow', { targets, mutual, limits }, caller);
      };
      const follow = async () => {
        const results = await ask();
        const full = results.some(({ code }) => code === TOO_MANY);
        return full && (await forgetGone(caller, user, stream, limits.following)) ? ask() : results;
      };
      // Followers come by streams of their own: only here two of them meet. Who has room is decided by the stream.
      const byKey = new Map(others.map((other) => [`${app} ${other}`, other]));
      const followers = async (key: string) => (await follows.counts(app, byKey.get(key) ?? '')).followers;
      return quota.within([...byKey.keys()], limits.followers, followers, follow);
    },

    async unfollow(caller, { user, others }) {
      const stream = streamOf(caller, user, others);
      const targets = others.map((other) => ({ user: other, exists: exists(caller.app, other) }));
      return host.ask(userDecider, stream, 'unfollow', { targets }, caller);
    },
  };

  /** Accounts that were deleted hold none of the places: whether there were any. */
  async function forgetGone(caller: Caller, user: string, stream: string, limit: number): Promise<boolean> {
    const { app } = caller;
    if ((await follows.counts(app, user)).following >= limit) return false;
    const followed = await host.ask(userDecider, stream, 'followed', {}, caller);
    const gone = await Promise.all(
      followed.map(async (other) => {
        const { exists, forgotten } = await targetOf(app, user, other);
        return exists && !forgotten ? [] : [{ user: other, exists }];
      }),
    );
    const targets = gone.flat();
    await host.ask(userDecider, stream, 'unfollow', { targets }, caller);
    return targets.length > 0;
  }
}
