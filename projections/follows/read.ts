import type { RowReader } from '../projection.ts';
import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { COUNTS, type FollowCountsRow, followsOf, newCounts, newTie, type TieRow, tieKey } from './row.ts';

type Reading = Pick<ProjectionRunner, 'reader'>;

export function followsReader(runner: Reading): RowReader {
  return runner.reader('follows');
}

/** A copy: rows are live. */
export async function countsOf(runner: Reading, app: number, user: string): Promise<FollowCountsRow> {
  const row = await followsReader(runner).get<FollowCountsRow>(followsOf(app, idKey(user)), COUNTS);
  return { ...(row ?? newCounts()) };
}

/** A copy of how a user stands to another. */
export async function tieOf(runner: Reading, app: number, user: string, other: string): Promise<TieRow> {
  const row = await followsReader(runner).get<TieRow>(followsOf(app, idKey(user)), tieKey(other));
  return { ...(row ?? newTie()) };
}
