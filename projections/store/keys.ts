/**
 * Keys of rows: partition, NUL, sort; stored as UTF-8 and ordered by those bytes.
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

/** The key of a row, or undefined when no row can have it: a reader finds nothing there. */
export function findableKey(partition: string, sort: string): string | undefined {
  const key = `${partition}\0${sort}`;
  // Three bytes is the most that one UTF-16 unit takes.
  if (key.length * 3 <= MAX_KEY_BYTES || Buffer.byteLength(key) <= MAX_KEY_BYTES) return key;
  return undefined;
}

/** The key of a row that is written. Throws BadRowKey. */
export function storableKey(partition: string, sort: string): string {
  if (control.test(partition) || control.test(sort)) throw new BadRowKey(partition, sort, 'control character');
  const key = findableKey(partition, sort);
  if (key === undefined) throw new BadRowKey(partition, sort, `longer than ${MAX_KEY_BYTES} bytes`);
  return key;
}

/**
 * First key and first key behind all rows of a partition, narrowed to sort keys in [from, to); undefined when such a
 * partition can have no rows. Throws BadRowKey for a bound that is longer than any key.
 */
export function partitionBounds(
  partition: string,
  from = '',
  to: string | undefined = undefined,
): [start: string, end: string] | undefined {
  if (findableKey(partition, '') === undefined) return undefined;
  const start = findableKey(partition, from);
  const end = to === undefined ? `${partition}\x01` : findableKey(partition, to);
  if (start === undefined || end === undefined) throw new BadRowKey(partition, from, 'bound longer than any key');
  return [start, end];
}

/** First key and first key behind all partitions that begin with `prefix`: nothing is above the last code point. */
export function prefixBounds(prefix: string): [start: string, end: string] {
  // No partition has so long a name: an empty range.
  if (findableKey(prefix, '') === undefined) return ['', ''];
  return [prefix, `${prefix}\u{10ffff}`];
}

/** Inverse of `storableKey`. */
export function parseKey(key: string): { partition: string; sort: string } {
  const nul = key.indexOf('\0');
  return { partition: key.slice(0, nul), sort: key.slice(nul + 1) };
}
