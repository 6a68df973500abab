import type { MessageElement } from '../../actors/message/body.ts';
import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { HistoryMessage, MessageState } from '../../projections/queries/types.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Body, WireMessage } from './protocol.ts';
import { shownBody } from './shown.ts';

type Message = C2cEvents['C2cMessageSent'];
type Revoked = NonNullable<MessageState['revoked']>;

/**
 * A message as the client reads it in pushes and in `getmsg` (wire-messages.md §4.3), always in its true direction
 * (`IsSyncMsg` is not needed then). `MsgVersion` is left out on purpose: a value above 0 would raise "modified".
 */
export function wireMessage(auth: Authenticator, app: number, message: Message): WireMessage {
  const { elements, cloudCustomData } = shownBody(message.body);
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
export function historyMessage(auth: Authenticator, app: number, { message, state }: HistoryMessage): Body {
  const revoked = state?.revoked;
  const confirmed = (state?.confirmed ?? 0) > 0;
  return {
    ...wireMessage(auth, app, message),
    ...(revoked !== undefined && { MsgBody: revokedElements(message.body), RevokerInfo: revokerInfo(revoked) }),
    ...(state !== undefined && state.version > 0 && { MsgVersion: state.version }),
    MsgFlagBits: revoked === undefined ? 0 : REVOKED_C2C,
    IsPlaceMsg: 0,
    // Confirmation of single messages, which is another thing than the read mark of the conversation (§7).
    IsPeerRead: confirmed ? 1 : 0,
    ...(confirmed && { PeerReadTime: state?.confirmedAt }),
  };
}

/** `MsgFlagBits` and `LastMsgFlags` of a recalled one-to-one message (wire-messages.md §5.2, §6.1). */
export const REVOKED_C2C = 8;

export function revokerInfo({ by, reason }: Revoked): Body {
  return { Revoker_Account: by, Reason: reason };
}

/**
 * A recalled message has elements, or a client drops it (wire-messages.md §6.1); what it said, its author alone is given.
 */
export function revokedElements(body: Uint8Array): readonly MessageElement[] {
  const { elements } = shownBody(body);
  return elements.length === 0 ? [{ MsgType: 'TIMTextElem', MsgContent: { Text: '' } }] : elements;
}

/** Preview in the conversation list (wire-messages.md §5.2). */
export function lastMessage({ message, state }: HistoryMessage): Body {
  const { elements, cloudCustomData } = shownBody(message.body);
  const revoked = state?.revoked;
  if (revoked === undefined) return { MsgBody: elements, CloudCustomData: cloudCustomData };
  return { MsgBody: revokedElements(message.body), CloudCustomData: '', RevokerInfo: revokerInfo(revoked) };
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
