import type { Envelope } from '../../events/envelope.ts';
import { mentionsAll } from '../../events/group/events.ts';
import { communityOf, communityStreamOf, groupStream } from '../../events/stream.ts';
import { groupKeyOf, pairKey, topicKeysOf } from '../groups/keys.ts';
import type { Change } from '../groups/place.ts';
import { isTopic } from '../groups/topic-members.ts';
import type { Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import {
  atAllPartition,
  type KeptMention,
  type MentionsRow,
  membersPartition,
  mentionedPartition,
  mentionsPartition,
  newMentions,
} from './row.ts';

/** Newest mentions that are kept: of a member in one group or topic, and of everybody in it. */
const MOST = 10;
/** Newest mentions of a group that a member may have taken away before he has read them. */
const MOST_DROPPED = 2 * MOST;

/** Mentions of one user in one place: the row, and where it is noted that he has one in a topic. */
interface OfUser {
  readonly partition: string;
  readonly key: string;
  readonly row: MentionsRow;
  /** Stream of the community, for a topic. */
  readonly community: string | undefined;
  readonly userKey: string;
}

/** A message that mentions everybody costs one row, not one per member. A topic's members are its community's. */
export function noteMentions(rows: Rows, { stream, position, data }: Envelope<'GroupMessageSent'>): void {
  const { seq, from, random, msgSeq, at } = data;
  const all = mentionsAll(data);
  if (seq < 1 || (!all && at.length === 0)) return;
  const mention: KeptMention = { seq, from, random, msgSeq, position };
  const community = communityAt(stream);
  const home = community ?? stream;
  const key = groupKeyOf(stream);
  const named = [...new Set(at)]
    .filter((user) => user !== from)
    .map(idKey)
    .filter((userKey) => rows.get<string>(membersPartition(home), userKey) !== undefined)
    .map((userKey) => rowOf(rows, appOf(stream), userKey, key, community));
  const before = all ? (rows.get<KeptMention[]>(atAllPartition(home), key) ?? []) : [];
  for (const one of named) {
    one.row.named = [...one.row.named, mention].slice(-MOST);
    put(rows, one);
  }
  if (all) rows.put(atAllPartition(home), key, [...before, mention].slice(-MOST));
}

/** What is read is over. */
export function readMentions(rows: Rows, { stream, data }: Envelope<'GroupRead'>): void {
  const [userKey, key] = [idKey(data.user), groupKeyOf(stream)];
  const partition = mentionsPartition(appOf(stream), userKey);
  const row = rows.get<MentionsRow>(partition, key);
  if (!row) return;
  row.named = row.named.filter(({ seq }) => seq > data.upToSeq);
  row.dropped = row.dropped.filter((seq) => seq > data.upToSeq);
  if (row.named.length + row.dropped.length > 0) {
    rows.put(partition, key, row);
    return;
  }
  rows.delete(partition, key);
  const community = communityAt(stream);
  if (community !== undefined) rows.delete(mentionedPartition(community), pairKey(key, userKey));
}

/** `mentions`: group or topic and seq of each. */
export function droppingMentions(
  rows: Rows,
  app: string,
  userKey: string,
  mentions: readonly (readonly [place: string, seq: number])[],
): Change {
  const changes = [...grouped(mentions)].map(([place, seqs]) => {
    const community = communityOf(place);
    const stream = community === '' ? undefined : groupStream(Number(app), community);
    return { seqs, one: rowOf(rows, app, userKey, idKey(place), stream) };
  });
  return () => {
    for (const { seqs, one } of changes) {
      one.row.named = one.row.named.filter(({ seq }) => !seqs.includes(seq));
      one.row.dropped = [...one.row.dropped, ...seqs].slice(-MOST_DROPPED);
      put(rows, one);
    }
  };
}

/** Who leaves a group, or a community with its topics, is mentioned there no more. */
export function leavingMentions(rows: Rows, stream: string, users: readonly string[], hasTopics: boolean): Change {
  const found = users.map(idKey).map((userKey) => {
    const partition = mentionsPartition(appOf(stream), userKey);
    const topics = hasTopics ? rows.range(partition, topicKeysOf(stream)).map(({ sort }) => sort) : [];
    return { userKey, partition, topics };
  });
  return () => {
    for (const { userKey, partition, topics } of found) {
      rows.delete(partition, groupKeyOf(stream));
      for (const key of topics) {
        rows.delete(partition, key);
        rows.delete(mentionedPartition(stream), pairKey(key, userKey));
      }
    }
  };
}

/** Topics of a community are gone. */
export function deletingTopicMentions(rows: Rows, stream: string, topics: readonly string[]): Change {
  const found = topics.map(idKey).map((key) => {
    const range = { from: pairKey(key, ''), to: pairKey(key, '~') };
    return { key, users: rows.range<string>(mentionedPartition(stream), range).map(({ value }) => value) };
  });
  return () => {
    for (const { key, users } of found) {
      rows.delete(atAllPartition(stream), key);
      for (const userKey of users) {
        rows.delete(mentionsPartition(appOf(stream), userKey), key);
        rows.delete(mentionedPartition(stream), pairKey(key, userKey));
      }
    }
  };
}

/** The group is gone, and so are its members. */
export function endingMentions(rows: Rows, stream: string, members: readonly string[]): Change {
  const all = rows.range(atAllPartition(stream));
  const inTopics = rows.range<string>(mentionedPartition(stream));
  const rowsOf = (userKey: string) => mentionsPartition(appOf(stream), userKey);
  return () => {
    for (const { sort } of all) rows.delete(atAllPartition(stream), sort);
    for (const { sort, value } of inTopics) {
      rows.delete(rowsOf(value), sort.slice(0, -pairKey('', value).length));
      rows.delete(mentionedPartition(stream), sort);
    }
    for (const user of members) rows.delete(rowsOf(idKey(user)), groupKeyOf(stream));
  };
}

/** The account is gone: nothing waits for it, in whatever place. */
export function forgettingMentions(rows: Rows, app: string, userKey: string): Change {
  const partition = mentionsPartition(app, userKey);
  const places = rows.range(partition).map(({ sort }) => sort);
  return () => {
    for (const key of places) {
      rows.delete(partition, key);
      const community = communityOfKey(app, key);
      if (community !== undefined) rows.delete(mentionedPartition(community), pairKey(key, userKey));
    }
  };
}

/** The same for a place as it stands in row keys. */
function communityOfKey(app: string, key: string): string | undefined {
  const community = communityOf(decodeURIComponent(key));
  return community === '' ? undefined : groupStream(Number(app), community);
}

/** Stream of the community, for the stream of a topic. */
function communityAt(stream: string): string | undefined {
  return isTopic({ stream }) ? communityStreamOf(stream) : undefined;
}

function rowOf(rows: Rows, app: string, userKey: string, key: string, community: string | undefined): OfUser {
  const partition = mentionsPartition(app, userKey);
  return { partition, key, community, userKey, row: rows.get<MentionsRow>(partition, key) ?? newMentions() };
}

function put(rows: Rows, { partition, key, row, community, userKey }: OfUser): void {
  rows.put(partition, key, row);
  if (community !== undefined) rows.put(mentionedPartition(community), pairKey(key, userKey), userKey);
}

function grouped(mentions: readonly (readonly [place: string, seq: number])[]): ReadonlyMap<string, number[]> {
  const byPlace = new Map<string, number[]>();
  for (const [place, seq] of mentions) byPlace.set(place, [...(byPlace.get(place) ?? []), seq]);
  return byPlace;
}
