import type { GroupEvents, GroupProfile, GroupType } from '../../events/group/events.ts';

/** A group that exists: what it is. A dissolved group has no row. Partition: its stream; sort: `GROUP`. */
export interface GroupRow {
  readonly groupId: string;
  readonly type: GroupType;
  /** '' without one. */
  owner: string;
  profile: GroupProfile;
  readonly supportTopic: boolean;
  /** Unix seconds. */
  readonly createdAt: number;
  /** 1 at creation; one more with each change of profile or owner. */
  infoSeq: number;
  /** Unix seconds. */
  lastInfoTime: number;
}

export const DAY_MS = 86_400_000;

/** Groups created less groups dissolved on a day (UTC, days since 1970), communities apart. Sort: `GROWTH`. */
export interface GrowthRow {
  readonly day: number;
  readonly net: number;
}

/** Until when somebody may not write, whether he is a member or not. Unix seconds. Sort: the user. */
export interface MutedRow {
  readonly user: string;
  readonly until: number;
}

/** Until when somebody may not come in. Unix seconds. Sort: the user. */
export interface BannedRow extends MutedRow {
  readonly reason: string;
}

/** A request to join. Sort while it is open: `pairKey(applicant or group, authentication)`; then its position. */
export interface RequestRow extends Readonly<GroupEvents['JoinRequested']> {
  readonly group: string;
  /** Of its event. */
  readonly position: number;
  /** How it was answered, null while it is open. */
  readonly answer: { readonly by: string; readonly agreed: boolean } | null;
}
