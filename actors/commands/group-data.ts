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
  };
}
