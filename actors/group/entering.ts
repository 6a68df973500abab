import type { NewEvent } from '../../events/envelope.ts';
import type { NewMember, Role } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { AddResult } from '../commands/group-types.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Actor, isPresent, noSuchGroup, rankOf, refusal, rulesOf, tipSeq } from './rights.ts';
import type { GroupState } from './state.ts';

type Context = { readonly now: number };

export interface Join {
  readonly by: Actor;
  readonly text: string;
  /** Drawn outside: identifies the request if one becomes necessary. */
  readonly authentication: string;
}

/** An application: lets in, or asks the administrators (product.md §2.21, ApplyJoinOption). */
export function join(
  state: GroupState,
  { by, text, authentication }: Join,
  { now }: Context,
): Decision<'joined' | 'waiting'> {
  const { user } = by;
  if (state.phase !== 'alive') return noSuchGroup(state);
  const { storesMembers } = rulesOf(state);
  if (storesMembers ? state.members.has(user) : isPresent(state, by)) return accept([], 'joined');
  const refused = refusal(state, by, 'apply');
  if (refused !== undefined) return refused;
  const seconds = Math.floor(now / 1000);
  if ((state.bans.get(user) ?? 0) > seconds) return new Refused(10007, `${user} is banned from this group`);
  if (isFull(state)) return new Refused(10014, 'the group is full');
  const { joinOption } = state.profile;
  // Owner and admins of a live room need no permission of their own.
  const free = by.admin || rankOf(state, by) > 0;
  if (joinOption === 'DisableApply' && !free) return new Refused(10007, 'the group takes no applications');
  if (joinOption === 'NeedPermission' && !free) {
    if (requestOf(state, user) !== undefined) return accept([], 'waiting');
    const request = {
      applicant: user,
      inviter: '',
      decidedBy: 'admin',
      text,
      authentication,
      requestedAt: now,
    } as const;
    return accept([{ type: 'JoinRequested', data: request }], 'waiting');
  }
  // Who is in a live room is known to the sessions, not to the log (product.md §2.25).
  if (!storesMembers) return accept([], 'joined');
  return accept([joined(state, [member(user, 'Member', seconds)], 'applied', user)], 'joined');
}

/** Somebody without a login watches a live room that is open to everybody (wire-groups.md §3.8). */
export function visit(state: GroupState): Decision<undefined> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (rulesOf(state).storesMembers) return new Refused(10007, 'only a live room can be joined without a login');
  if (state.profile.joinOption !== 'FreeAccess') return new Refused(10007, 'the room is not open to everybody');
  return accept([], undefined);
}

interface Imported {
  readonly role: Role;
  /** Unix seconds. */
  readonly joinedAt: number;
  /** Highest seq of a message from before then. */
  readonly afterSeq: number;
  /** Messages since then that he has not read; at most as many as there are (rest-api.md §15.11). */
  readonly unread: number;
}

export interface Add {
  readonly by: Actor;
  readonly users: readonly string[];
  /** Users among them that cannot be added, with why: unknown accounts, too many groups. */
  readonly impossible: ReadonlyMap<string, AddResult>;
  readonly silent: boolean;
  readonly imported: readonly Imported[] | undefined;
  /** One per user, for the requests that may become necessary. */
  readonly authentications: readonly string[];
}

export type Added = readonly { readonly user: string; readonly result: AddResult }[];

/** Invitations and additions; `imported` ones come without a notice (product.md §2.21, InviteJoinOption). */
export function add(state: GroupState, command: Add, { now }: Context): Decision<Added> {
  const { by, users, impossible, imported, authentications } = command;
  const refused = refusal(state, by, 'invite');
  if (refused !== undefined) return refused;
  if (!rulesOf(state).storesMembers) return new Refused(10007, 'a live room has no invitations');
  const { inviteOption } = state.profile;
  const rank = rankOf(state, by);
  if (inviteOption === 'DisableInvite' && rank < 2) return new Refused(10007, 'members may not invite here');
  const seconds = Math.floor(now / 1000);
  const newcomers: NewMember[] = [];
  const requests: NewEvent[] = [];
  const results = users.map((user, i): Added[number] => {
    const reason = impossible.get(user);
    if (reason !== undefined) return { user, result: reason };
    if (state.members.has(user) || newcomers.some((one) => one.user === user)) return { user, result: 'already' };
    if (state.members.count + newcomers.length >= state.profile.maxMembers) return { user, result: 'failed' };
    if (inviteOption === 'NeedPermission' && rank < 2) {
      const authentication = authentications[i] ?? '';
      const request = { applicant: user, inviter: by.user, decidedBy: 'admin', text: '', authentication } as const;
      requests.push({ type: 'JoinRequested', data: { ...request, requestedAt: now } });
      return { user, result: 'waiting' };
    }
    const as = imported?.[i];
    if (as !== undefined && !isPossible(state, as, seconds)) return { user, result: 'failed' };
    newcomers.push(as === undefined ? member(user, 'Member', seconds) : importedMember(user, as));
    return { user, result: 'added' };
  });
  const events = [...requests];
  if (newcomers.length > 0) {
    events.unshift(joined(state, newcomers, imported ? 'imported' : 'invited', by.user, command.silent));
  }
  return accept(events, results);
}

export interface Handle {
  readonly by: Actor;
  readonly applicant: string;
  readonly agreed: boolean;
  readonly text: string;
  readonly authentication: string;
}

/**
 * Answers a request. Whoever comes second is told that it was handled (10024). `enters`: who was let in comes in without
 * an event, into a live room.
 */
export function handle(state: GroupState, command: Handle, { now }: Context): Decision<{ readonly enters: boolean }> {
  const { by, applicant, agreed, text } = command;
  if (state.phase !== 'alive') return noSuchGroup(state);
  const request = state.requests.get(command.authentication) ?? requestOf(state, applicant);
  if (request === undefined || request.applicant !== applicant) {
    return new Refused(10024, 'the request was handled already, or was never made');
  }
  const mayDecide = request.decidedBy === 'invitee' ? by.admin || by.user === applicant : undefined;
  const refused = mayDecide === undefined ? refusal(state, by, 'approve') : undefined;
  if (refused !== undefined || mayDecide === false) return refused ?? new Refused(10007, 'not your invitation');
  const { authentication, inviter } = request;
  const events: NewEvent[] = [
    { type: 'JoinRequestHandled', data: { applicant, agreed, by: by.user, text, authentication, inviter } },
  ];
  if (!rulesOf(state).storesMembers) return accept(events, { enters: agreed });
  if (agreed && !state.members.has(applicant)) {
    if (isFull(state)) return new Refused(10014, 'the group is full');
    const how = request.inviter === '' ? 'applied' : 'invited';
    const operator = request.inviter === '' ? by.user : request.inviter;
    events.push(joined(state, [member(applicant, 'Member', Math.floor(now / 1000))], how, operator));
  }
  return accept(events, { enters: false });
}

function member(user: string, role: Role, joinedAt: number): NewMember {
  return { user, role, joinedAt, custom: [] };
}

function importedMember(user: string, { role, joinedAt, afterSeq, unread }: Imported): NewMember {
  return { ...member(user, role, joinedAt), afterSeq, unread };
}

function joined(
  state: GroupState,
  members: readonly NewMember[],
  how: 'applied' | 'invited' | 'imported',
  by: string,
  silent = false,
): NewEvent {
  const seq = silent || how === 'imported' ? 0 : tipSeq(state, 'members');
  return { type: 'MembersJoined', data: { members, how, by, seq } };
}

/** An imported member came after the creation and before now, as something that the type knows (rest-api.md §15.11). */
function isPossible(state: GroupState, { role, joinedAt }: Imported, now: number): boolean {
  return joinedAt >= state.createdAt && joinedAt <= now && (role === 'Member' || rulesOf(state).hasAdmins);
}

function isFull(state: GroupState): boolean {
  return rulesOf(state).storesMembers && state.members.count >= state.profile.maxMembers;
}

function requestOf(state: GroupState, applicant: string) {
  for (const request of state.requests.values()) if (request.applicant === applicant) return request;
  return undefined;
}
