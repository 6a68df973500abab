import { compareUtf8 } from '../store/order.ts';
import type { RangeOptions } from '../store.ts';
import type { Entry } from './row-cache.ts';

/** Changed rows of a partition inside the bounds, in the order asked for: what lies over the stored rows of a range. */
export function changedInRange(rows: ReadonlyMap<string, Entry> | undefined, options: RangeOptions): Entry[] {
  if (!rows) return [];
  const { from, to, reverse } = options;
  const inside: Entry[] = [];
  for (const entry of rows.values()) {
    if (from !== undefined && compareUtf8(entry.sort, from) < 0) continue;
    if (to !== undefined && compareUtf8(entry.sort, to) >= 0) continue;
    inside.push(entry);
  }
  inside.sort((one, other) => compareUtf8(one.sort, other.sort));
  return reverse ? inside.reverse() : inside;
}

/** Stored rows with the changed ones laid over them: a changed row replaces, a deleted one hides. */
export function mergeRange<S extends { readonly sort: string }, T>(
  stored: readonly S[],
  changed: readonly Entry[],
  options: RangeOptions,
  take: { stored(row: S): T; changed(entry: Entry): T },
): T[] {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const sign = options.reverse ? -1 : 1;
  const merged: T[] = [];
  let s = 0;
  let c = 0;
  while (merged.length < limit) {
    const row = stored[s];
    const entry = changed[c];
    if (!row && !entry) break;
    const order = !row ? 1 : !entry ? -1 : sign * compareUtf8(row.sort, entry.sort);
    if (row && order < 0) {
      merged.push(take.stored(row));
      s++;
      continue;
    }
    if (order === 0) s++;
    if (entry && entry.value !== undefined) merged.push(take.changed(entry));
    c++;
  }
  return merged;
}
