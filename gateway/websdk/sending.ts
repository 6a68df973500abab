import Type, { type Static } from 'typebox';
import { encodeBody } from '../../actors/message/body.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import { messageKey } from '../message-key.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { elements, readElements } from './elements.ts';
import { flag, seconds, uint32, userId } from './schemas.ts';

/** wire-messages.md §3.1. Nick and avatar of the sender are not read: they come from the profile. */
const c2cMessage = Type.Object({
  From_Account: userId,
  To_Account: userId,
  MsgSeq: Type.Optional(uint32),
  MsgRandom: uint32,
  MsgClientTime: Type.Optional(seconds),
  MsgBody: elements,
  CloudCustomData: Type.Optional(Type.String()),
  /** 0: to connected devices only. */
  MsgLifeTime: Type.Optional(Type.Integer({ minimum: 0 })),
  SendMsgControl: Type.Optional(Type.Array(Type.String())),
  IsNeedReadReceipt: Type.Optional(flag),
  SupportMessageExtension: Type.Optional(flag),
  IsRelayMsg: Type.Optional(flag),
  OfflinePushInfo: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

type C2cMessage = Static<typeof c2cMessage>;

/** Codes of a body of the wrong shape (error-codes.md §8). */
const faults = {
  otherwise: 20001,
  fields: { From_Account: 90008, To_Account: 90003, MsgSeq: 90004, MsgRandom: 90005, MsgBody: 90002 },
};

const controlFlags: Readonly<Record<string, number>> = {
  NoUnread: MessageFlag.noUnread,
  NoLastMsg: MessageFlag.noLastMsg,
};

export const sendingCommands: CommandTable = {
  'openim.sendmsg': forSession(c2cMessage, faults, sendC2c),
};

async function sendC2c(context: SessionContext, message: C2cMessage): Promise<Reply> {
  const { services, caller } = context;
  const sent = await services.commands.sendC2c(caller, {
    from: message.From_Account,
    to: message.To_Account,
    random: message.MsgRandom,
    ...(message.MsgSeq === undefined ? {} : { msgSeq: message.MsgSeq }),
    ...(message.MsgClientTime === undefined ? {} : { clientTime: message.MsgClientTime }),
    flags: flagsOf(message),
    ...(message.MsgLifeTime === 0 ? { onlineOnly: true } : {}),
    ...(message.OfflinePushInfo === undefined ? {} : { offlinePush: JSON.stringify(message.OfflinePushInfo) }),
    body: encodeBody({
      elements: readElements(context, message.MsgBody),
      cloudCustomData: message.CloudCustomData ?? '',
    }),
  });
  return {
    MsgTime: sent.time,
    MsgSeq: sent.msgSeq,
    MsgKey: messageKey({ msgSeq: sent.msgSeq, random: sent.random, time: sent.time }),
  };
}

function flagsOf(message: C2cMessage): number {
  let flags = 0;
  for (const control of message.SendMsgControl ?? []) flags |= controlFlags[control] ?? 0;
  if (message.IsNeedReadReceipt) flags |= MessageFlag.needReadReceipt;
  if (message.SupportMessageExtension) flags |= MessageFlag.supportExtension;
  if (message.IsRelayMsg) flags |= MessageFlag.relay;
  return flags;
}
