import { escapeId } from '../events/stream.ts';

/** SDKAppID in the name of a stream, as text. */
export function appOf(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1, stream.indexOf('.'));
}

/** UserID in the name of a `user` stream, escaped as it stands there: the form in which ids stand in row keys. */
export function userKeyOf(stream: string): string {
  return stream.slice(stream.indexOf('.') + 1);
}

/** Partition of everything that belongs to one user. `userKey` is the escaped UserID. */
export function userPartition(app: number | string, userKey: string): string {
  return `${app}\t${userKey}`;
}

/** An id as it stands in row keys: no control character, no surprise in the order. */
export const idKey = escapeId;

/** A number of up to ten digits (Unix seconds, seq) whose text has the order of its value. */
export function ordered(value: number): string {
  return String(value).padStart(10, '0');
}

/** Sort keys of numbered blocks; the low ones are made once, because they come up with every message. */
export function blockKeys(prefix: string): (block: number) => string {
  const kept: string[] = [];
  return (block) => {
    if (block >= KEPT_BLOCKS) return prefix + ordered(block);
    kept[block] ??= prefix + ordered(block);
    return kept[block] ?? '';
  };
}

const KEPT_BLOCKS = 1024;
