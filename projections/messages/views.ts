import type { Projection, RowReader } from '../projection.ts';
import { appOf, idKey, ordered, userKeyOf, userPartition } from '../row-keys.ts';

/**
 * What single users have taken out of their view of a place (product.md §2.13): all up to a number, and messages behind
 * it. Who has done neither has no row.
 */
export interface ViewRow {
  /** Nothing up to here is his to see. */
  clearedSeq: number;
  /** Highest seq that was deleted by itself, 0 for none. */
  lastDeleted: number;
}

/** Numbers of deleted messages, ascending: those of one block. */
export type DeletedBlock = number[];

const BLOCK = 256;

/** Partition of a user's views. Sort: the place's stream; blocks: `blockKey`. */
export const viewsPartition = (app: number | string, userKey: string): string =>
  `${userPartition(app, userKey)}\tviews`;
const blockKey = (stream: string, seq: number): string => `${stream}\t${ordered(Math.floor((seq - 1) / BLOCK))}`;

export const messageViews: Projection = {
  name: 'message-views',
  version: 1,
  handlers: {
    MessagesDeleted({ stream, data }, rows) {
      const partition = viewsPartition(appOf(stream), idKey(data.user));
      const view = rows.get<ViewRow>(partition, stream) ?? { clearedSeq: 0, lastDeleted: 0 };
      const blocks = new Map<string, Set<number>>();
      for (const seq of data.seqs) {
        const key = blockKey(stream, seq);
        const block = blocks.get(key) ?? new Set(rows.get<DeletedBlock>(partition, key) ?? []);
        blocks.set(key, block.add(seq));
      }
      for (const [key, block] of blocks) {
        rows.put(
          partition,
          key,
          [...block].sort((one, other) => one - other),
        );
      }
      view.lastDeleted = Math.max(view.lastDeleted, ...data.seqs);
      rows.put(partition, stream, view);
    },

    HistoryCleared({ stream, data }, rows) {
      const partition = viewsPartition(appOf(stream), idKey(data.user));
      const view = rows.get<ViewRow>(partition, stream) ?? { clearedSeq: 0, lastDeleted: 0 };
      // What lies before is hidden whatever the blocks say: they go.
      const blocks =
        view.lastDeleted > 0
          ? rows.range<DeletedBlock>(partition, { from: `${stream}\t`, to: blockKey(stream, data.upToSeq) })
          : [];
      for (const { sort } of blocks) rows.delete(partition, sort);
      view.clearedSeq = Math.max(view.clearedSeq, data.upToSeq);
      rows.put(partition, stream, view);
    },

    /** Views of a deleted account go with it. */
    AccountDeleted({ stream }, rows) {
      const partition = viewsPartition(appOf(stream), userKeyOf(stream));
      for (const { sort } of rows.range(partition)) rows.delete(partition, sort);
    },
  },
};

/** What one user has taken out of his view of a place. */
export interface View {
  readonly clearedSeq: number;
  /** Whether a message behind `clearedSeq` was deleted by itself. */
  hides(seq: number): boolean;
  /** Messages behind a seq that were deleted by themselves, ascending. */
  readonly deleted: readonly number[];
}

const EVERYTHING: View = { clearedSeq: 0, hides: () => false, deleted: [] };

/** `low` and `high`: seqs that matter, inclusive. */
export async function viewOf(
  views: RowReader,
  at: { readonly app: number; readonly user: string; readonly stream: string },
  low: number,
  high: number,
): Promise<View> {
  const partition = viewsPartition(at.app, idKey(at.user));
  const found = views.get<ViewRow>(partition, at.stream);
  const row = found instanceof Promise ? await found : found;
  if (row === undefined) return EVERYTHING;
  const { clearedSeq, lastDeleted } = row;
  if (lastDeleted < Math.max(low, clearedSeq + 1)) return { ...EVERYTHING, clearedSeq };
  const bounds = { from: blockKey(at.stream, Math.max(1, low)), to: `${blockKey(at.stream, high)}~` };
  const blocks = views.range<DeletedBlock>(partition, bounds);
  const deleted = (blocks instanceof Promise ? await blocks : blocks)
    .flatMap(({ value }) => value)
    .filter((seq) => seq > clearedSeq && seq >= low && seq <= high);
  const set = new Set(deleted);
  return { clearedSeq, hides: (seq) => set.has(seq), deleted };
}
