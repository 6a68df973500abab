import type { Envelope } from '../../events/envelope.ts';
import {
  type Checkpoint,
  openToWrite,
  readForgotten,
  removeIndex,
  type Sqlite,
  writeCheckpoint,
  writeForgotten,
} from './database.ts';
import { SearchFold } from './fold.ts';

/** Keeps the index in one directory up to the log. One at a time. */
export class SearchWriter {
  readonly #db: Sqlite;
  readonly #fold: SearchFold;
  #checkpoint: Checkpoint;
  #forgotten: number;

  /** Opens the index, or begins it anew when it cannot be gone on with: `checkpoint` says where it is. */
  constructor(directory: string) {
    const { db, checkpoint } = openToWrite(directory);
    this.#db = db;
    this.#checkpoint = checkpoint;
    this.#fold = new SearchFold(db);
    this.#forgotten = readForgotten(db);
  }

  /** Where the index stands: everything up to here is found. */
  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /**
   * Takes a batch of events in, all or none, together with the checkpoint. An empty batch goes on with what is left to
   * remove. True: there is more of that. Throws what the file or an event is wrong with; nothing has changed then.
   */
  apply(events: readonly Envelope[]): boolean {
    const last = events.at(-1);
    const reached = last && { position: last.position, hash: Buffer.from(last.hash).toString('hex') };
    this.#db.exec('BEGIN');
    try {
      for (const event of events) this.#fold.apply(event);
      const more = this.#fold.flush();
      if (reached) writeCheckpoint(this.#db, reached);
      this.#db.exec('COMMIT');
      this.#checkpoint = reached ?? this.#checkpoint;
      return more;
    } catch (error) {
      this.#fold.forget();
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Position up to which messages were forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Takes the messages of these events out for good. */
  forget(events: readonly Envelope[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#db.exec('BEGIN');
    try {
      for (const event of events) this.#fold.forgetMessage(event);
      this.#fold.flush();
      writeForgotten(this.#db, last.position);
      this.#db.exec('COMMIT');
      this.#forgotten = last.position;
    } catch (error) {
      this.#fold.forget();
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  /** Removes an index for good: the next writer begins anew. */
  static remove(directory: string): void {
    removeIndex(directory);
  }
}
