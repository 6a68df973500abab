import Type from 'typebox';
import { forSession } from './command.ts';
import { groupFaults, onBothServices, place, placeOf } from './group-command.ts';

/** wire-groups.md §9. Who pins is the caller, whatever `Pinner_Account` says. */
const pinning = Type.Object({ ...place, MsgSeq: Type.Integer({ minimum: 1 }) });

export const groupPinCommands = onBothServices({
  pin_message: forSession(pinning, groupFaults, async ({ services, caller }, body) => {
    await services.commands.pinGroupMessage(caller, { ...placeOf(body), seq: body.MsgSeq });
    return {};
  }),
  unpin_message: forSession(pinning, groupFaults, async ({ services, caller }, body) => {
    await services.commands.unpinGroupMessage(caller, { ...placeOf(body), seq: body.MsgSeq });
    return {};
  }),
  get_pinned_messages: forSession(Type.Object(place), groupFaults, async ({ services, caller }, body) => {
    const pins = await services.queries.pinnedMessages(caller, placeOf(body));
    return { PinnedMsgList: pins.map(({ seq, by }) => ({ MsgSeq: seq, Pinner_Account: by })) };
  }),
});
