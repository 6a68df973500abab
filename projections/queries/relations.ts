import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { unreadable, withoutFields } from '../../events/user/profile.ts';
import {
  allFriends,
  allRequests,
  type BlockedRow,
  blockedKey,
  blockedOrder,
  type FriendRow,
  friendKey,
  friendOrder,
  GROUPS,
  listsOf,
  noTotals,
  type RequestRow,
  TOTALS,
  type TotalsRow,
} from '../relations/row.ts';
import { idKey } from '../row-keys.ts';
import { accounts } from './accounts.ts';
import type { QueryDeps } from './deps.ts';
import { missedRelations } from './missed-relations.ts';
import { mayRead } from './permission.ts';
import { profiles } from './profiles.ts';
import type { FriendView, Relation, RelationQueries } from './relation-types.ts';

/** Most entries of one page. */
const MAX_PAGE = 1000;

/** What is in the lists of users (product.md §2.5). */
export function createRelationQueries(deps: QueryDeps): RelationQueries {
  const reader = () => deps.runner.reader('relations');
  const own = (caller: Caller, user: string): string => {
    mayRead(caller, user);
    return listsOf(caller.app, idKey(user));
  };

  async function view(caller: Caller, friends: readonly FriendRow[]): Promise<readonly FriendView[]> {
    const found = await profiles(deps, caller, { users: friends.map(({ peer }) => peer) });
    const hidden = unreadable((await deps.fieldsOf?.(caller.app))?.friendFields ?? [], caller.admin);
    return friends.map((friend, i) => {
      return { ...friend, custom: withoutFields(friend.custom, hidden), profile: found[i] };
    });
  }

  /** Peers from a number on, with the number behind the last of them, 0 when there are no more. */
  async function page(partition: string, order: (no: number) => string, from: number, limit: number) {
    if (!(limit >= 1 && limit <= MAX_PAGE)) throw new Refused(30001, `a page holds 1 to ${MAX_PAGE}`);
    const range = { from: order(from), to: `${order(0).charAt(0)}~`, limit: limit + 1 };
    const rows = await reader().range<string>(partition, range);
    const next = rows.length > limit ? Number(rows[limit]?.sort.slice(1)) : 0;
    return { peers: rows.slice(0, limit).map(({ value }) => value), next };
  }

  async function check(
    caller: Caller,
    { user, peers, both }: { user: string; peers: readonly string[]; both: boolean },
    key: (peer: string) => string,
  ): Promise<readonly (Relation | undefined)[]> {
    const partition = own(caller, user);
    const exist = await accounts(deps, caller, { users: peers });
    return Promise.all(
      peers.map(async (peer, i) => {
        if (exist[i] === undefined) return undefined;
        const mine = (await reader().get(partition, key(peer))) !== undefined;
        const theirs = both && (await reader().get(listsOf(caller.app, idKey(peer)), key(user))) !== undefined;
        return relationOf(mine, theirs);
      }),
    );
  }

  return {
    profiles: (caller, query) => profiles(deps, caller, query),
    async friends(caller, { user, from, limit }) {
      const partition = own(caller, user);
      const { friends: total, sequence } = { ...((await reader().get<TotalsRow>(partition, TOTALS)) ?? noTotals()) };
      const { peers, next } = await page(partition, friendOrder, from, limit);
      const rows = await Promise.all(peers.map((peer) => reader().get<FriendRow>(partition, friendKey(peer))));
      const friends = await view(
        caller,
        rows.filter((row) => row !== undefined),
      );
      return { friends, next, total, sequence };
    },
    async friendEntries(caller, { user, peers }) {
      const partition = own(caller, user);
      const rows = await Promise.all(peers.map((peer) => reader().get<FriendRow>(partition, friendKey(peer))));
      const views = await view(
        caller,
        rows.filter((row) => row !== undefined),
      );
      const byPeer = new Map(views.map((one) => [one.peer, one]));
      return peers.map((peer) => byPeer.get(peer));
    },
    checkFriends: (caller, query) => check(caller, query, friendKey),
    async friendRequests(caller, { user }) {
      const rows = (await reader().range<RequestRow>(own(caller, user), allRequests)).map(({ value }) => value);
      const newest = [...rows].sort((one, other) => other.at - one.at);
      const people = await accounts(deps, caller, { users: newest.map(({ peer }) => peer) });
      const requests = newest.map(({ peer, direction, wording, source, at }, i) => {
        const { nick = '', faceUrl = '' } = people[i] ?? {};
        return { peer, direction, nick, faceUrl, wording, source, at };
      });
      return { requests, unread: newest.filter(({ read }) => !read).length };
    },
    async friendGroups(caller, { user, names }) {
      const partition = own(caller, user);
      const known = [...((await reader().get<readonly string[]>(partition, GROUPS)) ?? [])];
      const friends = await reader().range<FriendRow>(partition, allFriends);
      const ordered = friends.map(({ value }) => value).sort((one, other) => one.no - other.no);
      return (names ?? known).map((name) => {
        if (!known.includes(name)) return undefined;
        return { name, peers: ordered.filter(({ groups }) => groups.includes(name)).map(({ peer }) => peer) };
      });
    },
    async blocked(caller, { user, from, limit }) {
      const partition = own(caller, user);
      const { peers, next } = await page(partition, blockedOrder, from, limit);
      const rows = await Promise.all(peers.map((peer) => reader().get<BlockedRow>(partition, blockedKey(peer))));
      return { users: rows.flatMap((row) => (row ? [{ peer: row.peer, at: row.at }] : [])), next };
    },
    missedRelations: (caller, query) => missedRelations(deps, caller, query),
    checkBlocked: (caller, query) => check(caller, { ...query, both: query.both && caller.admin }, blockedKey),
  };
}

function relationOf(mine: boolean, theirs: boolean): Relation {
  if (mine) return theirs ? 'both' : 'mine';
  return theirs ? 'theirs' : 'none';
}
