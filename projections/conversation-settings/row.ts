import type { ConversationGroupName, ConversationId, PeerRemind } from '../../events/user/conversations.ts';
import { idKey, ordered, userPartition } from '../row-keys.ts';

/** What a user has set for one conversation, whether it is in his list or not. */
export interface SettingsRow {
  readonly conversation: ConversationId;
  pinned: boolean;
  /** Numbers of the bits that are set, ascending. */
  marks: readonly number[];
  custom: string;
  /** Numbers of the groups of conversations it is in, ascending. */
  groups: readonly number[];
  /** Of a conversation with another user; '' as usual. */
  remind: PeerRemind | '';
  /** Unix seconds of the last change. */
  time: number;
  /** Of the last event that changed this row: a row stays when all is as usual again, for devices that were away. */
  position: number;
}

/** A group of conversations. */
export type ConversationGroupRow = ConversationGroupName;

/** Partition of everything that a user has arranged. */
export const arrangedBy = userPartition;

/** Sort keys of the kinds of rows, each kind in one range. */
export const settingsKey = (conversation: ConversationId): string => `c${idKey(conversation)}`;
export const allSettings = { from: 'c', to: 'c~' };
export const isSettingsKey = (sort: string): boolean => sort.startsWith('c');
export const groupKey = (id: number): string => `g${ordered(id)}`;
export const allGroups = { from: 'g', to: 'g~' };
/** When he is not to be disturbed: a `DoNotDisturb`. */
export const QUIET = 'q';
/** Users whose messages he does not want at all, in one row: asked for by each of his sessions when it opens. */
export const DISCARDED = 'd';

export function newSettings(conversation: ConversationId): SettingsRow {
  return { conversation, pinned: false, marks: [], custom: '', groups: [], remind: '', time: 0, position: 0 };
}
