import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatType, HistoryFile, HistoryFiles } from '../../gateway/history-files/history-files.ts';
import { startThread } from '../threads.ts';
import type { HourFile } from './hour-file.ts';

export interface ExportsOptions {
  /** Directory of all state: the log is in it, the files go into it. */
  readonly data: string;
  readonly lastPosition: () => number;
  readonly baseUrl: () => string;
  readonly secret: string;
  /** Days after which messages are gone; 0: never. */
  readonly retentionDays: number;
  readonly clock: { /** Unix milliseconds. */ now(): number };
  readonly report: (error: unknown) => void;
}

/** So long they may be asked for (rest-api.md §27.4), unless messages are gone before. */
const KEPT_DAYS = 7;
const HOUR_MS = 3_600_000;
/** A file lies there a little longer than it may be asked for. */
const SLACK_HOURS = 2;

const NAME = /^[\w-]+\.gz$/;

/** Message logs by the hour, made one at a time in a thread of their own. */
export class Exports implements HistoryFiles {
  readonly secret: string;
  readonly keptHours: number;
  readonly #options: ExportsOptions;
  readonly #directory: string;
  readonly #wanted = new Map<string, HourFile>();
  #making = false;

  constructor(options: ExportsOptions) {
    this.#options = options;
    this.#directory = join(options.data, 'exports');
    this.secret = options.secret;
    this.keptHours = 24 * Math.min(KEPT_DAYS, options.retentionDays || KEPT_DAYS);
  }

  get baseUrl(): string {
    return this.#options.baseUrl();
  }

  async find(app: number, chat: ChatType, hour: number): Promise<HistoryFile | 'empty' | undefined> {
    const name = `${app}-${chat}-${hour}.gz`;
    const path = join(this.#directory, name);
    if (!existsSync(`${path}.json`)) {
      this.#wanted.set(name, { app, chat, hour, path, last: this.#options.lastPosition() });
      void this.#make();
      return undefined;
    }
    type About = Omit<HistoryFile, 'name'> & { readonly messages: number };
    const { messages, ...about } = JSON.parse(await readFile(`${path}.json`, 'utf8')) as About;
    return messages === 0 ? 'empty' : { name, ...about };
  }

  read(name: string): AsyncIterable<Uint8Array> | undefined {
    const path = join(this.#directory, name);
    return NAME.test(name) && existsSync(path) ? createReadStream(path) : undefined;
  }

  async #make(): Promise<void> {
    if (this.#making) return;
    this.#making = true;
    try {
      mkdirSync(this.#directory, { recursive: true });
      this.#removeOld();
      for (const [name, file] of this.#wanted) {
        const log = join(this.#options.data, 'log');
        const thread = startThread(new URL('./thread', import.meta.url), { log, file });
        thread.unref();
        await once(thread, 'exit');
        this.#wanted.delete(name);
      }
    } catch (error) {
      // Who asked is told that there is no file yet, and asks again.
      this.#wanted.clear();
      this.#options.report(error);
    } finally {
      this.#making = false;
    }
  }

  #removeOld(): void {
    const oldest = this.#options.clock.now() / HOUR_MS - this.keptHours - SLACK_HOURS;
    for (const name of readdirSync(this.#directory)) {
      const hour = Number(/-(\d+)\.gz/.exec(name)?.[1]);
      if (!(hour >= oldest)) rmSync(join(this.#directory, name), { force: true });
    }
  }
}
