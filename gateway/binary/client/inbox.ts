import {
  type ArrangedPush,
  type FollowPush,
  type GroupPush,
  type MessageRow,
  Packet,
  type ReadPush,
  type SyncAnswer,
} from '../protocol.ts';

/** `[10, …MessageRow]`, a ReadPush, a GroupPush, an ArrangedPush or a FollowPush, as it came. */
export type Push = readonly [typeof Packet.message, ...MessageRow] | ReadPush | GroupPush | ArrangedPush | FollowPush;

export interface InboxListener {
  message(row: MessageRow): void;
  read(push: ReadPush): void;
  group(push: GroupPush): void;
  arranged(push: ArrangedPush): void;
  follows(push: FollowPush): void;
  /** Whether an own message is one that a waiting `send` has been looking for (and has its answer now). */
  settle(row: MessageRow): boolean;
}

/**
 * Puts pushes and sync answers into one sequence without gaps and doubles. The log's position orders everything, so a
 * cursor is enough to know what has been seen; while a sync is running, pushes wait and are merged behind its answer.
 */
export class Inbox {
  /** Everything up to this position has been handed over; undefined before the first login. */
  cursor: number | undefined;
  #held: Push[] | undefined;
  /** Own messages that were answered here and may come back in a sync: `peer seq`, oldest first. */
  readonly #own = new Set<string>();
  readonly #user: string;
  readonly #listener: InboxListener;

  constructor(user: string, cursor: number | undefined, listener: InboxListener) {
    this.#user = user;
    this.cursor = cursor;
    this.#listener = listener;
  }

  /** Own messages that a cursor further on would let us forget. */
  get ownCount(): number {
    return this.#own.size;
  }

  /** Pushes wait from here on, until `start` or `synced`. */
  hold(): void {
    this.#held ??= [];
  }

  push(push: Push): void {
    if (this.#held !== undefined) this.#held.push(push);
    else this.#deliver(push);
  }

  /** An own message was answered: a sync must not bring it as news. */
  answered(peer: string, seq: number): void {
    if (seq > 0) this.#own.add(`${peer} ${seq}`);
  }

  /** First login without a cursor: everything behind `cursor` is news. */
  start(cursor: number): void {
    this.cursor = cursor;
    this.#release();
  }

  /** `own`: `ownCount` when the sync was asked for. */
  synced(answer: SyncAnswer, own: number): void {
    for (const row of answer.messages) this.#deliver([Packet.message, ...row]);
    this.advance(answer.cursor, own);
    this.#release();
  }

  /** The server says that nothing up to `cursor` is outstanding. Not while pushes are held. */
  advance(cursor: number, own: number): void {
    this.cursor = Math.max(this.cursor ?? 0, cursor);
    for (const key of this.#own) {
      if (own-- <= 0) break;
      this.#own.delete(key);
    }
  }

  get holding(): boolean {
    return this.#held !== undefined;
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const push of held) this.#deliver(push);
  }

  #deliver(push: Push): void {
    const position = push[1];
    if (push[0] === Packet.arranged) {
      // As those of groups: no sync answer brings it.
      this.cursor = Math.max(this.cursor ?? 0, position);
      this.#listener.arranged(push);
      return;
    }
    if (push[0] === Packet.followChanged) {
      this.cursor = Math.max(this.cursor ?? 0, position);
      this.#listener.follows(push);
      return;
    }
    if (isGroupPush(push)) {
      // No sync answer brings these, so none of them comes twice; one event may lead to several.
      this.cursor = Math.max(this.cursor ?? 0, position);
      this.#listener.group(push);
      return;
    }
    // 0: an online-only message has no place in the log.
    if (position > 0) {
      if (position <= (this.cursor ?? 0)) return;
      this.cursor = position;
    }
    if (push[0] === Packet.read) {
      this.#listener.read(push);
      return;
    }
    const [, ...row] = push;
    const [, seq, from, to] = row;
    if (from === this.#user && (this.#own.delete(`${to} ${seq}`) || this.#listener.settle(row))) return;
    this.#listener.message(row);
  }
}

function isGroupPush(push: Push): push is GroupPush {
  return push[0] >= Packet.groupMessage;
}
