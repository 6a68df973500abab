import { mkdirSync } from 'node:fs';
import { EventCodec } from '../codec.ts';
import { Journal } from '../journal/journal.ts';
import { type Durability, LmdbBlockStorage } from './block-storage.ts';
import { lockDirectory } from './lock.ts';

export interface LmdbLogOptions {
  /** Directory of the log; made if it is missing. One process at a time. */
  readonly path: string;
  readonly durability: Durability;
  /** Default 64 MiB: more than this waiting for the disk is refused with `LogOverloaded`. */
  readonly maxWaitingBytes?: number;
  readonly onError?: (error: unknown) => void;
}

/** Opens the default log: one machine, no services. Throws when another process has it open. */
export async function openLmdbLog(options: LmdbLogOptions): Promise<Journal> {
  mkdirSync(options.path, { recursive: true });
  const unlock = await lockDirectory(options.path);
  const storage = new LmdbBlockStorage(options.path, options.durability);
  const journal = new Journal({
    storage: {
      index: storage.index,
      append: (first, block) => storage.append(first, block),
      floor: (position) => storage.floor(position),
      from: (position) => storage.from(position),
      last: () => storage.last(),
      replace: (blocks, erased) => storage.replace(blocks, erased),
      erased: () => storage.erased(),
      close: async () => {
        await storage.close();
        await unlock();
      },
    },
    codec: new EventCodec(),
    maxWaitingBytes: options.maxWaitingBytes ?? 64 * 1024 * 1024,
    defer: setImmediate,
    delay: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    onSubscriberError: options.onError ?? ((error) => queueMicrotask(() => Promise.reject(error))),
  });
  await journal.recover();
  return journal;
}
