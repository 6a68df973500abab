import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { groupStream } from '../../events/stream.ts';
import { type GroupHead, HEAD, newHead } from '../groups/head.ts';
import { adminsPartition, GROUP, mutedPartition } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { newRoster, ROSTER, type Roster } from '../groups/roster.ts';
import type { GroupRow, MutedRow } from '../groups/row.ts';
import { readingRules } from '../groups/rules.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { MaybePromise } from '../store.ts';
import type { QueryDeps } from './deps.ts';

/** The rows of one group that exists. Live: to be looked at and not kept. */
export interface GroupRows {
  readonly stream: string;
  readonly group: GroupRow;
  readonly head: GroupHead;
  readonly roster: Roster;
}

/** Undefined: unknown or dissolved. */
export async function groupRows(deps: QueryDeps, app: number, groupId: string): Promise<GroupRows | undefined> {
  const stream = groupStream(app, groupId);
  const [group, head, roster] = await Promise.all([
    deps.runner.reader('groups').get<GroupRow>(stream, GROUP),
    deps.runner.reader('group-history').get<GroupHead>(stream, HEAD),
    deps.runner.reader('group-members').get<Roster>(stream, ROSTER),
  ]);
  if (!group) return undefined;
  return { stream, group, head: head ?? newHead(0, 0), roster: roster ?? newRoster(groupId, group.type) };
}

/** Throws `Refused` 10010 for a group that is unknown or dissolved. */
export async function existingGroup(deps: QueryDeps, app: number, groupId: string): Promise<GroupRows> {
  const rows = await groupRows(deps, app, groupId);
  if (!rows) throw new Refused(10010, `the group ${groupId.slice(0, 48)} does not exist or was dissolved`);
  return rows;
}

/** Undefined: not a member. */
export function memberRow(
  deps: QueryDeps,
  app: number,
  groupId: string,
  user: string,
): MaybePromise<MemberRow | undefined> {
  const partition = userPartition(app, idKey(user));
  return deps.runner.reader('group-members').get<MemberRow>(partition, idKey(groupId));
}

/** Every membership of a user, in the order of joining. */
export async function memberRowsOf(deps: QueryDeps, app: number, user: string): Promise<readonly MemberRow[]> {
  const rows = await deps.runner.reader('group-members').range<MemberRow>(userPartition(app, idKey(user)));
  return rows.map(({ value }) => value).sort((one, other) => one.since - other.since);
}

/** Whether somebody sees a group from inside: as a member, as its owner or admin, or because he is in the live room now. */
export async function isInside(deps: QueryDeps, caller: Caller, { stream, group }: GroupRows): Promise<boolean> {
  if (caller.admin) return true;
  const { app, user } = caller;
  if (readingRules[group.type].storesMembers) return (await memberRow(deps, app, group.groupId, user)) !== undefined;
  return group.owner === user || deps.connections.joinedLiveRoom(app, group.groupId, user) !== undefined
    ? true
    : isLiveAdmin(deps, stream, user);
}

/** Whether somebody is an admin of a live room, in it or not. */
export async function isLiveAdmin(deps: QueryDeps, stream: string, user: string): Promise<boolean> {
  return (await deps.runner.reader('groups').get<string>(adminsPartition(stream), idKey(user))) !== undefined;
}

/** Until when somebody is muted in a group, Unix seconds; 0 when that is over. */
export async function mutedUntil(deps: QueryDeps, stream: string, user: string): Promise<number> {
  const row = await deps.runner.reader('groups').get<MutedRow>(mutedPartition(stream), idKey(user));
  return row === undefined || isOver(deps, row) ? 0 : row.until;
}

/** Everybody who is muted in a group at present, with the end in Unix seconds, by id. */
export async function mutedIn(deps: QueryDeps, stream: string): Promise<ReadonlyMap<string, number>> {
  const rows = await deps.runner.reader('groups').range<MutedRow>(mutedPartition(stream));
  return new Map(rows.flatMap(({ value }) => (isOver(deps, value) ? [] : [[value.user, value.until] as const])));
}

/** Whether nobody was ever muted in a group, or no longer is: saves a page of members a look for each. */
export async function nobodyMuted(deps: QueryDeps, stream: string): Promise<boolean> {
  const rows = await deps.runner.reader('groups').range<MutedRow>(mutedPartition(stream), { limit: 1 });
  return rows.length === 0;
}

const isOver = (deps: QueryDeps, { until }: MutedRow): boolean => until * 1000 <= deps.clock.now();

/**
 * What a group knows of its members is theirs and the administrators' (product.md §2.21: reading as non-member gives the
 * public fields). Throws `Refused` 10010 and 10007.
 */
export async function groupOfMember(deps: QueryDeps, caller: Caller, groupId: string): Promise<GroupRows> {
  const rows = await existingGroup(deps, caller.app, groupId);
  if (!(await isInside(deps, caller, rows))) {
    throw new Refused(10007, `${caller.user} is not a member of the group`);
  }
  return rows;
}
