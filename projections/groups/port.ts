import type { GroupType } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import { groupStream } from '../../events/stream.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { GROUP } from './keys.ts';
import type { MemberRow } from './member-row.ts';
import { ROSTER, type Roster } from './roster.ts';
import type { GroupRow } from './row.ts';
import { readingRules } from './rules.ts';
import { seqsBefore } from './times.ts';

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
export function groupsPort(runner: Pick<ProjectionRunner, 'reader' | 'readNow'>, log: EventLog) {
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
    /** For each time (Unix seconds) the highest seq of a message from before it. */
    seqsBefore(app: number, group: string, times: readonly number[]): Promise<readonly number[]> {
      return seqsBefore(log, runner.reader('group-history'), groupStream(app, group), times);
    },
    /** Groups somebody is in, by id; live rooms too: a device that comes back goes on hearing of them. */
    async groupsOf(app: number, user: string): Promise<readonly string[]> {
      return (await memberships(app, user)).map(({ group }) => group);
    },
    /** Undefined: unknown or dissolved. */
    label(app: number, group: string): GroupLabelRow | undefined {
      const stream = groupStream(app, group);
      const row = runner.readNow<GroupRow>('groups', stream, GROUP);
      if (!row) return undefined;
      const memberCount = runner.readNow<Roster>('group-members', stream, ROSTER)?.count ?? 0;
      return { groupId: row.groupId, type: row.type, name: row.profile.name, memberCount };
    },
    /** Owner and admins, in the order of joining. */
    async admins(app: number, group: string): Promise<readonly string[]> {
      const roster = await runner.reader('group-members').get<Roster>(groupStream(app, group), ROSTER);
      return roster?.staff.map(([, user]) => user) ?? [];
    },
  };
}
