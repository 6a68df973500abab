import type { Remind } from '../../events/group/events.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import type { OwnEntries } from './member-row.ts';

/** A topic that exists. Partition: `topicsPartition` of the community; sort: the topic. */
export interface TopicRow {
  readonly topic: string;
  readonly generation: number;
  profile: TopicProfile;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** A permission group. `topics`: the masks of topics; masks are decimal. */
export interface PermissionRow {
  readonly id: string;
  name: string;
  custom: string;
  mask: string;
  /** Unix seconds. */
  readonly createdAt: number;
  members: number;
  topics: (readonly [topic: string, mask: string])[];
}

/**
 * What somebody has done or set in a topic: most members have no such row. Partition: `topicPlace`; sort: the topic.
 */
export interface TopicMemberRow {
  readonly topic: string;
  /** Rows of a life of the id that is over count for nothing. */
  readonly generation: number;
  /** Where this life of the topic begins: notes of one before lie below and are never looked for. */
  readonly joinedSeq: number;
  /** 0 while he has read nothing: then what was before he came is read. */
  readSeq: number;
  /** '' while he has set nothing. */
  remind: Remind | '';
  own: OwnEntries | null;
}
