import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import type { FileProblem } from './problem.ts';

/** Pages of any origin may use files: who may is said by the URL (wire-core.md §5.3). */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Length, Content-Range, Content-Disposition, ETag, Upload-Offset',
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const;

type Headers = Readonly<Record<string, string>>;

/** What a request of a file says, read while uWebSockets lends it. */
export interface FileRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string;
}

const HEADERS = ['content-type', 'content-length', 'content-range', 'range', 'if-range', 'if-none-match'] as const;

export function readRequest(request: HttpRequest): FileRequest {
  const headers = new Map<string, string>(HEADERS.map((name) => [name, request.getHeader(name)]));
  return {
    method: request.getMethod(),
    path: request.getUrl(),
    query: request.getQuery(),
    header: (name) => headers.get(name) ?? '',
  };
}

/** One exchange about a file: a body that comes in pieces and can be held back, or one that leaves as fast as it is taken. */
export class FileExchange {
  readonly #response: HttpResponse;
  #aborted = false;
  #begun = false;
  #onAbort: () => void = () => {};

  /** Must be made on the turn of the request handler. */
  constructor(response: HttpResponse) {
    this.#response = response;
    response.onAborted(() => {
      this.#aborted = true;
      this.#onAbort();
    });
  }

  /**
   * Hands over the body piece by piece; the next one is read from the network when `take` has resolved, so that an upload
   * holds one piece in memory. The piece is only good until then. Resolves at the end of the body, false when the client
   * went away before; rejects with what `take` threw. Must be called on the turn of the request handler.
   */
  receive(take: (piece: Buffer) => Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      // One buffer for all pieces: as many megabytes of garbage as the file has would be collected too late.
      let buffer = Buffer.allocUnsafeSlow(0);
      let work: Promise<void> = Promise.resolve();
      let waiting = 0;
      let failed = false;
      this.#onAbort = () =>
        void work.then(
          () => resolve(false),
          () => {},
        );
      this.#response.onData((chunk, isLast) => {
        if (failed) return;
        // Pieces come before the pause is felt when the body is chunked: each waits in memory of its own then.
        if (waiting === 0 && buffer.length < chunk.byteLength) buffer = Buffer.allocUnsafeSlow(chunk.byteLength);
        const piece = waiting === 0 ? buffer.subarray(0, chunk.byteLength) : Buffer.alloc(chunk.byteLength);
        piece.set(new Uint8Array(chunk));
        waiting++;
        if (waiting === 1 && !isLast) this.#response.pause();
        work = work.then(() => take(piece));
        work.then(
          () => {
            waiting--;
            if (this.#aborted) return;
            if (isLast) resolve(true);
            else if (waiting === 0) this.#response.resume();
          },
          (error: unknown) => {
            if (!failed && !this.#aborted && !isLast) this.#response.resume();
            failed = true;
            reject(error);
          },
        );
      });
    });
  }

  /** Answers at once. The rest of a body that nobody wants is read and dropped, so that the client gets to the answer. */
  end(status: string, headers: Headers = {}, body = ''): void {
    if (this.#aborted) return;
    this.#response.cork(() => {
      this.#head(status, headers);
      this.#response.end(body);
    });
  }

  /** Answers with the head that a body of this length would have. */
  endWithout(status: string, headers: Headers, length: number): void {
    if (this.#aborted) return;
    this.#response.cork(() => {
      this.#head(status, headers);
      this.#response.endWithoutBody(length);
    });
  }

  /** Says what is wrong. An answer that has begun is broken off instead: the client must not take it for whole. */
  problem(error: FileProblem): void {
    if (this.#begun) {
      this.breakOff();
      return;
    }
    this.end(
      error.status,
      { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...error.headers },
      `${error.message}\n`,
    );
  }

  begin(status: string, headers: Headers): void {
    if (!this.#aborted) this.#response.cork(() => this.#head(status, headers));
  }

  /**
   * Writes a piece of a body of `total` bytes and resolves when it has left, so that its memory may be used again. The
   * last piece ends the answer. False: the client is gone.
   */
  send(piece: Uint8Array, total: number): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#aborted) return resolve(false);
      const start = this.#response.getWriteOffset();
      let [ok, ended] = [true, false];
      this.#response.cork(() => {
        [ok, ended] = this.#response.tryEnd(piece, total);
      });
      if (ok || ended) return resolve(true);
      this.#onAbort = () => resolve(false);
      let left = false;
      this.#response.onWritable((offset) => {
        // The handler stays when its piece has left, and the memory of that is used again.
        if (left) return true;
        [ok, ended] = this.#response.tryEnd(piece.subarray(offset - start), total);
        left = ok || ended;
        if (left) resolve(true);
        return ok;
      });
    });
  }

  /** Ends the connection in the middle of an answer. */
  breakOff(): void {
    if (!this.#aborted) this.#response.close();
  }

  #head(status: string, headers: Headers): void {
    this.#begun = true;
    this.#response.writeStatus(status);
    for (const [name, value] of Object.entries({ ...CORS, ...headers })) this.#response.writeHeader(name, value);
  }
}
