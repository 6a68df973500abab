import type { NewEvent } from '../../events/envelope.ts';
import type { Fields, Remind, Role } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { customProblem, memberFieldLimits } from './custom-fields.ts';
import { type Actor, noSuchGroup, outranks, refusal, rulesOf, tipSeq } from './rights.ts';
import { type GroupState, keysAfter } from './state.ts';

export interface Change {
  readonly by: Actor;
  readonly user: string;
  readonly role: Role | undefined;
  readonly nameCard: string | undefined;
  readonly remind: Remind | undefined;
  readonly custom: Fields | undefined;
}

/** Most bytes of a name card (product.md §2.22). */
const MAX_NAME_CARD_BYTES = 50;

/** What a member is in the group, by himself or by those above him (product.md §2.23, change member). */
export function change(state: GroupState, command: Change): Decision<undefined> {
  const { by, user, nameCard, remind, custom } = command;
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!rulesOf(state).storesMembers) return changeStaff(state, command);
  if (!state.members.has(user)) return new Refused(10007, `${user} is not a member`);
  const self = by.admin || by.user === user;
  if (!self && remind !== undefined) return new Refused(10007, 'only the member himself sets how he hears of messages');
  if (!self && !outranks(state, by, user, 'changeMember'))
    return new Refused(10007, `${by.user} may not change ${user}`);
  if (Buffer.byteLength(nameCard ?? '') > MAX_NAME_CARD_BYTES) return new Refused(10004, 'the name card is too long');
  const problem = fieldsRefusal(state, user, custom ?? []);
  if (problem !== undefined) return problem;
  const roleEvent = roleChange(state, command);
  if (roleEvent instanceof Refused) return roleEvent;
  const events: NewEvent[] = roleEvent === undefined ? [] : [roleEvent];
  if (nameCard !== undefined || remind !== undefined || custom !== undefined) {
    const changes = {
      ...(nameCard !== undefined && { nameCard }),
      ...(remind !== undefined && { remind }),
      ...(custom !== undefined && { custom }),
    };
    events.push({ type: 'MemberDataChanged', data: { user, ...changes, by: by.user } });
  }
  return accept(events, undefined);
}

/** Of the people of a live room nothing lasts but who its admins are: they need not be there to be made so. */
function changeStaff(state: GroupState, command: Change): Decision<undefined> {
  const { nameCard, remind, custom } = command;
  if (nameCard !== undefined || remind !== undefined || custom !== undefined) {
    return new Refused(10007, 'members of a live room have no data of their own');
  }
  const event = roleChange(state, command);
  if (event instanceof Refused) return event;
  return accept(event === undefined ? [] : [event], undefined);
}

function roleChange(state: GroupState, { by, user, role }: Change): NewEvent | Refused | undefined {
  if (role === undefined) return undefined;
  const refused = refusal(state, by, 'appoint');
  if (refused !== undefined) return refused;
  if (role === 'Owner' || user === state.owner) return new Refused(10004, 'the owner changes by passing the group on');
  const { hasAdmins, maxAdmins } = rulesOf(state);
  if (!hasAdmins) return new Refused(10007, 'groups of this type have no admins');
  if ((state.members.roleOf(user) ?? 'Member') === role) return undefined;
  if (role === 'Admin' && state.members.admins >= maxAdmins) {
    return new Refused(10004, `a group of this type has at most ${maxAdmins} admins beside its owner`);
  }
  return { type: 'MemberRoleChanged', data: { user, role, by: by.user, seq: tipSeq(state, 'memberProfile') } };
}

/** Live rooms keep nothing of their members (product.md §2.21); elsewhere all fields of a member together are limited. */
function fieldsRefusal(state: GroupState, user: string, custom: Fields): Refused | undefined {
  if (custom.length > 0 && !rulesOf(state).storesMembers) return new Refused(10007, 'no fields of members here');
  const most = memberFieldLimits.count;
  const tooMany = keysAfter(state.fieldKeys.get(user) ?? [], custom).length > most;
  const problem = customProblem(custom, memberFieldLimits) ?? (tooMany && `a member has at most ${most} fields`);
  return problem ? new Refused(10004, problem) : undefined;
}
