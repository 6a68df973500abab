import { integer, listOf, may, need, safeInteger, uint32 } from './fields.ts';
import { groupId, note, userIds } from './group-fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const bit = integer(0, 1);
const marks = listOf(safeInteger, 10);
const marking = (value: unknown) => {
  const [user, list] = Array.isArray(value) ? [userId(value[0]), marks(value[1])] : [];
  return user === undefined || list === undefined ? undefined : { user, marks: list };
};
const markings = listOf(marking, 500);

/** Requests about people of live rooms, and bans. Adding one is adding a row. */
export const liveRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.liveMembers,
    async ({ commands }, caller, [, , group, limit, after, mark]) => {
      const { viewers, next } = await commands.liveMembers(caller, {
        group: need(groupId, 'group', group),
        limit: need(pageSize, 'limit', limit),
        after: may(safeInteger, 'after', after) ?? 0,
        mark: may(safeInteger, 'mark', mark),
      });
      return { members: viewers.map((one) => [one.user, one.joinedAt, one.marks]), next };
    },
  ],
  [
    Request.markLiveMembers,
    ({ commands }, caller, [, , group, set, items]) =>
      commands.markLiveMembers(caller, {
        group: need(groupId, 'group', group),
        set: need(bit, 'set', set) === 1,
        items: need(markings, 'items', items),
      }),
  ],
  [
    Request.changeLiveAdmins,
    ({ commands }, caller, [, , group, set, users]) =>
      commands.changeLiveAdmins(caller, {
        group: need(groupId, 'group', group),
        set: need(bit, 'set', set) === 1,
        users: need(userIds, 'users', users),
      }),
  ],
  [
    Request.onlineMembers,
    async ({ queries, onlineMembers }, caller, [, , group]) => {
      const id = need(groupId, 'group', group);
      // Whoever may see the group may see how many are there; 10010 for one that is not.
      await queries.membership(caller, { group: id, user: caller.user });
      return onlineMembers(caller.app, id);
    },
  ],
  [
    Request.banFromGroup,
    ({ commands }, caller, [, , group, users, seconds, why]) =>
      commands.banGroupMembers(caller, {
        group: need(groupId, 'group', group),
        users: need(userIds, 'users', users),
        seconds: need(uint32, 'seconds', seconds),
        reason: may(note, 'reason', why) ?? '',
      }),
  ],
];
