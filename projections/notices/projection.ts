import type { Envelope } from '../../events/envelope.ts';
import type { GroupEvents } from '../../events/group/events.ts';
import { type GroupNoticeCode, noticesToldBy, type Told } from '../../events/group/notices.ts';
import { readingRules } from '../groups/rules.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf, userPartition } from '../row-keys.ts';
import {
  deletingTopicMentions,
  droppingMentions,
  endingMentions,
  forgettingMentions,
  leavingMentions,
  noteMentions,
  readMentions,
} from './mentions.ts';
import {
  type KeptNotice,
  LABEL,
  type LabelRow,
  membersPartition,
  NOTICES,
  type NoticesRow,
  newNotices,
} from './row.ts';

/** Newest notices that are kept for a user. */
const MOST = 100;

/**
 * Notices that wait for devices that were away. Not those of requests: an open request is its own notice, and gone with it
 * (queries/notices.ts). Not what a device learns from its lists.
 */
const KEPT: ReadonlySet<GroupNoticeCode> = new Set<GroupNoticeCode>([
  'approved',
  'refused',
  'kicked',
  'dissolved',
  'recycled',
  'invited',
  'quit',
  'adminSet',
  'adminCancelled',
  'invitationAccepted',
  'invitationRefused',
]);

/**
 * What people were told about groups, and where they were mentioned, for their devices that were not there (wire-groups.md
 * §8.3, wire-messages.md §4.9, §5.1). Live rooms tell only who is there. Bounded per user.
 */
export const notices: Projection = {
  name: 'group-notices',
  version: 2,
  handlers: {
    GroupCreated({ stream, data: { groupId, type, profile } }, rows) {
      if (!readingRules[type].listed) return;
      const label: LabelRow = { group: groupId, type, name: profile.name };
      rows.put(stream, LABEL, label);
    },
    GroupProfileChanged({ stream, data }, rows) {
      const label = rows.get<LabelRow>(stream, LABEL);
      if (!label || data.changes.name === undefined) return;
      label.name = data.changes.name;
      rows.put(stream, LABEL, label);
    },

    MembersJoined(event, rows) {
      const { stream, data } = event;
      const label = rows.get<LabelRow>(stream, LABEL);
      if (!label) return;
      keep(event, rows, label, noticesToldBy(event.type, data, []));
      for (const { user } of data.members) rows.put(membersPartition(stream), idKey(user), user);
    },
    MemberQuit: (event, rows) => left(event, rows, [event.data.user]),
    MembersKicked: (event, rows) => left(event, rows, event.data.users),
    MembersBanned: (event, rows) => left(event, rows, event.data.until === 0 ? [] : event.data.users),
    MemberRoleChanged: told,
    JoinRequestHandled: told,

    GroupDissolved(event, rows) {
      const { stream, data } = event;
      const label = rows.get<LabelRow>(stream, LABEL);
      if (!label) return;
      const members = rows.range<string>(membersPartition(stream));
      const others = members.filter(({ value }) => value !== data.by).map(({ value }) => value);
      const endMentions = endingMentions(
        rows,
        stream,
        members.map(({ value }) => value),
      );
      keep(
        event,
        rows,
        label,
        others.map((user) => [user, data.recycled ? 'recycled' : 'dissolved', ''] as const),
      );
      endMentions();
      for (const { sort } of members) rows.delete(membersPartition(stream), sort);
      rows.delete(stream, LABEL);
    },

    TopicsDeleted: ({ stream, data }, rows) => deletingTopicMentions(rows, stream, data.topics)(),

    GroupMessageSent: (event, rows) => noteMentions(rows, event),
    GroupRead: (event, rows) => readMentions(rows, event),

    NoticesDropped({ stream, data }, rows) {
      const partition = userPartition(appOf(stream), userKeyOf(stream));
      const row = rows.get<NoticesRow>(partition, NOTICES) ?? newNotices();
      const dropMentions = droppingMentions(rows, appOf(stream), userKeyOf(stream), data.mentions);
      const gone = new Set(data.notices);
      const requests = data.notices.filter((position) => !row.kept.some((one) => one.position === position));
      row.kept = row.kept.filter(({ position }) => !gone.has(position));
      row.dropped = [...row.dropped, ...requests].slice(-MOST);
      if (data.notices.length > 0) rows.put(partition, NOTICES, row);
      dropMentions();
    },

    AccountDeleted({ stream }, rows) {
      forgettingMentions(rows, appOf(stream), userKeyOf(stream))();
      rows.delete(userPartition(appOf(stream), userKeyOf(stream)), NOTICES);
    },
  },
};

type GroupEnvelope<T extends keyof GroupEvents = keyof GroupEvents> = Envelope<T>;

function told(event: GroupEnvelope<'MemberRoleChanged' | 'JoinRequestHandled'>, rows: Rows): void {
  const label = rows.get<LabelRow>(event.stream, LABEL);
  if (label) keep(event, rows, label, noticesToldBy(event.type, event.data, []));
}

/** Members of the group who go: what mentioned them there is no longer theirs to see. */
function left(
  event: GroupEnvelope<'MemberQuit' | 'MembersKicked' | 'MembersBanned'>,
  rows: Rows,
  users: readonly string[],
): void {
  const label = rows.get<LabelRow>(event.stream, LABEL);
  if (!label) return;
  const leaveMentions = leavingMentions(rows, event.stream, users, readingRules[label.type].topics);
  keep(event, rows, label, noticesToldBy(event.type, event.data, []));
  leaveMentions();
  for (const user of users) rows.delete(membersPartition(event.stream), idKey(user));
}

function keep({ stream, position, time, meta }: Envelope, rows: Rows, label: LabelRow, told: Told): void {
  const app = appOf(stream);
  const kept = told
    .filter(([to, code]) => to !== '' && KEPT.has(code))
    .map(([to, code, text]) => {
      const partition = userPartition(app, idKey(to));
      const row = rows.get<NoticesRow>(partition, NOTICES) ?? newNotices();
      const notice: KeptNotice = {
        position,
        code,
        group: label.group,
        type: label.type,
        name: label.name,
        operator: meta.actor,
        instance: meta.actor === to ? meta.instance : 0,
        time: Math.floor(time / 1000),
        text,
      };
      return { partition, row, notice };
    });
  for (const { partition, row, notice } of kept) {
    row.kept = [...row.kept, notice].slice(-MOST);
    rows.put(partition, NOTICES, row);
  }
}
