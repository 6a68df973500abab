import type { ConfirmedMessage, Extension, ExtensionOperation, MessageRef } from '../../events/message/events.ts';
import type { GroupLabel, Person } from './notice.ts';

/** Where what is told happened: between two users, in a group or in a topic of it. */
export type MessagePlaceNotice =
  | { readonly users: readonly [string, string] }
  | {
      readonly group: GroupLabel;
    };

/** What sessions are told of messages that are there (wire-messages.md §15). */
export type MessageNotice = {
  readonly app: number;
  readonly where: MessagePlaceNotice;
  readonly position: number;
} & (
  | {
      readonly kind: 'messageRevoked';
      readonly message: MessageRef;
      readonly operator: Person;
      readonly reason: string;
    }
  | {
      readonly kind: 'messageModified';
      readonly message: MessageRef;
      readonly version: number;
      /** What it says now. */
      readonly body: Uint8Array;
    }
  | {
      /** To the author of the messages. */
      readonly kind: 'messagesConfirmed';
      readonly reader: string;
      /** Unix seconds. */
      readonly time: number;
      readonly messages: readonly Confirmed[];
    }
  | {
      readonly kind: 'extensionsChanged';
      readonly message: MessageRef;
      readonly operation: ExtensionOperation;
      readonly entries: readonly Extension[];
      readonly lastSeq: number;
    }
  | {
      readonly kind: 'reactionChanged';
      readonly message: MessageRef;
      readonly reaction: string;
      /** Who reacts so now: some of them, the latest first, and how many there are. */
      readonly users: readonly string[];
      readonly count: number;
      /** Whether those who are told are among them. */
      readonly mine: boolean;
    }
  | {
      /** To the other devices of who reacted. */
      readonly kind: 'ownReaction';
      readonly message: MessageRef;
      readonly reaction: string;
      readonly added: boolean;
    }
  | {
      /** To the other devices of who has taken messages out of his view. */
      readonly kind: 'messagesDeleted';
      readonly user: string;
      /** Ascending; empty: everything up to `upToSeq`. */
      readonly seqs: readonly number[];
      readonly upToSeq: number;
    }
);

/** In a group with how many have confirmed it and how many have not; between two users these are 1 and 0. */
export interface Confirmed {
  readonly message: ConfirmedMessage;
  readonly read: number;
  readonly unread: number;
}
