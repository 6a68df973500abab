import type { Envelope, EventType } from '../../events/envelope.ts';
import { GroupMessageFlag, type TipType } from '../../events/group/events.ts';
import type { TopicEvents } from '../../events/group/topic-events.ts';
import { categoryOf, communityStreamOf } from '../../events/stream.ts';
import type { Handlers, Rows } from '../projection.ts';
import { appOf, idKey, userPartition } from '../row-keys.ts';
import { groupKeyOf, topicKeysOf } from './keys.ts';
import { chunksUpTo, dropOwn, ignoringOwn, noteOwn } from './own.ts';
import { type Change, memberAt, type Place, placeOf } from './place.ts';
import type { TopicMemberRow } from './topic-row.ts';

/**
 * What members do in topics, in rows of their own: read marks, own entries, settings. There is none for who has done
 * nothing in a topic, so neither a topic nor a message costs anything per member.
 */

/** Which life of its id a topic is in. Partition: the topic's stream. */
const LIFE = 'life';
type Life = Pick<TopicEvents['TopicOpened'], 'topic' | 'generation' | 'afterSeq'>;

export function isTopic({ stream }: Pick<Envelope, 'stream'>): boolean {
  return categoryOf(stream) === 'topic';
}

/** Partition of what somebody has done and set in topics; sort: the topic. */
export const topicsOf = (app: string, user: string): string => `${userPartition(app, idKey(user))}\ttopics`;

export function topicPlace(stream: string, user: string): Place {
  return { partition: topicsOf(appOf(stream), user), groupKey: groupKeyOf(stream) };
}

interface Found {
  readonly place: Place;
  readonly row: TopicMemberRow;
}

/** The row of a member in a topic, made when there is none; undefined for who is no member of the community. */
function rowOf(rows: Rows, stream: string, user: string): Found | undefined {
  if (user === '' || memberAt(rows, placeOf(communityStreamOf(stream), user)) === undefined) return undefined;
  const life = rows.get<Life>(stream, LIFE);
  if (!life) return undefined;
  const place = topicPlace(stream, user);
  const row = rows.get<TopicMemberRow>(place.partition, place.groupKey);
  if (row && row.generation === life.generation) return { place, row };
  const { topic, generation, afterSeq: joinedSeq } = life;
  return { place, row: { topic, generation, joinedSeq, readSeq: 0, remind: '', own: null } };
}

function put(rows: Rows, { place, row }: Found): void {
  rows.put(place.partition, place.groupKey, row);
}

function noted(rows: Rows, stream: string, user: string, seq: number, ignored: boolean): void {
  if (seq < 1) return;
  const found = rowOf(rows, stream, user);
  if (!found) return;
  noteOwn(rows, found.place, found.row, seq, ignored);
  put(rows, found);
}

const tip = ({ stream, data }: Envelope<Extract<TipType, 'MembersMuted' | 'TopicProfileChanged'>>, rows: Rows): void =>
  noted(rows, stream, data.by, data.seq, false);

function read(
  rows: Rows,
  stream: string,
  { user, upToSeq }: { readonly user: string; readonly upToSeq: number },
): void {
  const found = rowOf(rows, stream, user);
  if (!found || upToSeq <= found.row.readSeq) return;
  const { place, row } = found;
  const chunks = chunksUpTo(rows, place, row, upToSeq);
  row.readSeq = upToSeq;
  dropOwn(rows, place, row, upToSeq, chunks);
  put(rows, found);
}

function ignore(rows: Rows, stream: string, author: string, seqs: readonly number[]): void {
  const found = rowOf(rows, stream, author);
  if (found && ignoringOwn(rows, found.place, found.row, seqs)().length > 0) put(rows, found);
}

type Handled =
  | 'TopicOpened'
  | 'TopicProfileChanged'
  | 'GroupMessageSent'
  | 'GroupRead'
  | 'MembersMuted'
  | 'MemberDataChanged'
  | 'HistoryCleared'
  | 'MessageRevoked'
  | 'MessagesRemoved';

/** Handlers for events of topics' streams. */
export const inTopics: Required<Pick<Handlers, Handled>> = {
  TopicOpened({ stream, data: { topic, generation, afterSeq } }, rows) {
    const life: Life = { topic, generation, afterSeq };
    rows.put(stream, LIFE, life);
  },
  TopicProfileChanged: tip,
  MembersMuted: tip,
  GroupMessageSent({ stream, data: { from, seq, flags } }, rows) {
    noted(rows, stream, from, seq, (flags & GroupMessageFlag.noUnread) !== 0);
  },
  GroupRead: ({ stream, data }, rows) => read(rows, stream, data),
  HistoryCleared: ({ stream, data }, rows) => read(rows, stream, data),
  MessageRevoked: ({ stream, data }, rows) => ignore(rows, stream, data.from, [data.seq]),
  MessagesRemoved: ({ stream, data }, rows) => ignore(rows, stream, data.from, data.seqs),
  MemberDataChanged({ stream, data }, rows) {
    const found = data.remind === undefined ? undefined : rowOf(rows, stream, data.user);
    if (!found || data.remind === undefined) return;
    found.row.remind = data.remind;
    put(rows, found);
  },
};

/** The same event in a group and in a topic are two things to know. */
export function byPlace<E extends EventType & Handled>(
  inGroup: (event: Envelope<E>, rows: Rows) => void,
  inTopic: (event: Envelope<E>, rows: Rows) => void,
): (event: Envelope<E>, rows: Rows) => void {
  return (event, rows) => (isTopic(event) ? inTopic : inGroup)(event, rows);
}

/** Who leaves a community leaves nothing behind in its topics: coming back he begins anew. */
export function leavingTopics(rows: Rows, community: string, users: readonly string[]): Change {
  const app = appOf(community);
  const range = topicKeysOf(community);
  const found = users.flatMap((user) => {
    const partition = topicsOf(app, user);
    const notes = `${partition}\town`;
    return [
      ...rows.range(partition, range).map(({ sort }) => ({ partition, sort })),
      ...rows.range(notes, range).map(({ sort }) => ({ partition: notes, sort })),
    ];
  });
  return () => {
    for (const { partition, sort } of found) rows.delete(partition, sort);
  };
}
