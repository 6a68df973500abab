import { groupRules } from '../../actors/group/types.ts';
import type { GroupProfile, TipData, TipEvent, TipType } from '../../events/group/events.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import type { GroupLabel, Person } from '../delivery/notice.ts';
import { pairsOf, renamed } from '../group-fields.ts';
import { control, extraInfo, groupInfo, ONLINE_EXPIRES_S, SYSTEM, unkeptSeq } from './group-wire.ts';
import type { Body } from './protocol.ts';

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
  /** Of a tip that is not of the log. */
  readonly serial?: number | undefined;
}

/** A tip as pushes and history carry it (wire-groups.md §10.3). */
export function wireTip(group: GroupLabel, tip: WireTip): Body {
  const salt = tip.position || (tip.serial ?? 0);
  const live = !groupRules[group.type].storesMembers;
  return {
    From_Account: SYSTEM,
    ToGroupId: group.groupId,
    GroupInfo: groupInfo(group),
    MsgSeq: tip.seq || unkeptSeq(tip.time, salt),
    // Tells one tip from another: the same whenever this one is shown.
    MsgRandom: salt % 4_294_967_296,
    MsgTimeStamp: tip.time,
    MsgClientTime: tip.time,
    MsgBody: {
      Operator_Account: tip.operator.user,
      MsgOperatorMemberExtraInfo: extraInfo(tip.operator),
      ...(tip.memberCount !== undefined && { MemberNum: tip.memberCount }),
      // What a client of a live room shows as the number of those online (wire-groups.md §6.3).
      ...(live && { OnlineMemberInfo: { OnlineMemberNum: tip.memberCount, ExpireTime: ONLINE_EXPIRES_S } }),
      ...tipBody(tip),
    },
    ...control(group, 0, false),
  };
}

type TipBodies = { readonly [T in TipType]: (data: TipData[T], tip: WireTip) => Body };

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
  MembersBanned: ({ until, reason }, { affected, time }) => ({
    OpType: until > 0 ? 10 : 11,
    ...people(affected),
    ...(until > 0 && { BanDuration: Math.max(0, until - time), BanDescription: reason }),
  }),
  GroupProfileChanged: ({ changes }) => ({ OpType: 6, MsgGroupNewInfo: newInfo(changes) }),
  GroupOwnerChanged: ({ from, to }, { operator }) => ({
    OpType: 6,
    MsgGroupNewInfo: { Owner_Account: to },
    // Who gave the group away learns what he is now.
    ...(operator.user === from && { MsgOperatorMemberExtraInfo: { ...extraInfo(operator), Role: MEMBER } }),
  }),
  TopicProfileChanged: ({ changes }) => ({ OpType: 8, MsgTopicNewInfo: newTopicInfo(changes) }),
};

function tipBody(tip: WireTip): Body {
  return (tipBodies[tip.event.type] as (data: unknown, tip: WireTip) => Body)(tip.event.data, tip);
}

const newInfoKeys = {
  name: 'GroupName',
  introduction: 'GroupIntroduction',
  notification: 'GroupNotification',
  faceUrl: 'GroupFaceUrl',
  joinOption: 'GroupApplyJoinOption',
  inviteOption: 'InviteJoinOption',
} as const satisfies Partial<Record<keyof GroupProfile, string>>;

function newInfo(changes: Partial<GroupProfile>): Body {
  return {
    ...renamed(changes, newInfoKeys),
    ...(changes.muteAll !== undefined && { ShutupAll: changes.muteAll ? 1 : 0 }),
    ...(changes.custom && { MsgAppDefinedData: pairsOf(changes.custom) }),
  };
}

const newTopicKeys = {
  name: 'TopicName',
  introduction: 'TopicIntroduction',
  notification: 'TopicNotification',
  faceUrl: 'TopicFaceUrl',
  custom: 'CustomString',
} as const satisfies Partial<Record<keyof TopicProfile, string>>;

function newTopicInfo(changes: Partial<TopicProfile>): Body {
  return {
    ...renamed(changes, newTopicKeys),
    ...(changes.muteAll !== undefined && { ShutupAll: changes.muteAll ? 1 : 0 }),
  };
}

function people(affected: readonly Person[]): Body {
  return { List_Account: affected.map(({ user }) => user), MsgMemberExtraInfo: affected.map(extraInfo) };
}
