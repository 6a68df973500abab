import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Actor, isPresent, noSuchGroup, outranks, refusal, rulesOf, tipSeq } from './rights.ts';
import { untilOf } from './sequence.ts';
import type { GroupState } from './state.ts';

type Context = { readonly now: number };

export function quit(state: GroupState, { by }: { readonly by: Actor }): Decision<undefined> {
  const { user } = by;
  if (state.phase !== 'alive') return noSuchGroup(state);
  const { storesMembers, ownerMayQuit } = rulesOf(state);
  if (storesMembers ? !state.members.has(user) : !isPresent(state, by)) {
    return new Refused(10007, `${user} is not a member`);
  }
  if (state.owner === user && !ownerMayQuit) {
    return new Refused(10009, 'the owner passes the group on or dissolves it, but does not quit');
  }
  if (!storesMembers) return accept([], undefined);
  return accept([{ type: 'MemberQuit', data: { user, seq: tipSeq(state, 'members') } }], undefined);
}

export interface Kick {
  readonly by: Actor;
  readonly users: readonly string[];
  readonly reason: string;
  readonly silent: boolean;
  /** For so long they may not come back; absent or 0: they may at once. */
  readonly banSeconds?: number | undefined;
  /** Those among the users who are in the live room now, where the app lets people be removed from live rooms. */
  readonly present?: readonly string[] | undefined;
}

/** Strangers among the users are ignored; somebody the actor may not remove refuses the whole command. */
export function kick(state: GroupState, command: Kick, { now }: Context): Decision<undefined> {
  const { by, users, reason, silent, banSeconds = 0, present } = command;
  const live = present !== undefined && !rulesOf(state).storesMembers;
  // Who may ban may remove as well.
  const refused = refusal(state, by, live ? 'ban' : 'kick');
  if (refused !== undefined) return refused;
  const members = live ? present : users.filter((user) => state.members.has(user));
  const above = members.find((user) => !outranks(state, by, user, 'kick'));
  if (above !== undefined) return new Refused(10007, `${by.user} may not remove ${above}`);
  if (members.length === 0) return accept([], undefined);
  const seq = silent ? 0 : tipSeq(state, 'members');
  const kicked = { type: 'MembersKicked', data: { users: members, by: by.user, reason, seq } } as const;
  if (banSeconds === 0) return accept([kicked], undefined);
  const banned = { users: members, until: untilOf(banSeconds, now), by: by.user, reason, seq: 0 };
  return accept([kicked, { type: 'MembersBanned', data: banned }], undefined);
}

export interface Silence {
  readonly by: Actor;
  readonly users: readonly string[];
  /** 0 ends. */
  readonly seconds: number;
}

/** Muting holds for people outside too: it waits for them (product.md §2.23). */
export function mute(state: GroupState, { by, users, seconds }: Silence, { now }: Context): Decision<undefined> {
  const refused = refusal(state, by, 'muteMember');
  if (refused !== undefined) return refused;
  const above = users.find((user) => !outranks(state, by, user, 'muteMember'));
  if (above !== undefined) return new Refused(10007, `${by.user} may not mute ${above}`);
  const changed = users.filter((user) => seconds > 0 || state.mutes.has(user));
  if (changed.length === 0) return accept([], undefined);
  if (seconds > 0 && tooManyMuted(state.mutes, changed)) return new Refused(10004, `at most ${MAX_MUTED} are muted`);
  const seq = tipSeq(state, 'memberProfile');
  const data = { users: changed, until: untilOf(seconds, now), by: by.user, seq };
  return accept([{ type: 'MembersMuted', data }], undefined);
}

/** Most people who are muted at a time (product.md §2.21, Community). */
const MAX_MUTED = 20_000;

export function tooManyMuted(mutes: ReadonlyMap<string, number>, more: readonly string[]): boolean {
  return mutes.size + more.filter((user) => !mutes.has(user)).length > MAX_MUTED;
}

export function ban(
  state: GroupState,
  { by, users, seconds, reason }: Silence & { readonly reason: string },
  { now }: Context,
): Decision<undefined> {
  const refused = refusal(state, by, 'ban');
  if (refused !== undefined) return refused;
  const above = users.find((user) => !outranks(state, by, user, 'ban'));
  if (above !== undefined) return new Refused(10007, `${by.user} may not ban ${above}`);
  const changed = users.filter((user) => seconds > 0 || state.bans.has(user));
  if (changed.length === 0) return accept([], undefined);
  const seq = tipSeq(state, 'members');
  const data = { users: changed, until: untilOf(seconds, now), by: by.user, reason, seq };
  return accept([{ type: 'MembersBanned', data }], undefined);
}
