import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { type Dependencies, requireAdmin, settingsOf, streamOfGroup } from './dependencies.ts';
import type { GroupCommands } from './group-types.ts';

/** The end of groups in which nothing happens any more (product.md §2.21, auto-recycle: off unless an app sets it). */
export function groupRecyclingCommands(dependencies: Dependencies): Pick<GroupCommands, 'recycleIdleGroups'> {
  const { host, clock, idleGroups } = dependencies;
  return {
    async recycleIdleGroups(caller) {
      requireAdmin(caller);
      const { recycleAfterSeconds } = await settingsOf(dependencies, caller.app);
      if (recycleAfterSeconds === 0) return 0;
      const since = clock.now() - recycleAfterSeconds * 1000;
      let recycled = 0;
      for await (const group of idleGroups.idleSince(caller.app, since)) {
        if (await recycle(caller.app, group, since)) recycled++;
      }
      return recycled;
    },
  };

  /** Asked for what it has seen, then looked at once more: what happens from there on, the group itself knows. */
  async function recycle(app: number, group: string, since: number): Promise<boolean> {
    const by = { user: '', instance: 0, requestId: 'recycle' } as const;
    const stream = streamOfGroup(app, group);
    try {
      const { activity } = await host.ask(groupDecider, stream, 'describe', {}, by);
      if (!(await idleGroups.isIdle(app, group, since))) return false;
      return await host.ask(groupDecider, stream, 'recycle', { activity }, by);
    } catch (error) {
      // Somebody was faster and dissolved it.
      if (error instanceof Refused && error.code === 10010) return false;
      throw error;
    }
  }
}
