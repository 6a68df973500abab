import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { integerOf } from './authenticate.ts';
import { limitOf, type Parameters, type Resource, userOf } from './parameters.ts';

const MAX_PROFILES = 100;
const SAFE = Number.MAX_SAFE_INTEGER;

/** What people say of themselves, for everybody, and who is in a user's lists, for himself and administrators (60010). */
export const relationResources: Readonly<Record<string, Resource>> = {
  /** `users`, divided by commas: in the order asked for, null for who does not exist. */
  async profiles({ queries }, caller, query) {
    const users = query.get('users')?.split(',') ?? [userOf(caller, query)];
    if (users.length > MAX_PROFILES) throw new Refused(70402, `users names at most ${MAX_PROFILES}`);
    const found = await queries.profiles(caller, { users });
    return { profiles: found.map((profile) => profile ?? null) };
  },
  /** In the order of adding: `cursor`, `limit`. */
  async friends({ queries }, caller, query) {
    const { friends, next, total, sequence } = await queries.friends(caller, pageOf(caller, query));
    return { total, sequence, friends, cursor: cursorTo(next) };
  },
  /** Newest first, in both directions. */
  async friendRequests({ queries }, caller, query) {
    return queries.friendRequests(caller, { user: userOf(caller, query) });
  },
  /** In the order of their making. */
  async friendGroups({ queries }, caller, query) {
    return { groups: await queries.friendGroups(caller, { user: userOf(caller, query) }) };
  },
  /** In the order of blocking: `cursor`, `limit`. */
  async blocklist({ queries }, caller, query) {
    const { users, next } = await queries.blocked(caller, pageOf(caller, query));
    return { users, cursor: cursorTo(next) };
  },
};

/** @throws Refused 70402. */
function pageOf(caller: Caller, query: Parameters) {
  return { user: userOf(caller, query), from: integerOf(query, 'cursor', 0, SAFE) ?? 0, limit: limitOf(query) };
}

function cursorTo(next: number): string | undefined {
  return next === 0 ? undefined : String(next);
}
