import fc from 'fast-check';
import type { FollowList, FollowType } from '../../projections/index.ts';
import { created, deleted, type Fact, T0, userFact } from './given.ts';

/**
 * Random stories of people who follow each other, and what must be known at their end: written as plainly as possible, so
 * that projections can be held against it.
 */
export const FOLLOWERS = ['ann', 'b.ob', 'carl', 'dora', 'éve'];

const someone = fc.constantFrom(...FOLLOWERS);
const some = fc.uniqueArray(someone, { minLength: 1, maxLength: 3 });
const of = <K extends string, T>(kind: K, fields: T) => ({ kind: fc.constant(kind), ...fields });

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record(of('follow', { user: someone, others: some })) },
  { weight: 6, arbitrary: fc.record(of('unfollow', { user: someone, others: some })) },
  { weight: 1, arbitrary: fc.record(of('delete', { user: someone })) },
  { weight: 2, arbitrary: fc.record(of('create', { user: someone })) },
);

export const followStory = (most: number) => fc.array(step, { maxLength: most, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Somebody follows another since a time (Unix seconds), and since the n-th step that changed anything. */
interface Following {
  readonly user: string;
  readonly other: string;
  readonly at: number;
  readonly order: number;
}

export interface FollowLife {
  readonly facts: readonly Fact[];
  readonly alive: ReadonlySet<string>;
  /** Newest first. */
  list(user: string, list: FollowList): readonly { readonly user: string; readonly at: number }[];
  type(user: string, other: string): FollowType;
}

/** Turns steps into facts, and into what follows from them. */
export function livedFollows(steps: readonly Step[]): FollowLife {
  const facts: Fact[] = FOLLOWERS.map((user) => created(user));
  const alive = new Set(FOLLOWERS);
  let all: Following[] = [];
  let order = 0;
  let at = T0;
  for (const one of steps) {
    at++;
    const { user } = one;
    if (one.kind === 'create') {
      if (alive.has(user)) continue;
      alive.add(user);
      facts.push(created(user));
      continue;
    }
    if (!alive.has(user)) continue;
    if (one.kind === 'delete') {
      alive.delete(user);
      all = all.filter((following) => following.user !== user && following.other !== user);
      facts.push(deleted(user));
      continue;
    }
    const others = one.others.filter((other) => other !== user);
    if (others.length === 0) continue;
    if (one.kind === 'unfollow') {
      all = all.filter((following) => following.user !== user || !others.includes(following.other));
      facts.push(userFact(user, 'UsersUnfollowed', { users: others }));
      continue;
    }
    facts.push(userFact(user, 'UsersFollowed', { users: others, at }));
    for (const other of others) {
      // Who is gone is followed by nobody, whatever the follower's stream says; who is followed already stays in place.
      const known = all.some((following) => following.user === user && following.other === other);
      if (alive.has(other) && !known) all.push({ user, other, at, order: ++order });
    }
  }
  const find = (user: string, other: string) => all.find((one) => one.user === user && one.other === other);
  const lists: Readonly<Record<FollowList, (user: string) => readonly { user: string; at: number; order: number }[]>> =
    {
      following: (user) => all.filter((one) => one.user === user).map((one) => ({ ...one, user: one.other })),
      followers: (user) => all.filter((one) => one.other === user),
      mutual: (user) =>
        FOLLOWERS.flatMap((other) => {
          const both = [find(user, other), find(other, user)].flatMap((one) => one ?? []);
          const last = both.sort((one, two) => two.order - one.order)[0];
          return both.length === 2 && last ? [{ user: other, at: last.at, order: last.order }] : [];
        }),
    };
  return {
    facts,
    alive,
    list: (user, list) =>
      [...lists[list](user)].sort((one, two) => two.order - one.order).map((one) => ({ user: one.user, at: one.at })),
    type(user, other) {
      const [mine, theirs] = [find(user, other), find(other, user)];
      return mine ? (theirs ? 'mutual' : 'following') : theirs ? 'follower' : 'none';
    },
  };
}
