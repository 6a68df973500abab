import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { AccountRow } from './types.ts';

/** Bots go by the beginning of their ids (rest-api.md §3.1). */
const ROBOTS = idKey('@RBT#');

/** UserIDs of all bots of an app (rest-api.md §24.3): to administrators. */
export async function robots(deps: QueryDeps, { app, admin }: Caller): Promise<readonly string[]> {
  if (!admin) throw new Refused(60010, 'only an administrator may read this');
  const range = { from: ROBOTS, to: `${ROBOTS}~` };
  const rows = await deps.runner.reader('accounts').range<AccountRecord>(String(app), range);
  return rows.map(({ value }) => value.user);
}

/** Users as others see them, in the order asked for; undefined for those who do not exist. Open to every user of the app. */
export async function accounts(
  deps: QueryDeps,
  caller: Caller,
  { users }: { users: readonly string[] },
): Promise<readonly (AccountRow | undefined)[]> {
  const found = users.map((user) => deps.runner.reader('accounts').get<AccountRecord>(String(caller.app), idKey(user)));
  const rows = await Promise.all(found);
  return rows.map((row) => row && { user: row.user, nick: row.nick, faceUrl: row.faceUrl });
}
