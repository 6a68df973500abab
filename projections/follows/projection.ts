import { parseStream } from '../../events/stream.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf } from '../row-keys.ts';
import {
  allTies,
  COUNTS,
  type FollowCountsRow,
  type FollowList,
  type FollowPlace,
  followsOf,
  listKey,
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
      const ties = tiesOf(rows, stream, me, users);
      for (const [n, { mine, theirs, other }] of ties.entries()) {
        // Nobody follows who is gone: his own stream has ended, only the follower's did not know it yet.
        if (mine.following !== '' || other.past?.gone) continue;
        const place = placeOf(position, n);
        enter(rows, me, mine, 'following', place, { user: other.user, at });
        enter(rows, other, theirs, 'followers', place, { user: me.user, at });
        if (mine.followers !== '') {
          enter(rows, me, mine, 'mutual', place, { user: other.user, at });
          enter(rows, other, theirs, 'mutual', place, { user: me.user, at });
        }
        keep(rows, me, mine, other, theirs);
      }
      putCounts(rows, me);
    },

    UsersUnfollowed({ stream, data: { users } }, rows) {
      const me = sideOf(rows, stream, userOf(stream));
      for (const { mine, theirs, other } of tiesOf(rows, stream, me, users)) {
        if (mine.following === '') continue;
        for (const list of ['mutual', 'following'] as const) leave(rows, me, mine, list);
        for (const list of ['mutual', 'followers'] as const) leave(rows, other, theirs, list);
        keep(rows, me, mine, other, theirs);
      }
      putCounts(rows, me);
    },

    AccountDeleted({ stream }, rows) {
      const own = followsOf(appOf(stream), userKeyOf(stream));
      const user = userOf(stream);
      const others = rows.range<TieRow>(own, allTies).map(({ sort }) => {
        const other = sideAt(rows, followsOf(appOf(stream), otherKeyOf(sort)), '');
        return { other, theirs: rows.get<TieRow>(other.partition, tieKey(user)) ?? newTie() };
      });
      const all = rows.range(own);
      for (const { other, theirs } of others) {
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
  readonly user: string;
  readonly partition: string;
  readonly counts: FollowCountsRow;
  readonly past: PastRow | undefined;
}

interface Pair {
  readonly other: Side;
  /** How the follower stands to the other, and the other to him. */
  readonly mine: TieRow;
  readonly theirs: TieRow;
}

function userOf(stream: string): string {
  return parseStream(stream).ids[0] ?? '';
}

function sideOf(rows: Rows, stream: string, user: string): Side {
  return sideAt(rows, followsOf(appOf(stream), idKey(user)), user);
}

function sideAt(rows: Rows, partition: string, user: string): Side {
  const counts = rows.get<FollowCountsRow>(partition, COUNTS) ?? newCounts();
  return { user, partition, counts, past: rows.get<PastRow>(partition, PAST) };
}

/** All that an event changes, read before the first of it is changed. */
function tiesOf(rows: Rows, stream: string, me: Side, users: readonly string[]): readonly Pair[] {
  const others = [...new Set(users)].filter((user) => user !== me.user);
  return others.map((user) => {
    const other = sideOf(rows, stream, user);
    return {
      other,
      mine: rows.get<TieRow>(me.partition, tieKey(user)) ?? newTie(),
      theirs: rows.get<TieRow>(other.partition, tieKey(me.user)) ?? newTie(),
    };
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

function keep(rows: Rows, me: Side, mine: TieRow, other: Side, theirs: TieRow): void {
  putTie(rows, me, other.user, mine);
  putTie(rows, other, me.user, theirs);
  putCounts(rows, other);
}

function putTie(rows: Rows, { partition }: Side, other: string, tie: TieRow): void {
  if (tie.followers === '' && tie.following === '') rows.delete(partition, tieKey(other));
  else rows.put(partition, tieKey(other), tie);
}

function putCounts(rows: Rows, { partition, counts }: Side): void {
  rows.put(partition, COUNTS, counts);
}
