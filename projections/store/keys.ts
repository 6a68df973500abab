/**
 * Keys of rows as bytes: partition, NUL, sort, in UTF-8.
 *
 * NUL and not TAB stands between the two, because partitions hold TABs themselves: with TAB, the sort key `b\tc` of
 * partition `a` and the sort key `c` of partition `a\tb` would be one key. NUL is below every byte a name may hold, so that
 * the order of the bytes is the order of the pairs (partition, sort).
 */

/** LMDB takes no longer key with pages of 4 KB. Every driver refuses the same length, so that data moves between them. */
export const MAX_KEY_BYTES = 1978;

/** A row that no driver can store: its name has a control character or is too long. */
export class BadRowKey extends Error {
  readonly temporary = false;
  constructor(
    readonly partition: string,
    readonly sort: string,
    reason: string,
  ) {
    super(`row key ${JSON.stringify(`${partition.slice(0, 80)} ${sort.slice(0, 80)}`)}: ${reason}`);
    this.name = 'BadRowKey';
  }
}

const control = /[\x00-\x08\x0a-\x1f]/;

/** The key as bytes, or undefined when no row can have it: a reader finds nothing there. */
export function findableKey(partition: string, sort: string): Buffer | undefined {
  const key = Buffer.from(`${partition}\0${sort}`, 'utf8');
  return key.length > MAX_KEY_BYTES ? undefined : key;
}

/** The key as bytes, for a write. Throws BadRowKey. */
export function storableKey(partition: string, sort: string): Buffer {
  if (control.test(partition) || control.test(sort)) throw new BadRowKey(partition, sort, 'control character');
  const key = findableKey(partition, sort);
  if (!key) throw new BadRowKey(partition, sort, `longer than ${MAX_KEY_BYTES} bytes`);
  return key;
}

/** First key and first key behind all rows of a partition, narrowed to sort keys in [from, to). */
export function partitionBounds(partition: string, from: string | undefined, to: string | undefined): [Buffer, Buffer] {
  return [
    Buffer.from(`${partition}\0${from ?? ''}`, 'utf8'),
    to === undefined ? Buffer.from(`${partition}\x01`, 'utf8') : Buffer.from(`${partition}\0${to}`, 'utf8'),
  ];
}

/** First key and first key behind all partitions that begin with `prefix`. 0xFF stands in no UTF-8 text. */
export function prefixBounds(prefix: string): [Buffer, Buffer] {
  const start = Buffer.from(prefix, 'utf8');
  return [start, Buffer.concat([start, Buffer.of(0xff)])];
}

/** Inverse of `storableKey`. */
export function parseKey(key: Uint8Array): { partition: string; sort: string } {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  const nul = bytes.indexOf(0);
  return { partition: bytes.toString('utf8', 0, nul), sort: bytes.toString('utf8', nul + 1) };
}
