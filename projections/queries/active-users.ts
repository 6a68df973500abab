import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { allMonths } from '../active-users/projection.ts';
import type { QueryDeps } from './deps.ts';
import type { ActiveUsers } from './types.ts';

/** Users who have logged in, by month (UTC), the latest first. For administrators. */
export async function activeUsers(
  { runner }: QueryDeps,
  caller: Caller,
  { months }: { months: number },
): Promise<readonly ActiveUsers[]> {
  if (!caller.admin) throw new Refused(60010, 'only an administrator may read this');
  const range = { ...allMonths, reverse: true, limit: months };
  const rows = await runner.reader('active-users').range<number>(String(caller.app), range);
  return rows.map(({ sort, value }) => ({ month: `${sort.slice(-6, -2)}-${sort.slice(-2)}`, users: value }));
}
