import type { ExtensionOperation, MessageRef } from '../../events/message/events.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { MessageNotice, MessagePlaceNotice } from '../delivery/message-notice.ts';
import { operationNumbers, wirePair } from '../message-pairs.ts';
import { groupInfo } from './group-wire.ts';
import type { Body, MessagePushEvent } from './protocol.ts';
import { shownBody } from './shown.ts';

type Kind = MessageNotice['kind'];
type NoticeOf<K extends Kind> = Extract<MessageNotice, { kind: K }>;
type Events = {
  readonly [K in Kind]: (notice: NoticeOf<K>, auth: Authenticator) => MessagePushEvent | undefined;
};

/** What happened to messages, one event per kind (wire-messages.md §4.5, §4.8, §4.12–4.15). */
const events: Events = {
  messageRevoked({ app, where, message, operator, reason }, auth) {
    const RevokerInfo = { Revoker_Account: operator.user, Reason: reason };
    const revoked = { ...named(where, message, app, auth), MsgTimeStamp: message.time, RevokerInfo };
    if ('users' in where) {
      const WithdrawC2cMsgNotify = { C2cWithdrawInfoArray: [{ ...direction(where.users, message), ...revoked }] };
      return { Event: 10, C2cNotifyMsgArray: [{ WithdrawC2cMsgNotify }] };
    }
    const { group } = where;
    const GroupInfo = {
      ...groupInfo(group),
      From_AccountNick: operator.nick,
      From_AccountHeadurl: operator.faceUrl,
    };
    const tip = { From_Account: operator.user, ToGroupId: group.groupId, GroupInfo, RevokerInfo };
    return {
      Event: 5,
      GroupTips: [{ ...tip, MsgBody: { GroupWithdrawInfoArray: [{ ...placed(where), ...revoked }] } }],
    };
  },

  messageModified({ app, where, message, version, body }, auth) {
    const { elements, cloudCustomData } = shownBody(body);
    const modified = {
      ...named(where, message, app, auth),
      MsgTime: message.time,
      MsgVersion: version,
      MsgBody: elements,
      CloudCustomData: cloudCustomData,
      MsgCheckResult: 0,
    };
    if ('users' in where) {
      return { Event: 15, C2cMsgModNotifys: [{ ...direction(where.users, message), ...modified }] };
    }
    return { Event: 17, GroupMsgModNotifys: [{ ...placed(where), From_Account: message.from, ...modified }] };
  },

  messagesConfirmed({ app, where, reader, time, messages }, auth) {
    const about = messages.map(({ message, read, unread }) => {
      const [seq, from, msgSeq, random, clientTime] = message;
      const ids = { TinyId: auth.tinyId(app, from), MsgClientTime: clientTime, MsgRandom: random };
      return 'users' in where
        ? { From_Account: from, To_Account: reader, ...ids, MsgSeq: msgSeq }
        : { ...ids, MsgSeq: seq, ReadNum: read, UnreadNum: unread };
    });
    if ('users' in where) {
      const author = messages[0]?.message[1] ?? '';
      return { Event: 16, Peer_Account: reader, To_Account: author, PeerReadTime: time, C2cMsgInfo: about };
    }
    const { group } = where;
    const tip = { From_Account: reader, ToGroupId: group.groupId, GroupInfo: groupInfo(group) };
    return { Event: 5, GroupTips: [{ ...tip, MsgBody: { GroupMsgReceiptList: about } }] };
  },

  extensionsChanged({ app, where, message, operation, entries, lastSeq }, auth) {
    const info = { ...address(where, message), ...named(where, message, app, auth), MsgTime: message.time };
    const MsgKeyValue = entries.map(wirePair);
    const changes: Readonly<Record<ExtensionOperation, Body>> = {
      set: { SetKVInfo: [{ MsgKeyValue }] },
      delete: { DeleteKVInfo: [{ MsgKeyValue }] },
      clear: { ClearKVInfo: [{ ClearMsgSeq: lastSeq }] },
    };
    const MsgExtensionNotify = {
      ['users' in where ? 'ExtensionC2cMsgInfo' : 'ExtensionGroupMsgInfo']: info,
      TinyId: auth.tinyId(app, message.from),
      MsgOptType: operationNumbers[operation],
      ...changes[operation],
      MsgLastSeq: lastSeq,
    };
    return { Event: 19, MsgExtensionNotify };
  },

  reactionChanged({ app, where, message, reaction, users, count, mine }, auth) {
    // A reaction that nobody gives any more comes without users (§4.15).
    const given = users.length === 0 ? {} : { Reaction_Account: users };
    const summary = { Reaction: reaction, Count: count, ...given, ReactedByMe: mine ? 1 : 0 };
    return {
      Event: 21,
      MsgReactionNotifyList: [{ ...reacted(where, message, app, auth), MsgReactionSummary: [summary] }],
    };
  },

  ownReaction: ({ app, where, message, reaction, added }, auth) => ({
    Event: 22,
    MsgReactionNotify: { ...reacted(where, message, app, auth), Reaction: reaction, MsgOptType: added ? 1 : 2 },
  }),

  // No push of the web SDK tells of it: its devices learn it from the history (§8.3).
  messagesDeleted: () => undefined,
};

export function messageEvent(notice: MessageNotice, auth: Authenticator): MessagePushEvent | undefined {
  return (events[notice.kind] as (notice: MessageNotice, auth: Authenticator) => MessagePushEvent | undefined)(
    notice,
    auth,
  );
}

/** By what a client knows a message: between two users its author's number, in groups that of the group. */
function named(where: MessagePlaceNotice, message: MessageRef, app: number, auth: Authenticator) {
  const { seq, msgSeq, random, clientTime, from } = message;
  return {
    MsgSeq: 'users' in where ? msgSeq : seq,
    MsgRandom: random,
    MsgClientTime: clientTime,
    TinyId: auth.tinyId(app, from),
  };
}

function direction([one, other]: readonly [string, string], { from }: MessageRef) {
  return { From_Account: from, To_Account: from === one ? other : one };
}

/** A group, and the topic of it. */
function placed(where: Extract<MessagePlaceNotice, { group: unknown }>): Body {
  const { groupId, topic } = where.group;
  return { GroupId: groupId, ...(topic !== undefined && { TopicId: topic }) };
}

function address(where: MessagePlaceNotice, message: MessageRef): Body {
  return 'users' in where ? direction(where.users, message) : { ...placed(where), From_Account: message.from };
}

function reacted(where: MessagePlaceNotice, message: MessageRef, app: number, auth: Authenticator): Body {
  const info = { ...address(where, message), ...named(where, message, app, auth), MsgTime: message.time };
  return { ['users' in where ? 'C2CMsgInfo' : 'GroupMsgInfo']: info };
}
