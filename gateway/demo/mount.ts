import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { userIdProblem } from '../../actors/user/user-id.ts';
import type { Mount, Services } from '../services.ts';
import { type DemoAccess, mayHaveUserSig } from './access.ts';
import { type PageFile, readPage, readSdk } from './files.ts';

export interface DemoOptions {
  readonly sdkAppId: number;
  /** From `demoAccess()`: the one place that decides. */
  readonly access: DemoAccess;
  /** Makes a UserSig of the app for a user. */
  readonly sign: (user: string) => string;
}

/** The SDK runs its socket in a worker made from a blob; everything else comes from here. */
const policy = [
  "default-src 'self'",
  'worker-src blob:',
  "connect-src 'self' ws: wss:",
  "img-src 'self' data:",
  "frame-ancestors 'self'",
].join('; ');

/** Adds the demo page at `/demo/` and, where allowed, its sign-in as anyone. */
export function demo(options: DemoOptions): Mount {
  return (app, services) => {
    // Read on first use: a server whose demo nobody opens does not carry it in memory.
    let page: ReadonlyMap<string, PageFile> | undefined;
    app.get('/demo', (response) => {
      response.writeStatus('302 Found').writeHeader('Location', '/demo/').end();
    });
    app.get('/demo/sdk.js', (response) => {
      const sdk = readSdk();
      if (sdk === undefined) notFound(response);
      else sendFile(response, sdk);
    });
    app.get('/demo/config', (response, request) => {
      const signIn = mayHaveUserSig(options.access, request.getHeader('host'));
      sendJson(response, { sdkAppId: options.sdkAppId, signIn });
    });
    app.get('/demo/usersig', (response, request) => giveUserSig(options, services, response, request));
    app.get('/demo/*', (response, request) => {
      page ??= readPage();
      const file = page.get(request.getUrl().slice('/demo/'.length) || 'index.html');
      if (file === undefined) notFound(response);
      else sendFile(response, file);
    });
  };
}

function giveUserSig(options: DemoOptions, services: Services, response: HttpResponse, request: HttpRequest): void {
  const user = request.getQuery('user') ?? '';
  const problem = userIdProblem(user);
  if (!mayHaveUserSig(options.access, request.getHeader('host'))) {
    sendJson(response, { error: 'the demo gives no UserSigs here' }, '403 Forbidden');
  } else if (problem !== undefined) {
    sendJson(response, { error: problem }, '400 Bad Request');
  } else if (services.auth.isAdmin(options.sdkAppId, user)) {
    // The demo needs no administrator, and such a UserSig would open REST too.
    sendJson(response, { error: 'not for administrators' }, '403 Forbidden');
  } else {
    sendJson(response, { user, userSig: options.sign(user) });
  }
}

function sendFile(response: HttpResponse, file: PageFile): void {
  response.cork(() => {
    response
      .writeHeader('Content-Type', file.type)
      .writeHeader('Cache-Control', 'no-cache')
      .writeHeader('Content-Security-Policy', policy)
      .writeHeader('X-Content-Type-Options', 'nosniff')
      .end(file.content);
  });
}

function sendJson(response: HttpResponse, body: object, status = '200 OK'): void {
  response.cork(() => {
    response
      .writeStatus(status)
      .writeHeader('Content-Type', 'application/json')
      .writeHeader('Cache-Control', 'no-store')
      .end(JSON.stringify(body));
  });
}

function notFound(response: HttpResponse): void {
  response.writeStatus('404 Not Found').end();
}
