import type { PermissionEvents } from '../../events/group/permission-events.ts';
import type { Evolutions } from './state.ts';

/** Bits of a community's permission groups, and of its topics (product.md §2.24). */
export const CommunityBit = {
  profile: 0,
  members: 1,
  permissionGroups: 2,
  permissionMembers: 3,
  topics: 4,
  mute: 5,
  send: 6,
  mentionAll: 7,
  history: 8,
  recall: 9,
  ban: 10,
} as const;
export const TopicBit = {
  profile: 0,
  permissions: 1,
  mute: 2,
  send: 3,
  history: 4,
  recall: 5,
  mentionAll: 6,
} as const;

export interface PermissionGroup {
  name: string;
  custom: string;
  mask: bigint;
  readonly members: Set<string>;
  /** By the topic's id. */
  readonly topics: Map<string, bigint>;
}

/** Plain data of a snapshot; masks as decimal strings. */
export type FrozenPermissions = readonly {
  readonly id: string;
  readonly name: string;
  readonly custom: string;
  readonly mask: string;
  readonly members: readonly string[];
  readonly topics: readonly (readonly [string, string])[];
}[];

/** The permission groups of one community: few, so a user's are found by looking at all of them. */
export class PermissionGroups {
  readonly byId = new Map<string, PermissionGroup>();

  /** What all groups of `user` together allow in the community. */
  maskOf(user: string): bigint {
    let mask = 0n;
    for (const group of this.byId.values()) if (group.members.has(user)) mask |= group.mask;
    return mask;
  }

  /** What they allow in a topic; undefined when none of his groups says anything of it. */
  topicMaskOf(user: string, topic: string): bigint | undefined {
    let mask: bigint | undefined;
    for (const { members, topics } of this.byId.values()) {
      const own = members.has(user) ? topics.get(topic) : undefined;
      if (own !== undefined) mask = (mask ?? 0n) | own;
    }
    return mask;
  }

  /** Somebody has left the community. */
  forget(user: string): void {
    for (const { members } of this.byId.values()) members.delete(user);
  }

  forgetTopics(ids: readonly string[]): void {
    for (const { topics } of this.byId.values()) for (const id of ids) topics.delete(id);
  }

  get weight(): number {
    let bytes = 0;
    for (const { members, topics } of this.byId.values()) bytes += 400 + members.size * 50 + topics.size * 100;
    return bytes;
  }

  freeze(): FrozenPermissions {
    return [...this.byId].map(([id, { name, custom, mask, members, topics }]) => ({
      id,
      name,
      custom,
      mask: String(mask),
      members: [...members],
      topics: [...topics].map(([topic, bits]) => [topic, String(bits)] as const),
    }));
  }

  static thaw(frozen: FrozenPermissions): PermissionGroups {
    const all = new PermissionGroups();
    for (const { id, name, custom, mask, members, topics } of frozen) {
      const masks = new Map(topics.map(([topic, bits]) => [topic, BigInt(bits)]));
      all.byId.set(id, { name, custom, mask: BigInt(mask), members: new Set(members), topics: masks });
    }
    return all;
  }
}

const MAX_MASK = 2n ** 64n - 1n;

/** What is wrong with a mask, in words; undefined when it is a decimal number of at most 64 bits. Code: 10004. */
export function maskProblem(mask: string): string | undefined {
  const fits = /^\d{1,20}$/.test(mask) && BigInt(mask) <= MAX_MASK;
  return fits ? undefined : 'a permission is a number of at most 64 bits';
}

export function hasBit(mask: bigint, bit: number): boolean {
  return ((mask >> BigInt(bit)) & 1n) === 1n;
}

export const permissionEvolutions: Evolutions<keyof PermissionEvents> = {
  PermissionGroupCreated({ permissions }, { id, name, custom, mask }) {
    const group = { name, custom, mask: BigInt(mask), members: new Set<string>(), topics: new Map<string, bigint>() };
    permissions.byId.set(id, group);
  },
  PermissionGroupChanged({ permissions }, { id, name, custom, mask }) {
    const group = permissions.byId.get(id);
    if (group === undefined) return;
    if (name !== undefined) group.name = name;
    if (custom !== undefined) group.custom = custom;
    if (mask !== undefined) group.mask = BigInt(mask);
  },
  PermissionGroupsDeleted({ permissions }, { ids }) {
    for (const id of ids) permissions.byId.delete(id);
  },
  PermissionMembersAdded({ permissions }, { id, users }) {
    for (const user of users) permissions.byId.get(id)?.members.add(user);
  },
  PermissionMembersRemoved({ permissions }, { id, users }) {
    for (const user of users) permissions.byId.get(id)?.members.delete(user);
  },
  TopicPermissionsSet({ permissions }, { id, masks }) {
    for (const [topic, mask] of masks) permissions.byId.get(id)?.topics.set(topic, BigInt(mask));
  },
  TopicPermissionsRemoved({ permissions }, { id, topics }) {
    for (const topic of topics) permissions.byId.get(id)?.topics.delete(topic);
  },
};
