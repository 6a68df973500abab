import { Refused } from '../../events/refused.ts';
import { limitOf, type Parameters, type Resource, textOf, userOf, wordOf } from './parameters.ts';

/** Users of one question. */
const MOST = 100;

/** Who follows whom. */
export const followResources: Readonly<Record<string, Resource>> = {
  /** Newest first: `list`, `cursor`, `limit`. */
  async follows({ queries }, caller, query) {
    const list = wordOf(query, 'list', ['followers', 'following', 'mutual']);
    return queries.follows(caller, {
      user: userOf(caller, query),
      list: list ?? 'following',
      limit: limitOf(query),
      cursor: query.get('cursor') || undefined,
    });
  },
  /** `users`; without them of the user himself. In that order, null for those who do not exist. */
  async followCounts({ queries }, caller, query) {
    const users = query.get('users') ? usersOf(query) : [userOf(caller, query)];
    const counts = await queries.followCounts(caller, { users });
    return { counts: counts.map((one) => one ?? null) };
  },
  /** `users`. How the user stands to each of them, in that order, null for those who do not exist. */
  async followTypes({ queries }, caller, query) {
    const types = await queries.followTypes(caller, { user: userOf(caller, query), others: usersOf(query) });
    return { types: types.map((type) => type ?? null) };
  },
};

/** Several by commas. @throws Refused 70402. */
function usersOf(query: Parameters): readonly string[] {
  const users = textOf(query, 'users').split(',');
  if (users.length > MOST) throw new Refused(70402, `at most ${MOST} users`);
  return users;
}
