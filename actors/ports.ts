import type { C2cEvents } from '../events/c2c/events.ts';
import type { GroupEvents } from '../events/group/events.ts';

/**
 * What a command needs to know that an entity of its own does not hold. The composition root hands over projections.
 * Answers may lag behind the log by one commit; the deciders hold the rules that may not.
 */

/** A user as others see him. */
export interface Account {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
}

export interface Accounts {
  /** The account, or undefined when nobody of that id exists (or the account was deleted). */
  find(app: number, user: string): Account | undefined;
}

/** What makes an imported message the same as one that is stored (rest-api.md §5.3). */
export interface C2cKey {
  readonly msgSeq: number;
  readonly random: number;
  /** Unix seconds. */
  readonly time: number;
}

export interface C2cHistory {
  /** Highest conversation seq whose message time is not later than `time` (Unix seconds), 0 when there is none. */
  seqAtTime(app: number, viewer: string, peer: string, time: number): Promise<number>;
  /** Time (Unix seconds) of the newest message whose seq is not above `seq`, 0 when there is none. */
  timeAtSeq(app: number, viewer: string, peer: string, seq: number): Promise<number>;
  /** Whether a message of this key is stored between the two, in either direction. */
  has(app: number, one: string, other: string, key: C2cKey): Promise<boolean>;
}

/** A message to connected devices only: stored nowhere (online-only messages, product.md §2.12). */
export interface TransientMessage {
  readonly app: number;
  readonly message: C2cEvents['C2cMessageSent'];
  /** Instance that sent it, so that it gets no echo. */
  readonly origin: number;
}

/** Tells connected devices something that is not an event of the log. */
export interface Notifier {
  transientMessage(message: TransientMessage): void;
  transientGroupMessage(message: TransientGroupMessage): void;
}

/** How many groups somebody is in. */
export interface Memberships {
  count(app: number, user: string): Promise<{ readonly groups: number; readonly communities: number }>;
  /** For each time (Unix seconds) the highest seq of a group's message from before it. */
  seqsBefore(app: number, group: string, times: readonly number[]): Promise<readonly number[]>;
}

/** A message of a group that is kept nowhere: to connected members only. */
export interface TransientGroupMessage {
  readonly app: number;
  readonly group: string;
  readonly message: GroupEvents['GroupMessageSent'];
  readonly origin: number;
}

/** Words that nobody else has: ids of groups, keys of requests. */
export interface Words {
  /** 13 characters of 0-9 A-V. */
  next(): string;
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** Which node runs the actor of a stream (architecture.md §4). */
export interface Placement {
  ownerOf(stream: string): 'here' | { readonly node: string };
}
