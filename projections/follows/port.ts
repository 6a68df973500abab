import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { countsOf, followsReader, tieOf } from './read.ts';
import { followsOf, PAST, type PastRow, type TieRow, tieKey } from './row.ts';

/** `Follows` of the actor room, and what the delivery asks about who follows whom. */
export function followsPort(runner: Pick<ProjectionRunner, 'reader' | 'readNow'>) {
  return {
    counts: (app: number, user: string) => countsOf(runner, app, user),
    async between(app: number, user: string, other: string) {
      const [tie, past] = await Promise.all([
        tieOf(runner, app, user, other),
        followsReader(runner).get<PastRow>(followsOf(app, idKey(other)), PAST),
      ]);
      return { follows: tie.following !== '', followed: tie.followers !== '', anew: past !== undefined };
    },
    /** At once, from rows that the commit has just changed: whether one follows another. */
    isFollowing(app: number, user: string, other: string): boolean {
      const tie = runner.readNow<TieRow>('follows', followsOf(app, idKey(user)), tieKey(other));
      return (tie?.following ?? '') !== '';
    },
  };
}
