import type { Caller } from '../../events/caller.ts';
import type { Role } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { chunkOfPlace, PLACES, type Roster, type RosterChunk, rosterChunkKey } from '../groups/roster.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import {
  existingGroup,
  type GroupRows,
  groupOfMember,
  isLiveAdmin,
  memberRow,
  mutedUntil,
  nobodyMuted,
} from './group-rows.ts';
import type { MemberView } from './group-types.ts';
import { memberView } from './group-views.ts';

/** Anybody may ask about himself; about others members and administrators. Throws `Refused` 10010 and 10007. */
export async function membership(
  deps: QueryDeps,
  caller: Caller,
  { group, user }: { readonly group: string; readonly user: string },
): Promise<MemberView | undefined> {
  const own = user === caller.user;
  const rows = await (own ? existingGroup(deps, caller.app, group) : groupOfMember(deps, caller, group));
  const { stream } = rows;
  if (!readingRules[rows.group.type].storesMembers) return viewerOf(deps, caller.app, rows, user);
  const row = await memberRow(deps, caller.app, group, user);
  return row && memberView(row, await mutedUntil(deps, stream, user));
}

/** Somebody who is in a live room now. */
async function viewerOf(
  deps: QueryDeps,
  app: number,
  { stream, group }: GroupRows,
  user: string,
): Promise<MemberView | undefined> {
  const joinedAt = deps.connections.joinedLiveRoom(app, group.groupId, user);
  if (joinedAt === undefined) return undefined;
  const admin = await isLiveAdmin(deps, stream, user);
  return {
    user,
    role: group.owner === user ? 'Owner' : admin ? 'Admin' : 'Member',
    joinedAt,
    nameCard: '',
    remind: readingRules[group.type].remindDefault,
    readSeq: 0,
    mutedUntil: await mutedUntil(deps, stream, user),
    lastSentAt: 0,
    custom: [],
  };
}

interface MembersQuery {
  readonly group: string;
  readonly roles?: readonly Role[];
  readonly offset?: number;
  readonly cursor?: string;
  readonly limit: number;
}

/**
 * A page of members in the order of joining (wire-groups.md §3.13), full as long as there are more. Pages by cursor neither
 * skip nor double anybody who stays, whoever comes and goes meanwhile. The cost of a page does not grow with the group.
 */
export async function members(
  deps: QueryDeps,
  caller: Caller,
  query: MembersQuery,
): Promise<{ members: readonly MemberView[]; cursor: string | undefined }> {
  const { stream, roster } = await groupOfMember(deps, caller, query.group);
  const limit = Math.max(1, Math.floor(query.limit));
  const wanted = wantedBy(roster, query.roles);
  const start = query.cursor === undefined ? 0 : parseCursor(query.cursor);
  const skip = query.cursor === undefined ? Math.max(0, Math.floor(query.offset ?? 0)) : 0;
  // One more than asked for: it says whether there is a next page, and where it begins.
  const found = wanted.plain
    ? await walk(deps, stream, roster, wanted, start, skip, limit + 1)
    : staffOf(wanted, start).slice(skip, skip + limit + 1);
  const next = found[limit];
  const page = found.slice(0, limit);
  const [rows, quiet] = await Promise.all([
    Promise.all(page.map(({ user }) => memberRow(deps, caller.app, query.group, user))),
    nobodyMuted(deps, stream),
  ]);
  const until = quiet ? [] : await Promise.all(page.map(({ user }) => mutedUntil(deps, stream, user)));
  // Somebody may have left while a store that answers later was asked.
  const views = rows.flatMap((row, at) => (row ? [memberView(row, until[at] ?? 0)] : []));
  return { members: views, cursor: next && String(next.place) };
}

/** A place of the roster that is taken. */
interface Taken {
  readonly place: number;
  readonly user: string;
}

/** Which members a filter lets through. */
interface Wanted {
  /** Those who are neither owner nor admin. */
  readonly plain: boolean;
  /** Owner and admins that are let through, ascending by place; and the places of those that are not. */
  readonly staff: readonly Taken[];
  readonly unwanted: ReadonlySet<number>;
}

function wantedBy({ staff }: Roster, roles: readonly Role[] | undefined): Wanted {
  const through = (role: Role) => roles === undefined || roles.length === 0 || roles.includes(role);
  return {
    plain: through('Member'),
    staff: staff.filter(([, , role]) => through(role)).map(([place, user]) => ({ place, user })),
    unwanted: new Set(staff.filter(([, , role]) => !through(role)).map(([place]) => place)),
  };
}

const staffOf = ({ staff }: Wanted, start: number): readonly Taken[] => staff.filter(({ place }) => place >= start);

/** Taken places from `start` on, without the first `skip`: chunks that hold only those are not read. */
async function walk(
  deps: QueryDeps,
  stream: string,
  roster: Roster,
  { unwanted }: Wanted,
  start: number,
  skip: number,
  most: number,
): Promise<readonly Taken[]> {
  const found: Taken[] = [];
  // The roster is live and the walk may wait: taken now, it is one state.
  const counts = [...roster.counts];
  for (const place of unwanted) counts[chunkOfPlace(place)] = (counts[chunkOfPlace(place)] ?? 1) - 1;
  for (let at = chunkOfPlace(start); at < counts.length && found.length < most; at++) {
    const count = counts[at] ?? 0;
    if (count <= skip) {
      skip -= count;
      continue;
    }
    const chunk = await deps.runner.reader('group-members').get<RosterChunk>(stream, rosterChunkKey(at));
    for (const [index, user] of (chunk ?? []).entries()) {
      const place = at * PLACES + index;
      if (user === '' || place < start || unwanted.has(place)) continue;
      if (skip > 0) skip--;
      else if (found.length < most) found.push({ place, user });
    }
  }
  return found;
}

/** The place at which a page begins. Throws `Refused` 10004 for text that is not a cursor of ours. */
function parseCursor(cursor: string): number {
  if (/^\d{1,10}$/.test(cursor)) return Number(cursor);
  throw new Refused(10004, 'the cursor is not one of this server');
}
