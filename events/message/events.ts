/**
 * What can happen to a message after it was sent, the same in every place that has messages: in the streams of `c2c`,
 * `group` and `topic`. Source: product.md §2.13, §2.14, §2.16; wire-messages.md §7–9.
 *
 * `seq` is the message's number in its place. `by`: who did it, a UserID; '' for the server.
 */

/** The message an event is about, with what devices know it by: nobody has to look it up to be told. */
export interface MessageRef {
  readonly seq: number;
  /** Its author. */
  readonly from: string;
  readonly msgSeq: number;
  readonly random: number;
  /** Unix seconds at which it was sent. */
  readonly time: number;
  readonly clientTime: number;
  /** Those it is addressed to alone, in groups; nobody: it is for all. */
  readonly to: readonly string[];
}

/** Its fields alone. */
export function refOf({ seq, from, msgSeq, random, time, clientTime, to }: MessageRef): MessageRef {
  return { seq, from, msgSeq, random, time, clientTime, to };
}

/** Whether a message is there for one of its place: one to some members is for them and its author. */
export function isAddressedTo({ from, to }: Pick<MessageRef, 'from' | 'to'>, user: string): boolean {
  return to.length === 0 || from === user || to.includes(user);
}

/** A message that somebody confirms to have read. */
export type ConfirmedMessage = readonly [seq: number, from: string, msgSeq: number, random: number, clientTime: number];

/** A pair on a message; `seq` grows with every change of any pair of that message. '' as value: deleted. */
export type Extension = readonly [key: string, value: string, seq: number];
export type ExtensionOperation = 'set' | 'delete' | 'clear';

/** Events that carry the how-manieth change of their message they are, from 1 without gaps (`actors/message/changes.ts`). */
interface Changing extends MessageRef {
  readonly change: number;
}

export interface MessageEvents {
  /** The fact and the number stay; what was said is shown to nobody but its author. */
  MessageRevoked: Changing & { readonly by: string; readonly reason: string };
  /** `body` replaces what was said. `version`: from 1, as clients compare it. */
  MessageModified: Changing & { readonly version: number; readonly by: string; readonly body: Uint8Array };
  /** Gone from the view of one user; the others keep them. Ascending. */
  MessagesDeleted: { readonly user: string; readonly seqs: readonly number[] };
  /** Everything up to `upToSeq` is gone from the view of one user. The conversation stays. */
  HistoryCleared: { readonly user: string; readonly upToSeq: number };
  /** Gone for everybody, without notice (rest-api.md §16.7). Ascending; all by one author. */
  MessagesRemoved: { readonly seqs: readonly number[]; readonly from: string; readonly by: string };
  /** Everything up to `upToSeq` is gone for everybody (rest-api.md §16.8). */
  HistoryRemoved: { readonly upToSeq: number; readonly by: string };
  /** `reader` confirms single messages that asked for it; unread counts do not change. */
  MessagesConfirmed: { readonly reader: string; readonly messages: readonly ConfirmedMessage[] };
  /** `entries`: what is written, or deleted (with '' as value); of `clear` none. `lastSeq`: of the message's pairs. */
  ExtensionsChanged: Changing & {
    readonly operation: ExtensionOperation;
    readonly entries: readonly Extension[];
    readonly lastSeq: number;
    readonly by: string;
  };
  ReactionChanged: Changing & { readonly reaction: string; readonly user: string; readonly added: boolean };
}

export type MessageEventType = keyof MessageEvents;
