import type { RowReader } from '../projection.ts';
import { ordered } from '../row-keys.ts';

/**
 * What has become of one message since it was sent; most messages have no such row. Partition: the stream of its place;
 * sort: `ordered(seq)`.
 */
export interface LifeRow {
  readonly seq: number;
  /** Changes so far: what decisions about it rest on. */
  changes: number;
  /** Null while it stands. */
  revoked: Revoked | null;
  /** Taken away for everybody. */
  removed: boolean;
  /** 0 as it was sent. */
  version: number;
  /** Revision of the event that holds what it says now; -1: its own. */
  bodyRevision: number;
  /** Unix seconds of the newest modification, 0 without one. */
  modifiedAt: number;
  /** How many have confirmed it. */
  confirmed: number;
  /** Unix seconds of the newest confirmation, 0 without one. */
  confirmedAt: number;
  extensions: ExtensionsHead | null;
  /** Who has reacted how; a user's latest reaction first. */
  reactions: Reaction[];
}

export interface Revoked {
  readonly by: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface ExtensionsHead {
  lastSeq: number;
  /** Pairs up to here are void. */
  clearSeq: number;
  /** Pairs with a value. */
  count: number;
  /** Unix time / 60 of the last write, and writes in that minute. */
  minute: number;
  writes: number;
}

export type Reaction = [reaction: string, users: string[]];

export const lifeKey = ordered;

export function newLife(seq: number): LifeRow {
  return {
    seq,
    changes: 0,
    revoked: null,
    removed: false,
    version: 0,
    bodyRevision: -1,
    modifiedAt: 0,
    confirmed: 0,
    confirmedAt: 0,
    extensions: null,
    reactions: [],
  };
}

/** Partition of the pairs of all messages of a place; sort: `extensionKey`. */
export const extensionsPartition = (stream: string): string => `${stream}\text`;
export const extensionKey = (seq: number, key: string): string => `${ordered(seq)}\t${key}`;
/** Range bounds of the pairs of one message. */
export const extensionsOf = (seq: number) => ({ from: `${ordered(seq)}\t`, to: `${ordered(seq)}\t~` });

/** Partition of who has confirmed one message; sort: the user; value: `ConfirmationRow`. */
export const confirmationsPartition = (stream: string, seq: number): string => `${stream}\tread\t${ordered(seq)}`;
export interface ConfirmationRow {
  readonly user: string;
  /** Unix seconds. */
  readonly time: number;
}

/** Most rows that are read one by one; more are read as a range, whatever lies between. */
const FEW = 3;

/** What has become of some messages of a place, by seq; those that nothing happened to are not there. Rows are copies. */
export async function livesOf(
  lives: RowReader,
  stream: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Readonly<LifeRow>>> {
  const found = new Map<number, Readonly<LifeRow>>();
  if (seqs.length === 0) return found;
  if (seqs.length <= FEW) {
    for (const seq of seqs) {
      const got = lives.get<LifeRow>(stream, lifeKey(seq));
      const row = got instanceof Promise ? await got : got;
      if (row) found.set(seq, { ...row });
    }
    return found;
  }
  const wanted = new Set(seqs);
  const bounds = { from: lifeKey(Math.min(...seqs)), to: lifeKey(Math.max(...seqs) + 1) };
  const rows = lives.range<LifeRow>(stream, bounds);
  for (const { value } of rows instanceof Promise ? await rows : rows) {
    if (wanted.has(value.seq)) found.set(value.seq, { ...value });
  }
  return found;
}
