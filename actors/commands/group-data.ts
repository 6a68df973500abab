import { groupDecider } from '../group/decider.ts';
import { type Dependencies, streamOfGroup } from './dependencies.ts';
import type { GroupDataCommands } from './group-data-types.ts';

/** Attributes of groups, and what else they keep beside messages (product.md §2.22). */
export function groupDataCommands({ host }: Dependencies): GroupDataCommands {
  return {
    async changeGroupAttributes(caller, { group, operation, writes, mainSeq }) {
      const command = { by: caller, operation, writes, mainSeq };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeAttributes', command, caller);
    },
    async changeGroupCounters(caller, { group, operation, values, random = 0 }) {
      const command = { by: caller, operation, values, random };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeCounters', command, caller);
    },
    async deleteGroupCounters(caller, { group, keys }) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'deleteCounters', { by: caller, keys }, caller);
    },
  };
}
