/**
 * Where bytes are kept: on this machine, or in a store that clients talk to themselves by presigned URLs. Keys are made by
 * the server alone: words of `[\w.-]` with slashes between, the app first, so that nothing crosses apps.
 */
export type BlobStore = ServedBlobs | PresignedBlobs;

interface Blobs {
  /** Stores a small blob whole; durable when it resolves. The same key again: the same bytes. */
  put(key: string, bytes: Uint8Array, type: string): Promise<void>;
  /** A small blob, undefined when there is none. */
  get(key: string): Promise<Buffer | undefined>;
  /** Size in bytes, undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** What other programs read it from: a path, or a URL that is good for some minutes. */
  source(key: string): Promise<string>;
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>;
  /** Gives up unfinished uploads that nobody has written to since `before`, Unix milliseconds. */
  sweepDrafts(before: number): Promise<void>;
}

/** Bytes come and go through this server. */
export interface ServedBlobs extends Blobs {
  readonly way: 'served';
  /** Begins an upload, or goes on with the draft of this name where there is one. */
  draft(name: string, begin: 'anew' | 'continue'): Promise<Draft>;
  /** Bytes of a draft that wait to be continued, 0 without one. */
  draftSize(name: string): Promise<number>;
  open(key: string): Promise<OpenBlob | undefined>;
}

/** Bytes travel between the client and the store. */
export interface PresignedBlobs extends Blobs {
  readonly way: 'presigned';
  /** A URL that takes one PUT for so many seconds. */
  uploadUrl(key: string, seconds: number): Promise<string>;
  /** A URL to read it from; the store answers with these headers. */
  downloadUrl(
    key: string,
    seconds: number,
    headers: { readonly type: string; readonly disposition: string },
  ): Promise<string>;
}

/** An upload that is not finished. Exactly one of `finish`, `keep` and `discard` ends it. */
export interface Draft {
  /** Bytes it has. */
  readonly size: number;
  /** The bytes may be used again once this resolves. @throws Error of the disk. */
  write(chunk: Uint8Array): Promise<void>;
  /** On disk, under the key made of its SHA-256 (hex), when this resolves. */
  finish(keyOf: (hash: string) => string): Promise<{ readonly key: string; readonly hash: string }>;
  /** Leaves it to be continued. */
  keep(): Promise<void>;
  /** Nothing of it stays. */
  discard(): Promise<void>;
}

export interface OpenBlob {
  readonly sizeBytes: number;
  /** Fills `target` from `offset` on and resolves to how many bytes there were. */
  read(target: Uint8Array, offset: number): Promise<number>;
  close(): Promise<void>;
}
