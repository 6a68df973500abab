import type { EventCodec } from '../codec.ts';
import { envelope } from '../codec.ts';
import type { Envelope, NewEvent } from '../envelope.ts';
import { DamagedRecord, LogClosed, LogFailed, LogOverloaded, WrongExpectedRevision } from '../errors.ts';
import type {
  AppendContext,
  Appended,
  EventLog,
  ReadAllOptions,
  ReadOptions,
  SubscribeOptions,
  Subscription,
} from '../log.ts';
import { NO_STREAM } from '../log.ts';
import { categoryOf } from '../stream.ts';
import { BlockReader, BlockWriter, NO_HASH, rawRecords, readRecord } from './block.ts';
import { eraseBodies } from './erase.ts';
import type { BlockStorage, StoredBlock } from './storage.ts';
import { type Head, StreamIndex } from './stream-index.ts';
import { Subscribers } from './subscribers.ts';

export interface JournalOptions {
  readonly storage: BlockStorage;
  readonly codec: EventCodec;
  /** Most bytes that may wait for the disk before appends are refused. */
  readonly maxWaitingBytes: number;
  /** Runs something soon, on a later turn: `setImmediate`, or the simulation's scheduler. */
  readonly defer: (run: () => void) => void;
  /** Runs something in `ms` milliseconds; returns how to cancel it. */
  readonly delay: (run: () => void, ms: number) => () => void;
  /** A subscriber threw: the log goes on, somebody must hear of it. */
  readonly onSubscriberError: (error: unknown) => void;
}

interface Waiter {
  readonly appended: Appended;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** One commit: everything appended while the commit before it was on its way to the disk. */
class Batch {
  readonly writer: BlockWriter;
  first = 0;
  events: Envelope[] = [];
  waiters: Waiter[] = [];

  constructor(codec: EventCodec) {
    this.writer = new BlockWriter(codec);
  }
}

const INDEX_FLUSH_MS = 1000;
/** So many streams at rest are no reason to keep the timer running. */
const RESTING_STREAMS = 256;

/**
 * The log over blocks: one commit loop for the whole node. Appends of one turn share one block and one fsync; while it
 * is written, the next block gathers. The drivers `lmdb` and `memory` are this class over their `BlockStorage`.
 */
export class Journal implements EventLog {
  readonly #options: JournalOptions;
  readonly #codec: EventCodec;
  readonly #storage: BlockStorage;
  readonly #index: StreamIndex;
  readonly #subscribers: Subscribers;
  /** Two writers take turns, so that a block being written is never changed. */
  #spare: Batch;
  #open: Batch;
  #committing: Promise<void> | undefined;
  #scheduled = false;
  #lastPosition = 0;
  #durable = 0;
  #closed = false;
  #indexFlush: Promise<void> | undefined;
  #cancelIndexTimer: (() => void) | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#codec = options.codec;
    this.#storage = options.storage;
    this.#index = new StreamIndex(options.storage.index);
    this.#spare = new Batch(options.codec);
    this.#open = new Batch(options.codec);
    this.#subscribers = new Subscribers(this, options.defer, options.onSubscriberError);
  }

  /** Finds the end of the log and reads what the index does not know yet. Call once, before anything else. */
  async recover(): Promise<void> {
    const last = this.#storage.last();
    if (last === undefined) return;
    this.#durable = last.first + new BlockReader(last.bytes, last.first, this.#codec).count - 1;
    this.#lastPosition = this.#durable;
    let indexed = this.#storage.index?.checkpoint() ?? 0;
    while (indexed < this.#durable) {
      const page = this.page(indexed, RECOVERY_PAGE);
      for (const event of page) {
        const head = this.#index.get(event.stream);
        if ((head?.revision ?? NO_STREAM) < event.revision) {
          this.#index.add(head, event.stream, event.position, event.hash);
        }
      }
      indexed = page.at(-1)?.position ?? this.#durable;
      // A long tail is indexed as it is read, so that opening needs bounded memory.
      await this.#index.flush(indexed);
    }
  }

  lastPosition(): number {
    return this.#durable;
  }

  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    context: AppendContext,
  ): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new LogClosed());
      const batch = this.#open;
      if (batch.writer.size > this.#options.maxWaitingBytes) return reject(new LogOverloaded(batch.writer.size));
      let head = this.#index.get(stream);
      const actual = head?.revision ?? NO_STREAM;
      if (actual !== expectedRevision) return reject(new WrongExpectedRevision(stream, expectedRevision, actual));
      if (events.length === 0) return reject(new RangeError('an append needs at least one event'));
      if (batch.events.length === 0) batch.first = this.#lastPosition + 1;
      for (const event of events) head = this.#add(batch, head, stream, event, context);
      const appended = { revision: head?.revision ?? NO_STREAM, position: this.#lastPosition };
      batch.waiters.push({ appended, resolve, reject });
      this.#schedule();
    });
  }

  async *read(stream: string, options: ReadOptions = {}): AsyncIterable<Envelope> {
    const head = this.#index.get(stream);
    if (head === undefined) return;
    const backwards = options.direction === 'backwards';
    const limit = Math.min(options.limit ?? Number.POSITIVE_INFINITY, head.revision + 1);
    const from = Math.min(options.from ?? (backwards ? head.revision : 0), backwards ? head.revision : Infinity);
    const low = Math.max(0, backwards ? from - limit + 1 : from);
    const high = Math.min(head.revision, backwards ? from : from + limit - 1);
    // Read in pages: a long stream is neither looked up nor held as a whole.
    for (let left = high - low + 1, page = 0; left > 0; page++) {
      const size = Math.min(left, READ_PAGE);
      const start = backwards ? high - page * READ_PAGE - size + 1 : low + page * READ_PAGE;
      const events = this.#atAll(this.#index.positions(head, start, start + size - 1));
      yield* backwards ? events.reverse() : events;
      left -= size;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<Envelope> {
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    for await (const page of this.readPages({ after: options.after ?? 0, size: PAGE })) {
      for (const event of page) {
        if (options.categories !== undefined && !options.categories.includes(categoryOf(event.stream))) continue;
        if (left-- <= 0) return;
        yield event;
      }
    }
  }

  async *readPages(options: { readonly after: number; readonly size: number }): AsyncIterable<readonly Envelope[]> {
    let { after } = options;
    for (let page = this.page(after, options.size); page.length > 0; page = this.page(after, options.size)) {
      yield page;
      after = page.at(-1)?.position ?? after;
    }
  }

  /** Durable events behind `after`: at least `size` of them unless the log ends. Read in one go, so no cursor stays open. */
  page(after: number, size: number): Envelope[] {
    const events: Envelope[] = [];
    if (after >= this.#durable) return events;
    for (const block of this.#storage.from(after + 1)) {
      if (block.first > this.#durable) break;
      const reader = new BlockReader(block.bytes, block.first, this.#codec);
      reader.seek(after + 1);
      try {
        for (let event = reader.next(); event !== undefined; event = reader.next()) events.push(event);
      } catch (error) {
        // What is readable before the damage is handed over first; the next page starts at the damage and throws.
        if (events.length === 0) throw error;
        break;
      }
      if (events.length >= size) break;
    }
    return events;
  }

  subscribeAll(options: SubscribeOptions, onEvents: (events: readonly Envelope[]) => void): Subscription {
    return this.#subscribers.add(options, onEvents);
  }

  /** Position up to which bodies have been erased. */
  get erased(): number {
    return this.#storage.erased();
  }

  /**
   * Erases the bodies of events that were written before a time (Unix milliseconds), from where the last call ended, in
   * about so many bytes of the log; resolves when that is durable. `more`: there are older ones left. A slice is done as
   * a whole or not at all, so after a crash the next call goes on. Appends meanwhile wait for nothing but the disk. A
   * block that is damaged as a whole is left as it is.
   */
  async erase(before: number, mostBytes: number): Promise<{ readonly bodies: number; readonly more: boolean }> {
    const shorter: StoredBlock[] = [];
    let [bodies, reached, looked, more] = [0, this.#storage.erased(), 0, false];
    for (const { first, bytes } of this.#storage.from(reached + 1)) {
      if (first <= reached) continue;
      // The last block is read from memory elsewhere, and is young in any log that is in use.
      const last = lastOf(bytes, first, this.#codec);
      if (last === undefined) continue;
      if (last >= this.#durable || youngest(bytes, first, this.#codec) >= before) break;
      if (looked >= mostBytes) {
        more = true;
        break;
      }
      looked += bytes.length;
      const erased = eraseBodies(bytes, first, this.#codec);
      if (erased !== undefined) shorter.push({ first, bytes: erased.bytes });
      bodies += erased?.bodies ?? 0;
      reached = last;
    }
    if (reached > this.#storage.erased() && !this.#closed) await this.#storage.replace(shorter, reached);
    return { bodies, more: more && !this.#closed };
  }

  /** The blocks as stored, for verification. */
  blocks(): Iterable<{ first: number; bytes: Uint8Array }> {
    return this.#storage.from(1);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#committing !== undefined || this.#open.events.length > 0) {
      await (this.#committing ?? this.#commit());
    }
    this.#subscribers.close();
    this.#cancelIndexTimer?.();
    await this.#indexFlush;
    await this.#index.flush(this.#durable);
    await this.#storage.close();
  }

  #add(batch: Batch, head: Head | undefined, stream: string, event: NewEvent, context: AppendContext): Head {
    const revision = (head?.revision ?? NO_STREAM) + 1;
    const previous = head === undefined ? NO_HASH : (head.hash ?? this.#at(head.position).hash);
    const hash = batch.writer.add(event, stream, revision, context.time, context.meta, previous);
    const position = ++this.#lastPosition;
    batch.events.push(
      envelope(
        {
          stream,
          revision,
          time: context.time,
          type: event.type,
          version: this.#codec.versionOf(event.type),
          meta: context.meta,
          data: event.data,
        },
        position,
        hash,
      ),
    );
    return this.#index.add(head, stream, position, hash);
  }

  /** Reads one stored event. */
  #at(position: number): Envelope {
    const [event] = this.#atAll([position]);
    if (event === undefined) throw new RangeError(`no event at position ${position}`);
    return event;
  }

  /** The durable events at these ascending positions: each block they lie in is looked up and walked once. */
  #atAll(positions: readonly number[]): Envelope[] {
    const events: Envelope[] = [];
    let reader: BlockReader | undefined;
    for (const position of positions) {
      if (position > this.#durable) break;
      if (reader === undefined || position > reader.last) {
        const block = this.#storage.floor(position);
        if (block === undefined) throw new RangeError(`no event at position ${position}`);
        reader = new BlockReader(block.bytes, block.first, this.#codec, 'copy');
      }
      reader.seek(position);
      const event = reader.next();
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing !== undefined) return;
    this.#scheduled = true;
    this.#options.defer(() => {
      this.#scheduled = false;
      if (this.#committing === undefined && this.#open.events.length > 0) void this.#commit();
    });
  }

  #commit(): Promise<void> {
    const batch = this.#open;
    this.#open = this.#spare;
    const committing = this.#storage.append(batch.first, batch.writer.finish()).then(
      () => this.#committed(batch),
      (error: unknown) => this.#failed(batch, error),
    );
    this.#committing = committing;
    return committing;
  }

  #committed(batch: Batch): void {
    this.#durable = batch.first + batch.events.length - 1;
    this.#committing = undefined;
    this.#recycle(batch, (events, waiters) => {
      if (this.#open.events.length > 0) this.#schedule();
      this.#subscribers.publish(events);
      for (const waiter of waiters) waiter.resolve(waiter.appended);
    });
    this.#scheduleIndexFlush();
  }

  /** Nothing of the batch is stored, and what was appended behind it expected it to be: all of it is refused. */
  #failed(batch: Batch, cause: unknown): void {
    const error = new LogFailed(cause);
    const gathered = this.#open;
    this.#committing = undefined;
    this.#index.rollback(this.#durable);
    this.#lastPosition = this.#durable;
    const waiters = [...batch.waiters, ...gathered.waiters];
    this.#recycle(gathered, () => {});
    this.#recycle(batch, () => {});
    this.#open = gathered;
    for (const waiter of waiters) waiter.reject(error);
  }

  #recycle(batch: Batch, use: (events: readonly Envelope[], waiters: readonly Waiter[]) => void): void {
    const { events, waiters } = batch;
    batch.events = [];
    batch.waiters = [];
    batch.writer.reset();
    this.#spare = batch;
    use(events, waiters);
  }

  #scheduleIndexFlush(): void {
    if (this.#cancelIndexTimer !== undefined || this.#storage.index === undefined || this.#closed) return;
    this.#cancelIndexTimer = this.#options.delay(() => {
      this.#indexFlush = this.#index.flush(this.#durable).then(
        () => {
          this.#cancelIndexTimer = undefined;
          this.#index.forgetIdle();
          if (this.#index.dirtyCount > 0 || this.#index.size > RESTING_STREAMS) this.#scheduleIndexFlush();
        },
        (error: unknown) => {
          // The index is rebuilt from the log at opening: report, and try again with the next commit.
          this.#cancelIndexTimer = undefined;
          this.#options.onSubscriberError(error);
        },
      );
    }, INDEX_FLUSH_MS);
  }
}

/** Revisions looked up at a time when a stream is read. */
const READ_PAGE = 256;
/** Events read in one go when the whole log is read. */
const PAGE = 512;
/** Events indexed in one go at opening. */
const RECOVERY_PAGE = 16_384;

/** Position of the last event of a block; undefined when it cannot be read. */
function lastOf(block: Uint8Array, first: number, codec: EventCodec): number | undefined {
  try {
    return new BlockReader(block, first, codec).last;
  } catch (error) {
    if (error instanceof DamagedRecord) return undefined;
    throw error;
  }
}

/** Time of the newest event of a block, Unix milliseconds; damaged records have none. */
function youngest(block: Uint8Array, first: number, codec: EventCodec): number {
  let time = 0;
  for (const { position, record } of rawRecords(block, first)) {
    time = Math.max(time, readRecord(record, position, codec)?.time ?? 0);
  }
  return time;
}
