import type { Envelope } from '../../events/envelope.ts';
import type { TipType } from '../../events/group/events.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { mergedFields } from '../../events/group/fields.ts';
import type { Projection, Rows } from '../projection.ts';
import { deletedConversations } from './deletion.ts';
import { changingRoles, ending, joining, leaving } from './membership.ts';
import { chunksUpTo, dropOwn, ignoringOwn, noteOwn } from './own.ts';
import { type Change, LAST_SEQ, memberAt, placeOf } from './place.ts';
import { newRoster, ROSTER } from './roster.ts';
import { byPlace, inTopics } from './topic-members.ts';

/**
 * Who is in which group, as what, and how far he has read (product.md §2.22, §2.23): one row per membership, found from
 * the user and, through the roster, from the group. A message writes the row of its sender alone, and those of its
 * receivers when it is a targeted one.
 */
export const groupMembers: Projection = {
  name: 'group-members',
  version: 4,
  handlers: {
    GroupCreated({ stream, data }, rows) {
      rows.put(stream, ROSTER, newRoster(data.groupId, data.type));
    },
    GroupDissolved: ({ stream }, rows) => ending(rows, stream)(),
    MembersJoined: (event, rows) => all(tip(event, rows, event.data.by), joining(rows, event)),
    // Who has left counts nothing any more, so nobody needs to know that the tip was his own.
    MemberQuit: (event, rows) => all(tip(event, rows, ''), leaving(rows, event.stream, [event.data.user])),
    MembersKicked(event, rows) {
      const { users, by } = event.data;
      all(tip(event, rows, by), leaving(rows, event.stream, users));
    },
    /** Who is banned is thrown out as well; lifting a ban brings nobody back. */
    MembersBanned(event, rows) {
      const { users, until, by } = event.data;
      all(tip(event, rows, by), until > 0 ? leaving(rows, event.stream, users) : () => {});
    },
    MemberRoleChanged(event, rows) {
      const { user, role, by } = event.data;
      all(tip(event, rows, by), changingRoles(rows, event.stream, [[user, role]]));
    },
    GroupOwnerChanged(event, rows) {
      const { from, to, by } = event.data;
      const roles = [[from, 'Member'] as const, [to, 'Owner'] as const];
      all(tip(event, rows, by), changingRoles(rows, event.stream, roles));
    },
    TopicOpened: inTopics.TopicOpened,
    TopicProfileChanged: inTopics.TopicProfileChanged,
    MembersMuted: byPlace((event, rows) => tip(event, rows, event.data.by)(), inTopics.MembersMuted),
    GroupProfileChanged: (event, rows) => tip(event, rows, event.data.by)(),

    MemberDataChanged: byPlace(({ stream, data }, rows) => {
      const place = placeOf(stream, data.user);
      const row = memberAt(rows, place);
      if (!row) return;
      if (data.nameCard !== undefined) row.nameCard = data.nameCard;
      if (data.remind !== undefined) row.remind = data.remind;
      if (data.custom !== undefined) row.custom = mergedFields(row.custom ?? [], data.custom);
      rows.put(place.partition, place.groupKey, row);
    }, inTopics.MemberDataChanged),

    GroupMessageSent: byPlace(({ stream, revision, data }, rows) => {
      const { from, seq, time, flags, to } = data;
      if (seq < 1) return;
      const targeted = to.length > 0;
      const place = placeOf(stream, from);
      const sender = memberAt(rows, place);
      const showing = targeted && (flags & GroupMessageFlag.noLastMsg) === 0 ? seers(rows, stream, data) : [];

      rows.put(stream, LAST_SEQ, seq);
      if (sender) {
        sender.lastSentAt = Math.max(sender.lastSentAt, time);
        noteOwn(rows, place, sender, seq, targeted || (flags & GroupMessageFlag.noUnread) !== 0);
        rows.put(place.partition, place.groupKey, sender);
      }
      for (const { place, row } of showing) {
        row.target = { seq, revision, time };
        rows.put(place.partition, place.groupKey, row);
      }
    }, inTopics.GroupMessageSent),

    GroupUnreadSet({ stream, data }, rows) {
      const place = placeOf(stream, data.user);
      const row = memberAt(rows, place);
      if (!row) return;
      const { own } = row;
      row.given = {
        unread: data.unread,
        seq: data.atSeq,
        own: own?.count ?? 0,
        ownIgnored: own?.ignored ?? 0,
      };
      rows.put(place.partition, place.groupKey, row);
    },

    ConversationsDeleted: deletedConversations,

    GroupRead: byPlace(({ stream, data }, rows) => read(rows, stream, data), inTopics.GroupRead),
    // What somebody has cleared away is nothing to read any more.
    HistoryCleared: byPlace(({ stream, data }, rows) => read(rows, stream, data), inTopics.HistoryCleared),

    // Nobody counts a message that is gone; its author did not count it as his own already.
    MessageRevoked: byPlace(
      ({ stream, data }, rows) => ignore(rows, stream, data.from, [data.seq]),
      inTopics.MessageRevoked,
    ),
    MessagesRemoved: byPlace(
      ({ stream, data }, rows) => ignore(rows, stream, data.from, data.seqs),
      inTopics.MessagesRemoved,
    ),
  },
};

function read(
  rows: Rows,
  stream: string,
  { user, upToSeq }: { readonly user: string; readonly upToSeq: number },
): void {
  const place = placeOf(stream, user);
  const row = memberAt(rows, place);
  if (!row || (upToSeq <= row.readSeq && row.given === null)) return;
  const chunks = chunksUpTo(rows, place, row, upToSeq);
  row.given = null;
  row.readSeq = Math.max(row.readSeq, upToSeq);
  dropOwn(rows, place, row, upToSeq, chunks);
  rows.put(place.partition, place.groupKey, row);
}

function ignore(rows: Rows, stream: string, author: string, seqs: readonly number[]): void {
  const place = placeOf(stream, author);
  const row = memberAt(rows, place);
  if (!row) return;
  const found = ignoringOwn(rows, place, row, seqs)();
  if (found.length === 0) return;
  const { given } = row;
  // Where counting begins with a number that was set, what was ignored before is in that number.
  if (given !== null) {
    const before = found.filter((seq) => seq <= given.seq).length;
    row.given = { ...given, ownIgnored: given.ownIgnored + before };
  }
  rows.put(place.partition, place.groupKey, row);
}

/** Members who see a targeted message. */
function seers(rows: Rows, stream: string, { from, to }: { from: string; to: readonly string[] }) {
  return [...new Set([...to, from])].flatMap((user) => {
    const place = placeOf(stream, user);
    const row = memberAt(rows, place);
    return row ? [{ place, row }] : [];
  });
}

/**
 * A stored tip takes a seq and is unread for every member but the one who caused it (product.md §2.21: an ordinary message
 * with SEQ, stored, counted): he knows what he did. A tip that takes none is nothing here.
 */
function tip({ stream, data: { seq } }: Envelope<TipType>, rows: Rows, by: string): Change {
  if (!(seq >= 1)) return () => {};
  const place = placeOf(stream, by);
  const row = by === '' ? undefined : memberAt(rows, place);
  return () => {
    rows.put(stream, LAST_SEQ, seq);
    if (!row) return;
    noteOwn(rows, place, row, seq, false);
    rows.put(place.partition, place.groupKey, row);
  };
}

/** All of it is ready before the first is done. */
function all(...changes: readonly Change[]): void {
  for (const change of changes) change();
}
