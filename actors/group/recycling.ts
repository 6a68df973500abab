import { accept, type Decision } from '../host/decider.ts';
import { noSuchGroup, rulesOf } from './rights.ts';
import type { GroupState } from './state.ts';

export interface Recycle {
  /** `GroupState.activity` when the group was found to be idle. */
  readonly activity: number;
}

/**
 * Ends a group that has been idle (product.md §2.23, recycle), unless something has happened since that was found. What
 * happens in topics does not reach their community: one that has any is never idle.
 */
export function recycle(state: GroupState, { activity }: Recycle): Decision<boolean> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  const idle = rulesOf(state).recyclable && state.activity === activity && state.topics.size === 0;
  if (!idle) return accept([], false);
  const data = { by: '', type: state.type, name: state.profile.name, recycled: true };
  return accept([{ type: 'GroupDissolved', data }], true);
}
