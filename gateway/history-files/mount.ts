import { Exchange, readQuery } from '../http.ts';
import type { Mount } from '../services.ts';
import { appOfFile, isSigned } from './history-files.ts';

/** Adds `GET /files/history/<name>?expires=…&sign=…`: message logs, for whoever was given the address. */
export const mountHistoryFiles: Mount = (app, { auth, historyFiles, clock, logger }) => {
  app.get('/files/history/:name', (response, request) => {
    const exchange = new Exchange(response);
    const name = request.getParameter(0) ?? '';
    const query = readQuery(request.getQuery());
    const expires = Number(query.get('expires'));
    if (!isSigned(historyFiles, name, expires, query.get('sign') ?? '')) {
      exchange.end('403 Forbidden', {}, 'this address was not made here\n');
      return;
    }
    if (expires * 1000 < clock.now()) {
      exchange.end('403 Forbidden', {}, 'this address has expired: ask for a new one\n');
      return;
    }
    if (!auth.hasApp(appOfFile(name))) {
      exchange.end('403 Forbidden', {}, 'this app is not served\n');
      return;
    }
    send(exchange, historyFiles.read(name)).catch((error: unknown) => {
      logger.error({ err: error, name }, 'a message log could not be read');
      exchange.abort();
    });
  });
};

async function send(exchange: Exchange, pieces: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  if (pieces === undefined) {
    exchange.end('404 Not Found', {}, 'this file is not kept any more\n');
    return;
  }
  exchange.begin('200 OK', { 'Content-Type': 'application/gzip' });
  for await (const piece of pieces) if (!(await exchange.write(piece))) return;
  exchange.finish();
}
