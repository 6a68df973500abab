import { Request, type UploadTicket } from '../protocol.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

export type UploadKind = 'image' | 'video' | 'sound' | 'file';

/** Where a file goes, and where it will be found. */
export interface Ticket {
  readonly uploadUrl: string;
  /** Goes into the message. */
  readonly downloadUrl: string;
  /** Unix seconds until which `uploadUrl` is good. */
  readonly expiresAt: number;
  /** Smaller versions of an image, '' of anything else. */
  readonly largeUrl: string;
  readonly thumbUrl: string;
  /** Of a video, for `cover`; '' where the server makes none. */
  readonly snapshot: string;
}

/** What the server has stored; where it keeps files in a store of its own it cannot say, and answers nothing. */
export interface Stored {
  readonly size: number;
  readonly sha256: string;
  readonly type: string;
  /** Pixels of an image, 0 of anything else. */
  readonly width: number;
  readonly height: number;
}

/** The upload was refused: `status` of HTTP, and the server's own words. */
export class UploadRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'UploadRefused';
  }
}

/** Files, long merged messages and languages; each request rejects with `RequestRefused` and the public code. */
export class Files {
  readonly #ask: Ask;
  /** `http://host:port` of the server. */
  readonly #base: string;

  constructor(ask: Ask, socketUrl: string) {
    this.#ask = ask;
    this.#base = new URL(socketUrl.replace(/^ws/, 'http')).origin;
  }

  async ticket(kind: UploadKind, name: string): Promise<Ticket> {
    const [uploadUrl, downloadUrl, expiresAt, largeUrl, thumbUrl, snapshot] = await this.#ask<UploadTicket>(
      Request.upload,
      kind,
      name,
    );
    const [upload, download, large, thumb, video] = [uploadUrl, downloadUrl, largeUrl, thumbUrl, snapshot].map((url) =>
      this.#absolute(url),
    ) as [string, string, string, string, string];
    return { uploadUrl: upload, downloadUrl: download, expiresAt, largeUrl: large, thumbUrl: thumb, snapshot: video };
  }

  /** Uploads a file whole. @throws UploadRefused */
  async upload(ticket: Ticket, content: Blob | Uint8Array): Promise<Stored | undefined> {
    const body = content instanceof Uint8Array ? new Uint8Array(content) : content;
    return receipt(await fetch(ticket.uploadUrl, { method: 'PUT', body }));
  }

  /**
   * Goes on with an upload that broke off, or begins it: in parts, each of which the server keeps until the ticket is over.
   * Not where files are kept in a store of its own. @throws UploadRefused
   */
  async resume(ticket: Ticket, content: Blob, partBytes = 8 * 1024 * 1024): Promise<Stored | undefined> {
    const before = await fetch(ticket.uploadUrl, { method: 'HEAD' });
    if (!before.ok) throw new UploadRefused(before.status, 'the upload cannot be continued');
    let first = Number(before.headers.get('upload-offset'));
    for (;;) {
      const part = content.slice(first, first + partBytes);
      const range = `bytes ${first}-${first + part.size - 1}/${content.size}`;
      const answer = await fetch(ticket.uploadUrl, { method: 'PUT', body: part, headers: { 'Content-Range': range } });
      if (answer.status !== 202) return receipt(answer);
      first = Number(answer.headers.get('upload-offset'));
    }
  }

  /** A URL that is good now for a file whose URL may be over; '' when the file is gone or blocked. */
  async downloadUrl(url: string): Promise<string> {
    return this.#absolute(await this.#ask<string>(Request.downloadUrl, url));
  }

  /** A picture of a video that was uploaded; undefined when there is none to be had. */
  async cover(snapshot: string): Promise<{ url: string; width: number; height: number } | undefined> {
    const [url, width = 0, height = 0] = await this.#ask<[string?, number?, number?]>(Request.videoCover, snapshot);
    return url === undefined ? undefined : { url: this.#absolute(url), width, height };
  }

  /** Keeps the messages inside a merged one that is too long to hold them; the key goes into `JsonMsgKey`. */
  saveMerged(list: readonly object[]): Promise<string> {
    return this.#ask(Request.saveMerged, list);
  }

  openMerged(key: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.#ask(Request.openMerged, key);
  }

  /** One translation per text. `source`: a language or `auto`. */
  translate(texts: readonly string[], target: string, source = 'auto'): Promise<readonly string[]> {
    return this.#ask(Request.translate, texts, source, target);
  }

  /** What is said in a recording that was uploaded. */
  recognize(url: string, format: string, language = '16k_zh'): Promise<string> {
    return this.#ask(Request.recognize, url, format, language);
  }

  #absolute(url: string): string {
    return url.startsWith('/') ? `${this.#base}${url}` : url;
  }
}

async function receipt(answer: Response): Promise<Stored | undefined> {
  const text = await answer.text();
  if (!answer.ok) throw new UploadRefused(answer.status, text.trim());
  return text.startsWith('{') ? (JSON.parse(text) as Stored) : undefined;
}
