import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { GroupRows } from './group-rows.ts';
import type { GroupView, MemberView } from './group-types.ts';

/**
 * A group as its members see it: a copy. Written out, because a spread makes a slow object of so many fields and lists
 * hold a thousand of them.
 */
export function groupView({ group, head, roster }: GroupRows): GroupView {
  const { profile } = group;
  return {
    name: profile.name,
    introduction: profile.introduction,
    notification: profile.notification,
    faceUrl: profile.faceUrl,
    joinOption: profile.joinOption,
    inviteOption: profile.inviteOption,
    maxMembers: profile.maxMembers,
    muteAll: profile.muteAll,
    custom: profile.custom,
    enablePermission: profile.enablePermission,
    defaultPermission: profile.defaultPermission,
    historyBeforeJoin: profile.historyBeforeJoin,
    groupId: group.groupId,
    type: group.type,
    owner: group.owner,
    createdAt: group.createdAt,
    supportTopic: group.supportTopic,
    infoSeq: group.infoSeq,
    lastInfoTime: group.lastInfoTime,
    lastMessageTime: head.lastMessageTime,
    lastSeq: head.lastSeq,
    memberCount: roster.count,
  };
}

/** What everybody may know of a group (wire-groups.md §3.10, the public filter); the rest is as if nothing were set. */
export function publicView(rows: GroupRows): GroupView {
  return {
    ...groupView(rows),
    muteAll: false,
    custom: [],
    enablePermission: false,
    defaultPermission: '0',
    infoSeq: 0,
  };
}

/** A membership: a copy. `mutedUntil`: Unix seconds, 0 when not muted. */
export function memberView(row: MemberRow, mutedUntil: number): MemberView {
  return {
    user: row.user,
    role: row.role,
    joinedAt: row.joinedAt,
    nameCard: row.nameCard,
    remind: row.remind === '' ? readingRules[row.type].remindDefault : row.remind,
    readSeq: row.readSeq,
    mutedUntil,
    lastSentAt: row.lastSentAt,
    custom: row.custom,
  };
}
