import type { Caller } from '../../events/caller.ts';
import type { NamePage, NameSearch } from '../search/port.ts';
import { accounts } from './accounts.ts';
import type { QueryDeps } from './deps.ts';
import { groups } from './group-info.ts';
import { membership } from './group-members.ts';
import type { GroupView } from './group-types.ts';
import { checkSearch, countOf, formatCursor, parseCursor, searchIndex } from './search-rules.ts';
import type { FoundMember, GroupSearchQuery, MemberSearchQuery, SearchPage, UserSearchQuery } from './search-types.ts';
import type { AccountRow } from './types.ts';

/** Accounts have no gender and no birthday that they could be told apart by: these are the values of all of them. */
const GENDER = 'Gender_Type_Unknown';
const BORN = 0;

/** Users by id, or by any part of the nick (rest-api.md §26.1). Open to every user of the app. */
export async function searchUsers(
  deps: QueryDeps,
  caller: Caller,
  query: UserSearchQuery,
): Promise<SearchPage<AccountRow>> {
  const index = searchIndex(deps);
  const { genders = [], bornFrom = BORN, bornTo = BORN } = query;
  const nobody = (genders.length > 0 && !genders.includes(GENDER)) || bornFrom > BORN || bornTo < BORN;
  return search(query, async (names) => {
    if (nobody) return { total: 0, next: 0, found: [] };
    const { rows, ...page } = await index.users({ ...names, app: caller.app, user: caller.user });
    const found = await accounts(deps, caller, { users: rows.map(([user]) => user) });
    return { ...page, found: found.filter((account) => account !== undefined) };
  });
}

/** Groups by id, or by any part of the name (rest-api.md §26.2): all but private ones that the caller is not in. */
export async function searchGroups(
  deps: QueryDeps,
  caller: Caller,
  query: GroupSearchQuery,
): Promise<SearchPage<GroupView>> {
  const index = searchIndex(deps);
  return search(query, async (names) => {
    const user = caller.admin ? undefined : caller.user;
    const { rows, ...page } = await index.groups({ ...names, app: caller.app, user, types: query.types ?? [] });
    const found = await groups(deps, caller, { groups: rows.map(([group]) => group) });
    return { ...page, found: found.filter((group) => group !== undefined) };
  });
}

/** Members by id, or by any part of nick or name card; of the caller's groups, of all for an administrator. */
export async function searchMembers(
  deps: QueryDeps,
  caller: Caller,
  query: MemberSearchQuery,
): Promise<SearchPage<FoundMember>> {
  const index = searchIndex(deps);
  return search(query, async (names) => {
    const user = caller.admin ? undefined : caller.user;
    const within = query.groups?.length ? query.groups : undefined;
    const { rows, ...page } = await index.members({ ...names, app: caller.app, user, groups: within });
    const found = await Promise.all(rows.map((row) => foundMember(deps, caller, ...row)));
    return { ...page, found: found.filter((member) => member !== undefined) };
  });
}

async function foundMember(
  deps: QueryDeps,
  caller: Caller,
  groupId: string,
  user: string,
): Promise<FoundMember | undefined> {
  const [[group], [account]] = await Promise.all([
    groups(deps, caller, { groups: [groupId] }),
    accounts(deps, caller, { users: [user] }),
  ]);
  // The index is a little behind: who has left meanwhile is not shown, nor is a group that the caller has left.
  const own = caller.admin || (group && (await membership(deps, caller, { group: groupId, user: caller.user })));
  const member = group && own && (await membership(deps, caller, { group: groupId, user }));
  return group && member && { group, member, account };
}

type Query = UserSearchQuery | GroupSearchQuery | MemberSearchQuery;

/** What the three have in common: limits, and a cursor that carries the total of the first page. */
async function search<Row>(
  query: Query,
  run: (
    names: Omit<NameSearch, 'app'>,
  ) => Promise<Omit<NamePage<readonly string[]>, 'rows'> & { readonly found: readonly Row[] }>,
): Promise<SearchPage<Row>> {
  checkSearch(query);
  const [after, known] = parseCursor(query.cursor, 'number', 'number') ?? [0, undefined];
  const { keywords, match } = query;
  const { total: now, next, found } = await run({ keywords, match, after, count: countOf(query) });
  const total = known ?? now;
  return { total, cursor: next === 0 ? undefined : formatCursor([next, total]), found };
}
