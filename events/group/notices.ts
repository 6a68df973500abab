import type { GroupEvents } from './events.ts';

/** What a notice to one user about a group is about (wire-groups.md §10.5). */
export type GroupNoticeCode =
  | 'applied'
  | 'approved'
  | 'refused'
  | 'kicked'
  | 'dissolved'
  | 'recycled'
  | 'created'
  | 'invited'
  | 'quit'
  | 'adminSet'
  | 'adminCancelled'
  | 'invitation'
  | 'invitationAccepted'
  | 'invitationRefused'
  | 'invitationWaits'
  | 'banned'
  | 'remindChanged'
  | 'custom';

export type Told = readonly (readonly [to: string, code: GroupNoticeCode, text: string])[];

type NoticeTable = {
  readonly [T in keyof GroupEvents]?: (data: GroupEvents[T], admins: readonly string[]) => Told;
};

/**
 * Who gets a notice of his own for an event, about what, and with which text (wire-groups.md §11). Who is told that a group
 * ended is not in the event: its members. `admins` are asked about what they are to decide.
 */
const noticesBy: NoticeTable = {
  GroupCreated: ({ owner, imported }) => (owner === '' || imported ? [] : [[owner, 'created', '']]),
  JoinRequested({ applicant, inviter, decidedBy, text }, admins) {
    if (decidedBy === 'invitee') return [[applicant, 'invitation', text]];
    const invited = inviter !== '';
    return admins.map((admin) => [admin, invited ? 'invitationWaits' : 'applied', invited ? applicant : text]);
  },
  // Who was invited has asked for nothing: he hears that he is in, if he is. Who invited him hears how it ended.
  JoinRequestHandled: ({ applicant, agreed, text, inviter }) =>
    inviter
      ? [[inviter, agreed ? 'invitationAccepted' : 'invitationRefused', text]]
      : [[applicant, agreed ? 'approved' : 'refused', text]],
  MembersJoined: ({ members, how, by }) =>
    how === 'invited' || how === 'created'
      ? members.filter(({ user }) => user !== by).map(({ user }) => [user, 'invited', ''])
      : [],
  MemberQuit: ({ user }) => [[user, 'quit', '']],
  MemberDataChanged: ({ user, remind }) => (remind === undefined ? [] : [[user, 'remindChanged', remind]]),
  MembersKicked: ({ users, reason }) => users.map((user) => [user, 'kicked', reason]),
  MembersBanned: ({ users, until, reason }) => (until === 0 ? [] : users.map((user) => [user, 'banned', reason])),
  MemberRoleChanged: ({ user, role }) => [[user, role === 'Admin' ? 'adminSet' : 'adminCancelled', '']],
};

/** Empty for an event that nobody gets a notice of. */
export function noticesToldBy<T extends keyof GroupEvents>(
  type: T,
  data: GroupEvents[T],
  admins: readonly string[],
): Told {
  return noticesBy[type]?.(data, admins) ?? [];
}
