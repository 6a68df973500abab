import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { ALL_TYPES, listPartition, totalsPartition } from '../groups/keys.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { groupOfMember, groupRows, memberRow, mutedIn } from './group-rows.ts';
import type { GroupView } from './group-types.ts';
import { groupView, publicView } from './group-views.ts';
import { topicRows } from './topic-rows.ts';

/** Groups in the order asked for; undefined for those that are unknown or dissolved. Strangers get the public fields. */
export async function groups(
  deps: QueryDeps,
  caller: Caller,
  query: { readonly groups: readonly string[] },
): Promise<readonly (GroupView | undefined)[]> {
  return Promise.all(
    query.groups.map(async (groupId) => {
      const member = caller.admin || (await memberRow(deps, caller.app, groupId, caller.user)) !== undefined;
      const rows = await groupRows(deps, caller.app, groupId);
      return rows && (member ? groupView(rows) : publicView(rows));
    }),
  );
}

/** Every group of the app, or every one of a type, by id (rest-api.md §14). Administrators only: `Refused` 10007. */
export async function allGroups(
  deps: QueryDeps,
  caller: Caller,
  query: { readonly type?: GroupType; readonly after: string; readonly limit: number },
): Promise<{ groups: readonly string[]; total: number; next: string }> {
  if (!caller.admin) throw new Refused(10007, 'only an administrator lists the groups of the app');
  const limit = Math.max(1, Math.floor(query.limit));
  const type = query.type ?? ALL_TYPES;
  const reader = deps.runner.reader('groups');
  // Nothing is between an id and the same id with `!` behind it: ids stand escaped in keys.
  const from = query.after === '' ? '' : `${idKey(query.after)}!`;
  const [rows, total] = await Promise.all([
    reader.range<string>(listPartition(caller.app, type), { from, limit: limit + 1 }),
    reader.get<number>(totalsPartition(caller.app), type),
  ]);
  const page = rows.slice(0, limit).map(({ value }) => value);
  return { groups: page, total: total ?? 0, next: rows.length > limit ? (page.at(-1) ?? '') : '' };
}

/** Who may not write at present, members or not, by id. For members and administrators. */
export async function mutedMembers(
  deps: QueryDeps,
  caller: Caller,
  { group, topic }: { readonly group: string; readonly topic?: string | undefined },
): Promise<readonly { readonly user: string; readonly until: number }[]> {
  const rows = await groupOfMember(deps, caller, group);
  const { stream } = topic === undefined ? rows : await topicRows(deps, caller.app, rows, topic);
  return [...(await mutedIn(deps, stream))].map(([user, until]) => ({ user, until }));
}
