import type { Envelope } from '../../events/envelope.ts';
import { EMPTY_PROFILE, type GroupProfile } from '../../events/group/events.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import { communityHandlers, endingCommunity, leavingPermissions } from './communities.ts';
import {
  ALL_TYPES,
  adminsPartition,
  answeredPartition,
  bannedPartition,
  GROUP,
  GROWTH,
  groupKeyOf,
  listPartition,
  mutedPartition,
  requestsPartition,
  totalsPartition,
} from './keys.ts';
import { addRequest, dropRequests, endRequest } from './requests.ts';
import { type BannedRow, DAY_MS, type GroupRow, type GrowthRow, type MutedRow } from './row.ts';
import { readingRules } from './rules.ts';

/**
 * What each group is, which groups there are, and who is muted, banned or waits to be let in (product.md §2.21–2.23).
 * Messages cost nothing here.
 */
export const groups: Projection = {
  name: 'groups',
  version: 4,
  handlers: {
    ...communityHandlers,

    GroupCreated({ stream, data, time }, rows) {
      const counts = totals(rows, stream, data.type, time);
      const group: GroupRow = {
        groupId: data.groupId,
        type: data.type,
        owner: data.owner,
        profile: withChanges(EMPTY_PROFILE, data.profile),
        supportTopic: data.supportTopic,
        createdAt: data.createdAt,
        infoSeq: 1,
        lastInfoTime: data.createdAt,
      };
      rows.put(stream, GROUP, group);
      list(rows, stream, group, counts, 1);
    },

    GroupProfileChanged(event, rows) {
      change(event, rows, (group) => {
        group.profile = withChanges(group.profile, event.data.changes);
      });
    },

    GroupOwnerChanged(event, rows) {
      change(event, rows, (group) => {
        group.owner = event.data.to;
      });
    },

    MemberQuit: ({ stream, data }, rows) => left(rows, stream, [data.user]),

    MembersKicked({ stream, data }, rows) {
      left(rows, stream, data.users);
      for (const user of data.users) appoint(rows, stream, user, false);
    },

    /** Its id may be used again: nothing of this life may be found in the next. */
    GroupDissolved({ stream, time }, rows) {
      const group = rows.get<GroupRow>(stream, GROUP);
      if (!group) return;
      const counts = totals(rows, stream, group.type, time);
      const partitions = [mutedPartition, bannedPartition, adminsPartition, answeredPartition].map((of) => {
        const partition = of(stream);
        return [partition, rows.range<unknown>(partition)] as const;
      });
      const endCommunity = endingCommunity(rows, stream);
      dropRequests(rows, stream, rows.range(requestsPartition(stream)));
      endCommunity();
      for (const [partition, found] of partitions) for (const { sort } of found) rows.delete(partition, sort);
      rows.delete(stream, GROUP);
      list(rows, stream, group, counts, -1);
    },

    MemberRoleChanged: ({ stream, data: { user, role } }, rows) => appoint(rows, stream, user, role === 'Admin'),

    MembersMuted({ stream, data }, rows) {
      for (const user of data.users) {
        const muted: MutedRow = { user, until: data.until };
        if (data.until > 0) rows.put(mutedPartition(stream), idKey(user), muted);
        else rows.delete(mutedPartition(stream), idKey(user));
      }
    },

    MembersBanned({ stream, data }, rows) {
      if (data.until > 0) {
        left(rows, stream, data.users);
        for (const user of data.users) appoint(rows, stream, user, false);
      }
      for (const user of data.users) {
        const banned: BannedRow = { user, until: data.until, reason: data.reason };
        if (data.until > 0) rows.put(bannedPartition(stream), idKey(user), banned);
        else rows.delete(bannedPartition(stream), idKey(user));
      }
    },

    JoinRequested(event, rows) {
      const group = rows.get<GroupRow>(event.stream, GROUP);
      if (group) addRequest(rows, event, group.groupId);
    },

    JoinRequestHandled: (event, rows) => endRequest(rows, event),
  },
};

/** Who has left may have been the owner: the group goes on without one. */
function left(rows: Rows, stream: string, users: readonly string[]): void {
  const group = rows.get<GroupRow>(stream, GROUP);
  if (!group) return;
  if (readingRules[group.type].topics) leavingPermissions(rows, stream, users)();
  if (!users.includes(group.owner)) return;
  group.owner = '';
  rows.put(stream, GROUP, group);
}

/** Who is an admin of a live room: its members are rows of nothing, and he need not be one. */
function appoint(rows: Rows, stream: string, user: string, admin: boolean): void {
  const group = rows.get<GroupRow>(stream, GROUP);
  if (!group || readingRules[group.type].storesMembers) return;
  if (admin) rows.put(adminsPartition(stream), idKey(user), user);
  else rows.delete(adminsPartition(stream), idKey(user));
}

function withChanges(profile: GroupProfile, changes: Partial<GroupProfile>): GroupProfile {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...profile, ...Object.fromEntries(said) };
}

function change(
  { stream, time }: Envelope<'GroupProfileChanged' | 'GroupOwnerChanged'>,
  rows: Rows,
  apply: (group: GroupRow) => void,
): void {
  const group = rows.get<GroupRow>(stream, GROUP);
  if (!group) return;
  apply(group);
  group.infoSeq++;
  group.lastInfoTime = Math.floor(time / 1000);
  rows.put(stream, GROUP, group);
}

interface Totals {
  readonly all: number;
  readonly ofType: number;
  readonly growth: GrowthRow;
}

function totals(rows: Rows, stream: string, type: string, time: number): Totals {
  const partition = totalsPartition(appOf(stream));
  const before = rows.get<GrowthRow>(partition, GROWTH);
  const day = Math.floor(time / DAY_MS);
  return {
    all: rows.get<number>(partition, ALL_TYPES) ?? 0,
    ofType: rows.get<number>(partition, type) ?? 0,
    // A clock that went back does not begin the day anew.
    growth: before !== undefined && before.day >= day ? before : { day, net: 0 },
  };
}

/** Enters a group in the lists of its app, or takes it out. */
function list(rows: Rows, stream: string, { groupId, type }: GroupRow, counts: Totals, by: 1 | -1): void {
  const { all, ofType, growth } = counts;
  const app = appOf(stream);
  for (const name of [ALL_TYPES, type]) {
    if (by > 0) rows.put(listPartition(app, name), groupKeyOf(stream), groupId);
    else rows.delete(listPartition(app, name), groupKeyOf(stream));
  }
  rows.put(totalsPartition(app), ALL_TYPES, all + by);
  rows.put(totalsPartition(app), type, ofType + by);
  if (type === 'Community') return;
  const grown: GrowthRow = { day: growth.day, net: growth.net + by };
  rows.put(totalsPartition(app), GROWTH, grown);
}
