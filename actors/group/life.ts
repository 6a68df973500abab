import type { NewEvent } from '../../events/envelope.ts';
import {
  EMPTY_PROFILE,
  type GroupProfile,
  type GroupType,
  type NewMember,
  type Role,
} from '../../events/group/events.ts';
import { mergedFields } from '../../events/group/fields.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { customProblem, groupFieldLimits, memberFieldLimits } from './custom-fields.ts';
import { type Actor, refusal, tipSeq } from './rights.ts';
import type { GroupState } from './state.ts';
import { groupRules } from './types.ts';

export interface Create {
  readonly by: Actor;
  readonly type: GroupType;
  readonly owner: string;
  readonly profile: Partial<GroupProfile>;
  readonly supportTopic: boolean;
  readonly members: readonly { readonly user: string; readonly role: Role; readonly custom: NewMember['custom'] }[];
  /** Most members that the app's limits allow for this type. */
  readonly maxMembers: number;
  /** Unix seconds of an imported group. */
  readonly importedAt: number | undefined;
}

type Context = { readonly now: number };

/** Creation, profile, owner and end of a group (product.md §2.23). */
export function create(state: GroupState, command: Create, { now }: Context): Decision<undefined> {
  const { by, type, owner, importedAt } = command;
  if (state.phase === 'alive') {
    return new Refused(state.owner !== '' && state.owner === owner ? 10025 : 10021, 'the group id is in use');
  }
  const rules = groupRules[type];
  if (command.supportTopic && !rules.topics) return new Refused(10004, `groups of type ${type} have no topics`);
  const maxMembers = Math.min(command.profile.maxMembers || command.maxMembers, command.maxMembers);
  const members = rules.storesMembers ? firstMembers(command, Math.floor(now / 1000), rules.hasAdmins) : [];
  if (members instanceof Refused) return members;
  if (members.length > maxMembers) return new Refused(10005, `the group holds at most ${maxMembers} members`);
  const profile: GroupProfile = {
    ...EMPTY_PROFILE,
    joinOption: rules.join.default,
    inviteOption: rules.invite.default,
    ...fixedOptions(type, command.profile),
    maxMembers,
  };
  const events: NewEvent[] = [
    {
      type: 'GroupCreated',
      data: {
        groupId: state.groupId,
        type,
        owner,
        profile,
        supportTopic: command.supportTopic,
        createdAt: importedAt ?? Math.floor(now / 1000),
        imported: importedAt !== undefined,
        by: by.user,
      },
    },
  ];
  if (members.length > 0) {
    events.push({ type: 'MembersJoined', data: { members, how: 'created', by: by.user, seq: 0 } });
  }
  return accept(events, undefined);
}

export function dissolve(state: GroupState, { by }: { readonly by: Actor }): Decision<undefined> {
  const refused = refusal(state, by, 'dissolve');
  if (refused !== undefined) return refused;
  const data = { by: by.user, type: state.type, name: state.profile.name };
  return accept([{ type: 'GroupDissolved', data }], undefined);
}

/** Fields that every member of a Work group may change (product.md §2.21). */
const textFields: ReadonlySet<string> = new Set(['name', 'introduction', 'notification', 'faceUrl']);

export function changeProfile(
  state: GroupState,
  { by, changes }: { readonly by: Actor; readonly changes: Partial<GroupProfile> },
): Decision<undefined> {
  const keys = Object.keys(changes);
  const texts = keys.every((key) => textFields.has(key));
  const refused =
    refusal(state, by, texts ? 'changeProfile' : 'changeOptions') ??
    (changes.muteAll === undefined ? undefined : refusal(state, by, 'muteAll'));
  if (refused !== undefined) return refused;
  const { custom, ...rest } = changes;
  const merged = custom && mergedFields(state.profile.custom, custom);
  const problem = customProblem(merged ?? [], groupFieldLimits);
  if (problem !== undefined) return new Refused(10004, problem);
  const allowed = fixedOptions(state.type, { ...rest, ...(merged && { custom: merged }) });
  const news = Object.fromEntries(
    Object.entries(allowed).filter(([key, value]) => !same(value, state.profile[key as keyof GroupProfile])),
  );
  if (Object.keys(news).length === 0) return accept([], undefined);
  const told = Object.keys(news).some((key) => textFields.has(key) || key === 'custom') ? 'profile' : 'options';
  const seq = tipSeq(state, told);
  return accept([{ type: 'GroupProfileChanged', data: { changes: news, by: by.user, seq } }], undefined);
}

export function changeOwner(
  state: GroupState,
  { by, owner }: { readonly by: Actor; readonly owner: string },
): Decision<undefined> {
  const refused = refusal(state, by, 'transfer');
  if (refused !== undefined) return refused;
  if (!state.members.has(owner)) return new Refused(10007, `${owner} is not a member`);
  if (state.owner === owner) return accept([], undefined);
  const seq = tipSeq(state, 'profile');
  return accept([{ type: 'GroupOwnerChanged', data: { from: state.owner, to: owner, by: by.user, seq } }], undefined);
}

function firstMembers(command: Create, joinedAt: number, hasAdmins: boolean): NewMember[] | Refused {
  const all = new Map<string, NewMember>();
  if (command.owner !== '') all.set(command.owner, { user: command.owner, role: 'Owner', joinedAt, custom: [] });
  for (const { user, role, custom } of command.members) {
    if (role === 'Owner' || (role === 'Admin' && !hasAdmins)) {
      return new Refused(10004, `a first member of this type cannot be ${role}`);
    }
    const problem = customProblem(custom, memberFieldLimits);
    if (problem !== undefined) return new Refused(10004, problem);
    if (!all.has(user)) all.set(user, { user, role, joinedAt, custom });
  }
  return [...all.values()];
}

/** Options that the type does not leave open keep their value, silently: clients send them all the same. */
function fixedOptions(type: GroupType, changes: Partial<GroupProfile>): Partial<GroupProfile> {
  const { join, invite, topics, historyChangeable } = groupRules[type];
  const { joinOption, inviteOption, enablePermission, defaultPermission, historyBeforeJoin, ...rest } = changes;
  return {
    ...rest,
    ...(enablePermission !== undefined && topics && { enablePermission }),
    ...(defaultPermission !== undefined && topics && { defaultPermission }),
    ...(joinOption !== undefined && join.changeable && { joinOption }),
    ...(inviteOption !== undefined && invite.changeable && { inviteOption }),
    ...(historyBeforeJoin !== undefined && historyChangeable && { historyBeforeJoin }),
  };
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
