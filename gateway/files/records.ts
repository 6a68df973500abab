import { open, type RootDatabase } from 'lmdb';

/** What a file is uploaded as (wire-core.md §5.2), and the inner messages of a merged one. */
export type FileKind = 'image' | 'video' | 'sound' | 'file' | 'merged';

/** What the server knows of one file. Stored: fields are added, never renamed. */
export interface FileRecord {
  readonly app: number;
  /** 32 hex digits for an upload, the key of a merged message. */
  readonly id: string;
  readonly kind: FileKind;
  /** UserID of who uploaded it. */
  readonly owner: string;
  /** Unix milliseconds. */
  readonly time: number;
  readonly name: string;
  readonly type: string;
  /** Bytes; -1 while only the store knows. */
  readonly size: number;
  /** Key in the blob store; files of the same content may share it. */
  readonly blob: string;
  /** SHA-256 as hex; '' where the bytes did not pass through this server. */
  readonly hash: string;
  /** Pixels of an image, as it is shown; 0: not known. */
  readonly width: number;
  readonly height: number;
  /** Downloads are forbidden (rest-api.md §25.13). */
  readonly blocked: boolean;
}

/** The files of every app by id. */
export class FileRecords {
  readonly #db: RootDatabase<FileRecord, [number, string]>;

  constructor(path: string) {
    this.#db = open({ path, encoding: 'msgpack' });
  }

  get(app: number, id: string): FileRecord | undefined {
    return this.#db.get([app, id]);
  }

  /** On disk when it resolves. */
  async put(record: FileRecord): Promise<void> {
    await this.#db.put([record.app, record.id], record);
    await this.#db.flushed;
  }

  async remove({ app, id }: FileRecord): Promise<void> {
    await this.#db.remove([app, id]);
  }

  /** Every record, in no order that means anything. */
  *all(): Iterable<FileRecord> {
    for (const { value } of this.#db.getRange()) yield value;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
