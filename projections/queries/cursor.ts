import { Refused } from '../../events/refused.ts';

/** Longer than any id of a user or a group. */
const MAX_LENGTH = 128;

/** An id of the page before, behind which the next page begins: no row has a longer key. Throws `Refused` 10004. */
export function checkCursor(after: string): void {
  if (after.length > MAX_LENGTH) throw new Refused(10004, 'the cursor is not one of this server');
}
