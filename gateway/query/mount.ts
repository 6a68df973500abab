import { Refused } from '../../events/refused.ts';
import { Exchange, readQuery } from '../http.ts';
import type { Mount, Services } from '../services.ts';
import { streamEvents } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { resources } from './resources.ts';

/** HTTP status of a refusal: these endpoints are ours, so they use HTTP as it is meant. */
const statuses: Readonly<Record<number, string>> = {
  60009: '404 Not Found',
  10010: '404 Not Found',
  110003: '404 Not Found',
  60010: '403 Forbidden',
  10007: '403 Forbidden',
  60008: '503 Service Unavailable',
  70402: '400 Bad Request',
};
const UNAUTHORIZED = '401 Unauthorized';
const unauthorized: ReadonlySet<number> = new Set([
  60006, 70001, 70002, 70003, 70005, 70009, 70013, 70014, 70016, 70020,
]);

/** Adds `GET /query/*` for users and administrators and `GET /audit/events` for administrators. */
export const mountQuery: Mount = (app, services) => {
  app.get('/query/:name', (response, request) => {
    const exchange = new Exchange(response);
    const name = request.getParameter(0) ?? '';
    const query = readQuery(request.getQuery());
    const authorization = request.getHeader('authorization');
    answer(services, exchange, async () => {
      const caller = authenticate(services, query, authorization);
      const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
      if (resource === undefined) {
        throw new Refused(
          60009,
          `there is no query ${name.slice(0, 40)}; there are ${Object.keys(resources).join(', ')}`,
        );
      }
      exchange.json('200 OK', await resource(services, caller, query));
    });
  });
  app.get('/audit/events', (response, request) => {
    const exchange = new Exchange(response);
    const query = readQuery(request.getQuery());
    const authorization = request.getHeader('authorization');
    answer(services, exchange, () =>
      streamEvents(services, authenticate(services, query, authorization), query, exchange),
    );
  });
};

function answer(services: Services, exchange: Exchange, work: () => Promise<void>): void {
  if (!services.ready()) {
    exchange.json('503 Service Unavailable', { code: 60008, message: 'the server is starting, try again' });
    return;
  }
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => {
      if (error instanceof Refused) {
        const status = unauthorized.has(error.code) ? UNAUTHORIZED : (statuses[error.code] ?? '400 Bad Request');
        exchange.json(status, { code: error.code, message: error.message });
        return;
      }
      services.logger.error({ err: error }, 'query failed');
      exchange.json('500 Internal Server Error', { code: 91000, message: 'internal error' });
    });
}
