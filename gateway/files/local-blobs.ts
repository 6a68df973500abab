import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Draft, OpenBlob, ServedBlobs } from './blob-store.ts';

/** Words of letters, digits, `_`, `-` and inner dots: no key leads out of the folder. */
const KEY = /^\w[\w-]*(?:\.[\w-]+)*(?:\/\w[\w-]*(?:\.[\w-]+)*)*$/;

/**
 * So often an upload is brought to the disk while it comes in: the last step is short then, and a commit of the log never
 * waits behind a hundred megabytes of it.
 */
const SYNC_EVERY_BYTES = 4 * 1024 * 1024;

/** Blobs in a folder of this machine: `blobs/<key>`, written as `drafts/<name>`, synced, and renamed. */
export class LocalBlobs implements ServedBlobs {
  readonly way = 'served';
  readonly #blobs: string;
  readonly #drafts: string;

  private constructor(folder: string) {
    this.#blobs = join(folder, 'blobs');
    this.#drafts = join(folder, 'drafts');
  }

  /** Makes the folder if it is missing. */
  static async open(folder: string): Promise<LocalBlobs> {
    const store = new LocalBlobs(folder);
    await Promise.all([mkdir(store.#blobs, { recursive: true }), mkdir(store.#drafts, { recursive: true })]);
    return store;
  }

  async draft(name: string, begin: 'anew' | 'continue'): Promise<Draft> {
    const path = this.#path(this.#drafts, name);
    const anew = () => open(path, 'w+', 0o600);
    // Not for appending: a write goes where it says, whatever happened to the one before.
    const file = begin === 'anew' ? await anew() : await open(path, 'r+').catch(ifMissing(anew));
    const { size } = await file.stat();
    return new LocalDraft(file, path, size, (key) => this.#path(this.#blobs, key));
  }

  async draftSize(name: string): Promise<number> {
    return (await sizeOf(this.#path(this.#drafts, name))) ?? 0;
  }

  async open(key: string): Promise<OpenBlob | undefined> {
    const file = await open(this.#path(this.#blobs, key), 'r').catch(ifMissing(() => undefined));
    if (file === undefined) return undefined;
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      read: async (target, offset) => (await file.read(target, 0, target.length, offset)).bytesRead,
      close: () => file.close(),
    };
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const draft = await this.draft(randomUUID(), 'anew');
    try {
      await draft.write(bytes);
      await draft.finish(() => key);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  async get(key: string): Promise<Buffer | undefined> {
    return readFile(this.#path(this.#blobs, key)).catch(ifMissing(() => undefined));
  }

  size(key: string): Promise<number | undefined> {
    return sizeOf(this.#path(this.#blobs, key));
  }

  async source(key: string): Promise<string> {
    return this.#path(this.#blobs, key);
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(this.#blobs, key), { force: true });
  }

  async sweepDrafts(before: number): Promise<void> {
    for (const name of await readdir(this.#drafts)) {
      const path = join(this.#drafts, name);
      const found = await stat(path).catch(ifMissing(() => undefined));
      if (found !== undefined && found.mtimeMs < before) await rm(path, { force: true });
    }
  }

  #path(folder: string, key: string): string {
    if (!KEY.test(key) || key.length > 200) throw new Error(`${JSON.stringify(key)} is no key of a blob`);
    return join(folder, ...key.split('/'));
  }
}

class LocalDraft implements Draft {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #target: (key: string) => string;
  readonly #hash = createHash('sha256');
  #size: number;
  /** Bytes that the hash has seen: those of an earlier connection are read again at the end. */
  #hashed = 0;
  #synced = 0;

  constructor(file: FileHandle, path: string, size: number, target: (key: string) => string) {
    this.#file = file;
    this.#path = path;
    this.#target = target;
    this.#size = size;
    this.#synced = size;
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#hashed === this.#size) {
      this.#hash.update(chunk);
      this.#hashed += chunk.length;
    }
    for (let done = 0; done < chunk.length; ) {
      done += (await this.#file.write(chunk, done, chunk.length - done, this.#size + done)).bytesWritten;
    }
    this.#size += chunk.length;
    if (this.#size - this.#synced < SYNC_EVERY_BYTES) return;
    this.#synced = this.#size;
    await this.#file.datasync();
  }

  async finish(keyOf: (hash: string) => string): Promise<{ key: string; hash: string }> {
    if (this.#hashed < this.#size) await this.#hashRest();
    const hash = this.#hash.digest('hex');
    const key = keyOf(hash);
    const target = this.#target(key);
    await this.#file.sync();
    await this.#file.close();
    const folder = dirname(target);
    const made = await mkdir(folder, { recursive: true });
    await rename(this.#path, target);
    await syncFolder(folder);
    // A new folder is on disk when those above it are, up to the first that was there before.
    for (let at = folder; made !== undefined && at !== dirname(made); at = dirname(at)) await syncFolder(dirname(at));
    return { key, hash };
  }

  async keep(): Promise<void> {
    await this.#file.close();
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {}); // closed already: it failed while it was being finished
    await unlink(this.#path).catch(ifMissing(() => {}));
  }

  async #hashRest(): Promise<void> {
    const buffer = Buffer.allocUnsafe(256 * 1024);
    while (this.#hashed < this.#size) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#hashed);
      if (bytesRead === 0) throw new Error(`${this.#path} is shorter than what was written to it`);
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#hashed += bytesRead;
    }
  }
}

/** The name itself is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(ifMissing(() => undefined)))?.size;
}

/** For what is missing: another answer. Any other trouble stays one. */
function ifMissing<T>(instead: () => T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead();
    throw error;
  };
}
