import { groupRules } from '../../actors/group/types.ts';
import { decodeBody } from '../../actors/message/body.ts';
import {
  type GroupEvents,
  GroupMessageFlag,
  type GroupProfile,
  type Priority,
  type TipEvent,
  type TipType,
} from '../../events/group/events.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { GroupLabel, Person } from '../delivery/notice.ts';
import type { Body } from './protocol.ts';

export const SYSTEM = '@TIM#SYSTEM';

/** Numbers of the priorities (wire-groups.md §6.3). */
export const priorityNumbers: Readonly<Record<Priority, number>> = { High: 1, Normal: 2, Low: 3, Lowest: 4 };

/** A group message as pushes and history carry it (wire-messages.md §4.4, wire-groups.md §10.7). */
export function wireGroupMessage(
  auth: Authenticator,
  app: number,
  group: GroupLabel,
  message: GroupEvents['GroupMessageSent'],
): Body {
  const { elements, cloudCustomData } = decodeBody(message.body);
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
export function seqOf({ type }: Pick<GroupLabel, 'type'>, { seq, time, random }: Numbered): number {
  return seq === 0 && !groupRules[type].storesMessages ? unkeptSeq(time, random) : seq;
}

type Numbered = Pick<GroupEvents['GroupMessageSent'], 'seq' | 'time' | 'random'>;

const SALTS = 2 ** 20;

/** Grows by the second, and is another one for another salt: the same wherever it is made. Below 2^53. */
function unkeptSeq(time: number, salt: number): number {
  return time * SALTS + (salt % SALTS);
}

/** A client counts whatever is not marked: types that count nothing, and targeted messages (product.md row 324), must be. */
function control({ type }: GroupLabel, flags: number, targeted: boolean): Body {
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

export interface WireTip {
  readonly event: TipEvent;
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  readonly operator: Person;
  readonly affected: readonly Person[];
  /** Members after the event; unknown in history. */
  readonly memberCount?: number;
  readonly position: number;
}

/** A tip as pushes and history carry it (wire-groups.md §10.3). */
export function wireTip(group: GroupLabel, tip: WireTip): Body {
  return {
    From_Account: SYSTEM,
    ToGroupId: group.groupId,
    GroupInfo: groupInfo(group),
    MsgSeq: tip.seq || unkeptSeq(tip.time, tip.position),
    // Tells one tip from another: the same whenever this one is shown.
    MsgRandom: tip.position % 4_294_967_296,
    MsgTimeStamp: tip.time,
    MsgClientTime: tip.time,
    MsgBody: {
      Operator_Account: tip.operator.user,
      MsgOperatorMemberExtraInfo: extraInfo(tip.operator),
      ...(tip.memberCount !== undefined && { MemberNum: tip.memberCount }),
      ...tipBody(tip),
    },
    ...control(group, 0, false),
  };
}

type TipBodies = { readonly [T in TipType]: (data: GroupEvents[T], tip: WireTip) => Body };

/** Number of the role (wire-groups.md §1.2). */
const MEMBER = 200;

/** wire-groups.md §10.4. */
const tipBodies: TipBodies = {
  MembersJoined: ({ how }, { affected }) => ({
    OpType: 1,
    GroupJoinType: how === 'applied' ? 1 : 2,
    ...people(affected),
  }),
  MemberQuit: (_, { affected }) => ({ OpType: 2, ...people(affected) }),
  MembersKicked: ({ reason }, { affected }) => ({
    OpType: 3,
    ...people(affected),
    MsgMemberInfo: affected.map(({ user }) => ({ User_Account: user })),
    MemberExtraInfo: { Reason: reason },
  }),
  MemberRoleChanged: ({ role }, { affected }) => ({ OpType: role === 'Admin' ? 4 : 5, ...people(affected) }),
  MembersMuted: ({ until }, { affected, time }) => ({
    OpType: 7,
    ...people(affected),
    MsgMemberInfo: affected.map(({ user }) => ({ User_Account: user, ShutupTime: Math.max(0, until - time) })),
  }),
  GroupProfileChanged: ({ changes }) => ({ OpType: 6, MsgGroupNewInfo: newInfo(changes) }),
  GroupOwnerChanged: ({ from, to }, { operator }) => ({
    OpType: 6,
    MsgGroupNewInfo: { Owner_Account: to },
    // Who gave the group away learns what he is now.
    ...(operator.user === from && { MsgOperatorMemberExtraInfo: { ...extraInfo(operator), Role: MEMBER } }),
  }),
};

function tipBody(tip: WireTip): Body {
  return (tipBodies[tip.event.type] as (data: unknown, tip: WireTip) => Body)(tip.event.data, tip);
}

const newInfoKeys: Readonly<Partial<Record<keyof GroupProfile, string>>> = {
  name: 'GroupName',
  introduction: 'GroupIntroduction',
  notification: 'GroupNotification',
  faceUrl: 'GroupFaceUrl',
  joinOption: 'GroupApplyJoinOption',
  inviteOption: 'InviteJoinOption',
};

function newInfo(changes: Partial<GroupProfile>): Body {
  const named = Object.entries(newInfoKeys).flatMap(([key, wire]) => {
    const value = changes[key as keyof GroupProfile];
    return value === undefined ? [] : [[wire, value] as const];
  });
  return {
    ...Object.fromEntries(named),
    ...(changes.muteAll !== undefined && { ShutupAll: changes.muteAll ? 1 : 0 }),
    ...(changes.custom && { MsgAppDefinedData: changes.custom.map(([Key, Value]) => ({ Key, Value })) }),
  };
}

function people(affected: readonly Person[]): Body {
  return { List_Account: affected.map(({ user }) => user), MsgMemberExtraInfo: affected.map(extraInfo) };
}

export function extraInfo({ user, nick, faceUrl }: Person): Body {
  return { UserId: user, NickName: nick, ImageUrl: faceUrl };
}

export function groupInfo({ groupId, type, name }: GroupLabel): Body {
  return { GroupId: groupId, GroupType: groupRules[type].wireName, GroupName: name };
}
