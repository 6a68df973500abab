import { Refused } from '../../events/refused.ts';
import { Exchange, readQuery } from '../http.ts';
import { answerHttp } from '../http-answer.ts';
import type { Mount } from '../services.ts';
import { streamEvents } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { resources } from './resources.ts';

/** Adds `GET /query/*` for users and administrators and `GET /audit/events` for administrators. */
export const mountQuery: Mount = (app, services) => {
  app.get('/query/:name', (response, request) => {
    const exchange = new Exchange(response);
    const name = request.getParameter(0) ?? '';
    const query = readQuery(request.getQuery());
    const authorization = request.getHeader('authorization');
    answerHttp(services, exchange, async () => {
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
    answerHttp(services, exchange, () =>
      streamEvents(services, authenticate(services, query, authorization), query, exchange),
    );
  });
};
