import type { Caller } from '../../events/caller.ts';
import { genders as allGenders, DEFAULT_GENDER } from '../../events/user/profile.ts';
import type { NamePage, NameSearch } from '../search/port.ts';
import { accounts } from './accounts.ts';
import type { QueryDeps } from './deps.ts';
import { groups } from './group-info.ts';
import { membership } from './group-members.ts';
import type { GroupView } from './group-types.ts';
import { profiles } from './profiles.ts';
import type { Profile } from './relation-types.ts';
import { badSearch, checkSearch, countOf, formatCursor, parseCursor, searchIndex } from './search-rules.ts';
import type { FoundMember, GroupSearchQuery, MemberSearchQuery, SearchPage, UserSearchQuery } from './search-types.ts';

const known: ReadonlySet<string> = new Set(allGenders);

/** Users by id, or by any part of the nick (rest-api.md §26.1). Open to every user of the app. */
export async function searchUsers(
  deps: QueryDeps,
  caller: Caller,
  query: UserSearchQuery,
): Promise<SearchPage<Profile>> {
  const index = searchIndex(deps);
  const { genders = [], bornFrom, bornTo } = query;
  if (genders.some((gender) => !known.has(gender))) throw badSearch(`a gender is one of ${allGenders.join(', ')}`);
  const said = {
    genders: genders.flatMap((gender) => (gender === DEFAULT_GENDER ? [gender, ''] : gender)),
    bornFrom,
    bornTo,
  };
  return search(query, async (names) => {
    const { rows, ...page } = await index.users({ ...names, ...said, app: caller.app, user: caller.user });
    const found = await profiles(deps, caller, { users: rows.map(([user]) => user) });
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
