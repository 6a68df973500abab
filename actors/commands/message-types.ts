import type { Caller } from '../../events/caller.ts';
import type { Extension, ExtensionOperation } from '../../events/message/events.ts';
import type { MessageKey, MessageName, MessagePlace } from '../../events/message/place.ts';
import type { MessageBody } from '../message/body.ts';

export type { MessageKey, MessageName, MessagePlace };

export interface OneMessage {
  readonly place: MessagePlace;
  readonly message: MessageName;
}

export interface SomeMessages {
  readonly place: MessagePlace;
  readonly messages: readonly MessageName[];
}

export interface ModifyMessage extends OneMessage {
  /** The version that the caller knows, 0 for a message as it was sent; absent (administrators): whatever it is. */
  readonly version?: number | undefined;
  /** What changes; the rest stays. */
  readonly elements?: MessageBody['elements'] | undefined;
  readonly cloudCustomData?: string | undefined;
}

/** What the message says now. `conflict`: somebody else was faster, and nothing has changed (20027). */
export interface ModifiedMessage {
  readonly version: number;
  readonly body: MessageBody;
  readonly conflict: boolean;
}

export interface ChangeExtensions extends OneMessage {
  readonly operation: ExtensionOperation;
  /** `seq`: the newest that the caller knows of the key, 0 for none. Administrators are not asked for it. */
  readonly entries: readonly { readonly key: string; readonly value: string; readonly seq: number }[];
}

/** Per pair: code 0, or 23001 with the pair as it is (rest-api.md §6.1). */
export interface ChangedExtensions {
  readonly lastSeq: number;
  readonly entries: readonly { readonly code: number; readonly entry: Extension }[];
}

/** A part of a streamed message, in the public form (rest-api.md §3.3). */
export interface StreamChunk {
  readonly EventType: string;
  /** From 1, one more with each part. */
  readonly Index: number;
  readonly Markdown: string;
  readonly IsLast: boolean;
}

/** What became of one message of a list; 0 is done. */
export interface MessageResult {
  readonly message: MessageName;
  readonly code: number;
  readonly problem: string;
}

/**
 * What is done with messages that are there. Codes of a place that cannot be entered are those of `sendC2c` and
 * `sendGroupMessage`; between two users a caller is one of them, or an administrator.
 */
export interface MessageCommands {
  /**
   * Per message: 20022/10030 no such message, 20023 recalled already, 20016/10031 too late, 20001/10007 not his to recall,
   * 10033 not in a group of this type.
   */
  revokeMessages(
    caller: Caller,
    command: SomeMessages & { readonly reason?: string | undefined },
  ): Promise<readonly MessageResult[]>;
  /** 20022/10052 no such message, 20023 recalled, 90001… as for a new body. */
  modifyMessage(caller: Caller, command: ModifyMessage): Promise<ModifiedMessage>;
  /** From the view of `user` alone. Unknown messages are nothing to delete. */
  deleteMessages(caller: Caller, command: SomeMessages & { readonly user: string }): Promise<void>;
  /** Everything there is now, from the view of `user` alone. */
  clearHistory(caller: Caller, command: { readonly place: MessagePlace; readonly user: string }): Promise<void>;
  /**
   * Administrators only: the next part of a message that was begun with `streamed`. 20022/10052 no such message, 10004 not
   * the next part, or none may follow: it has ended, or waited for 15 seconds.
   */
  continueStream(
    caller: Caller,
    command: OneMessage & { readonly chunks: readonly StreamChunk[] },
  ): Promise<{ readonly version: number }>;
  /** Administrators only: for everybody, the author's last 1,000 in a group. */
  removeMessagesOf(
    caller: Caller,
    command: { readonly place: MessagePlace; readonly sender: string },
  ): Promise<{ readonly removed: number }>;
  /** Administrators only: for everybody, up to a number; absent: everything. */
  removeHistory(
    caller: Caller,
    command: { readonly place: MessagePlace; readonly upToSeq?: number | undefined },
  ): Promise<void>;
  /** Confirms messages to `reader` that ask for it; others are passed over. 10062: in a group none of them asks. */
  confirmMessages(caller: Caller, command: SomeMessages & { readonly reader: string }): Promise<void>;
  /** 23002 sent without extensions, 23003 too many writes, 23004 no such message, 10004 too long or too many. */
  changeExtensions(caller: Caller, command: ChangeExtensions): Promise<ChangedExtensions>;
  /** 23004 no such message, 23005 too many reactions, 23006 too many users, 23007 reacted so already. */
  react(caller: Caller, command: OneMessage & { readonly reaction: string; readonly added: boolean }): Promise<void>;
}
