import type { GroupType, Role } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { CommunityBit, hasBit, TopicBit } from './permissions.ts';
import type { GroupState } from './state.ts';
import { type GroupRules, groupRules, type Right, type Who } from './types.ts';

/** Who asks a group for something. `admin`: an administrator of the app, who may do everything, member or not. */
export interface Actor {
  readonly user: string;
  readonly admin: boolean;
  /** Is in the live room now: looked up, because no event tells of it. Means nothing where members are stored. */
  readonly present?: boolean;
}

const ranks: Readonly<Record<Role, number>> = { Member: 1, Admin: 2, Owner: 3 };
const least: Readonly<Record<Who, number>> = { anybody: 0, members: 1, admins: 2, owner: 3, nobody: 9 };

/**
 * Where permission groups decide instead of roles (`EnablePermission`), the bit that a right takes. Rights that are not here
 * stay as the roles have them.
 */
const bits: Readonly<Partial<Record<Right, number>>> = {
  changeProfile: CommunityBit.profile,
  changeOptions: CommunityBit.profile,
  approve: CommunityBit.members,
  kick: CommunityBit.members,
  changeMember: CommunityBit.members,
  managePermissionGroups: CommunityBit.permissionGroups,
  managePermissionMembers: CommunityBit.permissionMembers,
  manageTopics: CommunityBit.topics,
  muteMember: CommunityBit.mute,
  muteAll: CommunityBit.mute,
  send: CommunityBit.send,
  mentionAll: CommunityBit.mentionAll,
  ban: CommunityBit.ban,
  recall: CommunityBit.recall,
};

/** What can be done in a topic: by roles as in the community, by bits of the topic, or the community's where none is set. */
const topicRights = {
  changeTopic: { right: 'manageTopics', topicBit: TopicBit.profile, bit: CommunityBit.topics },
  setPermissions: {
    right: 'managePermissionGroups',
    topicBit: TopicBit.permissions,
    bit: CommunityBit.permissionGroups,
  },
  mute: { right: 'muteMember', topicBit: TopicBit.mute, bit: CommunityBit.mute },
  send: { right: 'send', topicBit: TopicBit.send, bit: CommunityBit.send },
  pin: { right: 'pin', topicBit: TopicBit.profile, bit: CommunityBit.topics },
  recall: { right: 'recall', topicBit: TopicBit.recall, bit: CommunityBit.recall },
  extend: { right: 'extend', topicBit: TopicBit.send, bit: CommunityBit.send },
  mentionAll: { right: 'mentionAll', topicBit: TopicBit.mentionAll, bit: CommunityBit.mentionAll },
} as const satisfies Record<string, { right: Right; topicBit: number; bit: number }>;
export type TopicRight = keyof typeof topicRights;

export function rulesOf(state: GroupState): GroupRules {
  return groupRules[state.type];
}

/** How far up somebody stands: 0 for strangers, 4 for administrators of the app. */
export function rankOf(state: GroupState, actor: Actor): number {
  if (actor.admin) return 4;
  return rankIn(state, actor.user) || (isPresent(state, actor) ? ranks.Member : 0);
}

/** Whether somebody is in a live room at present. */
export function isPresent(state: GroupState, { present = false }: Actor): boolean {
  return present && !rulesOf(state).storesMembers;
}

/** Owner and admins of a live room are what they are even while they are not in it. */
function rankIn({ owner, members }: GroupState, user: string): number {
  if (owner !== '' && user === owner) return ranks.Owner;
  const role = members.roleOf(user);
  return role === undefined ? 0 : ranks[role];
}

/** Undefined when the actor may; else why not (10007), or that there is no such group (10010). */
export function refusal(state: GroupState, actor: Actor, right: Right): Refused | undefined {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (actor.admin || isAllowed(state, actor, right)) return undefined;
  return new Refused(10007, `${actor.user} may not ${right} in a group of type ${state.type}`);
}

/** The same for something in a topic that exists. */
export function topicRefusal(state: GroupState, actor: Actor, topic: string, right: TopicRight): Refused | undefined {
  const { right: asRole, topicBit, bit } = topicRights[right];
  if (!bitsDecide(state) || state.phase !== 'alive') return refusal(state, actor, asRole);
  if (actor.admin || rankIn(state, actor.user) === ranks.Owner) return undefined;
  const own = state.permissions.topicMaskOf(actor.user, topic);
  const allowed =
    rankIn(state, actor.user) > 0 && (own === undefined ? hasOwnBit(state, actor.user, bit) : hasBit(own, topicBit));
  return allowed ? undefined : new Refused(10007, `${actor.user} may not ${right} in the topic ${topic}`);
}

/** Only those below oneself: admins handle members, the owner handles both (product.md §2.21). */
export function outranks(state: GroupState, actor: Actor, user: string, right: Right): boolean {
  if (actor.admin) return true;
  return standing(state, actor.user, right) > standing(state, user, right);
}

/** Where bits decide, who holds the bit stands as high as an admin does elsewhere. */
function standing(state: GroupState, user: string, right: Right): number {
  const rank = rankIn(state, user);
  const bit = bitsDecide(state) ? bits[right] : undefined;
  if (bit === undefined || rank === ranks.Owner || rank === 0) return rank;
  return hasOwnBit(state, user, bit) ? ranks.Admin : ranks.Member;
}

function isAllowed(state: GroupState, actor: Actor, right: Right): boolean {
  const rank = rankOf(state, actor);
  const bit = bitsDecide(state) ? bits[right] : undefined;
  if (bit === undefined) return rank >= least[rulesOf(state).rights[right]];
  return rank === ranks.Owner || (rank > 0 && hasOwnBit(state, actor.user, bit));
}

function bitsDecide(state: GroupState): boolean {
  return state.profile.enablePermission && rulesOf(state).topics;
}

/** What everybody has, or what a permission group gives. */
function hasOwnBit(state: GroupState, user: string, bit: number): boolean {
  return hasBit(BigInt(state.profile.defaultPermission) | state.permissions.maskOf(user), bit);
}

/** Whether somebody may, for what is done without an event. */
export function permit(
  state: GroupState,
  { by, right }: { readonly by: Actor; readonly right: Right },
): Decision<{ readonly type: GroupType }> {
  return refusal(state, by, right) ?? accept([], { type: state.type });
}

export function noSuchGroup(state: GroupState): Refused {
  return new Refused(
    10010,
    `the group ${state.groupId} ${state.phase === 'none' ? 'does not exist' : 'was dissolved'}`,
  );
}

/** The number that a tip of this kind takes, in the terms of the events' `seq`. */
export function tipSeq(state: GroupState, kind: keyof GroupRules['tips'], offset = 1): number {
  const tip = rulesOf(state).tips[kind];
  return tip === 'stored' ? state.lastSeq + offset : tip === 'online' ? -1 : 0;
}
