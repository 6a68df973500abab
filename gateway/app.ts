import uws, { type TemplatedApp } from 'uWebSockets.js';
import type { Mount, Services } from './services.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

export interface Listening {
  readonly port: number;
  /** No new connections; those that are open are closed. */
  close(): void;
}

/** The one uWebSockets application of the node, not listening yet. */
export function createApp({ tls }: Pick<ListenOptions, 'tls'>): TemplatedApp {
  return tls === undefined ? uws.App() : uws.SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key });
}

/** Adds every dialect, then what answers when none of them does. */
export function mountAll(app: TemplatedApp, services: Services, mounts: readonly Mount[]): void {
  for (const mount of mounts) mount(app, services);
  app.get('/healthz', (response) => {
    response.end('ok\n');
  });
  app.get('/readyz', (response) => {
    const ready = services.ready();
    response.writeStatus(ready ? '200 OK' : '503 Service Unavailable').end(ready ? 'ready\n' : 'catching up\n');
  });
  app.get('/', (response) => {
    response.writeStatus('302 Found').writeHeader('Location', '/demo/').end();
  });
  app.any('/*', (response) => {
    response.writeStatus('404 Not Found').end('not found\n');
  });
}

/** @throws Error when the address cannot be listened on. */
export function listen(app: TemplatedApp, { host, port }: ListenOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    app.listen(host, port, (socket) => {
      if (!socket) {
        reject(new Error(`cannot listen on ${host}:${port}`));
        return;
      }
      resolve({
        port: uws.us_socket_local_port(socket),
        close: () => {
          uws.us_listen_socket_close(socket);
          app.close();
        },
      });
    });
  });
}
