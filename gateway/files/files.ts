import { createHash } from 'node:crypto';
import type { MergedLists } from '../../actors/ports.ts';
import type { BlobStore } from './blob-store.ts';
import type { FrameGrabber } from './covers.ts';
import { cleanName, typeOf } from './media-types.ts';
import { FileProblem } from './problem.ts';
import type { FileKind, FileRecord, FileRecords } from './records.ts';
import type { FileRights, UploadRight } from './rights.ts';
import { sweepFiles } from './sweeping.ts';
import { Thumbnails } from './thumbnails.ts';
import { downloadPath, type FilePath, readUrl, sides, sized, uploadPath } from './urls.ts';

export type UploadKind = Exclude<FileKind, 'merged'>;

export interface FileOptions {
  readonly store: BlobStore;
  readonly records: FileRecords;
  readonly rights: FileRights;
  readonly clock: { now(): number };
  /** 32 hex digits that nobody else has. */
  readonly newId: () => string;
  /** Most bytes of an upload. */
  readonly limits: Readonly<Record<UploadKind, number>>;
  /** Where clients reach this server, without a slash at the end; absent: where they say they do. */
  readonly publicUrl: string | undefined;
  /** What this server itself speaks. */
  readonly scheme: 'http' | 'https';
  readonly uploadSeconds: number;
  /** How long the URL in a message is good; 0: as long as the file is there. */
  readonly urlSeconds: number;
  /** Absent: videos have no cover. */
  readonly covers: FrameGrabber | undefined;
}

/** What a client is told who wants to upload a file. */
export interface Ticket {
  readonly uploadUrl: string;
  /** Becomes the file's URL in the message. */
  readonly downloadUrl: string;
  /** Unix seconds until which `uploadUrl` is good. */
  readonly expiresAt: number;
  /** Smaller versions of an image. */
  readonly largeUrl?: string;
  readonly thumbUrl?: string;
  /** Of a video: to be sent back in the wish for a cover. */
  readonly snapshot?: string;
}

/** Somebody and his app. */
export interface Owner {
  readonly app: number;
  readonly user: string;
}

/** How long a right given to an administrator, or to a program, is good (rest-api.md §25.15). */
export const SHORT_SECONDS = 900;

/** The files of all apps: rights, records and bytes together. */
export class Files implements MergedLists {
  readonly store: BlobStore;
  readonly thumbnails: Thumbnails;
  readonly #options: FileOptions;
  /** Blobs that came while a sweep is under way: it leaves them alone. */
  #arrived: Set<string> | undefined;
  /** Since the start of the process, for the metrics. */
  readonly counted = { uploads: 0, bytesIn: 0, bytesOut: 0 };

  constructor(options: FileOptions) {
    this.#options = options;
    this.store = options.store;
    this.thumbnails = new Thumbnails(options.store);
  }

  /** How long an upload may take, in milliseconds. */
  get uploadMs(): number {
    return this.#options.uploadSeconds * 1000;
  }

  get publicUrl(): string | undefined {
    return this.#options.publicUrl;
  }

  /** Whether URLs of files are good for some time only. */
  get expires(): boolean {
    return this.#options.urlSeconds !== 0;
  }

  get limits(): FileOptions['limits'] {
    return this.#options.limits;
  }

  /** Where a client has reached this server, by the headers of its request; '' when they do not say. */
  baseOf(host: string, forwardedProtocol: string): string {
    if (!/^[\w.[\]:-]{1,255}$/.test(host)) return '';
    // A proxy in front of this server ends TLS and says so.
    const scheme = /^https?$/.test(forwardedProtocol) ? forwardedProtocol : this.#options.scheme;
    return `${scheme}://${host}`;
  }

  /** A right to upload one file. `base`: how the client reaches this server. */
  async ticket({ app, user }: Owner, wish: { kind: UploadKind; name: string }, base: string): Promise<Ticket> {
    const { clock, rights, newId, uploadSeconds, covers } = this.#options;
    const name = cleanName(wish.name);
    const expiresAt = clock.now() + uploadSeconds * 1000;
    const right: UploadRight = { app, user, id: newId(), kind: wish.kind, name, expiresAt };
    const record = this.#recordOf(right, { type: typeOf('', name), size: -1, blob: `${app}/${right.id}`, hash: '' });
    const downloadUrl = this.urlOf(record, base);
    const uploadUrl =
      this.store.way === 'presigned'
        ? await this.#expect(record, this.store.uploadUrl(record.blob, uploadSeconds))
        : this.#absolute(base, uploadPath(rights.issueUpload(right)));
    return {
      uploadUrl,
      downloadUrl,
      expiresAt: Math.floor(expiresAt / 1000),
      ...(wish.kind === 'image' && this.smallerUrls(downloadUrl)),
      ...(wish.kind === 'video' && covers !== undefined && { snapshot: downloadUrl }),
    };
  }

  smallerUrls(url: string): { readonly largeUrl: string; readonly thumbUrl: string } {
    return { largeUrl: sized(url, sides.large), thumbUrl: sized(url, sides.thumb) };
  }

  /** What an upload URL allows. @throws FileProblem forged, expired, or used. */
  admit(token: string): UploadRight & { readonly kind: UploadKind; readonly maxBytes: number } {
    const { rights, records, clock, limits } = this.#options;
    const right = rights.openUpload(token);
    if (right === undefined) throw new FileProblem('badRight');
    if (right.expiresAt < clock.now()) throw new FileProblem('expired');
    if (records.get(right.app, right.id) !== undefined) throw new FileProblem('used');
    const kind = right.kind as UploadKind; // it was signed here
    return { ...right, kind, maxBytes: limits[kind] };
  }

  /** Where bytes of this content are kept. To be called before they are put there. */
  blobOf(app: number, hash: string): string {
    const key = `${app}/${hash.slice(0, 2)}/${hash}`;
    this.#arrived?.add(key);
    return key;
  }

  /** An upload is in the store: from now on it is a file. */
  async uploaded(
    right: UploadRight,
    found: { readonly type: string; readonly size: number; readonly blob: string; readonly hash: string },
  ): Promise<FileRecord> {
    const record = this.#recordOf(right, { ...found, type: typeOf(found.type, right.name) });
    const measures = record.kind === 'image' ? await this.thumbnails.measure(record.blob) : undefined;
    const whole = { ...record, ...measures };
    await this.#options.records.put(whole);
    this.counted.uploads++;
    return whole;
  }

  /** The file that a URL opens. `authKey`: what the client adds for its user. @throws FileProblem */
  async allowed(path: FilePath, authKey: string | undefined): Promise<FileRecord> {
    const { rights, records, clock } = this.#options;
    const right = rights.openDownload(path.app, path.id, path.right);
    if (right === undefined) throw new FileProblem('badRight');
    const reader = authKey !== undefined && rights.isReader(path.app, authKey, clock.now());
    if (right.expiresAt !== 0 && right.expiresAt < clock.now() && !reader) throw new FileProblem('expired');
    const record = records.get(path.app, path.id);
    if (record?.blocked) throw new FileProblem('blocked');
    return this.#settled(record);
  }

  /** The file behind the URL in a message, whether or not its time is over; undefined when it is none of this app. */
  find(app: number, url: string): FileRecord | undefined {
    const path = readUrl(url);
    const { rights, records } = this.#options;
    if (path?.app !== app || rights.openDownload(app, path.id, path.right) === undefined) return undefined;
    return records.get(app, path.id);
  }

  /** A URL of a file. `seconds`: how long it is good, 0 for ever; absent: as the server is set. */
  urlOf(record: FileRecord, base: string, seconds = this.#options.urlSeconds): string {
    const { rights, clock } = this.#options;
    const { app, id, name } = record;
    const right = rights.issueDownload({ app, id, expiresAt: seconds === 0 ? 0 : clock.now() + seconds * 1000 });
    return this.#absolute(base, downloadPath({ app, id, right }, name));
  }

  /** The picture of a video that its sender has uploaded, as a file of its own. Undefined: there is none to be had. */
  async cover(
    { app, user }: Owner,
    url: string,
    base: string,
  ): Promise<(FileRecord & { readonly url: string }) | undefined> {
    const { covers, newId, clock } = this.#options;
    const video = this.find(app, url);
    if (covers === undefined || video?.kind !== 'video' || video.owner !== user) return undefined;
    // What is wrong with somebody's video is nobody's log line: it is sent without a cover.
    const bytes = await covers.grab(await this.store.source(video.blob)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const hash = createHash('sha256').update(bytes).digest('hex');
    const blob = this.blobOf(app, hash);
    await this.store.put(blob, bytes, 'image/jpeg');
    const right: UploadRight = { app, user, id: newId(), kind: 'image', name: 'cover.jpg', expiresAt: clock.now() };
    const record = await this.uploaded(right, { type: 'image/jpeg', size: bytes.length, blob, hash });
    return { ...record, url: this.urlOf(record, base) };
  }

  /** Forbids or allows the downloads of a file. */
  async block(record: FileRecord, blocked: boolean): Promise<void> {
    await this.#options.records.put({ ...record, blocked });
  }

  /** A key for one user's URLs whose time is over; undefined where URLs are good for ever. */
  readerKey(app: number, expiresAt: number): string | undefined {
    return this.#options.urlSeconds === 0 ? undefined : this.#options.rights.issueReader(app, expiresAt);
  }

  async saveMerged({ app, user: owner }: Owner, key: string, list: Uint8Array): Promise<void> {
    const { records, clock } = this.#options;
    if (records.get(app, key) !== undefined) return;
    const blob = `${app}/merged/${key}`;
    this.#arrived?.add(blob);
    await this.store.put(blob, list, 'application/json');
    const time = clock.now();
    const plain = { type: 'application/json', name: key, hash: '', width: 0, height: 0, blocked: false };
    await records.put({ ...plain, app, id: key, kind: 'merged', owner, time, size: list.length, blob });
  }

  async merged(app: number, key: string): Promise<Uint8Array | undefined> {
    const record = this.#options.records.get(app, key);
    return record?.kind === 'merged' ? this.store.get(record.blob) : undefined;
  }

  /** Removes everything that came before `before` (Unix milliseconds), whoever names it, and what was never finished. */
  async sweep(before: number): Promise<number> {
    const { records, clock } = this.#options;
    this.#arrived = new Set();
    try {
      await this.store.sweepDrafts(clock.now() - this.uploadMs);
      return await sweepFiles({
        records,
        store: this.store,
        thumbnails: this.thumbnails,
        before,
        spared: this.#arrived,
      });
    } finally {
      this.#arrived = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#options.records.close();
  }

  #recordOf(
    { app, id, user: owner, kind, name }: UploadRight,
    found: Pick<FileRecord, 'type' | 'size' | 'blob' | 'hash'>,
  ): FileRecord {
    const time = this.#options.clock.now();
    return { app, id, kind: kind as UploadKind, owner, time, name, ...found, width: 0, height: 0, blocked: false };
  }

  /** The store tells nobody when an upload has come: so the file is known from now on. */
  async #expect(record: FileRecord, url: Promise<string>): Promise<string> {
    await this.#options.records.put(record);
    return url;
  }

  /** A file whose size only the store knew. One that is larger than allowed is removed: a presigned URL does not limit it. */
  async #settled(record: FileRecord | undefined): Promise<FileRecord> {
    if (record === undefined) throw new FileProblem('absent');
    if (record.size >= 0) return record;
    const size = await this.store.size(record.blob);
    if (size === undefined) throw new FileProblem('absent');
    if (size > this.limits[record.kind as UploadKind]) {
      await this.store.remove(record.blob);
      await this.#options.records.remove(record);
      throw new FileProblem('tooLarge');
    }
    const settled = { ...record, size };
    await this.#options.records.put(settled);
    this.counted.uploads++;
    return settled;
  }

  #absolute(base: string, path: string): string {
    return `${this.#options.publicUrl ?? base}${path}`;
  }
}
