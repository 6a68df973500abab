import type { NewEvent } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Actor, noSuchGroup, rulesOf } from './rights.ts';
import type { GroupState } from './state.ts';

export interface SetUnread {
  readonly by: Actor;
  readonly user: string;
  readonly unread: number;
}

/** Says how many messages are unread for a member, until he reads (rest-api.md §15.12). */
export function setUnread(state: GroupState, { by, user, unread }: SetUnread): Decision<undefined> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!rulesOf(state).storesMembers || !state.members.has(user)) return new Refused(10007, `${user} is not a member`);
  return accept([unreadSet(state, by, user, unread)], undefined);
}

/** There are never more unread messages than messages (rest-api.md §15.11). */
export function unreadSet({ firstSeq, lastSeq }: GroupState, by: Actor, user: string, unread: number): NewEvent {
  const most = lastSeq - firstSeq + 1;
  const data = { user, unread: Math.min(unread, most), atSeq: lastSeq, by: by.user };
  return { type: 'GroupUnreadSet', data };
}
