import { decodeBody } from '../../actors/message/body.ts';
import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { HistoryMessage } from '../../projections/queries/types.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Body, WireMessage } from './protocol.ts';

type Message = C2cEvents['C2cMessageSent'];

/**
 * A message as the client reads it in pushes and in `getmsg` (wire-messages.md §4.3), always in its true direction
 * (`IsSyncMsg` is not needed then). `MsgVersion` is left out on purpose: a value above 0 would raise "modified".
 */
export function wireMessage(auth: Authenticator, app: number, message: Message): WireMessage {
  const { elements, cloudCustomData } = decodeBody(message.body);
  const { flags } = message;
  return {
    From_Account: message.from,
    To_Account: message.to,
    MsgSeq: message.msgSeq,
    MsgRandom: message.random,
    MsgTimeStamp: message.time,
    MsgClientTime: message.clientTime,
    TinyId: auth.tinyId(app, message.from),
    From_AccountNick: message.nick,
    From_AccountHeadurl: message.faceUrl,
    CloudCustomData: cloudCustomData,
    IsNeedReadReceipt: bit(flags, MessageFlag.needReadReceipt),
    SupportMessageExtension: bit(flags, MessageFlag.supportExtension),
    ...(flags & (MessageFlag.noUnread | MessageFlag.noLastMsg)
      ? {
          SendMsgControl: {
            ...(flags & MessageFlag.noUnread ? { NoUnread: 1 as const } : {}),
            ...(flags & MessageFlag.noLastMsg ? { NoLastMsg: 1 as const } : {}),
          },
        }
      : {}),
    MsgBody: elements,
  };
}

/** The same for history pages (wire-messages.md §6.1). */
export function historyMessage(auth: Authenticator, app: number, { message }: HistoryMessage): Body {
  return {
    ...wireMessage(auth, app, message),
    MsgFlagBits: 0,
    IsPlaceMsg: 0,
    // Confirmation of single messages, which is another thing than the read mark of the conversation (§7).
    IsPeerRead: 0,
  };
}

/** Preview in the conversation list (wire-messages.md §5.2). */
export function lastMessage({ message }: HistoryMessage): Body {
  const { elements, cloudCustomData } = decodeBody(message.body);
  return { MsgBody: elements, CloudCustomData: cloudCustomData };
}

/** `<MsgSeq>_<MsgRandom>_<MsgTime>` (rest-api.md §3.1). */
export function messageKey(message: Pick<Message, 'msgSeq' | 'random' | 'time'>): string {
  return `${message.msgSeq}_${message.random}_${message.time}`;
}

const silentlyImported = MessageFlag.imported | MessageFlag.noUnread;

/** What the devices of one side are told of a message: by the same flags as `gateway/delivery/notices.ts`. */
export function isToldTo(side: 'actor' | 'peer', flags: number): boolean {
  if ((flags & silentlyImported) === silentlyImported) return false;
  return side === 'peer' || (flags & (MessageFlag.hiddenFromSender | MessageFlag.notPushedToSender)) === 0;
}

function bit(flags: number, mask: number): 0 | 1 {
  return flags & mask ? 1 : 0;
}
