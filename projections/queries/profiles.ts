import type { Caller } from '../../events/caller.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { Profile } from './relation-types.ts';

/** Users with all that they say of themselves, in the order asked for. Open to every user of the app (product.md §2.4). */
export async function profiles(
  deps: QueryDeps,
  caller: Caller,
  { users }: { users: readonly string[] },
): Promise<readonly (Profile | undefined)[]> {
  const hidden = caller.admin ? NOTHING : ((await deps.hiddenFields?.(caller.app)) ?? NOTHING);
  const reader = deps.runner.reader('accounts');
  const rows = await Promise.all(users.map((user) => reader.get<AccountRecord>(String(caller.app), idKey(user))));
  return rows.map((row) => {
    if (row === undefined) return undefined;
    const { user, nick, faceUrl } = row;
    const fields = Object.entries(row.fields).filter(([name]) => !hidden.has(name));
    return { user, nick, faceUrl, fields: Object.fromEntries(fields) };
  });
}

const NOTHING: ReadonlySet<string> = new Set();
