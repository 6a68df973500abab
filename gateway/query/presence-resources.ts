import { limitOf, type Resource, textOf, userOf } from './parameters.ts';

/** Who is there, what pushes reach, and how many have been. */
export const presenceResources: Readonly<Record<string, Resource>> = {
  /** `users`, divided by commas. */
  async status({ queries }, caller, query) {
    return { statuses: await queries.status(caller, { users: textOf(query, 'users').split(',') }) };
  },
  async pushTargets({ queries }, caller, query) {
    return queries.pushTargets(caller, { user: userOf(caller, query) });
  },
  /** `limit`: months. */
  async activeUsers({ queries }, caller, query) {
    return { months: await queries.activeUsers(caller, { months: limitOf(query) }) };
  },
};
