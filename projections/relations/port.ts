import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { blockedKey, ERRANDS, type ErrandsRow, friendKey, knownTo, listsOf } from './row.ts';

/** The actor room's `Relations`, and whose errands are to be run again. `hasBlocked` and `isFriend` as `accountsPort`. */
export function relationsPort(runner: Pick<ProjectionRunner, 'reader' | 'readNow'>) {
  const has = (app: number, user: string, key: string): boolean =>
    runner.readNow('relations', listsOf(app, idKey(user)), key) !== undefined;
  return {
    hasBlocked: (app: number, user: string, other: string): boolean => has(app, user, blockedKey(other)),
    isFriend: (app: number, user: string, other: string): boolean => has(app, user, friendKey(other)),
    async knownBy(app: number, user: string): Promise<readonly string[]> {
      const rows = await runner.reader('relations').range<string>(knownTo(app, idKey(user)));
      return rows.map(({ value }) => decodeURIComponent(value));
    },
    /** Users with errands that are not done, of which none was done since a time (Unix milliseconds). */
    async withErrands(before: number): Promise<readonly { readonly app: number; readonly user: string }[]> {
      const rows = await runner.reader('relations').range<ErrandsRow>(ERRANDS);
      return rows.filter(({ value }) => value.since < before).map(({ value: { app, user } }) => ({ app, user }));
    },
  };
}
