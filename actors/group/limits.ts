import type { GroupLimits, LimitProfile } from '../../events/app/limits.ts';
import type { GroupType } from '../../events/group/events.ts';

export type { GroupLimits, LimitProfile };

/** As good as no limit. */
export const UNLIMITED = 0xffff_ffff;

const ordinary: GroupLimits = {
  groupMembers: 6000,
  communityMembers: 100_000,
  joinedGroups: 1000,
  joinedCommunities: 1000,
  groups: UNLIMITED,
  liveRooms: UNLIMITED,
  communities: 100_000,
  newGroupsPerDay: 10_000,
};

/** product.md §2.21, tables "Members per group" and "Groups". Every number may be set apart, see actors/app/settings.ts. */
export const groupLimits: Readonly<Record<LimitProfile, GroupLimits>> = {
  trial: {
    groupMembers: 20,
    communityMembers: 0,
    joinedGroups: 50,
    joinedCommunities: 0,
    groups: 100,
    liveRooms: 10,
    communities: 0,
    newGroupsPerDay: UNLIMITED,
  },
  dev: { ...ordinary, groupMembers: 2000, joinedGroups: 500 },
  standard: {
    ...ordinary,
    groupMembers: 2000,
    communityMembers: 0,
    joinedGroups: 500,
    joinedCommunities: 0,
    liveRooms: 50,
    communities: 0,
  },
  premium: ordinary,
  enterprise: { ...ordinary, communityMembers: 1_000_000, joinedGroups: 5000, newGroupsPerDay: 50_000 },
};

export const DEFAULT_PROFILE: LimitProfile = 'premium';

/** What an app has of groups. */
export interface GroupCounts {
  readonly all: number;
  readonly ofType: number;
  /** Created less dissolved today, communities apart. */
  readonly grownToday: number;
}

interface TypeLimits {
  readonly members: (limits: GroupLimits) => number;
  readonly ofType: (limits: GroupLimits) => number;
  /** Code when there are too many of the type. */
  readonly code: number;
  readonly countsAsGrowth: boolean;
}

const ofGroups: TypeLimits = {
  members: ({ groupMembers }) => groupMembers,
  ofType: () => UNLIMITED,
  code: 10058,
  countsAsGrowth: true,
};

/** Which of the numbers hold for a type. */
export const limitsByType: Readonly<Record<GroupType, TypeLimits>> = {
  Work: ofGroups,
  Public: ofGroups,
  Meeting: ofGroups,
  AVChatRoom: { ...ofGroups, members: () => UNLIMITED, ofType: ({ liveRooms }) => liveRooms, code: 10036 },
  Community: {
    members: ({ communityMembers }) => communityMembers,
    ofType: ({ communities }) => communities,
    code: 10058,
    countsAsGrowth: false,
  },
};
