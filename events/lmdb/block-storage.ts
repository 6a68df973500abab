import { type Database, open, type RootDatabase } from 'lmdb';
import type { BlockStorage, IndexStorage, IndexWrite, StoredBlock, StreamRow } from '../journal/storage.ts';

/** `fsync`: an append is on disk when it is acknowledged. `relaxed`: the system writes it within moments. */
export type Durability = 'fsync' | 'relaxed';

const FORMAT = 1;

/** Blocks, stream rows and index chunks in one lmdb environment. Readers never block the writer. */
export class LmdbBlockStorage implements BlockStorage {
  readonly index: IndexStorage;
  readonly #env: RootDatabase;
  readonly #blocks: Database<Buffer, number>;
  readonly #meta: Database<number, string>;

  /** `read-only`: beside a process that has the log open; throws when there is no log. */
  constructor(path: string, durability: Durability | 'read-only') {
    this.#env = open({
      path,
      maxDbs: 8,
      noMemInit: true,
      readOnly: durability === 'read-only',
      // Off: the commit itself syncs, which costs less than a commit and a later sync. On (relaxed): acknowledged at
      // commit, synced right behind it; lmdb opens at the last synced state after a power cut.
      overlappingSync: durability === 'relaxed',
    });
    this.#meta = this.#env.openDB({ name: 'meta', encoding: 'msgpack' });
    const format = this.#meta.get('format');
    if (format !== undefined && format !== FORMAT) {
      throw new Error(`the log in ${path} has format ${format}; this version reads format ${FORMAT}`);
    }
    if (format === undefined) {
      if (durability === 'read-only') throw new Error(`there is no log in ${path}`);
      this.#meta.putSync('format', FORMAT);
    }
    this.#blocks = this.#env.openDB({ name: 'blocks', encoding: 'binary' });
    this.index = new LmdbIndex(this.#env);
  }

  async append(first: number, block: Uint8Array): Promise<void> {
    await this.#blocks.put(first, block as Buffer);
  }

  floor(position: number): StoredBlock | undefined {
    const first = this.#firstAtOrBelow(position);
    if (first === undefined) return undefined;
    const bytes = this.#blocks.getBinaryFast(first);
    // The buffer is lmdb's own and longer than the value: only `length` bytes of it count.
    return bytes && { first, bytes: bytes.subarray(0, bytes.length) };
  }

  *from(position: number): Iterable<StoredBlock> {
    const start = this.#firstAtOrBelow(position) ?? 0;
    for (const { key, value } of this.#blocks.getRange({ start })) yield { first: key, bytes: value };
  }

  last(): StoredBlock | undefined {
    return this.floor(Number.MAX_SAFE_INTEGER);
  }

  async replace(blocks: readonly StoredBlock[], erased: number): Promise<void> {
    await this.#env.batch(() => {
      for (const { first, bytes } of blocks) this.#blocks.put(first, bytes as Buffer);
      this.#meta.put('erased', erased);
    });
  }

  erased(): number {
    return this.#meta.get('erased') ?? 0;
  }

  async close(): Promise<void> {
    await this.#env.close();
  }

  #firstAtOrBelow(position: number): number | undefined {
    for (const key of this.#blocks.getKeys({ start: position, reverse: true, limit: 1 })) return key;
    return undefined;
  }
}

/** Bytes per position in an index chunk: 2^48 events. */
const POSITION_BYTES = 6;

class LmdbIndex implements IndexStorage {
  readonly #env: RootDatabase;
  readonly #streams: Database<[number, number, number], string>;
  readonly #chunks: Database<Buffer, [number, number]>;
  readonly #meta: Database<number, string>;

  constructor(env: RootDatabase) {
    this.#env = env;
    this.#streams = env.openDB({ name: 'streams', encoding: 'msgpack' });
    this.#chunks = env.openDB({ name: 'chunks', encoding: 'binary' });
    this.#meta = env.openDB({ name: 'meta', encoding: 'msgpack' });
  }

  stream(name: string): StreamRow | undefined {
    const row = this.#streams.get(name);
    return row && { number: row[0], revision: row[1], position: row[2] };
  }

  chunk(stream: number, chunk: number): readonly number[] {
    const bytes = this.#chunks.get([stream, chunk]);
    const positions: number[] = [];
    for (let at = 0; bytes !== undefined && at < bytes.length; at += POSITION_BYTES) {
      positions.push(bytes.readUIntBE(at, POSITION_BYTES));
    }
    return positions;
  }

  checkpoint(): number {
    return this.#meta.get('indexed') ?? 0;
  }

  async write(rows: readonly IndexWrite[], checkpoint: number | undefined): Promise<void> {
    await this.#env.batch(() => {
      for (const { name, row, chunks } of rows) {
        this.#streams.put(name, [row.number, row.revision, row.position]);
        for (const { chunk, positions } of chunks) this.#chunks.put([row.number, chunk], pack(positions));
      }
      if (checkpoint !== undefined) this.#meta.put('indexed', checkpoint);
    });
  }
}

function pack(positions: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(positions.length * POSITION_BYTES);
  positions.forEach((position, i) => {
    bytes.writeUIntBE(position, i * POSITION_BYTES, POSITION_BYTES);
  });
  return bytes;
}
