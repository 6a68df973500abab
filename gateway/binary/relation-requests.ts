import type { FriendView, RequestView } from '../../projections/queries/relation-types.ts';
import { blocklistRequests } from './blocklist-requests.ts';
import { may, need, oneOf, safeInteger, uint32 } from './fields.ts';
import { friendGroupRequests } from './friend-group-requests.ts';
import { flag, longText } from './group-fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { profileRow } from './profile-requests.ts';
import {
  type FriendChanges,
  type FriendRequestRow,
  type FriendRequestsAnswer,
  type FriendRow,
  type FriendsAnswer,
  type NewFriend,
  Request,
} from './protocol.ts';
import {
  fieldValues,
  groupName,
  groupNames,
  needItems,
  peers,
  people,
  relationWord,
  resultRow,
} from './relation-fields.ts';
import type { Handler } from './requests.ts';

type Table<T> = Parameters<typeof needItems<T & { readonly peer: string }>>[1];

const newFriend: Table<NewFriend> = {
  peer: userId,
  source: longText,
  wording: longText,
  remark: longText,
  group: groupName,
};
const friendChanges: Table<FriendChanges> = {
  peer: userId,
  remark: longText,
  groups: groupNames,
  custom: fieldValues,
};
const actions = oneOf('agree', 'agreeAndAdd', 'refuse');
const directions = oneOf('in', 'out');

/** This user's friends, and the requests between him and others (product.md §2.5). */
export const relationRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.friends,
    async ({ queries }, caller, [, , limit, from]): Promise<FriendsAnswer> => {
      const { friends, next, total, sequence } = await queries.friends(caller, {
        user: caller.user,
        from: may(safeInteger, 'from', from) ?? 0,
        limit: need(pageSize, 'limit', limit),
      });
      return { friends: friends.map(friendRow), next, total, sequence };
    },
  ],
  [
    Request.friendEntries,
    async ({ queries }, caller, [, , users]) => {
      const query = { user: caller.user, peers: need(people, 'users', users) };
      return (await queries.friendEntries(caller, query)).map((friend) => (friend ? friendRow(friend) : null));
    },
  ],
  [
    Request.addFriends,
    async ({ commands }, caller, [, , list, both]) => {
      const items = needItems<NewFriend>(list, newFriend).map((item) => {
        return { ...item, source: need(longText, 'source', item.source) };
      });
      const command = { user: caller.user, items, both: may(flag, 'both', both) ?? false };
      return (await commands.addFriends(caller, command)).map(resultRow);
    },
  ],
  [
    Request.changeFriends,
    async ({ commands }, caller, [, , list]) => {
      const command = { user: caller.user, items: needItems<FriendChanges>(list, friendChanges) };
      return (await commands.changeFriends(caller, command)).map(resultRow);
    },
  ],
  [
    Request.deleteFriends,
    async ({ commands }, caller, [, , users, both]) => {
      const command = {
        user: caller.user,
        peers: may(peers, 'users', users),
        both: may(flag, 'both', both) ?? false,
      };
      return (await commands.deleteFriends(caller, command)).map(resultRow);
    },
  ],
  [
    Request.checkFriends,
    async ({ queries }, caller, [, , users, both]) => {
      const query = { user: caller.user, peers: need(peers, 'users', users), both: may(flag, 'both', both) ?? false };
      return (await queries.checkFriends(caller, query)).map(relationWord);
    },
  ],
  [
    Request.friendRequests,
    async ({ queries }, caller): Promise<FriendRequestsAnswer> => {
      const { requests, unread } = await queries.friendRequests(caller, { user: caller.user });
      return { requests: requests.map(requestRow), unread };
    },
  ],
  [
    Request.answerFriendRequest,
    ({ commands }, caller, [, , peer, action, remark, group]) =>
      commands.answerFriendRequest(caller, {
        user: caller.user,
        peer: need(userId, 'user', peer),
        action: need(actions, 'action', action),
        remark: may(longText, 'remark', remark),
        group: may(groupName, 'group', group),
      }),
  ],
  [
    Request.deleteFriendRequests,
    async ({ commands }, caller, [, , users, direction]) => {
      const command = {
        user: caller.user,
        peers: need(peers, 'users', users),
        direction: need(directions, 'direction', direction),
      };
      return (await commands.deleteFriendRequests(caller, command)).map(resultRow);
    },
  ],
  [
    Request.readFriendRequests,
    ({ commands, clock }, caller, [, , upTo]) =>
      commands.readFriendRequests(caller, {
        user: caller.user,
        upTo: may(uint32, 'upTo', upTo) ?? Math.floor(clock.now() / 1000),
      }),
  ],
  ...friendGroupRequests,
  ...blocklistRequests,
];

function friendRow(friend: FriendView): FriendRow {
  const { peer, no, remark, groups, source, wording, addedAt, custom, profile } = friend;
  return { peer, no, remark, groups, source, wording, addedAt, custom, profile: profileRow(profile) };
}

function requestRow({ peer, direction, nick, faceUrl, wording, source, at }: RequestView): FriendRequestRow {
  return { peer, direction, nick, faceUrl, wording, source, at };
}
