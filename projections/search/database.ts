import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { schema, VERSION } from './schema.ts';

export type Sqlite = Database.Database;
export type Value = string | number;

/** A prepared statement whose rows are arrays. */
export class Query<Row extends readonly unknown[] = readonly Value[]> {
  readonly #statement: Database.Statement;

  constructor(db: Sqlite, sql: string) {
    // The driver adds fields of its own to rows that are objects.
    this.#statement = db.prepare(sql);
    if (this.#statement.reader) this.#statement.raw(true);
  }

  all(...values: readonly Value[]): readonly Row[] {
    return this.#statement.all(...values) as Row[];
  }

  first(...values: readonly Value[]): Row | undefined {
    return this.all(...values)[0];
  }

  /** Returns how many rows it changed, and the number of the one that was added. */
  run(...values: readonly Value[]): { readonly changes: number; readonly row: number } {
    const { changes, lastInsertRowid } = this.#statement.run(...values);
    return { changes, row: Number(lastInsertRowid) };
  }
}

const FILE = 'search.db';
/** Pages kept in memory by who writes and by who reads, in KiB. */
const CACHE_KIB = 32 * 1024;

/** Position of the last event in the index, and its hash: another event there means that it is the index of another log. */
export interface Checkpoint {
  readonly position: number;
  /** Hex, '' at the beginning. */
  readonly hash: string;
}

export const BEGINNING: Checkpoint = { position: 0, hash: '' };

/** Opens the index in a directory to write it. One that is missing, damaged or of another version is begun anew. */
export function openToWrite(directory: string): { readonly db: Sqlite; readonly checkpoint: Checkpoint } {
  mkdirSync(directory, { recursive: true });
  const known = existsSync(join(directory, FILE)) ? tryOpen(directory) : undefined;
  if (known) return known;
  removeIndex(directory);
  const db = open(directory);
  db.exec('BEGIN');
  db.exec(schema);
  new Query(db, 'INSERT INTO meta (key, value) VALUES (?, ?)').run('version', VERSION);
  writeCheckpoint(db, BEGINNING);
  db.exec('COMMIT');
  return { db, checkpoint: BEGINNING };
}

/** Opens it to search in it, beside who writes. */
export function openToRead(directory: string): Sqlite {
  const db = new Database(join(directory, FILE));
  db.exec(`PRAGMA query_only = 1; PRAGMA cache_size = -${CACHE_KIB}`);
  return db;
}

export function removeIndex(directory: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(directory, FILE + end), { force: true });
}

export function writeCheckpoint(db: Sqlite, { position, hash }: Checkpoint): void {
  new Query(db, 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?), (?, ?)').run(
    'position',
    position,
    'hash',
    hash,
  );
}

/** Position up to which old messages were taken out, 0 when none were. */
export function readForgotten(db: Sqlite): number {
  return new Query<readonly [number]>(db, "SELECT value FROM meta WHERE key = 'forgotten'").first()?.[0] ?? 0;
}

export function writeForgotten(db: Sqlite, position: number): void {
  new Query(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('forgotten', ?)").run(position);
}

/** Undefined: not an index that this version can go on with. */
function tryOpen(directory: string): ReturnType<typeof openToWrite> | undefined {
  let db: Sqlite | undefined;
  try {
    db = open(directory);
    const meta = new Map(new Query<readonly [string, Value]>(db, 'SELECT key, value FROM meta').all());
    if (meta.get('version') === VERSION) {
      return { db, checkpoint: { position: Number(meta.get('position')), hash: String(meta.get('hash')) } };
    }
  } catch {
    // Whatever is wrong with the file: the log has everything that was in it.
  }
  db?.close();
  return undefined;
}

function open(directory: string): Sqlite {
  const db = new Database(join(directory, FILE));
  // Not synced per commit: after a power cut the index is a little behind the log, and goes on from there.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST;
    PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864`);
  return db;
}

/** Whether an error says that the file is not what was written to it: then it is to be built anew. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
