import { groupRules } from '../../actors/group/types.ts';
import type { GroupView, MemberView } from '../../projections/queries/group-types.ts';
import { pairsOf } from '../group-fields.ts';
import type { Body } from './protocol.ts';

/** What everybody may know of a group (wire-groups.md §2.1, §3.10). */
export function publicItem(group: GroupView): Body {
  return {
    GroupId: group.groupId,
    Type: groupRules[group.type].wireName,
    Name: group.name,
    Introduction: group.introduction,
    Notification: group.notification,
    FaceUrl: group.faceUrl,
    Owner_Account: group.owner,
    CreateTime: group.createdAt,
    LastInfoTime: group.lastInfoTime,
    LastMsgTime: group.lastMessageTime,
    NextMsgSeq: group.lastSeq + 1,
    MemberNum: group.memberCount,
    MaxMemberNum: group.maxMembers,
    ApplyJoinOption: group.joinOption,
    InviteJoinOption: group.inviteOption,
    SupportTopic: group.supportTopic ? 1 : 0,
  };
}

/** In the list of a member's groups. Only here is the mute of all called so, and the profile's number is not read. */
export function listItem(group: GroupView, self: MemberView): Body {
  return {
    ...publicItem(group),
    MuteAllMember: group.muteAll ? 'On' : 'Off',
    AppDefinedData: pairsOf(group.custom),
    SelfInfo: selfInfo(self),
  };
}

/** The profile as a member reads it: a client that knows the group reads `MemberList`, one that does not `SelfInfo`. */
export function profileItem(group: GroupView, self: MemberView): Body {
  return {
    ErrorCode: 0,
    ErrorInfo: '',
    ...publicItem(group),
    InfoSeq: group.infoSeq,
    ShutUpAllMember: group.muteAll ? 'On' : 'Off',
    AppDefinedData: pairsOf(group.custom),
    SelfInfo: selfInfo(self),
    MemberList: [{ Member_Account: self.user, ...selfInfo(self) }],
  };
}

/** A member about himself (wire-groups.md §2.2). `MsgSeq`: how far he has read. */
function selfInfo(self: MemberView): Body {
  return {
    Role: self.role,
    JoinTime: self.joinedAt,
    MsgFlag: self.remind,
    NameCard: self.nameCard,
    MsgSeq: self.readSeq,
  };
}

/**
 * A member as others see him (wire-groups.md §2.3). Clients keep what they have where an answer says 0, so somebody who is
 * not muted is muted until long ago.
 */
export function memberItem(member: MemberView, online: boolean): Body {
  return {
    Member_Account: member.user,
    Role: member.role,
    JoinTime: member.joinedAt,
    NameCard: member.nameCard,
    ShutUpUntil: Math.max(1, member.mutedUntil),
    OnlineStatus: online ? 'Online' : 'Offline',
    AppMemberDefinedData: pairsOf(member.custom),
    LastSendMsgTime: member.lastSentAt,
  };
}
