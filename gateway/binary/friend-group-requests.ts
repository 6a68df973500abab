import { may, need } from './fields.ts';
import { flag } from './group-fields.ts';
import { Request } from './protocol.ts';
import { groupName, groupNames, peers, resultRow } from './relation-fields.ts';
import type { Handler } from './requests.ts';

/** The groups that this user puts his friends in (product.md §2.5). */
export const friendGroupRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.friendGroups,
    async ({ queries }, caller, [, , names]) => {
      const query = { user: caller.user, names: may(groupNames, 'names', names) };
      return (await queries.friendGroups(caller, query)).map((group) => (group ? [group.name, group.peers] : null));
    },
  ],
  [
    Request.createFriendGroups,
    async ({ commands }, caller, [, , names, users]) => {
      const command = {
        user: caller.user,
        names: need(groupNames, 'names', names),
        peers: may(peers, 'users', users),
      };
      return (await commands.createFriendGroups(caller, command)).map(resultRow);
    },
  ],
  [
    Request.deleteFriendGroups,
    ({ commands }, caller, [, , names]) =>
      commands.deleteFriendGroups(caller, { user: caller.user, names: need(groupNames, 'names', names) }),
  ],
  [
    Request.renameFriendGroup,
    ({ commands }, caller, [, , name, newName]) =>
      commands.renameFriendGroup(caller, {
        user: caller.user,
        name: need(groupName, 'name', name),
        newName: need(groupName, 'newName', newName),
      }),
  ],
  [
    Request.changeFriendGroup,
    async ({ commands }, caller, [, , name, users, way]) => {
      const into = need(flag, 'into', way);
      const changes = need(peers, 'users', users).map((peer) => ({ peer, into }));
      const command = { user: caller.user, name: need(groupName, 'name', name), changes };
      return (await commands.changeFriendGroup(caller, command)).map(resultRow);
    },
  ],
];
