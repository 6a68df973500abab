import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { CUSTOM_FIELD, standardFields, unreadable, withoutFields } from '../../events/user/profile.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { Profile } from './relation-types.ts';

/** What every profile has. */
const known: ReadonlySet<string> = new Set(['Nick', 'Image', ...standardFields]);

/**
 * Users with what they say of themselves, in the order asked for. Open to every user of the app (product.md §2.4). `names`:
 * of these fields alone, by the names of `events/user/profile.ts`. @throws Refused 40009, 40007 for one of `names`.
 */
export async function profiles(
  deps: QueryDeps,
  caller: Caller,
  { users, names }: { users: readonly string[]; names?: readonly string[] | undefined },
): Promise<readonly (Profile | undefined)[]> {
  const definitions = (await deps.fieldsOf?.(caller.app))?.profileFields ?? [];
  const hidden = new Set([...unreadable(definitions, caller.admin)].map((keyword) => CUSTOM_FIELD + keyword));
  const defined = new Set(definitions.map(({ keyword }) => CUSTOM_FIELD + keyword));
  for (const name of names ?? []) {
    if (!known.has(name) && !defined.has(name)) throw new Refused(40009, `${name.slice(0, 40)} is not a field`);
    if (hidden.has(name)) throw new Refused(40007, `${name} is not the caller's to read`);
  }
  const wanted = names && new Set(names);
  const reader = deps.runner.reader('accounts');
  const rows = await Promise.all(users.map((user) => reader.get<AccountRecord>(String(caller.app), idKey(user))));
  return rows.map((row) => {
    if (row === undefined) return undefined;
    const { user, nick, faceUrl } = row;
    const fields = Object.entries(withoutFields(row.fields, hidden)).filter(([name]) => wanted?.has(name) ?? true);
    return { user, nick, faceUrl, fields: Object.fromEntries(fields) };
  });
}
