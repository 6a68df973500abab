import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { pairKey, permissionsPartition, permittedPartition } from '../groups/keys.ts';
import type { PermissionRow } from '../groups/topic-row.ts';
import { idKey } from '../row-keys.ts';
import { checkCursor } from './cursor.ts';
import type { QueryDeps } from './deps.ts';
import { groupOfMember, memberRow, mutedUntil } from './group-rows.ts';
import type { MemberView, PermissionGroupView } from './group-types.ts';
import { memberView } from './group-views.ts';

/** The permission groups of a community, for its members (product.md §2.24). Throws `Refused` 10010 and 10007. */
export async function permissionGroups(
  deps: QueryDeps,
  caller: Caller,
  { group }: { readonly group: string },
): Promise<readonly PermissionGroupView[]> {
  const { stream } = await groupOfMember(deps, caller, group);
  return (await permissionRows(deps, stream)).map((row) => ({ ...row }));
}

/** Who is in a permission group, by id. Throws `Refused` 110008 for a group that is not there, 10004 for no cursor. */
export async function permissionMembers(
  deps: QueryDeps,
  caller: Caller,
  { group, id, after, limit }: { group: string; id: string; after: string; limit: number },
): Promise<{ members: readonly MemberView[]; next: string }> {
  const { stream } = await groupOfMember(deps, caller, group);
  const groups = deps.runner.reader('groups');
  if (!(await groups.get<PermissionRow>(permissionsPartition(stream), idKey(id)))) {
    throw new Refused(110008, `there is no permission group ${id.slice(0, 48)}`);
  }
  const prefix = pairKey(idKey(id), '');
  checkCursor(after);
  // Nothing is between an id and the same id with `!` behind it: ids stand escaped in keys.
  const from = after === '' ? prefix : `${pairKey(idKey(id), idKey(after))}!`;
  const range = { from, to: `${prefix}~`, limit: limit + 1 };
  const found = (await groups.range<string>(permittedPartition(stream), range)).map(({ value }) => value);
  const page = found.slice(0, limit);
  const members = await Promise.all(
    page.map(async (user) => {
      const row = await memberRow(deps, caller.app, group, user);
      return row && memberView(row, await mutedUntil(deps, stream, user));
    }),
  );
  const next = found.length > limit ? (page.at(-1) ?? '') : '';
  return { members: members.filter((one) => one !== undefined), next };
}

export async function permissionRows(deps: QueryDeps, stream: string): Promise<readonly PermissionRow[]> {
  const rows = await deps.runner.reader('groups').range<PermissionRow>(permissionsPartition(stream));
  return rows.map(({ value }) => value);
}

/** Those of the groups that somebody is in. */
export async function permittedIn(
  deps: QueryDeps,
  stream: string,
  groups: readonly PermissionRow[],
  user: string,
): Promise<readonly PermissionRow[]> {
  const reader = deps.runner.reader('groups');
  const held = await Promise.all(
    groups.map(({ id }) => reader.get<string>(permittedPartition(stream), pairKey(idKey(id), idKey(user)))),
  );
  return groups.filter((_, at) => held[at] !== undefined);
}
