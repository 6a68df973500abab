import { Refused } from '../events/refused.ts';
import type { Exchange } from './http.ts';
import type { Services } from './services.ts';

/** HTTP status of a refusal: endpoints that are ours use HTTP as it is meant. */
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

/** Does what is asked for, and says as `{code, message}` why not: of the query API, the audit, and the admin API. */
export function answerHttp(services: Services, exchange: Exchange, work: () => Promise<void>): void {
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
      services.logger.error({ err: error }, 'request failed');
      exchange.json('500 Internal Server Error', { code: 91000, message: 'internal error' });
    });
}
