import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { ALL_TYPES, adminsPartition, bannedPartition, listPartition, totalsPartition } from '../groups/keys.ts';
import type { BannedRow } from '../groups/row.ts';
import { readingRules } from '../groups/rules.ts';
import { idKey } from '../row-keys.ts';
import { checkCursor } from './cursor.ts';
import type { QueryDeps } from './deps.ts';
import { groupOfMember, groupRows, isInside, mutedIn } from './group-rows.ts';
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
      const rows = await groupRows(deps, caller.app, groupId);
      if (rows === undefined) return undefined;
      const view = (await isInside(deps, caller, rows)) ? groupView(rows) : publicView(rows);
      if (readingRules[view.type].storesMembers) return view;
      return { ...view, memberCount: deps.connections.inLiveRoom(caller.app, groupId) };
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
  checkCursor(query.after);
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

/** Who may not come in at present, by id (rest-api.md §15.15). For members and administrators. */
export async function bannedMembers(
  deps: QueryDeps,
  caller: Caller,
  { group, offset, limit }: { readonly group: string; readonly offset: number; readonly limit: number },
): Promise<{ readonly banned: readonly { readonly user: string; readonly until: number }[]; readonly next: number }> {
  const { stream } = await groupOfMember(deps, caller, group);
  const rows = await deps.runner.reader('groups').range<BannedRow>(bannedPartition(stream));
  const now = deps.clock.now() / 1000;
  const all = rows.flatMap(({ value: { user, until } }) => (until > now ? [{ user, until }] : []));
  const end = offset + limit;
  return { banned: all.slice(offset, end), next: end < all.length ? end : 0 };
}

/** Admins of a live room, who need not be in it (rest-api.md §20.5). For who is in it and administrators. */
export async function liveAdmins(
  deps: QueryDeps,
  caller: Caller,
  { group }: { readonly group: string },
): Promise<readonly string[]> {
  const { stream } = await groupOfMember(deps, caller, group);
  const rows = await deps.runner.reader('groups').range<string>(adminsPartition(stream));
  return rows.map(({ value }) => value);
}
