import type { GroupType, Role } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
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
  if (actor.admin || rankOf(state, actor) >= least[rulesOf(state).rights[right]]) return undefined;
  return new Refused(10007, `${actor.user} may not ${right} in a group of type ${state.type}`);
}

/** Only those below oneself: admins handle members, the owner handles both (product.md §2.21). */
export function outranks(state: GroupState, actor: Actor, user: string): boolean {
  return rankOf(state, actor) > rankIn(state, user);
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
