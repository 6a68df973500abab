/** Where a journal keeps its blocks and its stream index. Small on purpose: a driver is this and nothing more. */
export interface BlockStorage {
  /** Stores a block under its first position; resolves when it is durable in the driver's sense. */
  append(first: number, block: Uint8Array): Promise<void>;
  /** The block that holds `position`: the one with the greatest first position not above it. Valid until the next call. */
  floor(position: number): StoredBlock | undefined;
  /** Blocks in order, from the one that holds `position`. Each is a copy. */
  from(position: number): Iterable<StoredBlock>;
  last(): StoredBlock | undefined;
  /** Puts shorter blocks in the place of blocks that are there, and notes `erased`; all or nothing, durable when it resolves. */
  replace(blocks: readonly StoredBlock[], erased: number): Promise<void>;
  /** As it was noted last; 0 when nothing was. */
  erased(): number;
  /** Undefined for a storage that keeps no index: the journal rebuilds it from the blocks at opening. */
  readonly index: IndexStorage | undefined;
  close(): Promise<void>;
}

export interface StoredBlock {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Where a stream stands. `number` is the position of its first event: unique, and known without a counter. */
export interface StreamRow {
  readonly number: number;
  readonly revision: number;
  readonly position: number;
}

/**
 * The stream index, written behind: which positions the events of a stream have, in chunks of `CHUNK` revisions. It
 * may lag behind the blocks, never run ahead of them; what lies behind `checkpoint` is read again at opening.
 */
export interface IndexStorage {
  stream(name: string): StreamRow | undefined;
  chunk(stream: number, chunk: number): readonly number[];
  checkpoint(): number;
  write(rows: readonly IndexWrite[], checkpoint: number | undefined): Promise<void>;
}

export interface IndexWrite {
  readonly name: string;
  readonly row: StreamRow;
  readonly chunks: readonly { readonly chunk: number; readonly positions: readonly number[] }[];
}

/** Revisions per index chunk. Stored: changing it needs a rebuild of the index. */
export const CHUNK = 64;
