import type { Draft, ServedBlobs } from './blob-store.ts';
import type { FileExchange, FileRequest } from './exchange.ts';
import type { Files } from './files.ts';
import { type BodyReader, MultipartReader, wholeBody } from './multipart.ts';
import { FileProblem } from './problem.ts';
import type { FileRecord } from './records.ts';
import type { UploadRight } from './rights.ts';

/** What a multipart form may hold besides its file, in bytes. */
const FORM_BYTES = 64 * 1024;
/** Uploads of the whole node that are under way at a time: each holds a piece of half a megabyte. */
const MAX_AT_ONCE = 48;

/** `bytes <first>-<last>/<total>`: a part of a file that may come in several uploads. */
interface Part {
  readonly first: number;
  readonly length: number;
  readonly total: number;
}

/** Takes uploads. A body that is cut off leaves nothing behind, unless it said by Content-Range that it can be continued. */
export class Receiving {
  readonly #files: Files;
  readonly #blobs: ServedBlobs;
  /** Ids of files that are being uploaded. */
  readonly #active = new Set<string>();

  constructor(files: Files, blobs: ServedBlobs) {
    this.#files = files;
    this.#blobs = blobs;
  }

  /** How far an upload has come: the client goes on from there. @throws FileProblem */
  async offset(token: string): Promise<number> {
    return this.#blobs.draftSize(this.#files.admit(token).id);
  }

  /**
   * Stores a body. A number: a part is stored, and more is to come from there on. Undefined: the client went away. Must be
   * called on the turn of the request handler. @throws FileProblem
   */
  async receive(token: string, request: FileRequest, exchange: FileExchange): Promise<FileRecord | number | undefined> {
    const right = this.#files.admit(token);
    const part = partOf(request);
    const form = request.method === 'post';
    const length = request.header('content-length');
    if (length === '0') throw new FileProblem('empty');
    if (Number(length) > right.maxBytes + (form ? FORM_BYTES : 0)) throw new FileProblem('tooLarge');
    if (part !== undefined && (form || part.total > right.maxBytes))
      throw new FileProblem(form ? 'badRange' : 'tooLarge');
    if (this.#active.has(right.id)) throw new FileProblem('busy');
    if (this.#active.size >= MAX_AT_ONCE) throw new FileProblem('overloaded', { 'Retry-After': '2' });
    const contentType = request.header('content-type');
    const body = form ? new MultipartReader(contentType) : wholeBody(contentType);
    this.#active.add(right.id);
    try {
      return await this.#keep(right, part, body, exchange);
    } finally {
      this.#active.delete(right.id);
    }
  }

  async #keep(
    right: UploadRight & { readonly maxBytes: number },
    part: Part | undefined,
    body: BodyReader,
    exchange: FileExchange,
  ): Promise<FileRecord | number | undefined> {
    const end = part === undefined ? right.maxBytes : part.first + part.length;
    // The body is listened to on this turn, and waits for the draft.
    const opening = this.#open(right.id, part);
    const arriving = exchange.receive(async (piece) => {
      const draft = await opening;
      for (const bytes of body.push(piece)) {
        if (draft.size + bytes.length > end) throw new FileProblem(part === undefined ? 'tooLarge' : 'badRange');
        this.#files.counted.bytesIn += bytes.length;
        await draft.write(bytes);
      }
    });
    const [opened, arrived] = await Promise.allSettled([opening, arriving]);
    if (opened.status === 'rejected') throw opened.reason;
    const draft = opened.value;
    try {
      if (arrived.status === 'rejected') throw arrived.reason;
      if (part !== undefined && (!arrived.value || draft.size < part.total)) {
        if (arrived.value && draft.size < end) throw new FileProblem('badRange');
        await draft.keep();
        return arrived.value ? draft.size : undefined;
      }
      if (!arrived.value) {
        await draft.discard();
        return undefined;
      }
      if (!body.complete) throw new FileProblem('badMultipart');
      if (draft.size === 0) throw new FileProblem('empty');
      const { key, hash } = await draft.finish((hash) => this.#files.blobOf(right.app, hash));
      return await this.#files.uploaded(right, { type: body.type, size: draft.size, blob: key, hash });
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  /** A draft that the body goes on with, or a new one. @throws FileProblem when it does not go on where the draft ends. */
  async #open(id: string, part: Part | undefined): Promise<Draft> {
    const draft = await this.#blobs.draft(id, part === undefined || part.first === 0 ? 'anew' : 'continue');
    if (draft.size === (part?.first ?? 0)) return draft;
    await draft.keep();
    throw new FileProblem('wrongOffset', { 'Upload-Offset': String(draft.size) });
  }
}

/** What Content-Range says; undefined: the body is the whole file. @throws FileProblem */
function partOf(request: FileRequest): Part | undefined {
  const text = request.header('content-range');
  if (text === '') return undefined;
  const [, first, last, total] = (/^bytes (\d{1,12})-(\d{1,12})\/(\d{1,12})$/.exec(text) ?? []).map(Number);
  if (first === undefined || last === undefined || total === undefined || last < first || last >= total) {
    throw new FileProblem('badRange');
  }
  return { first, length: last - first + 1, total };
}
