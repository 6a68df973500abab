import type { Caller } from '../../events/caller.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { AccountRow } from './types.ts';

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
