import type { Fields, GroupType, NewMember, Remind, Role } from '../../events/group/events.ts';

/** One membership: everything known of a user in a group. Partition: the user; sort: the group. */
export interface MemberRow {
  readonly user: string;
  readonly group: string;
  readonly type: GroupType;
  role: Role;
  /** Unix seconds; of an imported member perhaps long ago. */
  readonly joinedAt: number;
  /** Position of the event that let him in: the order of his groups. */
  readonly since: number;
  /** Place in the order of the group's members, see `Roster`. */
  readonly order: number;
  /** Where the group does not show what was before: he sees what has a higher seq. */
  readonly joinedSeq: number;
  /** Everything up to here is read; at joining, everything that is there. */
  readSeq: number;
  nameCard: string;
  /** '' while he has set nothing: as the type of the group has it. */
  remind: Remind | '';
  custom: Fields;
  /** Unix seconds of his newest message, 0 without one. */
  lastSentAt: number;
  /** His newest message, or message to him, that not everybody sees; null without one. */
  target: Shown | null;
  /** His own entries behind `readSeq`; null without any. Most members have neither: a page of them is read in one go. */
  own: OwnEntries | null;
  /** He deleted the conversation when the sequence ended here, 0 never: not in his list before something new comes. */
  deletedSeq: number;
  /** Set from outside until he reads; null otherwise. */
  given: GivenUnread | null;
}

/** So many were unread when the sequence ended at `seq`; of his own entries there were so many then (see `OwnEntries`). */
export interface GivenUnread {
  readonly unread: number;
  readonly seq: number;
  readonly own: number;
  readonly ownIgnored: number;
}

/** An entry that a conversation shows as its last one. */
export interface Shown {
  readonly seq: number;
  readonly revision: number;
  /** Unix seconds. */
  readonly time: number;
}

/** See own.ts. */
export interface OwnEntries {
  count: number;
  /** Those of them that nobody counts as unread. */
  ignored: number;
  /** The newest of them. */
  notes: number[];
}

export function newMember(
  { user, role, joinedAt, custom }: NewMember,
  at: Pick<MemberRow, 'group' | 'type' | 'since' | 'order' | 'joinedSeq' | 'readSeq'>,
): MemberRow {
  return {
    user,
    group: at.group,
    type: at.type,
    role,
    joinedAt,
    since: at.since,
    order: at.order,
    joinedSeq: at.joinedSeq,
    readSeq: at.readSeq,
    nameCard: '',
    remind: '',
    custom,
    lastSentAt: 0,
    target: null,
    own: null,
    deletedSeq: 0,
    given: null,
  };
}
