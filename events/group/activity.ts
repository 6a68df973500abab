import type { EventType } from '../envelope.ts';

/**
 * What keeps a group from being idle: messages, changes of who is in it, and changes of its profile (product.md §2.23, recycle).
 * Reading, name cards and what members keep there do not.
 */
export const groupActivity: ReadonlySet<EventType> = new Set<EventType>([
  'GroupCreated',
  'GroupProfileChanged',
  'GroupOwnerChanged',
  'MembersJoined',
  'MemberQuit',
  'MembersKicked',
  'MembersBanned',
  'MemberRoleChanged',
  'GroupMessageSent',
]);
