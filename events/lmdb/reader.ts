import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EventCodec } from '../codec.ts';
import type { Envelope } from '../envelope.ts';
import { BlockReader } from '../journal/block.ts';
import type { StoredBlock } from '../journal/storage.ts';
import { LmdbBlockStorage } from './block-storage.ts';

/** A log opened for reading only, beside the process that writes it: for replay, verification and backups. */
export interface LogReader {
  /** Events behind `after`, in order. Throws DamagedRecord when it meets one. */
  readAll(options: { readonly after: number }): AsyncIterable<Envelope>;
  /** Events of one stream: found by reading the whole log. */
  read(stream: string): AsyncIterable<Envelope>;
  /** The blocks as stored. */
  blocks(): Iterable<StoredBlock>;
  close(): Promise<void>;
}

/** Throws when there is no log in `path`. */
export function openLmdbReader(path: string): LogReader {
  if (!existsSync(join(path, 'data.mdb'))) throw new Error(`there is no log in ${path}`);
  const storage = new LmdbBlockStorage(path, 'read-only');
  const codec = new EventCodec();

  async function* readAll({ after }: { readonly after: number }): AsyncIterable<Envelope> {
    for (const block of storage.from(after + 1)) {
      const reader = new BlockReader(block.bytes, block.first, codec);
      reader.seek(after + 1);
      for (let event = reader.next(); event !== undefined; event = reader.next()) yield event;
    }
  }

  return {
    readAll,
    async *read(stream) {
      for await (const event of readAll({ after: 0 })) if (event.stream === stream) yield event;
    },
    blocks: () => storage.from(0),
    close: () => storage.close(),
  };
}
