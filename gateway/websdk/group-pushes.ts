import type { GroupEvents } from '../../events/group/events.ts';
import type { GroupMentionView } from '../../projections/queries/group-types.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { GroupLabel, GroupNoticeCode, MentionedAs, Notice, Side } from '../delivery/notice.ts';
import { wireTip } from './group-tips.ts';
import { extraInfo, groupInfo, SYSTEM, unkeptSeq, wireGroupMessage } from './group-wire.ts';
import type { Body, PushEvent } from './protocol.ts';

type NoticeOf<K extends Notice['kind']> = Extract<Notice, { kind: K }>;

/** ReportType of a system notice (wire-groups.md §10.5). */
const reportTypes: Readonly<Record<GroupNoticeCode, number>> = {
  applied: 1,
  approved: 2,
  refused: 3,
  kicked: 4,
  dissolved: 5,
  created: 6,
  invited: 7,
  quit: 8,
  adminSet: 9,
  adminCancelled: 10,
  recycled: 11,
  remindChanged: 20,
  banned: 21,
  invitation: 12,
  invitationAccepted: 13,
  invitationRefused: 14,
  invitationWaits: 23,
  custom: 255,
};

/** Event 3. `OnlineOnlyFlag` for what is not kept, except where nothing ever is. */
export function groupMessageEvent(
  { app, group, message, position }: NoticeOf<'groupMessage'>,
  auth: Authenticator,
): PushEvent {
  const wire = wireGroupMessage(auth, app, group, message);
  const transient = position === 0 && group.type !== 'AVChatRoom';
  return { Event: 3, GroupMsgArray: [transient ? { ...wire, OnlineOnlyFlag: 1 } : wire] };
}

/**
 * Event 17. Among polled items a broadcast stands in a list of its own and belongs to no room. Clients that are told by
 * pushes have no such list: it comes as a message of a room they are in, and the flag makes it the broadcast that
 * applications know (seen with 3.6.6: any field of an item becomes one of the message).
 */
export function broadcastEvent({ app, group, message }: NoticeOf<'liveBroadcast'>, auth: Authenticator): PushEvent {
  const label = group ?? { groupId: '', type: 'AVChatRoom', name: '' };
  return { Event: 17, GroupMsgArray: [{ ...wireGroupMessage(auth, app, label, message), IsBroadcastMessage: true }] };
}

/**
 * Event 4 for tips with a number of their own, event 6 for those that are only told. To who knows already it does not
 * count: the client would take it for news from the system (wire-groups.md §12.3).
 */
export function groupTipEvent(notice: NoticeOf<'groupTip'>, side: Side): PushEvent {
  const tip = wireTip(notice.group, notice);
  const told = side === 'actor' ? { ...tip, SendMsgControl: { NoUnread: 1 } } : tip;
  return { Event: notice.seq > 0 ? 4 : 6, GroupTips: [told] };
}

/** Where the text of a notice goes when it is not a remark. */
const fieldsOf: Readonly<Partial<Record<GroupNoticeCode, (text: string) => Body>>> = {
  custom: (text) => ({ UserDefinedField: text }),
  remindChanged: (text) => ({ MsgFlag: text }),
  invitationWaits: (text) => ({ RemarkInfo: '', MemberList_Account: [text] }),
};

/** Event 5: one notice per event (wire-groups.md §10.2). */
export function groupNoticeEvent(notice: NoticeOf<'groupNotice'>): PushEvent {
  return { Event: 5, GroupTips: [groupNoticeItem(notice)] };
}

export function groupNoticeItem(notice: Omit<NoticeOf<'groupNotice'>, 'kind' | 'app'>): Body {
  const { group, to, code, operator, time, text, authentication, requestedAt, position, until } = notice;
  return systemItem(
    position || unkeptSeq(time, notice.serial ?? 0),
    time,
    { ...groupInfo(group), To_Account: to },
    {
      ReportType: reportTypes[code],
      Operator_Account: operator.user,
      MsgOperatorMemberExtraInfo: extraInfo(operator),
      ...(fieldsOf[code]?.(text) ?? { RemarkInfo: text }),
      ...(until !== undefined && { BanDuration: Math.max(0, until - time), BanDescription: text }),
      ...(authentication && { Authentication: authentication, MsgKey: requestedAt }),
    },
  );
}

/** The reader's other devices (wire-groups.md §10.6). */
export function groupReadEvent({ group, upToSeq, position }: NoticeOf<'groupRead'>): PushEvent {
  const { groupId: GroupId, topic } = group;
  const GroupReadInfoArray = [{ GroupId, ...(topic && { TopicId: topic }), LastReadMsgSeq: upToSeq }];
  return { Event: 5, GroupTips: [systemItem(position, 0, groupInfo(group), { ReportType: 15, GroupReadInfoArray })] };
}

const topicChanges = { created: 17, deleted: 18 } as const;

/** Topics that came or went: clients take notice of them only as something of a topic. */
export function groupTopicsEvent({
  group,
  change,
  topics,
  operator,
  time,
  position,
}: NoticeOf<'groupTopics'>): PushEvent {
  const [topic = ''] = topics;
  const item = systemItem(position, time, groupInfo({ ...group, topic }), {
    ReportType: topicChanges[change],
    Operator_Account: operator.user,
    MsgOperatorMemberExtraInfo: extraInfo(operator),
    TopicIdArray: topics,
  });
  return { Event: 5, GroupTips: [item] };
}

/** What the system says to one user about a group, numbered by its place in the log (wire-groups.md §10.5). */
function systemItem(position: number, time: number, info: Body, body: Body): Body {
  return {
    From_Account: SYSTEM,
    ToGroupId: info.GroupId,
    MsgSeq: position,
    ClientSeq: position,
    MsgRandom: position % 4_294_967_296,
    MsgTimeStamp: time,
    GroupInfo: info,
    MsgBody: body,
  };
}

/** Unread mentions of a group or a topic, in lists of them (wire-groups.md §2.1). */
export function atInfoList(mentions: readonly GroupMentionView[]): readonly Body[] {
  return mentions.map(({ from, as, seq }) => ({ From_Account: from, AtFlagList: mentionTypes[as], AtMsgSeq: seq }));
}

const mentionTypes: Readonly<Record<MentionedAs, readonly number[]>> = { member: [1], all: [2], both: [1, 2] };

/** As much of a mention as its event says. */
interface Mention {
  readonly group: Pick<GroupLabel, 'groupId' | 'topic'>;
  readonly message: Pick<GroupEvents['GroupMessageSent'], 'from' | 'random' | 'msgSeq' | 'seq'>;
  readonly as: MentionedAs;
}

/** Event 12, behind the message it is about (wire-messages.md §4.9). */
export function groupMentionEvent({ group, message, as }: Mention): PushEvent {
  const { from, random, msgSeq, seq } = message;
  const GroupAtTips = {
    From_Account: from,
    GroupId: group.groupId,
    ...(group.topic && { TopicId: group.topic }),
    MsgSeq: seq,
    GroupAtType: mentionTypes[as],
  };
  return { Event: 12, GroupTips: [{ From_Account: from, MsgRandom: random, ClientSeq: msgSeq, GroupAtTips }] };
}
