import { typeByName } from '../../actors/group/types.ts';
import type { GroupProfile, GroupType } from '../../events/group/events.ts';
import type { GroupConversation, GroupHistoryEntry } from '../../projections/queries/group-types.ts';
import { groupRow, stateRow } from './encode.ts';
import { bytes, type Field, may, need, needMap, oneOf, safeInteger, text, uint32 } from './fields.ts';
import { fieldsOf, flag, groupId, note, place, profile, userIds } from './group-fields.ts';
import { pageSize, pushText, STORED_FLAGS, userId } from './message-fields.ts';
import { type GroupEntryRow, type GroupHistoryAnswer, type GroupStateRow, Request, SendFlag } from './protocol.ts';
import type { Handler } from './requests.ts';

const name = text(100, 1);
const priority = oneOf('High', 'Normal', 'Low', 'Lowest');
const answer = oneOf('agree', 'refuse');
const groupType: Field<GroupType> = (value) => (typeof value === 'string' ? typeByName.get(value) : undefined);

/** Requests about groups, by number. Adding one is adding a row. */
export const groupRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.createGroup,
    async ({ commands }, caller, [, , value]) => {
      const fields = needMap(value);
      const { groupId: id, refused } = await commands.createGroup(caller, {
        type: need(groupType, 'type', fields.type),
        owner: caller.user,
        groupId: may(groupId, 'groupId', fields.groupId),
        profile: { ...fieldsOf<GroupProfile>(fields, profile), name: need(name, 'name', fields.name) },
        supportTopic: may(flag, 'supportTopic', fields.supportTopic),
        members: (may(userIds, 'members', fields.members) ?? []).map((user) => ({ user })),
      });
      return { groupId: id, refused };
    },
  ],
  [
    Request.joinGroup,
    async ({ commands }, caller, [, , group, why]) => {
      const command = { group: need(groupId, 'group', group), text: may(note, 'text', why) ?? '' };
      return (await commands.joinGroup(caller, command)).status;
    },
  ],
  [
    Request.quitGroup,
    ({ commands }, caller, [, , group]) => commands.quitGroup(caller, { group: need(groupId, 'group', group) }),
  ],
  [
    Request.dissolveGroup,
    ({ commands }, caller, [, , group]) => commands.dissolveGroup(caller, { group: need(groupId, 'group', group) }),
  ],
  [
    Request.inviteToGroup,
    async ({ commands }, caller, [, , group, users]) => {
      const command = { group: need(groupId, 'group', group), users: need(userIds, 'users', users) };
      const results = await commands.addGroupMembers(caller, command);
      return results.map(({ user, result }) => [user, result]);
    },
  ],
  [
    Request.kickFromGroup,
    ({ commands }, caller, [, , group, users, why, banSeconds]) =>
      commands.kickGroupMembers(caller, {
        group: need(groupId, 'group', group),
        users: need(userIds, 'users', users),
        reason: may(note, 'reason', why) ?? '',
        banSeconds: may(uint32, 'banSeconds', banSeconds),
      }),
  ],
  [
    Request.handleJoin,
    ({ commands }, caller, [, , group, applicant, decision, why]) =>
      commands.handleJoinRequest(caller, {
        group: need(groupId, 'group', group),
        applicant: need(userId, 'applicant', applicant),
        agreed: need(answer, 'decision', decision) === 'agree',
        text: may(note, 'text', why) ?? '',
        authentication: '',
      }),
  ],
  [
    Request.sendGroup,
    async ({ commands }, caller, row) => {
      const flags = may(uint32, 'flags', row[6]) ?? 0;
      const { seq, time, dropped, duplicate } = await commands.sendGroupMessage(caller, {
        from: caller.user,
        ...place(row[2]),
        random: need(uint32, 'random', row[3]),
        body: need(bytes, 'body', row[4]),
        msgSeq: may(uint32, 'msgSeq', row[5]),
        flags: flags & STORED_FLAGS,
        onlineOnly: (flags & SendFlag.onlineOnly) !== 0,
        priority: may(priority, 'priority', row[7]),
        at: may(userIds, 'at', row[8]),
        clientTime: may(safeInteger, 'clientTime', row[9]),
        offlinePush: may(pushText, 'offlinePush', row[10]),
      });
      return [seq, time, duplicate, dropped];
    },
  ],
  [
    Request.readGroup,
    async ({ commands }, caller, [, , group, upTo]) => {
      const upToSeq = need(safeInteger, 'upToSeq', upTo) || undefined;
      const mark = await commands.readGroup(caller, {
        ...place(group),
        user: caller.user,
        upToSeq,
      });
      return [mark.upToSeq];
    },
  ],
  [
    Request.groupHistory,
    async ({ queries }, caller, [, , group, upTo, count]): Promise<GroupHistoryAnswer> => {
      const where = place(group);
      const { entries, finished } = await queries.groupHistory(caller, {
        ...where,
        viewer: caller.user,
        upTo: need(safeInteger, 'upToSeq', upTo),
        count: need(pageSize, 'count', count),
      });
      return { entries: entries.map((entry) => entryRow(where.topic ?? where.group, entry)), finished };
    },
  ],
  [
    Request.groups,
    async ({ queries }, caller, [, , after]): Promise<readonly GroupStateRow[]> => {
      const cursor = may(safeInteger, 'cursor', after) ?? 0;
      const conversations = await queries.groupConversations(caller, { user: caller.user });
      return conversations.filter(({ lastEntry }) => (lastEntry?.position ?? 0) >= cursor).map(groupStateRow);
    },
  ],
  [
    Request.groupMembers,
    async ({ queries }, caller, [, , group, limit, from]) => {
      const cursor = may(text(512), 'cursor', from);
      const page = await queries.members(caller, {
        group: need(groupId, 'group', group),
        limit: need(pageSize, 'limit', limit),
        ...(cursor !== undefined && { cursor }),
      });
      return {
        members: page.members.map((one) => [
          one.user,
          one.role,
          one.joinedAt,
          one.nameCard,
          one.mutedUntil,
          one.readSeq,
        ]),
        cursor: page.cursor ?? null,
      };
    },
  ],
];

export function entryRow(group: string, entry: GroupHistoryEntry): GroupEntryRow {
  return entry.kind === 'message'
    ? ['message', entry.position, ...groupRow(group, entry.message), ...(entry.state ? [stateRow(entry.state)] : [])]
    : ['tip', entry.position, group, entry.seq, entry.time, entry.event.type, entry.event.data];
}

function groupStateRow({ group, self, unread, ignored, lastTime }: GroupConversation): GroupStateRow {
  const { groupId: id, type, name: title, lastSeq, memberCount } = group;
  const counted = Math.max(0, unread - ignored);
  return {
    groupId: id,
    type,
    name: title,
    lastSeq,
    memberCount,
    role: self.role,
    readSeq: self.readSeq,
    unread: counted,
    lastTime,
  };
}

export function listOf<T>(field: Field<T>, most: number): Field<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const list = value.map(field);
    return list.every((one) => one !== undefined) ? list : undefined;
  };
}
