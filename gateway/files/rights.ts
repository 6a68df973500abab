import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an upload URL allows: one file, of one user, once. */
export interface UploadRight {
  readonly app: number;
  readonly user: string;
  readonly id: string;
  /** `image`, `video`, `sound` or `file`. */
  readonly kind: string;
  readonly name: string;
  /** Unix milliseconds after which it is refused. */
  readonly expiresAt: number;
}

/** What a download URL allows. */
export interface DownloadRight {
  readonly app: number;
  readonly id: string;
  /** Unix milliseconds; 0: never. */
  readonly expiresAt: number;
}

const MAC_BYTES = 16;
/** A name of 255 characters of three bytes each, and the rest. */
const MAX_CHARACTERS = 2048;

/**
 * Rights to files as texts that go into URLs: signed with the app's secret, not stored. Every kind is signed with a key of
 * its own, so that none is ever also another one.
 */
export class FileRights {
  readonly #secretOf: (app: number) => string | undefined;

  constructor(secretOf: (app: number) => string | undefined) {
    this.#secretOf = secretOf;
  }

  issueUpload({ app, user, id, kind, name, expiresAt }: UploadRight): string {
    const payload = Buffer.from(JSON.stringify([app, user, id, kind, name, expiresAt])).toString('base64url');
    return `${payload}.${this.#sign('upload', app, payload)}`;
  }

  /** Undefined when it was not made here. Does not look at the time. */
  openUpload(text: string): UploadRight | undefined {
    const [payload = '', mac = '', ...rest] = text.length > MAX_CHARACTERS ? [] : text.split('.');
    const row = fields(payload);
    if (row === undefined || rest.length > 0) return undefined;
    const [app, user, id, kind, name, expiresAt] = row;
    return this.#isSigned('upload', app, payload, mac) ? { app, user, id, kind, name, expiresAt } : undefined;
  }

  /** `<expiry in base 36>-<mac>`. */
  issueDownload({ app, id, expiresAt }: DownloadRight): string {
    const expiry = expiresAt.toString(36);
    return `${expiry}-${this.#sign('download', app, `${id} ${expiry}`)}`;
  }

  /** The right in the URL of a file; undefined when it is none of ours. */
  openDownload(app: number, id: string, text: string): DownloadRight | undefined {
    const [, expiry = '', mac = ''] = /^([0-9a-z]{1,9})-([\w-]{22})$/.exec(text) ?? [];
    if (!this.#isSigned('download', app, `${id} ${expiry}`, mac)) return undefined;
    return { app, id, expiresAt: Number.parseInt(expiry, 36) };
  }

  /** A key of a logged-in user: opens files whose URL was good once (wire-core.md §5.5, `authKey`). */
  issueReader(app: number, expiresAt: number): string {
    const payload = `${app}-${expiresAt.toString(36)}`;
    return `${payload}-${this.#sign('reader', app, payload)}`;
  }

  isReader(app: number, text: string, now: number): boolean {
    const [, payload = '', forApp, expiry = '', mac = ''] =
      /^((\d{1,10})-([0-9a-z]{1,9}))-([\w-]{22})$/.exec(text) ?? [];
    if (Number(forApp) !== app || Number.parseInt(expiry, 36) <= now) return false;
    return this.#isSigned('reader', app, payload, mac);
  }

  #isSigned(kind: string, app: number, payload: string, mac: string): boolean {
    if (this.#secretOf(app) === undefined) return false;
    const [expected, given] = [Buffer.from(this.#sign(kind, app, payload)), Buffer.from(mac)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  #sign(kind: string, app: number, payload: string): string {
    const secret = this.#secretOf(app);
    if (secret === undefined) throw new Error(`no app ${app} to sign for`);
    const key = createHmac('sha256', secret).update(`yanshu file ${kind} 1`).digest();
    return createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES).toString('base64url');
  }
}

type Row = [app: number, user: string, id: string, kind: string, name: string, expiresAt: number];

function fields(payload: string): Row | undefined {
  let row: unknown;
  try {
    row = JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined; // not ours
  }
  return Array.isArray(row) && row.length === 6 && Number.isSafeInteger(row[0]) ? (row as Row) : undefined;
}
