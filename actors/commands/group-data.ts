import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { type Dependencies, streamOfGroup } from './dependencies.ts';
import type { GroupDataCommands } from './group-data-types.ts';

/** Attributes of groups, and what else they keep beside messages (product.md §2.22). */
export function groupDataCommands({ host, groupMessages }: Dependencies): GroupDataCommands {
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
    async pinGroupMessage(caller, { group, seq }) {
      const stream = streamOfGroup(caller.app, group);
      const message = await groupMessages.message(caller.app, group, seq);
      const command = { by: caller, messageSeq: message?.seq ?? 0 };
      // A pin is shown to everybody.
      if (message !== undefined && message.to.length > 0) throw new Refused(10007, 'the message is for some members');
      await host.ask(groupDecider, stream, 'pin', command, caller);
    },
    async unpinGroupMessage(caller, { group, seq }) {
      const command = { by: caller, messageSeq: seq };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'unpin', command, caller);
    },
  };
}
