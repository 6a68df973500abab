import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { Exchange, readQuery } from '../http.ts';
import type { GatewayLimits, Mount, Services } from '../services.ts';
import { accountCommands } from './accounts.ts';
import type { RateClass, RestCommand } from './command.ts';
import { conversationCommands } from './conversations.ts';
import { displayOf } from './display.ts';
import { fileCommands } from './files.ts';
import { followCommands } from './follows.ts';
import { modifyGroupMessage } from './group-message-changes.ts';
import { groupServiceCommands } from './groups-table.ts';
import { historyCommands } from './history.ts';
import { historyFileCommands } from './history-files.ts';
import { messageChangeCommands } from './message-changes.ts';
import { messageExtensionCommands } from './message-extensions.ts';
import { messageCommands } from './messages.ts';
import { officialCommands } from './official-accounts.ts';
import { profileCommands } from './profiles.ts';
import { RateLimit } from './rate-limit.ts';
import { relationCommands } from './relations.ts';
import { robotCommands } from './robots.ts';
import { searchCommands } from './search.ts';
import { streamCommands } from './streams.ts';

/** Every command of the REST dialect: `<service>/<command>`. */
const commands: ReadonlyMap<string, RestCommand> = new Map(
  Object.entries({
    ...accountCommands,
    ...messageCommands,
    ...messageChangeCommands,
    ...messageExtensionCommands,
    ...modifyGroupMessage,
    ...streamCommands,
    ...historyCommands,
    ...conversationCommands,
    ...followCommands,
    ...profileCommands,
    ...relationCommands,
    ...groupServiceCommands,
    ...searchCommands,
    ...historyFileCommands,
    ...fileCommands,
    ...officialCommands,
    ...robotCommands,
  }),
);

const MAX_BODY_BYTES = 1024 * 1024;
/** The server gives up after this (rest-api.md §1). */
const TIMEOUT_MS = 3000;

const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'X-Requested-With',
  'Access-Control-Allow-Methods': 'POST',
};

/** Adds the REST dialect: `POST /v4/<service>/<command>`. Every answer has status 200 and its code in the body. */
export const mountRest: Mount = (app, services) => {
  const limit = new RateLimit();
  app.any('/v4/*', (response, request) => {
    const exchange = new Exchange(response);
    const method = request.getMethod();
    const path = request.getUrl().slice('/v4/'.length);
    const query = readQuery(request.getQuery());
    if (method === 'options') {
      exchange.end('200 OK', HEADERS, '');
      return;
    }
    const work = exchange
      .body(MAX_BODY_BYTES)
      .then((body) => answer(services, limit, { method, path, query, body: body ?? undefined }));
    void withinTime(work)
      .catch((error: unknown) => failure(services, path, error))
      .then((result) => exchange.json('200 OK', result, HEADERS));
  });
};

interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Undefined: too large. */
  readonly body: Buffer | undefined;
}

async function answer(services: Services, limit: RateLimit, request: RestRequest): Promise<object> {
  if (request.method !== 'post') throw new Refused(60002, 'only POST is allowed');
  const caller = authenticate(services, request.query);
  const command = commands.get(request.path);
  if (command === undefined) throw new Refused(60009, `${request.path.slice(0, 80)} is not a command of this server`);
  const rate = rates[command.rate];
  if (!limit.take(`${caller.app}/${request.path}`, rate.perSecond(services.limits), services.clock.now())) {
    throw new Refused(rate.code, 'the calls per second of this command are exceeded', true);
  }
  const body = parse(request.body);
  const problem = command.problem(body);
  if (problem !== undefined) {
    throw new Refused(command.faults.fields?.[problem.field] ?? command.faults.otherwise, problem.message);
  }
  if (!services.ready()) throw new Refused(60008, 'the server is starting, try again', true);
  const fields = await command.run(services, caller, body as never);
  return { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...displayOf(request.path), ...fields };
}

/** Who calls: an administrator of the app, by the UserSig in the URL (rest-api.md §1). */
function authenticate({ auth }: Services, query: ReadonlyMap<string, string>): Caller {
  const appText = query.get('sdkappid');
  const user = query.get('identifier');
  const userSig = query.get('usersig');
  if (appText === undefined) throw new Refused(60012, 'sdkappid is missing in the URL');
  const app = Number(appText);
  if (!/^\d{1,10}$/.test(appText) || !auth.hasApp(app)) throw new Refused(60006, 'sdkappid is not valid');
  if (!user || userSig === undefined) throw new Refused(60004, 'identifier or usersig is missing in the URL');
  if ((query.get('contenttype') ?? 'json') !== 'json') throw new Refused(60025, 'contenttype must be json');
  auth.verifyUserSig(app, user, userSig);
  if (!auth.isAdmin(app, user)) throw new Refused(60010, 'request needs admin permission');
  return { app, user, admin: true, platform: 'Server', instance: 0, requestId: query.get('random') ?? '' };
}

interface Rate {
  readonly perSecond: (limits: GatewayLimits) => number;
  readonly code: number;
}

/** rest-api.md §1, Rates; the code of those that list groups: §14.7. */
const rates: Readonly<Record<RateClass, Rate>> = {
  common: { perSecond: ({ restPerSecond }) => restPerSecond, code: 60007 },
  accounts: { perSecond: ({ restAccountsPerSecond }) => restAccountsPerSecond, code: 60007 },
  lists: { perSecond: ({ restListsPerSecond }) => restListsPerSecond, code: 10006 },
  searches: { perSecond: ({ restSearchesPerSecond }) => restSearchesPerSecond, code: 60018 },
  exports: { perSecond: ({ restExportsPerSecond }) => restExportsPerSecond, code: 60007 },
};

/** A null in a list stays: what is left out of a list would move the others. */
function withoutNulls(this: unknown, _name: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

/** The body is one JSON object; null fields count as absent (rest-api.md §1). */
function parse(body: Buffer | undefined): unknown {
  if (body === undefined) throw new Refused(93000, `the body is longer than ${MAX_BODY_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'), withoutNulls);
  } catch (error) {
    throw new Refused(60003, 'the body is not valid JSON', false, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refused(60003, 'the body must be one JSON object');
  }
  return value;
}

/** Codes that clients know under another number than server callers (error-codes.md §5 and §8). */
const restCodes: Readonly<Record<number, number>> = { 20003: 90012 };

function failure({ logger }: Services, path: string, error: unknown): object {
  const refused = error instanceof Refused ? error : new Refused(91000, 'internal error, try again', true);
  if (refused !== error) logger.error({ err: error, path }, 'REST command failed');
  return {
    ActionStatus: 'FAIL',
    ErrorCode: restCodes[refused.code] ?? refused.code,
    ErrorInfo: refused.message,
    ...displayOf(path),
  };
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused(60008, 'the service timed out', true)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
