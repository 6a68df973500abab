import type { Extension, MessageRef } from '../../events/message/events.ts';

/** A message as the history has it now, looked up for a decision (`Messages` in ports.ts). */
export interface FoundMessage extends MessageRef {
  /** Set of `MessageFlag` or `GroupMessageFlag`. */
  readonly flags: number;
  /** What it says now. */
  readonly body: Uint8Array;
  /** 0 as it was sent. */
  readonly version: number;
  /** So many times it was changed: revoked, modified, extended, reacted to. */
  readonly changes: number;
  readonly state: 'there' | 'revoked' | 'removed';
}

/** What hangs on a message, for a decision about its pairs. */
export interface FoundExtensions {
  readonly lastSeq: number;
  /** Pairs with a value. */
  readonly count: number;
  /** Those that were asked for, deleted ones too. */
  readonly entries: readonly Extension[];
  /** Minute (Unix time / 60) of the last write, and writes in it. */
  readonly minute: number;
  readonly writes: number;
}

/** Reactions to a message: who reacted so, the latest first. */
export type FoundReactions = readonly (readonly [reaction: string, users: readonly string[]])[];
