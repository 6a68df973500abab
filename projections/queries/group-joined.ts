import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import { type GroupRows, groupRows, memberRowsOf, mutedUntil } from './group-rows.ts';
import type { GroupView, MemberView } from './group-types.ts';
import { groupView, memberView } from './group-views.ts';
import { mayRead } from './permission.ts';

interface JoinedQuery {
  readonly user: string;
  readonly types?: readonly GroupType[];
  readonly supportTopic?: boolean;
  readonly withHidden?: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** One of a user's groups, with his membership. The rows are live. */
export interface Joined extends GroupRows {
  readonly member: MemberRow;
}

/**
 * The groups a user is in, in the order of joining: without live rooms, and without those that nobody has written in yet
 * where the type says so (product.md §2.21).
 */
export async function joinedRows(
  deps: QueryDeps,
  app: number,
  user: string,
  types?: readonly GroupType[],
  withHidden = false,
): Promise<readonly Joined[]> {
  const memberships = await memberRowsOf(deps, app, user);
  const listed = memberships.filter(
    ({ type }) => readingRules[type].listed && (types === undefined || types.includes(type)),
  );
  const found = await Promise.all(
    listed.map(async (member) => {
      const rows = await groupRows(deps, app, member.group);
      return rows && { ...rows, member };
    }),
  );
  return found.filter((one) => one !== undefined).filter((one) => withHidden || !isHidden(one));
}

/** Nobody has written in it yet, and until then its type keeps it out of the lists. */
function isHidden({ group, head }: GroupRows): boolean {
  return readingRules[group.type].hiddenUntilFirstMessage && head.lastMessageTime === 0;
}

/** A page of the groups a user is in (wire-groups.md §3.1). His own, or an administrator's to ask: `Refused` 60010. */
export async function joinedGroups(
  deps: QueryDeps,
  caller: Caller,
  query: JoinedQuery,
): Promise<{ total: number; groups: readonly { group: GroupView; self: MemberView }[] }> {
  const { user, types, supportTopic, withHidden } = query;
  mayRead(caller, user);
  const joined = await joinedRows(deps, caller.app, user, types, withHidden);
  const all = joined.filter(({ group }) => supportTopic === undefined || group.supportTopic === supportTopic);
  const offset = Math.max(0, Math.floor(query.offset));
  const page = all.slice(offset, offset + Math.max(1, Math.floor(query.limit)));
  return {
    total: all.length,
    groups: await Promise.all(
      page.map(async (one) => ({
        group: groupView(one),
        self: memberView(one.member, await mutedUntil(deps, one.stream, user)),
      })),
    ),
  };
}
