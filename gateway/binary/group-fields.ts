import type { GroupProfile } from '../../events/group/events.ts';
import { communityOf } from '../../events/stream.ts';
import { type Field, listOf, need, oneOf, text, uint32 } from './fields.ts';
import { userId } from './message-fields.ts';

/** Fields of requests about groups. */
export const groupId = text(48, 1);
export const note = text(300);
export const topicId = text(96, 1);
export const userIds = listOf(userId, 300);
const pair: Field<readonly [string, string]> = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
    ? (value as unknown as readonly [string, string])
    : undefined;
export const pairs = listOf(pair, 100);
export const flag: Field<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

/** Longer than any text of a profile may be: the command says which of them is too long. */
export const longText = text(4000);

/** What a group is, field by field. */
export const profile: Parameters<typeof fieldsOf<GroupProfile>>[1] = {
  name: longText,
  introduction: longText,
  notification: longText,
  faceUrl: longText,
  joinOption: oneOf('FreeAccess', 'NeedPermission', 'DisableApply'),
  inviteOption: oneOf('FreeAccess', 'NeedPermission', 'DisableInvite'),
  maxMembers: uint32,
  muteAll: flag,
  custom: pairs,
  enablePermission: flag,
  defaultPermission: text(20),
  historyBeforeJoin: oneOf('on', 'off'),
};

/** A group, or a topic of a community, by its id. @throws Refused 20001. */
export function place(value: unknown): { readonly group: string; readonly topic: string | undefined } {
  const id = need(topicId, 'group', value);
  const community = communityOf(id);
  return community === '' ? { group: id, topic: undefined } : { group: community, topic: id };
}

/** Reads a map by a table of its fields; those that are absent stay so. @throws Refused 20001. */
export function fieldsOf<T extends object>(
  map: Readonly<Record<string, unknown>>,
  table: { readonly [K in keyof T]-?: Field<NonNullable<T[K]>> },
): Partial<T> {
  const found = Object.entries(table).flatMap(([name, field]) => {
    const value = map[name];
    return value === undefined || value === null ? [] : [[name, need(field as Field<unknown>, name, value)] as const];
  });
  return Object.fromEntries(found) as Partial<T>;
}
