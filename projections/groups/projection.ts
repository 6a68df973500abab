import type { Envelope } from '../../events/envelope.ts';
import { EMPTY_PROFILE, type GroupProfile } from '../../events/group/events.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import {
  ALL_TYPES,
  answeredPartition,
  bannedPartition,
  GROUP,
  groupKeyOf,
  listPartition,
  mutedPartition,
  requestsPartition,
  totalsPartition,
} from './keys.ts';
import { addRequest, dropRequests, endRequest } from './requests.ts';
import type { BannedRow, GroupRow, MutedRow } from './row.ts';

/**
 * What each group is, which groups there are, and who is muted, banned or waits to be let in (product.md §2.21–2.23).
 * Messages cost nothing here.
 */
export const groups: Projection = {
  name: 'groups',
  version: 2,
  handlers: {
    GroupCreated({ stream, data }, rows) {
      const counts = totals(rows, stream, data.type);
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

    MemberQuit: ({ stream, data }, rows) => orphan(rows, stream, [data.user]),

    MembersKicked: ({ stream, data }, rows) => orphan(rows, stream, data.users),

    /** Its id may be used again: nothing of this life may be found in the next. */
    GroupDissolved({ stream }, rows) {
      const group = rows.get<GroupRow>(stream, GROUP);
      if (!group) return;
      const counts = totals(rows, stream, group.type);
      const partitions = [mutedPartition(stream), bannedPartition(stream), answeredPartition(stream)].map(
        (partition) => [partition, rows.range<unknown>(partition)] as const,
      );
      dropRequests(rows, stream, rows.range(requestsPartition(stream)));
      for (const [partition, found] of partitions) for (const { sort } of found) rows.delete(partition, sort);
      rows.delete(stream, GROUP);
      list(rows, stream, group, counts, -1);
    },

    MembersMuted({ stream, data }, rows) {
      for (const user of data.users) {
        const muted: MutedRow = { user, until: data.until };
        if (data.until > 0) rows.put(mutedPartition(stream), idKey(user), muted);
        else rows.delete(mutedPartition(stream), idKey(user));
      }
    },

    MembersBanned({ stream, data }, rows) {
      if (data.until > 0) orphan(rows, stream, data.users);
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
function orphan(rows: Rows, stream: string, users: readonly string[]): void {
  const group = rows.get<GroupRow>(stream, GROUP);
  if (!group || !users.includes(group.owner)) return;
  group.owner = '';
  rows.put(stream, GROUP, group);
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
}

function totals(rows: Rows, stream: string, type: string): Totals {
  const partition = totalsPartition(appOf(stream));
  return { all: rows.get<number>(partition, ALL_TYPES) ?? 0, ofType: rows.get<number>(partition, type) ?? 0 };
}

/** Enters a group in the lists of its app, or takes it out. */
function list(rows: Rows, stream: string, { groupId, type }: GroupRow, { all, ofType }: Totals, by: 1 | -1): void {
  const app = appOf(stream);
  for (const name of [ALL_TYPES, type]) {
    if (by > 0) rows.put(listPartition(app, name), groupKeyOf(stream), groupId);
    else rows.delete(listPartition(app, name), groupKeyOf(stream));
  }
  rows.put(totalsPartition(app), ALL_TYPES, all + by);
  rows.put(totalsPartition(app), type, ofType + by);
}
