import { type MessageChangePush, Packet, Request, type Where } from '../protocol.ts';
import { pack, unpack } from './link.ts';
import type { MessageBody } from './options.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** Where a message is: in the conversation with a user, or in a group or a topic, by its id. */
export type MessageWhere = { readonly peer: string } | { readonly group: string };

export interface MessageResult {
  readonly seq: number;
  /** 0: done. */
  readonly code: number;
  readonly problem: string;
}

export interface Reaction {
  readonly reaction: string;
  readonly count: number;
  readonly users: readonly string[];
  readonly mine: boolean;
}

/** Something happened to messages that are there; `what` and `fields` as in protocol.ts. */
export interface MessageChange {
  readonly what: string;
  /** The two users of a conversation, or the id of a group or topic. */
  readonly place: string | readonly [string, string];
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface MessageListener {
  onMessageChange?(change: MessageChange): void;
}

/** What is done with messages that are there, by their numbers. */
export class Messages {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async revoke(where: MessageWhere, seqs: readonly number[], reason = ''): Promise<readonly MessageResult[]> {
    const results = await this.#ask<readonly [number, number, string][]>(Request.revoke, wire(where), seqs, reason);
    return results.map(([seq, code, problem]) => ({ seq, code, problem }));
  }

  /** `version`: the one that is known, 0 for a message as it was sent. `conflict`: somebody else was faster. */
  async modify(
    where: MessageWhere,
    seq: number,
    version: number,
    change: Partial<MessageBody>,
  ): Promise<{ readonly version: number; readonly body: MessageBody; readonly conflict: boolean }> {
    const elements = change.elements && pack([change.elements, '']);
    const args = [wire(where), seq, version, elements ?? null, change.cloudCustomData ?? null];
    const [now, bytes, conflict] = await this.#ask<readonly [number, Uint8Array, boolean]>(Request.modify, ...args);
    const [said, cloudCustomData] = unpack(bytes) as [MessageBody['elements'], string];
    return { version: now, body: { elements: said, cloudCustomData }, conflict };
  }

  /** From this user's view alone. */
  delete(where: MessageWhere, seqs: readonly number[]): Promise<void> {
    return this.#ask(Request.deleteMessages, wire(where), seqs);
  }

  clear(where: MessageWhere): Promise<void> {
    return this.#ask(Request.clearHistory, wire(where));
  }

  /** Tells the authors of messages that asked for it that they are read. */
  confirm(where: MessageWhere, seqs: readonly number[]): Promise<void> {
    return this.#ask(Request.confirm, wire(where), seqs);
  }

  async receipts(group: string, seqs: readonly number[]) {
    const rows = await this.#ask<readonly [number, number, number, number][]>(Request.receipts, group, seqs);
    return rows.map(([seq, code, read, unread]) => ({ seq, code, read, unread }));
  }

  async receiptMembers(group: string, seq: number, read: boolean, limit: number, cursor = '') {
    const args = [group, seq, read, cursor, limit];
    const [rows, next] = await this.#ask<readonly [readonly [string, number][], string]>(
      Request.receiptMembers,
      ...args,
    );
    return { members: rows.map(([user, time]) => ({ user, time })), cursor: next };
  }

  async setExtensions(
    where: MessageWhere,
    seq: number,
    pairs: readonly { readonly key: string; readonly value: string; readonly seq?: number }[],
  ) {
    return this.#extend(where, seq, 'set', pairs);
  }

  /** Without keys: all of them. */
  async deleteExtensions(
    where: MessageWhere,
    seq: number,
    keys: readonly { readonly key: string; readonly seq: number }[] = [],
  ) {
    return this.#extend(where, seq, keys.length === 0 ? 'clear' : 'delete', keys);
  }

  async extensions(where: MessageWhere, seq: number, startSeq = 0) {
    const args = [wire(where), seq, startSeq];
    const [lastSeq, clearSeq, rows, complete] = await this.#ask<
      readonly [number, number, readonly [string, string, number][], boolean]
    >(Request.extensions, ...args);
    return { lastSeq, clearSeq, complete, pairs: rows.map(([key, value, at]) => ({ key, value, seq: at })) };
  }

  react(where: MessageWhere, seq: number, reaction: string, added = true): Promise<void> {
    return this.#ask(Request.react, wire(where), seq, reaction, added);
  }

  async reactions(where: MessageWhere, seqs: readonly number[], users = 10): Promise<ReadonlyMap<number, Reaction[]>> {
    const found = await this.#ask<readonly [number, readonly [string, number, string[], boolean][]][]>(
      Request.reactions,
      wire(where),
      seqs,
      users,
    );
    return new Map(
      found.map(([seq, rows]) => [
        seq,
        rows.map(([reaction, count, some, mine]) => ({ reaction, count, users: some, mine })),
      ]),
    );
  }

  async reactionUsers(where: MessageWhere, seq: number, reaction: string, limit: number, after = 0) {
    const args = [wire(where), seq, reaction, after, limit];
    const [users, next] = await this.#ask<readonly [readonly string[], number]>(Request.reactionUsers, ...args);
    return { users, next };
  }

  async #extend(
    where: MessageWhere,
    seq: number,
    operation: 'set' | 'delete' | 'clear',
    pairs: readonly { readonly key: string; readonly value?: string; readonly seq?: number }[],
  ) {
    const list = pairs.map(({ key, value = '', seq: known = 0 }) => [key, value, known]);
    const [lastSeq, rows] = await this.#ask<readonly [number, readonly [number, string, string, number][]]>(
      Request.changeExtensions,
      wire(where),
      seq,
      operation,
      list,
    );
    return { lastSeq, results: rows.map(([code, key, value, at]) => ({ code, key, value, seq: at })) };
  }
}

function wire(where: MessageWhere): Where {
  return 'peer' in where ? ['peer', where.peer] : ['group', where.group];
}

/** One row per kind of push (protocol.ts). */
export const tellChange = {
  [Packet.messageChange]: (row: readonly unknown[], listener: MessageListener): void => {
    const [what, place, fields] = row as [string, MessageChangePush[3], MessageChangePush[4]];
    listener.onMessageChange?.({ what, place, fields });
  },
} as const;
