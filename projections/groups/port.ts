import type { GroupType, Remind } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import { groupStream, placeStream } from '../../events/stream.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { type GroupHead, HEAD } from './head.ts';
import { ALL_TYPES, adminsPartition, GROUP, GROWTH, totalsPartition } from './keys.ts';
import type { MemberRow } from './member-row.ts';
import { ROSTER, type Roster } from './roster.ts';
import { DAY_MS, type GroupRow, type GrowthRow } from './row.ts';
import { readingRules } from './rules.ts';
import { seqsBefore } from './times.ts';
import { type FollowedTopic, topicOptions } from './topic-options.ts';

export interface FollowedGroup {
  readonly group: string;
  readonly remind: Remind | '';
  readonly topics?: readonly FollowedTopic[];
}

/** A group as it is named to its members. */
export interface GroupLabelRow {
  readonly groupId: string;
  readonly type: GroupType;
  readonly name: string;
  readonly memberCount: number;
}

/**
 * What the actor room (`Memberships` in actors/ports.ts) and the delivery ask about groups. `label` answers at once; with
 * a store that answers later it throws RowNotAtHand for a group that is not in memory (see `accountsPort`).
 */
export function groupsPort(
  runner: Pick<ProjectionRunner, 'reader' | 'readNow'>,
  log: EventLog,
  clock: { /** Unix milliseconds. */ now(): number },
) {
  const memberships = async (app: number, user: string): Promise<readonly MemberRow[]> => {
    const rows = await runner.reader('group-members').range<MemberRow>(userPartition(app, idKey(user)));
    return rows.map(({ value }) => value);
  };
  return {
    /** How many groups somebody is in: live rooms do not count, communities apart (product.md §2.21). */
    async count(app: number, user: string): Promise<{ readonly groups: number; readonly communities: number }> {
      const rows = (await memberships(app, user)).filter(({ type }) => readingRules[type].listed);
      const communities = rows.filter(({ type }) => type === 'Community').length;
      return { groups: rows.length - communities, communities };
    },
    async isMember(app: number, group: string, user: string): Promise<boolean> {
      const row = await runner.reader('group-members').get<MemberRow>(userPartition(app, idKey(user)), idKey(group));
      return row !== undefined;
    },
    /** Groups somebody is in, with how he wants to hear of their messages, and of those of single topics. */
    async groupsOf(app: number, user: string): Promise<readonly FollowedGroup[]> {
      const [rows, options] = await Promise.all([memberships(app, user), topicOptions(runner, app, user)]);
      return rows.map(({ group, remind }) => {
        const topics = options.get(group);
        return { group, remind, ...(topics && { topics }) };
      });
    },
    /** How many groups an app has, and how many more since the day (UTC) began, communities apart. */
    async groupCounts(app: number, type: GroupType) {
      const reader = runner.reader('groups');
      const partition = totalsPartition(app);
      const [all, ofType, growth] = await Promise.all([
        reader.get<number>(partition, ALL_TYPES),
        reader.get<number>(partition, type),
        reader.get<GrowthRow>(partition, GROWTH),
      ]);
      const today = Math.floor(clock.now() / DAY_MS);
      const grownToday = growth && growth.day >= today ? growth.net : 0;
      return { all: all ?? 0, ofType: ofType ?? 0, grownToday };
    },
    /** For each time (Unix seconds) the highest seq of a message from before it. */
    seqsBefore(app: number, group: string, times: readonly number[]): Promise<readonly number[]> {
      return seqsBefore(log, runner.reader('group-history'), groupStream(app, group), times);
    },
    /** Undefined: unknown or dissolved. */
    label(app: number, group: string): GroupLabelRow | undefined {
      const stream = groupStream(app, group);
      const row = runner.readNow<GroupRow>('groups', stream, GROUP);
      if (!row) return undefined;
      const memberCount = runner.readNow<Roster>('group-members', stream, ROSTER)?.count ?? 0;
      return { groupId: row.groupId, type: row.type, name: row.profile.name, memberCount };
    },
    /** Highest number of a group's or a topic's sequence, 0 without one. Answers at once, as `label` does. */
    lastSeq(app: number, place: string): number {
      return runner.readNow<GroupHead>('group-history', placeStream(app, place), HEAD)?.lastSeq ?? 0;
    },
    /** Owner and admins, in the order of joining; those of a live room are no members. */
    async admins(app: number, group: string): Promise<readonly string[]> {
      const stream = groupStream(app, group);
      const [row, roster, liveAdmins] = await Promise.all([
        runner.reader('groups').get<GroupRow>(stream, GROUP),
        runner.reader('group-members').get<Roster>(stream, ROSTER),
        runner.reader('groups').range<string>(adminsPartition(stream)),
      ]);
      if (row && !readingRules[row.type].storesMembers) {
        return [...(row.owner === '' ? [] : [row.owner]), ...liveAdmins.map(({ value }) => value)];
      }
      return roster?.staff.map(([, user]) => user) ?? [];
    },
  };
}
