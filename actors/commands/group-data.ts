import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { topicStream } from '../../events/stream.ts';
import { groupDecider } from '../group/decider.ts';
import { topicDecider } from '../topic/decider.ts';
import { type Dependencies, streamOfGroup } from './dependencies.ts';
import type { GroupDataCommands } from './group-data-types.ts';
import type { PlaceTarget } from './group-types.ts';
import { inRoom } from './live-rooms.ts';
import { leaveFor } from './topics.ts';

/** Attributes of groups, and what else they keep beside messages (product.md §2.22). */
export function groupDataCommands(dependencies: Dependencies): GroupDataCommands {
  const { host, groupMessages } = dependencies;

  async function change(caller: Caller, { group, topic }: PlaceTarget, what: 'pin' | 'unpin', messageSeq: number) {
    if (topic === undefined) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), what, { by: caller, messageSeq }, caller);
      return;
    }
    const grant = await leaveFor(dependencies, caller, { group, topic }, { right: 'pin' });
    const command = { grant, by: caller.user, messageSeq };
    await host.ask(topicDecider, topicStream(caller.app, topic), what, command, caller);
  }

  return {
    async changeGroupAttributes(caller, { group, operation, writes, mainSeq }) {
      const command = { by: inRoom(dependencies, caller, group), operation, writes, mainSeq };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeAttributes', command, caller);
    },
    async changeGroupCounters(caller, { group, operation, values, random = 0 }) {
      const command = { by: inRoom(dependencies, caller, group), operation, values, random };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeCounters', command, caller);
    },
    async deleteGroupCounters(caller, { group, keys }) {
      await host.ask(
        groupDecider,
        streamOfGroup(caller.app, group),
        'deleteCounters',
        { by: inRoom(dependencies, caller, group), keys },
        caller,
      );
    },
    async pinGroupMessage(caller, { group, topic, seq }) {
      const message = await groupMessages.message(caller.app, topic ?? group, seq);
      const messageSeq = message?.seq ?? 0;
      // A pin is shown to everybody.
      if (message !== undefined && message.to.length > 0) throw new Refused(10007, 'the message is for some members');
      await change(caller, { group, topic }, 'pin', messageSeq);
    },
    async unpinGroupMessage(caller, { group, topic, seq }) {
      await change(caller, { group, topic }, 'unpin', seq);
    },
  };
}
