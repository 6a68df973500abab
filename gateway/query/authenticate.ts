import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';

/**
 * Who reads: a user or an administrator, by the same query parameters as the REST dialect (`sdkappid`, `identifier`,
 * `usersig`) or by `Authorization: Bearer <usersig>` instead of the last one. @throws Refused as `verifyUserSig` does.
 */
export function authenticate({ auth }: Services, query: ReadonlyMap<string, string>, authorization: string): Caller {
  const app = Number(query.get('sdkappid'));
  const user = query.get('identifier') ?? '';
  const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (!Number.isSafeInteger(app) || !auth.hasApp(app)) throw new Refused(60006, 'sdkappid is missing or not valid');
  auth.verifyUserSig(app, user, bearer ?? query.get('usersig') ?? '');
  return { app, user, admin: auth.isAdmin(app, user), platform: 'Server', instance: 0, requestId: '' };
}

/** An integer parameter; undefined when absent. @throws Refused 70402. */
export function integerOf(
  query: ReadonlyMap<string, string>,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const text = query.get(name);
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new Refused(70402, `${name} must be an integer from ${low} to ${high}`);
  }
  return value;
}
