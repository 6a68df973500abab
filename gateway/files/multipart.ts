import { FileProblem } from './problem.ts';

/** Headers of a part are short; anything longer is none. */
const MAX_HEAD_BYTES = 8 * 1024;

/** What comes out of the body of an upload, piece by piece. */
export interface BodyReader {
  /** The bytes of the file that this piece of the body holds; they are only good until the next call. */
  push(chunk: Buffer): readonly Buffer[];
  /** Whether the body has come to its end as it should. */
  readonly complete: boolean;
  /** The file's type as the client says, '' when it does not. */
  readonly type: string;
}

/** The body is the file. */
export function wholeBody(type: string): BodyReader {
  return { type, complete: true, push: (chunk) => [chunk] };
}

/**
 * `multipart/form-data` with one file in it (RFC 7578): fields before and after the file are passed over, bytes of the
 * file leave as they come, and only what could be the beginning of a boundary is held back.
 */
export class MultipartReader implements BodyReader {
  type = '';
  readonly #boundary: Buffer;
  #held: Buffer = Buffer.from('\r\n');
  #state: 'between' | 'head' | 'field' | 'file' | 'done' = 'between';
  #seenFile = false;

  /** @throws FileProblem when the Content-Type names no boundary. */
  constructor(contentType: string) {
    const [, quoted, plain] = /boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType) ?? [];
    const boundary = quoted ?? plain;
    if (boundary === undefined) throw new FileProblem('badMultipart');
    this.#boundary = Buffer.from(`\r\n--${boundary}`);
  }

  get complete(): boolean {
    return this.#state === 'done' && this.#seenFile;
  }

  push(chunk: Buffer): readonly Buffer[] {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const found: Buffer[] = [];
    for (;;) {
      const next = this.#step(rest, found);
      if (next === undefined) break;
      rest = next;
    }
    return found;
  }

  /** Takes one step and returns what is behind it; undefined when more is needed, or nothing more counts. */
  #step(rest: Buffer, found: Buffer[]): Buffer | undefined {
    switch (this.#state) {
      case 'done':
        this.#held = Buffer.alloc(0);
        return undefined;
      case 'head': {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return this.#hold(rest, MAX_HEAD_BYTES);
        this.#readHead(rest.toString('utf8', 0, end));
        return rest.subarray(end + 4);
      }
      default:
        return this.#skipTo(rest, found);
    }
  }

  /** Content up to the next boundary. */
  #skipTo(rest: Buffer, found: Buffer[]): Buffer | undefined {
    const at = rest.indexOf(this.#boundary);
    const inFile = this.#state === 'file';
    if (at < 0) {
      const sure = Math.max(0, rest.length - this.#boundary.length - 2);
      if (inFile && sure > 0) found.push(rest.subarray(0, sure));
      // Copied: what was given is used again by its owner.
      this.#held = Buffer.from(rest.subarray(sure));
      return undefined;
    }
    const behind = at + this.#boundary.length;
    if (rest.length < behind + 2) {
      if (inFile && at > 0) found.push(rest.subarray(0, at));
      this.#held = Buffer.from(rest.subarray(at));
      return undefined;
    }
    if (inFile && at > 0) found.push(rest.subarray(0, at));
    this.#state = rest.toString('latin1', behind, behind + 2) === '--' ? 'done' : 'head';
    return rest.subarray(behind + 2);
  }

  #hold(rest: Buffer, most: number): undefined {
    if (rest.length > most) throw new FileProblem('badMultipart');
    this.#held = Buffer.from(rest);
  }

  #readHead(head: string): void {
    const isFile = /;\s*filename=|;\s*name="?file"?/i.test(head) && !this.#seenFile;
    this.#state = isFile ? 'file' : 'field';
    if (!isFile) return;
    this.#seenFile = true;
    this.type = /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1] ?? '';
  }
}
