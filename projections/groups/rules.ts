import type { GroupType, Remind } from '../../events/group/events.ts';
import type { GroupRow } from './row.ts';

/** What reading needs to know of a type of group. */
export interface ReadingRules {
  /** Otherwise everything unread is ignored: the conversation never shows a number. */
  readonly countsUnread: boolean;
  /** A member sees what was written before he came. */
  readonly historyBeforeJoining: boolean;
  /** Not in the lists of its members before somebody has written in it. */
  readonly hiddenUntilFirstMessage: boolean;
  /** There are counters. */
  readonly counters: boolean;
  /** Live rooms are in no list of anybody. */
  readonly listed: boolean;
  /** Has topics, with members' rows of their own. */
  readonly topics: boolean;
  /** How a member who has set nothing hears of messages. */
  readonly remindDefault: Remind;
  /** Otherwise who is in a group is known to the sessions alone. */
  readonly storesMembers: boolean;
}

/**
 * The reading side of the matrix of types (product.md §2.21). The deciding side is `actors/group/types.ts`; the rooms do
 * not import each other, and a test holds the two tables together.
 */
export const readingRules: Readonly<Record<GroupType, ReadingRules>> = {
  Work: {
    countsUnread: true,
    historyBeforeJoining: false,
    hiddenUntilFirstMessage: true,
    counters: true,
    listed: true,
    topics: false,
    storesMembers: true,
    remindDefault: 'AcceptAndNotify',
  },
  Public: {
    countsUnread: true,
    historyBeforeJoining: false,
    hiddenUntilFirstMessage: false,
    counters: true,
    listed: true,
    topics: false,
    storesMembers: true,
    remindDefault: 'AcceptAndNotify',
  },
  Meeting: {
    countsUnread: false,
    historyBeforeJoining: true,
    hiddenUntilFirstMessage: false,
    counters: true,
    listed: true,
    topics: false,
    storesMembers: true,
    remindDefault: 'AcceptNotNotify',
  },
  AVChatRoom: {
    countsUnread: false,
    historyBeforeJoining: false,
    hiddenUntilFirstMessage: false,
    counters: true,
    listed: false,
    topics: false,
    storesMembers: false,
    remindDefault: 'AcceptNotNotify',
  },
  Community: {
    countsUnread: true,
    historyBeforeJoining: true,
    hiddenUntilFirstMessage: false,
    counters: false,
    listed: true,
    topics: true,
    storesMembers: true,
    remindDefault: 'AcceptAndNotify',
  },
};

/** Whether members of a group see what was written before they came: as it has it set, else as its type has it. */
export function showsHistoryBefore({ type, profile }: Pick<GroupRow, 'type' | 'profile'>): boolean {
  const { historyBeforeJoin: own } = profile;
  return own === '' ? readingRules[type].historyBeforeJoining : own === 'on';
}
