import { groupRules } from '../../actors/group/types.ts';
import { type GroupEvents, GroupMessageFlag, type Priority } from '../../events/group/events.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { GroupLabel, Person } from '../delivery/notice.ts';
import type { Body } from './protocol.ts';
import { shownBody } from './shown.ts';

export const SYSTEM = '@TIM#SYSTEM';

/** Seconds for which a client may keep the number of those online. */
export const ONLINE_EXPIRES_S = 60;

/** Numbers of the priorities (wire-groups.md §6.3). */
export const priorityNumbers: Readonly<Record<Priority, number>> = { High: 1, Normal: 2, Low: 3, Lowest: 4 };

/** A group message as pushes and history carry it (wire-messages.md §4.4, wire-groups.md §10.7). */
export function wireGroupMessage(
  auth: Authenticator,
  app: number,
  group: GroupLabel,
  message: GroupEvents['GroupMessageSent'],
): Body {
  const { elements, cloudCustomData } = shownBody(message.body);
  const { from, flags } = message;
  return {
    From_Account: from,
    ToGroupId: group.groupId,
    GroupInfo: {
      ...groupInfo(group),
      From_AccountNick: message.nick,
      From_AccountHeadurl: message.faceUrl,
      MsgFrom_AccountExtraInfo: { NameCard: message.nameCard },
    },
    MsgSeq: seqOf(group, message),
    MsgRandom: message.random,
    ClientSeq: message.msgSeq,
    MsgTimeStamp: message.time,
    MsgClientTime: message.clientTime,
    TinyId: auth.tinyId(app, from),
    MsgPriority: priorityNumbers[message.priority],
    MsgBody: elements,
    CloudCustomData: cloudCustomData,
    NeedReadReceipt: flags & GroupMessageFlag.needReadReceipt ? 1 : 0,
    SupportMessageExtension: flags & GroupMessageFlag.supportExtension ? 1 : 0,
    ...control(group, flags, message.to.length > 0),
    ...mentions(message),
  };
}

/**
 * The number a message goes by. What is kept nowhere has none of the group's; a live room, where nothing is, needs one all
 * the same: a client drops an item whose number it has seen lately (wire-groups.md §6.4; seen with two messages of number 0).
 */
function seqOf({ type }: GroupLabel, { seq, time, random }: Numbered): number {
  return seq === 0 && !groupRules[type].storesMessages ? unkeptSeq(time, random) : seq;
}

type Numbered = Pick<GroupEvents['GroupMessageSent'], 'seq' | 'time' | 'random'>;

const SALTS = 2 ** 20;

/** Grows by the second, and is another one for another salt: the same wherever it is made. Below 2^53. */
export function unkeptSeq(time: number, salt: number): number {
  return time * SALTS + (salt % SALTS);
}

/** A client counts whatever is not marked: types that count nothing, and targeted messages (product.md row 324), must be. */
export function control({ type }: GroupLabel, flags: number, targeted: boolean): Body {
  const noUnread = flags & GroupMessageFlag.noUnread || targeted || !groupRules[type].countsUnread;
  const noLastMsg = flags & GroupMessageFlag.noLastMsg;
  if (!noUnread && !noLastMsg) return {};
  return { SendMsgControl: { ...(noUnread && { NoUnread: 1 }), ...(noLastMsg && { NoLastMsg: 1 }) } };
}

function mentions({ at, flags }: GroupEvents['GroupMessageSent']): Body {
  const all = flags & GroupMessageFlag.atAll ? [{ GroupAtAllFlag: 1 }] : [];
  const GroupAtInfo = [...all, ...at.map((user) => ({ GroupAtAllFlag: 0, GroupAt_Account: user }))];
  return GroupAtInfo.length === 0 ? {} : { GroupAtInfo };
}

export function extraInfo({ user, nick, faceUrl }: Person): Body {
  return { UserId: user, NickName: nick, ImageUrl: faceUrl };
}

/** What happened in a topic is marked by a 2 (wire-groups.md §2.4). */
const IN_TOPIC = 2;

export function groupInfo({ groupId, topic, type, name }: GroupLabel): Body {
  const info = { GroupId: groupId, GroupType: groupRules[type].wireName, GroupName: name };
  return topic === undefined ? info : { ...info, MillionGroupFlag: IN_TOPIC, TopicId: topic };
}
