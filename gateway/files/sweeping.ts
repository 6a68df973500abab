import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlobStore } from './blob-store.ts';
import type { FileRecord, FileRecords } from './records.ts';
import type { Thumbnails } from './thumbnails.ts';
import { sides } from './urls.ts';

/** Records looked at in one turn of the event loop. */
const SLICE = 1000;

/**
 * Removes files by age. A blob goes with the last file that has its content; `spared` are those that came meanwhile.
 * Resolves to the number of files.
 */
export async function sweepFiles({
  records,
  store,
  thumbnails,
  before,
  spared,
}: {
  readonly records: FileRecords;
  readonly store: BlobStore;
  readonly thumbnails: Thumbnails;
  readonly before: number;
  readonly spared: ReadonlySet<string>;
}): Promise<number> {
  const old: FileRecord[] = [];
  const needed = new Set<string>();
  let seen = 0;
  for (const record of records.all()) {
    if (record.time < before) old.push(record);
    else needed.add(record.blob);
    if (++seen % SLICE === 0) await nextTurn();
  }
  for (const record of old) {
    await records.remove(record);
    if (needed.has(record.blob) || spared.has(record.blob)) continue;
    await thumbnails.remove(record.blob, Object.values(sides));
    await store.remove(record.blob);
  }
  return old.length;
}
