import Type, { type Static } from 'typebox';
import { encodeBody } from '../../actors/message/body.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { elements, readElements } from './elements.ts';
import { groupFaults, onBothServices, place, placeOf } from './group-command.ts';
import { flag, seconds, uint32, userId } from './schemas.ts';

/** wire-messages.md §3.2. Nick, avatar and name card of the sender are not read: they come from the server's own data. */
const groupMessage = Type.Object({
  ...place,
  From_Account: userId,
  Random: uint32,
  ClientSeq: Type.Optional(uint32),
  MsgClientTime: Type.Optional(seconds),
  MsgPriority: Type.Optional(Type.Enum(['High', 'Normal', 'Low', 'Lowest'])),
  MsgBody: elements,
  CloudCustomData: Type.Optional(Type.String()),
  OnlineOnlyFlag: Type.Optional(flag),
  SendMsgControl: Type.Optional(Type.Array(Type.String())),
  GroupAtInfo: Type.Optional(
    Type.Array(Type.Object({ GroupAtAllFlag: Type.Optional(flag), GroupAt_Account: Type.Optional(userId) })),
  ),
  To_Account: Type.Optional(Type.Array(userId)),
  NeedReadReceipt: Type.Optional(flag),
  SupportMessageExtension: Type.Optional(flag),
  IsRelayMsg: Type.Optional(flag),
  OfflinePushInfo: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

type GroupMessage = Static<typeof groupMessage>;

const controlFlags: Readonly<Record<string, number>> = {
  NoUnread: GroupMessageFlag.noUnread,
  NoLastMsg: GroupMessageFlag.noLastMsg,
};

/** Messages of groups, uplink. */
export const groupSendingCommands = onBothServices({
  send_group_msg: forSession(groupMessage, groupFaults, send),
});

/** A message that was dropped because its group was too loud is answered like any other (product.md §2.10). */
async function send(context: SessionContext, message: GroupMessage): Promise<Reply> {
  const { services, caller, socket } = context;
  const { GroupAtInfo: at = [], Random: random } = message;
  const sent = await services.commands.sendGroupMessage(caller, {
    ...placeOf(message),
    from: message.From_Account,
    random,
    msgSeq: message.ClientSeq,
    clientTime: message.MsgClientTime,
    priority: message.MsgPriority,
    flags: flagsOf(message),
    onlineOnly: message.OnlineOnlyFlag === 1,
    at: at.flatMap(({ GroupAt_Account: user }) => user ?? []),
    to: message.To_Account,
    offlinePush: message.OfflinePushInfo && JSON.stringify(message.OfflinePushInfo),
    body: encodeBody({
      elements: readElements(context, message.MsgBody),
      cloudCustomData: message.CloudCustomData ?? '',
    }),
  });
  // With the number of this message in hand, a client that comes back would take it that it has all before it.
  if (sent.seq > 0) await socket.catchingUp.over();
  return { MsgTime: sent.time, MsgSeq: sent.seq };
}

function flagsOf(message: GroupMessage): number {
  let flags = 0;
  for (const control of message.SendMsgControl ?? []) flags |= controlFlags[control] ?? 0;
  if (message.GroupAtInfo?.some(({ GroupAtAllFlag: all }) => all === 1)) flags |= GroupMessageFlag.atAll;
  if (message.NeedReadReceipt) flags |= GroupMessageFlag.needReadReceipt;
  if (message.SupportMessageExtension) flags |= GroupMessageFlag.supportExtension;
  if (message.IsRelayMsg) flags |= GroupMessageFlag.relay;
  return flags;
}
