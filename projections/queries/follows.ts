import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { countsOf, followsReader, tieOf } from '../follows/read.ts';
import { type FollowRow, followLists, followsOf, isPlace, listKey, placeOfKey, type TieRow } from '../follows/row.ts';
import { idKey } from '../row-keys.ts';
import { accounts } from './accounts.ts';
import type { QueryDeps } from './deps.ts';
import type { FollowQueries, FollowType } from './follow-types.ts';
import { mayRead } from './permission.ts';

/** Who follows whom (product.md §2.5). */
export function createFollowQueries(deps: QueryDeps): FollowQueries {
  return {
    async follows(caller, { user, list, cursor, limit }) {
      mayRead(caller, user);
      if (cursor !== undefined && !isPlace(cursor)) throw new Refused(30001, 'the cursor is not one of this server');
      const from = followLists[list];
      const to = cursor === undefined ? `${from}~` : listKey(list, cursor);
      const options = { from, to, limit: limit + 1, reverse: true };
      const partition = followsOf(caller.app, idKey(user));
      // Rows are live, and one more than asked for says whether there is a next page.
      const rows = await followsReader(deps.runner).range<FollowRow>(partition, options);
      const page = rows.slice(0, limit).map(({ sort, value: { user, at } }) => ({ place: placeOfKey(sort), user, at }));
      const found = await accounts(deps, caller, { users: page.map((one) => one.user) });
      const users = page.map(({ user, at }, n) => ({ user, at, account: found[n] ?? { user, nick: '', faceUrl: '' } }));
      return { users, cursor: rows.length > limit ? page.at(-1)?.place : undefined };
    },

    async followCounts(caller, { users }) {
      const counts = await Promise.all(users.map((user) => countsOf(deps.runner, caller.app, user)));
      return ofThoseThatExist(deps, caller, users, (user, n) => {
        const { followers = 0, following = 0, mutual = 0 } = counts[n] ?? {};
        return { user, followers, following, mutual };
      });
    },

    async followTypes(caller, { user, others }) {
      mayRead(caller, user);
      const ties = await Promise.all(others.map((other) => tieOf(deps.runner, caller.app, user, other)));
      return ofThoseThatExist(deps, caller, others, (_, n) => typeOf(ties[n]));
    },
  };
}

async function ofThoseThatExist<T>(
  deps: QueryDeps,
  caller: Caller,
  users: readonly string[],
  view: (user: string, n: number) => T,
): Promise<readonly (T | undefined)[]> {
  const found = await accounts(deps, caller, { users });
  return users.map((user, n) => (found[n] === undefined ? undefined : view(user, n)));
}

function typeOf(tie: TieRow | undefined): FollowType {
  if (tie === undefined) return 'none';
  if (tie.mutual !== '') return 'mutual';
  return tie.following !== '' ? 'following' : tie.followers !== '' ? 'follower' : 'none';
}
