import type { GroupProfile, Remind } from '../../events/group/events.ts';
import { listOf, need, needMap, oneOf, uint32 } from './fields.ts';
import { fieldsOf, groupId, longText, pairs, place, profile, userIds } from './group-fields.ts';
import { userId } from './message-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const remind = oneOf<Remind>(
  'AcceptAndNotify',
  'AcceptNotNotify',
  'Discard',
  'AcceptNotNotifyExceptAt',
  'NotReceiveMsgExceptAt',
);
const member = { role: oneOf('Admin', 'Member'), nameCard: longText, remind, custom: pairs };
const groupIds = listOf(groupId, 50);

/** Requests that read or change what a group is, and what its members are in it. */
export const groupChangeRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.groupInfo,
    async ({ queries }, caller, [, , ids]) => {
      const found = await queries.groups(caller, { groups: need(groupIds, 'groups', ids) });
      return found.map((group) => group ?? null);
    },
  ],
  [
    Request.changeGroup,
    ({ commands }, caller, [, , group, fields]) =>
      commands.changeGroupProfile(caller, {
        group: need(groupId, 'group', group),
        changes: fieldsOf<GroupProfile>(needMap(fields), profile),
      }),
  ],
  [
    Request.changeGroupOwner,
    ({ commands }, caller, [, , group, owner]) =>
      commands.changeGroupOwner(caller, { group: need(groupId, 'group', group), owner: need(userId, 'owner', owner) }),
  ],
  [
    Request.changeGroupMember,
    ({ commands }, caller, [, , where, user, fields]) =>
      commands.changeGroupMember(caller, {
        ...place(where),
        user: need(userId, 'user', user),
        ...fieldsOf(needMap(fields), member),
      }),
  ],
  [
    Request.muteGroupMembers,
    ({ commands }, caller, [, , where, users, seconds]) =>
      commands.muteGroupMembers(caller, {
        ...place(where),
        users: need(userIds, 'users', users),
        muteSeconds: need(uint32, 'seconds', seconds),
      }),
  ],
  [Request.joinRequests, ({ queries }, caller) => queries.joinRequests(caller, { user: caller.user })],
];
