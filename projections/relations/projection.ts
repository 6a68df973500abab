import type { Envelope } from '../../events/envelope.ts';
import type { RelationEventType } from '../../events/user/relations.ts';
import type { Handlers, Projection } from '../projection.ts';
import { appOf, idKey, userKeyOf } from '../row-keys.ts';
import { errandHandlers } from './errands.ts';
import { groupHandlers } from './groups.ts';
import {
  allFriends,
  type BlockedRow,
  blockedKey,
  blockedOrder,
  ERRANDS,
  errandsKey,
  type FriendRow,
  friendKey,
  friendOrder,
  incoming,
  knownTo,
  listsOf,
  putTotals,
  type RequestRow,
  requestKey,
  totalsOf,
} from './row.ts';

type ListHandlers = Pick<
  Handlers,
  Exclude<RelationEventType, 'ErrandsBegun' | 'ErrandsDone' | `FriendGroup${string}`> | 'AccountDeleted'
>;

const lists: ListHandlers = {
  FriendsAdded({ stream, data }, rows) {
    const [app, user, partition] = whose(stream);
    const before = data.friends.map(({ peer }) => rows.get<FriendRow>(partition, friendKey(peer)));
    const totals = totalsOf(rows, partition);
    for (const [i, friend] of data.friends.entries()) {
      const old = before[i];
      if (old === undefined) totals.friends++;
      else rows.delete(partition, friendOrder(old.no));
      rows.put(partition, friendKey(friend.peer), friend);
      rows.put(partition, friendOrder(friend.no), friend.peer);
      rows.put(knownTo(app, idKey(friend.peer)), user, user);
    }
    putTotals(rows, partition, totals);
  },
  FriendsRemoved({ stream, data }, rows) {
    const [app, user, partition] = whose(stream);
    const found = data.peers.map((peer) => rows.get<FriendRow>(partition, friendKey(peer)));
    const totals = totalsOf(rows, partition);
    for (const friend of found) {
      if (friend === undefined) continue;
      totals.friends--;
      rows.delete(partition, friendKey(friend.peer));
      rows.delete(partition, friendOrder(friend.no));
      rows.delete(knownTo(app, idKey(friend.peer)), user);
    }
    putTotals(rows, partition, totals);
  },
  FriendsChanged({ stream, data }, rows) {
    const [, , partition] = whose(stream);
    const found = data.friends.map(({ peer }) => rows.get<FriendRow>(partition, friendKey(peer)));
    const totals = totalsOf(rows, partition);
    for (const [i, { remark, groups, custom }] of data.friends.entries()) {
      const friend = found[i];
      if (friend === undefined) continue;
      const fields = Object.entries({ ...friend.custom, ...custom }).filter(([, value]) => value !== '');
      rows.put(partition, friendKey(friend.peer), {
        ...friend,
        remark: remark ?? friend.remark,
        groups: groups ?? friend.groups,
        custom: Object.fromEntries(fields),
      });
    }
    putTotals(rows, partition, totals);
  },
  RequestsAdded({ stream, data }, rows) {
    const [, , partition] = whose(stream);
    for (const request of data.requests) {
      const { peer, direction, wording, source, at } = request;
      const row: RequestRow = { peer, direction, wording, source, at, read: direction === 'out' };
      rows.put(partition, requestKey(request), row);
    }
  },
  RequestsRemoved({ stream, data }, rows) {
    const [, , partition] = whose(stream);
    for (const request of data.requests) rows.delete(partition, requestKey(request));
  },
  RequestsRead({ stream, data: { upTo } }, rows) {
    const [, , partition] = whose(stream);
    for (const { sort, value } of rows.range<RequestRow>(partition, incoming)) {
      if (!value.read && value.at <= upTo) rows.put(partition, sort, { ...value, read: true });
    }
  },
  UsersBlocked({ stream, data: { users, at } }, rows) {
    const [, , partition] = whose(stream);
    const totals = totalsOf(rows, partition);
    for (const { peer, no } of users) {
      const row: BlockedRow = { peer, no, at };
      rows.put(partition, blockedKey(peer), row);
      rows.put(partition, blockedOrder(no), peer);
      totals.blocked++;
    }
    putTotals(rows, partition, totals);
  },
  UsersUnblocked({ stream, data: { peers } }, rows) {
    const [, , partition] = whose(stream);
    const found = peers.map((peer) => rows.get<BlockedRow>(partition, blockedKey(peer)));
    const totals = totalsOf(rows, partition);
    for (const row of found) {
      if (row === undefined) continue;
      rows.delete(partition, blockedKey(row.peer));
      rows.delete(partition, blockedOrder(row.no));
      totals.blocked--;
    }
    putTotals(rows, partition, totals);
  },
  /** Those who have him hear of it by errands, and their streams say so. */
  AccountDeleted({ stream }, rows) {
    const [app, user, partition] = whose(stream);
    const friends = rows.range<FriendRow>(partition, allFriends).map(({ value }) => value.peer);
    const sorts = rows.range(partition).map(({ sort }) => sort);
    for (const peer of friends) rows.delete(knownTo(app, idKey(peer)), user);
    for (const sort of sorts) rows.delete(partition, sort);
    // What he had begun is over with him; the errands that take leave are begun behind this fact.
    rows.delete(ERRANDS, errandsKey(app, user));
  },
};

/** Who is in whose lists (product.md §2.5): friends and their groups, requests, blocklists, and what is still to be done. */
export const relations: Projection = {
  name: 'relations',
  version: 2,
  handlers: { ...lists, ...groupHandlers, ...errandHandlers },
};

/** App and user of a stream as they stand in row keys, and the partition of his lists. */
export function whose(stream: Envelope['stream']): readonly [app: string, user: string, partition: string] {
  const [app, user] = [appOf(stream), userKeyOf(stream)];
  return [app, user, listsOf(app, user)];
}
