import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { Refused } from '../../events/refused.ts';
import { Exchange, readQuery } from '../http.ts';
import { answerHttp } from '../http-answer.ts';
import { authenticate } from '../query/authenticate.ts';
import type { Mount } from '../services.ts';
import { type Method, type Route, routes } from './routes.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Adds `/admin/*`: settings of an app for its administrators, the apps of the server for its operators. */
export const mountAdmin: Mount = (app, services) => {
  for (const [name, route] of Object.entries(routes)) {
    const [method, path] = name.split(' ') as [Method, string];
    const serve = (response: HttpResponse, request: HttpRequest) => {
      const exchange = new Exchange(response);
      const query = readQuery(request.getQuery());
      const authorization = request.getHeader('authorization');
      const number = Number(request.getParameter(0) ?? 0);
      const body = exchange.body(MAX_BODY_BYTES);
      answerHttp(services, exchange, async () => {
        const caller = authenticate(services, query, authorization);
        const answer = await (route as Route)(services, caller, number, parse(await body));
        exchange.json('200 OK', answer);
      });
    };
    // uWebSockets' own name for `delete`.
    app[method === 'delete' ? 'del' : method](`/admin/${path}`, serve);
  }
};

/** @throws Refused 70402. */
function parse(body: Buffer | undefined): object {
  if (body === undefined) throw new Refused(70402, `the body is longer than ${MAX_BODY_BYTES} bytes`);
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new Refused(70402, 'the body is one JSON object');
}
