import { Packr, Unpackr } from 'msgpackr';
import type { GroupEvents } from '../../events/group/events.ts';
import type { Conversation, HistoryMessage, MessageState } from '../../projections/queries/types.ts';
import type { MessageNotice } from '../delivery/message-notice.ts';
import type { GroupLabel, Notice, Side } from '../delivery/notice.ts';
import type { OfficialNotice } from '../delivery/official-notices.ts';
import { type SeenStatus, statusNumber } from '../delivery/status-notice.ts';
import type { Dialect } from '../sessions.ts';
import {
  CloseCode,
  type ConversationRow,
  type MessageRow,
  Packet,
  type RequestId,
  type StateRow,
  type StatusRow,
} from './protocol.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true, useFloat32: 0 });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

/** Decodes one packet. Throws on anything that is not MessagePack. The result may point into `frame`. */
export function unpack(frame: Uint8Array): unknown {
  return unpackr.unpack(frame);
}

export function pack(packet: unknown): Uint8Array {
  return packr.pack(packet);
}

export function answerFrame(id: RequestId, result: unknown): Uint8Array {
  return packr.pack([Packet.answer, id, result]);
}

export function errorFrame(id: RequestId, code: number, message: string, temporary: boolean): Uint8Array {
  return packr.pack([Packet.error, id, code, message, temporary]);
}

export const resyncFrame = packr.pack([Packet.resync]);

type Message = HistoryMessage['message'];

export function messageRow({ message, position, state }: HistoryMessage): MessageRow {
  const [, ...row] = messagePacket(message, position);
  return state === undefined ? row : [...withoutState(row), stateRow(state)];
}

function withoutState(row: MessageRow) {
  const [cursor, seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, body] = row;
  return [cursor, seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, body] as const;
}

export function stateRow({ version, revoked, confirmed, confirmedAt }: MessageState): StateRow {
  return [version, revoked?.by ?? '', revoked?.reason ?? '', confirmed, confirmedAt];
}

export function statusRow({ user, status, customStatus }: SeenStatus): StatusRow {
  return [user, statusNumber(status), customStatus];
}

/** The push of a message: its row behind the kind of packet. */
function messagePacket(message: Message, position: number): readonly [typeof Packet.message, ...MessageRow] {
  return [
    Packet.message,
    position,
    message.seq,
    message.from,
    message.to,
    message.time,
    message.random,
    message.msgSeq,
    message.clientTime,
    message.flags,
    message.nick,
    message.faceUrl,
    message.body,
  ];
}

/** A group message without its position, as pushes and history carry it. */
export function groupRow(group: string, message: GroupEvents['GroupMessageSent']): readonly unknown[] {
  const { seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at, body } = message;
  return [group, seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at, body];
}

export function conversationRow(conversation: Conversation): ConversationRow {
  const { peer, lastSeq, lastTime, unread, readSeq, peerReadSeq, peerReadTime, lastMessage } = conversation;
  const last = lastMessage && messageRow(lastMessage);
  return { peer, lastSeq, lastTime, unread, readSeq, peerReadSeq, peerReadTime, lastMessage: last ?? null };
}

type NoticeEncoders = {
  readonly [K in Notice['kind']]: (notice: Extract<Notice, { kind: K }>) => Uint8Array | undefined;
};

/** One row per kind of notice; both sides are told the same. */
const encoders: NoticeEncoders = {
  c2cMessage: ({ message, position }) => packr.pack(messagePacket(message, position)),
  c2cRead: ({ position, reader, peer, upToSeq, upToTime }) =>
    packr.pack([Packet.read, position, reader, peer, upToSeq, upToTime]),
  // Each conversation has told of itself.
  allRead: () => undefined,
  groupMessage: ({ group, message, position }) =>
    packr.pack([Packet.groupMessage, position, ...groupRow(placeId(group), message)]),
  // The message itself says whom it mentions.
  groupMention: () => undefined,
  groupTip: ({ group, event, seq, time, position, memberCount }) =>
    packr.pack([Packet.groupTip, position, placeId(group), seq, time, event.type, event.data, memberCount]),
  groupNotice: ({ group, code, operator, time, text, authentication, position }) =>
    packr.pack([Packet.groupNotice, position, placeId(group), time, code, operator.user, text, authentication]),
  groupTopics: ({ group, change, topics, operator, time, position }) =>
    packr.pack([Packet.groupTopics, position, group.groupId, time, change, topics, operator.user]),
  liveBroadcast: ({ group, message }) =>
    packr.pack([Packet.liveBroadcast, 0, ...groupRow(group?.groupId ?? '', message)]),
  groupRead: ({ group, user, upToSeq, position }) =>
    packr.pack([Packet.groupRead, position, placeId(group), user, upToSeq]),
  groupAttributes: ({ group, operation, written, deleted, mainSeq, position }) =>
    packr.pack([Packet.groupAttributes, position, group.groupId, operation, mainSeq, written, deleted]),
  groupCounters: ({ group, operation, written, deleted, counterSeq, position }) =>
    packr.pack([Packet.groupCounters, position, group.groupId, operation, counterSeq, written, deleted]),
  arranged: ({ event, position }) => packr.pack([Packet.arranged, position, event.type, event.data]),
  relation: ({ event, position }) => packr.pack([Packet.relation, position, event.type, event.data]),
  profile: ({ user, nick, faceUrl, fields, position }) =>
    packr.pack([Packet.profile, position, user, { nick, faceUrl, fields }]),
  followChanged: ({ added, time, changes, position }) => {
    const rows = changes.map(({ person: { user, nick, faceUrl }, lists }) => [user, nick, faceUrl, lists]);
    return packr.pack([Packet.followChanged, position, added, time, rows]);
  },
  statuses: ({ statuses }) => packr.pack([Packet.statuses, 0, statuses.map(statusRow)]),
  messageRevoked: (notice) => {
    const { message, operator, reason } = notice;
    return change(notice, 'revoked', { seq: message.seq, from: message.from, by: operator.user, reason });
  },
  messageModified: (notice) => {
    const { message, version, body } = notice;
    return change(notice, 'modified', { seq: message.seq, from: message.from, version, body });
  },
  messagesConfirmed: (notice) => {
    const { reader, time } = notice;
    const messages = notice.messages.map(({ message, read, unread }) => [message[0], read, unread]);
    return change(notice, 'confirmed', { reader, time, messages });
  },
  extensionsChanged: (notice) => {
    const { message, operation, entries, lastSeq } = notice;
    return change(notice, 'extended', { seq: message.seq, operation, entries, lastSeq });
  },
  reactionChanged: (notice) => {
    const { message, reaction, users, count, mine } = notice;
    return change(notice, 'reacted', { seq: message.seq, reaction, users, count, mine });
  },
  ownReaction: (notice) => {
    const { message, reaction, added } = notice;
    return change(notice, 'ownReaction', { seq: message.seq, reaction, added });
  },
  official: officialFrame,
  messagesDeleted: (notice) => change(notice, 'deleted', { seqs: notice.seqs, upToSeq: notice.upToSeq }),
  groupPin: ({ group, pinned, operator, message, position }) =>
    packr.pack([Packet.groupPin, position, placeId(group), pinned, operator.user, groupRow(placeId(group), message)]),
};

/** What happened to messages that are there. */
function change({ where, position }: MessageNotice, what: string, fields: object): Uint8Array {
  const place = 'users' in where ? where.users : placeId(where.group);
  return packr.pack([Packet.messageChange, position, what, place, fields]);
}

/** What happened to an official account; of a message to it the row. */
function officialFrame(notice: OfficialNotice): Uint8Array {
  const { what, account, position } = notice;
  const fields =
    what === 'changed' ? notice.changes : what === 'message' ? messagePacket(notice.message, position).slice(1) : {};
  return packr.pack([Packet.official, position, what, account, fields]);
}

/** A topic goes by its own id wherever a group's stands. */
function placeId({ groupId, topic }: GroupLabel): string {
  return topic ?? groupId;
}

export const binaryDialect: Dialect = {
  name: 'binary',
  encode(notice: Notice, _side: Side) {
    return (encoders[notice.kind] as (notice: Notice) => Uint8Array | undefined)(notice);
  },
  kick(session, { reason, byPlatform }) {
    session.connection.send(packr.pack([Packet.kicked, reason, byPlatform ?? '']));
    session.connection.end(CloseCode.kicked, 'kicked');
  },
};
