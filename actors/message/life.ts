import type { ConfirmedMessage, MessageEvents } from '../../events/message/events.ts';
import type { ChangedExtensions } from '../commands/message-types.ts';
import type { Changing, Stale } from './changes.ts';
import { type Extend, extend } from './extensions.ts';
import { type Modified, type Modify, modify } from './modifying.ts';
import { type React, react } from './reactions.ts';
import { type Revoke, revoke } from './revoking.ts';
import { clear, confirm, deleteFor, remove, removeHistory } from './viewing.ts';

/** What can be decided about messages that are there: the same in every kind of place. */
export type MessageDecisions = {
  revoke: { data: Revoke; reply: undefined | Stale };
  modify: { data: Modify; reply: Modified | Stale };
  deleteFor: { data: { readonly user: string; readonly seqs: readonly number[] }; reply: undefined };
  clear: { data: { readonly user: string }; reply: undefined };
  remove: { data: { readonly seqs: readonly number[]; readonly from: string; readonly by: string }; reply: undefined };
  removeHistory: { data: { readonly upToSeq: number | undefined; readonly by: string }; reply: undefined };
  confirm: { data: { readonly reader: string; readonly messages: readonly ConfirmedMessage[] }; reply: undefined };
  extend: { data: Extend; reply: ChangedExtensions | Stale };
  react: { data: React; reply: undefined | Stale };
};

export const messageDecisions = {
  revoke,
  modify,
  deleteFor,
  clear,
  remove,
  removeHistory,
  confirm,
  extend,
  react,
} as const;

type Evolutions = {
  readonly [T in keyof MessageEvents]: (state: Changing, data: MessageEvents[T]) => void;
};

const changed = ({ changed }: Changing, { seq, change }: { readonly seq: number; readonly change: number }): void =>
  changed.note(seq, change);
// Whose view a message is gone from, and who has confirmed it, decides nothing.
const nothing = (): void => {};

export const messageEvolutions: Evolutions = {
  MessageRevoked: changed,
  MessageModified: changed,
  ExtensionsChanged: changed,
  ReactionChanged: changed,
  MessagesDeleted: nothing,
  HistoryCleared: nothing,
  MessagesRemoved: nothing,
  HistoryRemoved: nothing,
  MessagesConfirmed: nothing,
};
