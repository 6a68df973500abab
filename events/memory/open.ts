import { EventCodec } from '../codec.ts';
import { Journal, type JournalOptions } from '../journal/journal.ts';
import { MemoryBlockStorage, MemoryDisk } from './block-storage.ts';

export interface MemoryLogOptions {
  /** The disk to use: give the same one again to reopen a log. */
  readonly disk?: MemoryDisk;
  readonly codec?: EventCodec;
  /** The simulation's scheduler; default: the real one. */
  readonly defer?: JournalOptions['defer'];
  readonly delay?: JournalOptions['delay'];
  readonly maxWaitingBytes?: number;
  readonly onError?: (error: unknown) => void;
}

/** A log in memory, for tests and simulation: the same journal as on disk, over a disk that can be made to fail. */
export async function openMemoryLog(options: MemoryLogOptions = {}): Promise<Journal> {
  const defer = options.defer ?? setImmediate;
  const delay =
    options.delay ??
    ((run: () => void, ms: number) => {
      const timer = ms === 0 ? undefined : setTimeout(run, ms);
      if (timer === undefined) defer(run);
      return () => clearTimeout(timer);
    });
  const journal = new Journal({
    storage: new MemoryBlockStorage(options.disk ?? new MemoryDisk(), delay),
    codec: options.codec ?? new EventCodec(),
    maxWaitingBytes: options.maxWaitingBytes ?? 64 * 1024 * 1024,
    defer,
    delay,
    onSubscriberError: options.onError ?? ((error) => queueMicrotask(() => Promise.reject(error))),
  });
  await journal.recover();
  return journal;
}
