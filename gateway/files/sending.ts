import type { OpenBlob, ServedBlobs } from './blob-store.ts';
import type { FileExchange, FileRequest } from './exchange.ts';
import type { Files } from './files.ts';
import { dispositionOf, servedAs } from './media-types.ts';
import { FileProblem } from './problem.ts';
import type { FileRecord } from './records.ts';
import { readPath, sideOf } from './urls.ts';

/** Read from the disk and written to the network at a time. */
const PIECE_BYTES = 128 * 1024;
/** Downloads of the whole node that are under way at a time. */
const MAX_AT_ONCE = 128;
/** A URL of the store is used at once; a player may come back to it for later parts. */
const REDIRECT_SECONDS = 3600;

/** One version of a file: the original, or a smaller image. */
interface Version {
  readonly key: string;
  readonly type: string;
  readonly etag: string;
}

/** First byte and length. */
interface Range {
  readonly first: number;
  readonly length: number;
}

/** Gives files out: `GET` and `HEAD` of the URLs in messages. */
export class Sending {
  readonly #files: Files;
  #active = 0;

  constructor(files: Files) {
    this.#files = files;
  }

  /** Answers, or throws FileProblem before anything was answered. */
  async send(request: FileRequest, exchange: FileExchange): Promise<void> {
    const path = readPath(request.path);
    if (path === undefined) throw new FileProblem('absent');
    const record = await this.#files.allowed(path, authKeyOf(request.query));
    const version = await this.#versionOf(record, request.query);
    const { store } = this.#files;
    const name = { type: version.type, name: record.name };
    if (store.way === 'presigned') {
      const headers = { type: servedAs(version.type).type, disposition: dispositionOf(name) };
      const Location = await store.downloadUrl(version.key, REDIRECT_SECONDS, headers);
      exchange.end('302 Found', { Location, 'Cache-Control': 'no-store' });
      return;
    }
    if (this.#active >= MAX_AT_ONCE) throw new FileProblem('overloaded', { 'Retry-After': '1' });
    this.#active++;
    try {
      await this.#serve(store, version, dispositionOf(name), request, exchange);
    } finally {
      this.#active--;
    }
  }

  async #versionOf(record: FileRecord, query: string): Promise<Version> {
    const side = sideOf(query);
    const original = { key: record.blob, type: record.type, etag: `"${record.hash || record.id}"` };
    // A cover is an image too, and so is a picture that somebody sent as a file.
    if (side === undefined || !record.type.startsWith('image/')) return original;
    const smaller = await this.#files.thumbnails.of(record, side);
    return smaller === undefined ? original : { ...smaller, etag: `"${record.hash || record.id}.${side}"` };
  }

  async #serve(
    store: ServedBlobs,
    { key, type, etag }: Version,
    disposition: string,
    request: FileRequest,
    exchange: FileExchange,
  ): Promise<void> {
    const blob = await store.open(key);
    if (blob === undefined) throw new FileProblem('absent');
    try {
      const headers = {
        'Content-Type': servedAs(type).type,
        'Content-Disposition': disposition,
        // Whatever it is, it is no page and no script of this origin.
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Cache-Control': 'private, max-age=3600',
        'Accept-Ranges': 'bytes',
        ETag: etag,
      };
      if (request.header('if-none-match').split(/,\s*/).includes(etag)) {
        exchange.endWithout('304 Not Modified', headers, 0);
        return;
      }
      const range = rangeOf(request, etag, blob.sizeBytes);
      const { first, length } = range ?? { first: 0, length: blob.sizeBytes };
      const status = range === undefined ? '200 OK' : '206 Partial Content';
      const part: Record<string, string> =
        range === undefined ? {} : { 'Content-Range': `bytes ${first}-${first + length - 1}/${blob.sizeBytes}` };
      if (request.method === 'head') exchange.endWithout(status, { ...headers, ...part }, length);
      else await this.#pump(blob, { first, length }, () => exchange.begin(status, { ...headers, ...part }), exchange);
    } finally {
      await blob.close();
    }
  }

  /** The bytes as fast as the client takes them: never more than one piece in memory. */
  async #pump(blob: OpenBlob, { first, length }: Range, begin: () => void, exchange: FileExchange): Promise<void> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length));
    for (let sent = 0; sent < length; ) {
      const wanted = buffer.subarray(0, Math.min(buffer.length, length - sent));
      const found = await blob.read(wanted, first + sent);
      if (found === 0) {
        exchange.breakOff();
        return;
      }
      if (sent === 0) begin();
      if (!(await exchange.send(wanted.subarray(0, found), length))) return;
      sent += found;
      this.#files.counted.bytesOut += found;
    }
  }
}

/** One range of the file; undefined: all of it, also when the wish cannot be read or is for another version. @throws FileProblem */
function rangeOf(request: FileRequest, etag: string, size: number): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.header('range')) ?? [];
  const condition = request.header('if-range');
  if ((from === '' && to === '') || (condition !== '' && condition !== etag)) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size) throw new FileProblem('noRange', { 'Content-Range': `bytes */${size}` });
  return { first, length: last - first + 1 };
}

/** Clients append it with `?` or `&`, behind whatever is there (wire-core.md §5.5). */
function authKeyOf(query: string): string | undefined {
  return /(?:^|[?&])authKey=([\w-]+)/.exec(query)?.[1];
}
