import type { Envelope } from '../../events/envelope.ts';
import type { Role } from '../../events/group/events.ts';
import type { Rows } from '../projection.ts';
import { newMember } from './member-row.ts';
import { chunksUpTo, dropOwn } from './own.ts';
import { type Change, LAST_SEQ, memberAt, placeOf } from './place.ts';
import {
  allRosterChunks,
  chunkOfPlace,
  enter,
  leave,
  ROSTER,
  type Roster,
  type RosterChunk,
  type RosterChunks,
  rosterChunkKey,
  setRole,
} from './roster.ts';
import { readingRules } from './rules.ts';
import { leavingTopics } from './topic-members.ts';

const NOTHING: Change = () => {};

/** Lets members in. What is there is read; the tip that announces them is the first thing they may see. */
export function joining(rows: Rows, { stream, position, data }: Envelope<'MembersJoined'>): Change {
  const roster = rows.get<Roster>(stream, ROSTER);
  if (!roster) return NOTHING;
  const last = data.seq > 0 ? data.seq : (rows.get<number>(stream, LAST_SEQ) ?? 0);
  const behind = data.seq > 0 ? data.seq - 1 : last;
  const places = data.members.map((_, at) => roster.next + at);
  const chunks = readChunks(rows, stream, places);
  return () => {
    for (const member of data.members) {
      const { group, type } = roster;
      const order = enter(roster, chunks, member.user, member.role);
      const { partition, groupKey } = placeOf(stream, member.user);
      const joinedSeq = member.afterSeq ?? behind;
      const readSeq = Math.max(joinedSeq, last - (member.unread ?? 0));
      const at = { group, type, since: position, order, joinedSeq, readSeq };
      rows.put(partition, groupKey, newMember(member, at));
    }
    putRoster(rows, stream, roster, chunks);
  };
}

/** Takes members out; strangers among the users are nobody's loss. */
export function leaving(rows: Rows, stream: string, users: readonly string[]): Change {
  const roster = rows.get<Roster>(stream, ROSTER);
  if (!roster) return NOTHING;
  const members = [...new Set(users)].flatMap((user) => {
    const place = placeOf(stream, user);
    const row = memberAt(rows, place);
    return row ? [{ place, row, own: chunksUpTo(rows, place, row, EVERYTHING) }] : [];
  });
  const places = members.map(({ row }) => row.order);
  const chunks = readChunks(rows, stream, places);
  const leaveTopics = topicsToo(rows, stream, roster, users);
  return () => {
    leaveTopics();
    for (const { place, row, own } of members) {
      dropOwn(rows, place, row, EVERYTHING, own);
      leave(roster, chunks, row.order);
      rows.delete(place.partition, place.groupKey);
    }
    putRoster(rows, stream, roster, chunks);
  };
}

/** The group is gone: nobody is in it. The one change that costs something per member. */
export function ending(rows: Rows, stream: string): Change {
  const chunks = rows.range<RosterChunk>(stream, allRosterChunks);
  const roster = rows.get<Roster>(stream, ROSTER);
  const users = chunks.flatMap(({ value }) => value.filter((user) => user !== ''));
  const leaveTopics = topicsToo(rows, stream, roster, users);
  return () => {
    leaveTopics();
    for (const { sort, value: users } of chunks) {
      for (const user of users) {
        if (user === '') continue;
        const { partition, groupKey } = placeOf(stream, user);
        rows.delete(partition, groupKey);
      }
      rows.delete(stream, sort);
    }
    rows.delete(stream, ROSTER);
  };
}

export function changingRoles(rows: Rows, stream: string, roles: readonly (readonly [string, Role])[]): Change {
  const roster = rows.get<Roster>(stream, ROSTER);
  if (!roster) return NOTHING;
  const members = roles.flatMap(([user, role]) => {
    const place = placeOf(stream, user);
    const row = user === '' ? undefined : memberAt(rows, place);
    return row ? [{ place, row, role }] : [];
  });
  return () => {
    for (const { place, row, role } of members) {
      row.role = role;
      rows.put(place.partition, place.groupKey, row);
      setRole(roster, row.order, row.user, role);
    }
    if (members.length > 0) rows.put(stream, ROSTER, roster);
  };
}

function topicsToo(rows: Rows, stream: string, roster: Roster | undefined, users: readonly string[]): Change {
  return roster && readingRules[roster.type].topics ? leavingTopics(rows, stream, users) : NOTHING;
}

/** Above every seq that row keys can say. */
const EVERYTHING = 9_999_999_998;

function readChunks(rows: Rows, stream: string, places: readonly number[]): RosterChunks {
  const chunks: RosterChunks = new Map();
  for (const at of new Set(places.map(chunkOfPlace))) {
    const chunk = rows.get<RosterChunk>(stream, rosterChunkKey(at));
    if (chunk) chunks.set(at, chunk);
  }
  return chunks;
}

function putRoster(rows: Rows, stream: string, roster: Roster, chunks: RosterChunks): void {
  for (const [at, chunk] of chunks) {
    const used = roster.counts[at] !== 0 || chunkOfPlace(roster.next) === at;
    if (used) rows.put(stream, rosterChunkKey(at), chunk);
    else rows.delete(stream, rosterChunkKey(at));
  }
  rows.put(stream, ROSTER, roster);
}
