import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';

/** A caller reads his own data; an administrator anybody's, in his app. Throws `Refused` 60010 (error-codes.md). */
export function mayRead(caller: Caller, user: string): void {
  if (caller.admin || caller.user === user) return;
  throw new Refused(60010, `only ${user} or an administrator may read this`);
}
