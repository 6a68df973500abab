import { type ConversationId, type PeerRemind, partiesOf } from '../../events/user/conversations.ts';

/** What the public interfaces call the fields of conversations (wire-messages.md §10, §11, rest-api.md §13). */

export const C2C = 1;
export const GROUP = 2;

/** How a user hears of messages, as a number. */
export const remindNumbers: Readonly<Record<PeerRemind, number>> = {
  AcceptAndNotify: 0,
  Discard: 1,
  AcceptNotNotify: 2,
};

const reminds = new Map(Object.entries(remindNumbers).map(([remind, number]) => [number, remind as PeerRemind]));

export function remindNumbered(number: number): PeerRemind | undefined {
  return reminds.get(number);
}

/** Numbers of bits as a text of binary digits, the lowest last: `101` are the bits 0 and 2. */
export function standardMark(marks: readonly number[]): string {
  const highest = marks.at(-1) ?? 0;
  return Array.from({ length: highest + 1 }, (_, i) => (marks.includes(highest - i) ? '1' : '0')).join('');
}

/** The key under which a contact names its group differs from command to command (wire-messages.md §18, 11). */
export type GroupKey = 'GroupId' | 'ToGroupId' | 'ToGroupid' | 'ToAccount';
/** So does the key of its user, in pushes. */
export type UserKey = 'To_Account' | 'UserId';

export type Fields = Readonly<Record<string, unknown>>;

/** A conversation as a contact. */
export function contactOf(conversation: ConversationId, groupKey: GroupKey, userKey: UserKey = 'To_Account'): Fields {
  const { peer, group } = partiesOf(conversation);
  return group === undefined ? { Type: C2C, [userKey]: peer } : { Type: GROUP, [groupKey]: group };
}
