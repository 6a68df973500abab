import type { Mount, Services } from '../services.ts';
import { FileExchange, readRequest } from './exchange.ts';
import { FileProblem } from './problem.ts';
import { Receiving } from './receiving.ts';
import type { FileRecord } from './records.ts';
import { Sending } from './sending.ts';
import { readUploadPath } from './urls.ts';

/** What a page of another origin asks before it uploads (wire-core.md §5.3); good for a day. */
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'PUT, POST, GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'content-type, content-range, range, if-none-match, if-range',
  'Access-Control-Max-Age': '86400',
};

type Handler = (exchange: FileExchange, request: ReturnType<typeof readRequest>) => Promise<void> | void;

/** Adds uploads and downloads: everything under `/files/`. */
export const mountFiles: Mount = (app, services) => {
  const { files } = services;
  const sending = new Sending(files);
  const receiving = files.store.way === 'served' ? new Receiving(files, files.store) : undefined;

  const upload: Handler = async (exchange, request) => {
    const token = readUploadPath(request.path);
    // Where the store takes uploads itself no such URL is given out.
    if (receiving === undefined || token === undefined) throw new FileProblem('badMethod');
    const stored = await receiving.receive(token, request, exchange);
    if (typeof stored === 'number') exchange.end('202 Accepted', { 'Upload-Offset': String(stored) });
    // 200 exactly: clients count 201 as a failure (wire-core.md §5.3).
    else if (stored !== undefined) exchange.end('200 OK', { 'Content-Type': 'application/json' }, receipt(stored));
  };
  const download: Handler = async (exchange, request) => {
    const token = readUploadPath(request.path);
    if (token === undefined) return sending.send(request, exchange);
    if (receiving === undefined || request.method !== 'head') throw new FileProblem('badMethod');
    const offset = await receiving.offset(token);
    exchange.endWithout('200 OK', { 'Upload-Offset': String(offset), 'Cache-Control': 'no-store' }, 0);
  };
  const handlers: Readonly<Record<string, Handler>> = {
    options: (exchange) => exchange.end('200 OK', PREFLIGHT),
    put: upload,
    post: upload,
    get: download,
    head: download,
  };

  app.any('/files/*', (response, lent) => {
    const exchange = new FileExchange(response);
    const request = readRequest(lent);
    const handle: Handler = handlers[request.method] ?? (() => exchange.problem(new FileProblem('badMethod')));
    void run(services, exchange, () => handle(exchange, request));
  });
};

/** The handler begins on this turn: a body must be listened to before the next one. */
async function run({ logger }: Services, exchange: FileExchange, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FileProblem)) logger.error({ err: error }, 'a file could not be stored or read');
    exchange.problem(error instanceof FileProblem ? error : new FileProblem('failed'));
  }
}

/** What an upload is answered with; the official clients do not read it. */
function receipt({ size, hash, type, width, height }: FileRecord): string {
  return JSON.stringify({ size, sha256: hash, type, width, height });
}
