import Type from 'typebox';
import { forSession } from './command.ts';
import { groupFaults, onBothServices, target } from './group-command.ts';

/** wire-groups.md §9. Who pins is the caller, whatever `Pinner_Account` says. */
const pinning = Type.Object({ ...target, MsgSeq: Type.Integer({ minimum: 1 }) });

export const groupPinCommands = onBothServices({
  pin_message: forSession(pinning, groupFaults, async ({ services, caller }, { GroupId: group, MsgSeq: seq }) => {
    await services.commands.pinGroupMessage(caller, { group, seq });
    return {};
  }),
  unpin_message: forSession(pinning, groupFaults, async ({ services, caller }, { GroupId: group, MsgSeq: seq }) => {
    await services.commands.unpinGroupMessage(caller, { group, seq });
    return {};
  }),
  get_pinned_messages: forSession(
    Type.Object(target),
    groupFaults,
    async ({ services, caller }, { GroupId: group }) => {
      const pins = await services.queries.pinnedMessages(caller, { group });
      return { PinnedMsgList: pins.map(({ seq, by }) => ({ MsgSeq: seq, Pinner_Account: by })) };
    },
  ),
});
