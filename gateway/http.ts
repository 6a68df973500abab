import type { HttpResponse } from 'uWebSockets.js';

/** One HTTP exchange of uWebSockets.js, safe to answer late: a client that hung up is not written to. */
export class Exchange {
  /** The client is gone: stop working for it. */
  aborted = false;
  readonly #response: HttpResponse;
  #onAbort: (() => void) | undefined;

  /** Must be made on the turn of the request handler. */
  constructor(response: HttpResponse) {
    this.#response = response;
    response.onAborted(() => {
      this.aborted = true;
      this.#onAbort?.();
    });
  }

  onAbort(callback: () => void): void {
    this.#onAbort = callback;
  }

  /** The whole body, undefined when it is longer than `maxBytes` (the connection is closed then) or the client is gone. */
  body(maxBytes: number): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      this.onAbort(() => resolve(undefined));
      this.#response.onData((chunk, isLast) => {
        size += chunk.byteLength;
        if (size > maxBytes) {
          resolve(undefined);
          return;
        }
        // Copied: the memory is uWebSockets' own again when this handler returns.
        chunks.push(Buffer.from(chunk.slice(0)));
        if (isLast) resolve(Buffer.concat(chunks));
      });
    });
  }

  /** Answers at once. `status`: `200 OK`. */
  end(status: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array): void {
    if (this.aborted) return;
    this.#response.cork(() => {
      this.#head(status, headers);
      this.#response.end(body);
    });
  }

  json(status: string, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.end(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers }, JSON.stringify(value));
  }

  /** Begins an answer of unknown length; `write` follows, then `finish`. */
  begin(status: string, headers: Readonly<Record<string, string>>): void {
    if (this.aborted) return;
    this.#response.cork(() => this.#head(status, headers));
  }

  /** Ends an answer that cannot be finished: the client sees that it is cut off. */
  abort(): void {
    if (!this.aborted) this.#response.close();
  }

  /** Writes a part and resolves when the client can take more. False: it is gone. */
  write(part: string | Uint8Array): Promise<boolean> {
    if (this.aborted) return Promise.resolve(false);
    let ready = true;
    this.#response.cork(() => {
      ready = this.#response.write(part);
    });
    if (ready) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.onAbort(() => resolve(false));
      this.#response.onWritable(() => {
        resolve(true);
        return true;
      });
    });
  }

  finish(): void {
    if (!this.aborted) this.#response.cork(() => this.#response.end());
  }

  #head(status: string, headers: Readonly<Record<string, string>>): void {
    this.#response.writeStatus(status);
    for (const [name, value] of Object.entries(headers)) this.#response.writeHeader(name, value);
  }
}

/** A query string as a map; the first value of a repeated name. Escapes that are broken stay as they are. */
export function readQuery(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) if (!values.has(name)) values.set(name, value);
  return values;
}
