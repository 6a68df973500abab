import type { GroupType } from '../../events/group/events.ts';

/** Named sets of numbers that were editions of a hosted product (product.md §0.3). */
export type LimitProfile = 'trial' | 'dev' | 'standard' | 'premium' | 'enterprise';

export interface GroupLimits {
  /** Most members per group; live rooms have no limit. */
  readonly members: Readonly<Record<GroupType, number>>;
  /** Groups one user may be in, communities apart. */
  readonly joined: number;
  readonly joinedCommunities: number;
}

const UNLIMITED = 0xffff_ffff;

function limits(ordinary: number, community: number, joined: number, joinedCommunities: number): GroupLimits {
  return {
    members: { Work: ordinary, Public: ordinary, Meeting: ordinary, AVChatRoom: UNLIMITED, Community: community },
    joined,
    joinedCommunities,
  };
}

/** product.md §2.21, tables "Members per group" and "Groups". */
export const groupLimits: Readonly<Record<LimitProfile, GroupLimits>> = {
  trial: limits(20, 0, 50, 0),
  dev: limits(2000, 100_000, 500, 1000),
  standard: limits(2000, 0, 500, 0),
  premium: limits(6000, 100_000, 1000, 1000),
  enterprise: limits(6000, 1_000_000, 5000, 1000),
};

export const DEFAULT_PROFILE: LimitProfile = 'premium';
