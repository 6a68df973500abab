import type { EventData } from '../../../events/envelope.ts';
import type { GroupEvents, GroupProfile, GroupType, NewMember, Role } from '../../../events/group/events.ts';
import { groupStream } from '../../../events/stream.ts';
import { APP, type Fact, T0 } from '../given.ts';

export const G = '@TGS#one';

export const profile: GroupProfile = {
  name: 'One',
  introduction: 'intro',
  notification: 'note',
  faceUrl: 'https://face',
  joinOption: 'FreeAccess',
  inviteOption: 'FreeAccess',
  maxMembers: 2000,
  muteAll: false,
  custom: [['level', '5']],
  enablePermission: false,
  defaultPermission: '0',
  historyBeforeJoin: '',
};

/** One event of a group. `at`: Unix seconds. */
export function groupFact<E extends keyof GroupEvents>(
  type: E,
  data: EventData[E],
  at = T0,
  group = G,
  app = APP,
): Fact {
  // The parameters pair each type with its data.
  const event = { type, data } as Fact['event'];
  return { stream: groupStream(app, group), event, at: at * 1000 };
}

interface CreateOptions extends Partial<Omit<GroupEvents['GroupCreated'], 'profile'>> {
  readonly profile?: Partial<GroupProfile>;
}

export function group(type: GroupType, { profile: given, ...options }: CreateOptions = {}, app = APP): Fact {
  const { groupId = G, owner = 'olga' } = options;
  const data = {
    groupId,
    type,
    owner,
    profile: { ...profile, ...given },
    supportTopic: false,
    createdAt: T0,
    imported: false,
    by: owner,
    ...options,
  };
  return groupFact('GroupCreated', data, T0, groupId, app);
}

export const newMember = (user: string, role: Role = 'Member', joinedAt = T0): NewMember => ({
  user,
  role,
  joinedAt,
  custom: [],
});

/** `seq` 0: without a stored tip. `by` '': the server. A name with a role: `olga:Owner`. */
export function join(users: readonly string[], { seq = 0, by = '', groupId = G, at = T0, app = APP } = {}): Fact {
  const members = users.map((one) => {
    const [user = '', role = 'Member'] = one.split(':');
    return newMember(user, role as Role, at);
  });
  return groupFact('MembersJoined', { members, how: 'invited', by, seq }, at, groupId, app);
}

export const quit = (user: string, seq = 0, groupId = G) => groupFact('MemberQuit', { user, seq }, T0, groupId);
export const kick = (users: readonly string[], { seq = 0, by = 'olga' } = {}) =>
  groupFact('MembersKicked', { users, by, reason: '', seq });
export const read = (user: string, upToSeq: number, groupId = G) =>
  groupFact('GroupRead', { user, upToSeq }, T0, groupId);
export const mute = (users: readonly string[], until: number, seq = 0, by = 'olga') =>
  groupFact('MembersMuted', { users, until, by, seq });
export const dissolve = (groupId = G) =>
  groupFact('GroupDissolved', { by: 'olga', type: 'Public', name: 'One' }, T0, groupId);
export const rename = (name: string, { seq = 0, by = 'olga', at = T0 } = {}) =>
  groupFact('GroupProfileChanged', { changes: { name }, by, seq }, at);
export const appoint = (user: string, role: Role, seq = 0, by = 'olga') =>
  groupFact('MemberRoleChanged', { user, role, by, seq });

/** A message; everything that is not given depends on `seq` alone. */
export function message(
  from: string,
  seq: number,
  options: Partial<GroupEvents['GroupMessageSent']> = {},
  groupId = G,
  app = APP,
): Fact {
  const time = options.time ?? T0 + seq;
  const data: GroupEvents['GroupMessageSent'] = {
    from,
    seq,
    time,
    random: 7 * seq,
    msgSeq: 1000 + seq,
    clientTime: time,
    priority: 'Normal',
    flags: 0,
    nick: from.toUpperCase(),
    faceUrl: '',
    nameCard: '',
    at: [],
    to: [],
    offlinePush: '',
    body: Buffer.from(`message ${seq}`),
    ...options,
  };
  return groupFact('GroupMessageSent', data, time, groupId, app);
}

export function request(
  applicant: string,
  authentication: string,
  options: Partial<GroupEvents['JoinRequested']> = {},
  groupId = G,
): Fact {
  const data = {
    applicant,
    inviter: '',
    decidedBy: 'admin',
    text: 'hi',
    authentication,
    requestedAt: T0 * 1000,
  } as const;
  return groupFact('JoinRequested', { ...data, ...options }, T0, groupId);
}

export const handled = (applicant: string, authentication: string, agreed = true) =>
  groupFact('JoinRequestHandled', { applicant, agreed, by: 'olga', text: '', authentication });
