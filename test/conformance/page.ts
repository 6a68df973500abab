import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import sharp from 'sharp';

/** The little of a page's HTTP that the clients and their upload plugin use, carried out for real. */

const require = createRequire(import.meta.url);

/** `XMLHttpRequest` as far as the upload plugin calls it. */
class PageRequest {
  status = 0;
  statusText = '';
  responseText = '';
  responseType = '';
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload: () => void = () => {};
  onerror: (event: { message: string }) => void = () => {};
  #method = 'GET';
  #url = '';
  readonly #headers: Record<string, string> = {};
  #answerHeaders: Record<string, unknown> = {};

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  getAllResponseHeaders(): string {
    return Object.entries(this.#answerHeaders)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n');
  }

  send(body?: Blob): void {
    this.#send(body).catch((error: unknown) => this.onerror({ message: String(error) }));
  }

  abort(): void {}

  async #send(body: Blob | undefined): Promise<void> {
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(await body.arrayBuffer());
    // A browser names the type of a file that has one.
    const headers = { ...(body?.type ? { 'Content-Type': body.type } : {}), ...this.#headers };
    const answer = await fetch(this.#url, { method: this.#method, headers, body: bytes });
    this.upload.onprogress?.({ loaded: bytes.length, total: bytes.length });
    this.status = answer.status;
    this.statusText = answer.statusText;
    this.#answerHeaders = Object.fromEntries(answer.headers);
    this.responseText = await answer.text();
    this.onload();
  }
}

/** `Image`: loads its address and knows its size. */
class PageImage {
  width = 0;
  height = 0;
  onload: () => void = () => {};
  onerror: () => void = () => {};

  set src(url: string) {
    void this.#load(url);
  }

  async #load(url: string): Promise<void> {
    try {
      const { width, height } = await sharp(await download(url)).metadata();
      Object.assign(this, { width, height });
    } catch {
      this.onerror();
      return;
    }
    this.onload();
  }
}

/** The body behind a URL; rejects for every status but 200. */
export function download(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    request(url, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`${url}: ${answer.statusCode}`));
      });
    })
      .on('error', reject)
      .end();
  });
}

/** What a page has besides a socket: given to the clients as parameters. */
export const pageGlobals = { Image: PageImage, File, HTMLInputElement: class {} } as const;

/** The published `tim-upload-plugin`, unmodified: a class that the application registers. */
export function loadUploadPlugin(): unknown {
  const file = require.resolve('tim-upload-plugin');
  const module: { exports: unknown } = { exports: {} };
  const parameters = {
    module,
    exports: module.exports,
    XMLHttpRequest: PageRequest,
    console: { log() {}, warn() {}, error() {} },
  };
  const run = compileFunction(readFileSync(file, 'utf8'), Object.keys(parameters), { filename: file });
  Reflect.apply(run, module.exports, Object.values(parameters));
  return module.exports;
}
