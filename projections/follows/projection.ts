import { parseStream } from '../../events/stream.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf } from '../row-keys.ts';
import {
  COUNTS,
  type FollowCountsRow,
  type FollowList,
  type FollowPlace,
  followsOf,
  isTie,
  listKey,
  mirrored,
  newCounts,
  newTie,
  otherKeyOf,
  PAST,
  type PastRow,
  placeOf,
  type TieRow,
  tieKey,
} from './row.ts';

/**
 * Who follows whom (product.md §2.5), folded from the follower's own facts into both directions. A deleted account follows
 * nobody and is followed by nobody, and begins with nothing when it is created anew.
 */
export const follows: Projection = {
  name: 'follows',
  version: 1,
  handlers: {
    UsersFollowed({ stream, position, data: { users, at } }, rows) {
      const me = sideOf(rows, stream, userOf(stream));
      for (const [n, pair] of pairsOf(rows, stream, me, users).entries()) {
        const { user, gone, other, mine, theirs } = pair;
        // Nobody follows who is gone: his own stream has ended, only the follower's did not know it yet.
        if (mine.following !== '' || gone) continue;
        const place = placeOf(position, n);
        const him = { user, at };
        const follower = { user: userOf(stream), at };
        enter(rows, me, mine, 'following', place, him);
        enter(rows, other, theirs, 'followers', place, follower);
        if (mine.followers !== '') {
          enter(rows, me, mine, 'mutual', place, him);
          enter(rows, other, theirs, 'mutual', place, follower);
        }
        putPair(rows, stream, me, pair);
      }
    },

    UsersUnfollowed({ stream, data: { users } }, rows) {
      const me = sideOf(rows, stream, userOf(stream));
      for (const pair of pairsOf(rows, stream, me, users)) {
        if (pair.mine.following === '') continue;
        for (const list of ['mutual', 'following'] as const) leave(rows, me, pair.mine, list);
        for (const list of ['mutual', 'followers'] as const) leave(rows, pair.other, pair.theirs, list);
        putPair(rows, stream, me, pair);
      }
    },

    AccountDeleted({ stream }, rows) {
      const own = followsOf(appOf(stream), userKeyOf(stream));
      const user = userOf(stream);
      const all = rows.range(own);
      const others = all.filter(isTie).map(({ sort, value }) => {
        const partition = followsOf(appOf(stream), otherKeyOf(sort));
        return { theirs: mirrored(value), other: { partition, counts: countsAt(rows, partition) } };
      });
      for (const { theirs, other } of others) {
        for (const list of ['mutual', 'followers', 'following'] as const) leave(rows, other, theirs, list);
        rows.delete(other.partition, tieKey(user));
        putCounts(rows, other);
      }
      for (const { sort } of all) rows.delete(own, sort);
      rows.put(own, PAST, { gone: true } satisfies PastRow);
    },

    AccountCreated({ stream }, rows) {
      const own = followsOf(appOf(stream), userKeyOf(stream));
      if (rows.get<PastRow>(own, PAST)?.gone) rows.put(own, PAST, { gone: false } satisfies PastRow);
    },
  },
};

/** One of the two. */
interface Side {
  readonly partition: string;
  readonly counts: FollowCountsRow;
}

interface Pair {
  /** Whom the event is about. */
  readonly user: string;
  readonly gone: boolean;
  readonly other: Side;
  /** How the follower stands to the other, and the other to him. */
  readonly mine: TieRow;
  readonly theirs: TieRow;
}

function userOf(stream: string): string {
  return parseStream(stream).ids[0] ?? '';
}

function sideOf(rows: Rows, stream: string, user: string): Side {
  const partition = followsOf(appOf(stream), idKey(user));
  return { partition, counts: countsAt(rows, partition) };
}

function countsAt(rows: Rows, partition: string): FollowCountsRow {
  return rows.get<FollowCountsRow>(partition, COUNTS) ?? newCounts();
}

/** All that an event changes, read before the first of it is changed. */
function pairsOf(rows: Rows, stream: string, me: Side, users: readonly string[]): readonly Pair[] {
  const others = [...new Set(users)].filter((user) => user !== userOf(stream));
  return others.map((user) => {
    const other = sideOf(rows, stream, user);
    const gone = rows.get<PastRow>(other.partition, PAST)?.gone ?? false;
    const mine = rows.get<TieRow>(me.partition, tieKey(user)) ?? newTie();
    return { user, gone, other, mine, theirs: mirrored(mine) };
  });
}

function enter(
  rows: Rows,
  { partition, counts }: Side,
  tie: TieRow,
  list: FollowList,
  place: FollowPlace,
  row: { readonly user: string; readonly at: number },
): void {
  tie[list] = place;
  counts[list]++;
  rows.put(partition, listKey(list, place), row);
}

function leave(rows: Rows, { partition, counts }: Side, tie: TieRow, list: FollowList): void {
  if (tie[list] === '') return;
  rows.delete(partition, listKey(list, tie[list]));
  tie[list] = '';
  counts[list]--;
}

function putPair(rows: Rows, stream: string, me: Side, { user, other, mine, theirs }: Pair): void {
  putTie(rows, me, user, mine);
  putTie(rows, other, userOf(stream), theirs);
  putCounts(rows, me);
  putCounts(rows, other);
}

function putTie(rows: Rows, { partition }: Side, other: string, tie: TieRow): void {
  if (tie.followers === '' && tie.following === '') rows.delete(partition, tieKey(other));
  else rows.put(partition, tieKey(other), tie);
}

function putCounts(rows: Rows, { partition, counts }: Side): void {
  rows.put(partition, COUNTS, counts);
}
