import type { GroupType } from '../../events/group/events.ts';
import type { GroupNoticeCode } from '../../events/group/notices.ts';
import { userPartition } from '../row-keys.ts';

/** What a user is to hear about groups. Partition: the user; sort: `NOTICES`. */
export interface NoticesRow {
  /** Oldest first. */
  kept: KeptNotice[];
  /** Positions of requests whose notices he has taken away himself: the requests are still open. */
  dropped: number[];
}

export interface KeptNotice {
  /** Of the event: its number for the client. */
  readonly position: number;
  readonly code: GroupNoticeCode;
  readonly group: string;
  readonly type: GroupType;
  /** As it was called then. */
  readonly name: string;
  readonly operator: string;
  /** Instance of the user himself that caused it, 0 for none. */
  readonly instance: number;
  /** Unix seconds. */
  readonly time: number;
  readonly text: string;
}

/** A message that mentions somebody. */
export interface KeptMention {
  readonly seq: number;
  readonly from: string;
  readonly random: number;
  readonly msgSeq: number;
  readonly position: number;
}

/** Mentions of a user in one group or topic. Partition: `mentionsPartition`; sort: the group or the topic. */
export interface MentionsRow {
  /** Of him by name; oldest first. */
  named: KeptMention[];
  /** Seqs of mentions that he has taken away himself. */
  dropped: number[];
}

/** A group as its notices name it. Partition: its stream; sort: `LABEL`. */
export interface LabelRow {
  readonly group: string;
  readonly type: GroupType;
  name: string;
}

export const NOTICES = 'notices';
export const LABEL = 'label';
/** Mentions of everybody in a group and its topics, oldest first: `KeptMention[]`. Sort: the group or the topic. */
export const atAllPartition = (stream: string): string => `${stream}\tat-all`;
/** Who has a `MentionsRow` in which topic of a community. Sort: `pairKey(topic, user)`; value: the user's key. */
export const mentionedPartition = (stream: string): string => `${stream}\tmentioned`;

export const mentionsPartition = (app: number | string, userKey: string): string =>
  `${userPartition(app, userKey)}\tmentions`;
/** Who has to be told when a group ends. Sort: the user, value: his id. */
export const membersPartition = (stream: string): string => `${stream}\tmembers`;

export const newNotices = (): NoticesRow => ({ kept: [], dropped: [] });
export const newMentions = (): MentionsRow => ({ named: [], dropped: [] });
