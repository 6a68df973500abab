import { encodeBody } from '../../actors/message/body.ts';
import { EMPTY_PROFILE, type GroupEvents } from '../../events/group/events.ts';
import type { GroupConversation, GroupView, MemberView } from '../../projections/queries/group-types.ts';

/** Rows as the queries of groups answer them. */
export function groupRow(groupId: string, more: Partial<GroupView> = {}): GroupView {
  return {
    ...EMPTY_PROFILE,
    name: `name of ${groupId}`,
    groupId,
    type: 'Public',
    owner: 'ann',
    createdAt: 1000,
    supportTopic: false,
    infoSeq: 1,
    lastInfoTime: 1000,
    lastMessageTime: 0,
    lastSeq: 0,
    memberCount: 2,
    ...more,
  };
}

export function memberRow(user: string, more: Partial<MemberView> = {}): MemberView {
  return {
    user,
    role: 'Member',
    joinedAt: 1000,
    nameCard: '',
    remind: 'AcceptAndNotify',
    readSeq: 0,
    mutedUntil: 0,
    lastSentAt: 0,
    custom: [],
    ...more,
  };
}

export function messageRow(
  seq: number,
  more: Partial<GroupEvents['GroupMessageSent']> = {},
): GroupEvents['GroupMessageSent'] {
  return {
    from: 'ann',
    seq,
    time: 1000 + seq,
    random: 4711 + seq,
    msgSeq: seq,
    clientTime: 1000 + seq,
    priority: 'Normal',
    flags: 0,
    nick: 'Ann',
    faceUrl: '',
    nameCard: '',
    at: [],
    to: [],
    offlinePush: '',
    body: encodeBody({
      elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `m${seq}` } }],
      cloudCustomData: '',
    }),
    ...more,
  };
}

/** A conversation whose last entry is its message `seq`, written at `time`. */
export function conversationRow(groupId: string, seq: number, time: number): GroupConversation {
  return {
    group: groupRow(groupId, { lastSeq: seq }),
    self: memberRow('bob'),
    lastEntry: { kind: 'message', position: seq, message: messageRow(seq, { time }) },
    unread: 5,
    ignored: 2,
    lastTime: time,
  };
}
