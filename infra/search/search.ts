import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Refused } from '../../events/refused.ts';
import { removeIndex } from '../../projections/search/database.ts';
import type { SearchIndex, SearchRequests } from '../../projections/search/port.ts';
import { startThread } from '../threads.ts';
import type { FromFinder, FromIndexer, ThreadData, ToFinder, ToIndexer } from './messages.ts';

/** How often the index is told how far the log is: part of how late a message is found, in milliseconds. */
const TELL_MS = 100;
/** Searches that may wait for their answer; more are refused. */
const MAX_WAITING = 1000;
/** How long a close waits for the batch that is being written, in milliseconds. */
const CLOSE_MS = 2000;
/** Pause before the log is followed again after a failure that the index is not to blame for, in milliseconds. */
const AGAIN_MS = 60_000;

export interface SearchOptions {
  /** Directory of all state: the log is in it, the index goes into it. */
  readonly data: string;
  /** Position of the last durable event. */
  readonly lastPosition: () => number;
  readonly report: (error: unknown) => void;
}

interface Waiting {
  readonly resolve: (found: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The search of one node: two threads over one index. It follows the log by reading its file: nothing of a message passes
 * through the main thread. The searching thread starts with the first search.
 */
export class Search implements SearchIndex {
  readonly #options: SearchOptions;
  readonly #directory: string;
  #indexer: Worker | undefined;
  #finder: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told = 0;
  #indexed = 0;
  #forget = 0;
  /** Resolves when there is a file to search in. */
  #opened = newGate();
  #closed = false;
  #restarting = false;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#directory = join(options.data, 'search');
  }

  /** Events of the log that are not in the index yet. */
  get lag(): number {
    return Math.max(0, this.#options.lastPosition() - this.#indexed);
  }

  /** Begins to follow the log. Searches before that find nothing. */
  start(): void {
    if (this.#closed || this.#indexer !== undefined) return;
    this.#restarting = false;
    const indexer = this.#thread({ role: 'index', directory: this.#directory, log: join(this.#options.data, 'log') });
    this.#indexer = indexer;
    this.#told = 0;
    indexer.on('message', (message: FromIndexer) => {
      if ('indexed' in message) {
        this.#indexed = message.indexed;
        this.#opened.open();
      } else this.#failed(message.failed, message.damaged);
    });
    indexer.on('exit', () => {
      if (this.#indexer !== indexer) return;
      this.#indexer = undefined;
      if (!this.#closed) this.#failed('its thread ended', false);
    });
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tell(), TELL_MS);
    this.#timer.unref();
    this.#tell();
    if (this.#forget > 0) this.forget(this.#forget);
  }

  /** Takes messages that were written before a time (Unix milliseconds) out of the index. */
  forget(before: number): void {
    this.#forget = before;
    const message: ToIndexer = { forget: before };
    this.#indexer?.postMessage(message);
  }

  messages(query: SearchRequests['messages']): ReturnType<SearchIndex['messages']> {
    return this.#ask({ id: this.#nextId++, kind: 'messages', query }) as ReturnType<SearchIndex['messages']>;
  }

  users(query: SearchRequests['users']): ReturnType<SearchIndex['users']> {
    return this.#ask({ id: this.#nextId++, kind: 'users', query }) as ReturnType<SearchIndex['users']>;
  }

  groups(query: SearchRequests['groups']): ReturnType<SearchIndex['groups']> {
    return this.#ask({ id: this.#nextId++, kind: 'groups', query }) as ReturnType<SearchIndex['groups']>;
  }

  members(query: SearchRequests['members']): ReturnType<SearchIndex['members']> {
    return this.#ask({ id: this.#nextId++, kind: 'members', query }) as ReturnType<SearchIndex['members']>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#endFinder();
    const indexer = this.#indexer;
    if (indexer === undefined) return;
    const over = new Promise((resolve) => indexer.once('exit', resolve));
    const close: ToIndexer = { close: true };
    indexer.postMessage(close);
    const late = setTimeout(() => void indexer.terminate(), CLOSE_MS);
    await over;
    clearTimeout(late);
  }

  #tell(): void {
    const durable = this.#options.lastPosition();
    if (durable === this.#told) return;
    this.#told = durable;
    const message: ToIndexer = { durable };
    this.#indexer?.postMessage(message);
  }

  async #ask(request: ToFinder): Promise<unknown> {
    if (this.#waiting.size >= MAX_WAITING)
      throw new Refused(60018, 'too many searches are waiting, try again later', true);
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      void this.#opened.passed.then(() => {
        if (this.#closed || !this.#waiting.has(request.id)) return;
        this.#finder ??= this.#newFinder();
        this.#finder.postMessage(request);
      });
    });
  }

  #newFinder(): Worker {
    const finder = this.#thread({ role: 'find', directory: this.#directory });
    finder.on('message', (answer: FromFinder) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('found' in answer) waiting?.resolve(answer.found);
      else {
        waiting?.reject(new Error(`the search failed: ${answer.failed}`));
        if (answer.damaged) this.#failed(answer.failed, true);
      }
    });
    finder.on('exit', () => {
      if (this.#finder !== finder) return;
      this.#finder = undefined;
      this.#refuseWaiting();
    });
    return finder;
  }

  #thread(data: ThreadData): Worker {
    const thread = startThread(new URL('./thread', import.meta.url), data);
    thread.unref();
    thread.on('error', (error) => this.#options.report(error));
    return thread;
  }

  /** The log has everything: a damaged index is begun anew. Otherwise what is indexed can still be searched. */
  #failed(why: string, damaged: boolean): void {
    // Several searches may meet the same damage.
    if (this.#restarting) return;
    this.#restarting = true;
    this.#options.report(new Error(`the search index ${damaged ? 'is damaged and is built anew' : 'stopped'}: ${why}`));
    const indexer = this.#indexer;
    this.#indexer = undefined;
    if (damaged) this.#opened = newGate();
    void Promise.all([indexer?.terminate(), damaged && this.#endFinder()]).then(() => {
      if (damaged) removeIndex(this.#directory);
      setTimeout(() => this.start(), damaged ? 0 : AGAIN_MS).unref();
    });
  }

  async #endFinder(): Promise<void> {
    const finder = this.#finder;
    this.#finder = undefined;
    await finder?.terminate();
    this.#refuseWaiting();
  }

  #refuseWaiting(): void {
    for (const { reject } of this.#waiting.values())
      reject(new Refused(60008, 'the search is starting, try again', true));
    this.#waiting.clear();
  }
}

/** Something that is waited for once. */
function newGate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
