import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { statusOf } from '../presence/port.ts';
import { type DeviceRow, PRESENCE, type PresenceRow, presenceOf } from '../presence/row.ts';
import { idKey } from '../row-keys.ts';
import { unreadTotal } from './conversation-list.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';
import type { PushTargets, UserStatus } from './types.ts';

/** Users of one query (product.md §2.3). */
const MAX_USERS = 500;

/** Presence of users, in the order asked for (product.md §2.3). Open to every user of an app that has it. */
export async function status(
  deps: QueryDeps,
  caller: Caller,
  { users }: { users: readonly string[] },
): Promise<readonly UserStatus[]> {
  if (!caller.admin && !(await (deps.hasUserStatus?.(caller.app) ?? true))) {
    throw new Refused(72001, 'this app has no user status');
  }
  if (users.length > MAX_USERS) throw new Refused(70206, `at most ${MAX_USERS} users per call`);
  const rows = await Promise.all(users.map((user) => rowOf(deps, caller.app, user)));
  return users.map((user, i) => statusOf(deps, caller.app, user, rows[i]));
}

/** Where pushes to a user go, and the number to show with them (wire-users.md §13: clients count wrong). */
export async function pushTargets(deps: QueryDeps, caller: Caller, { user }: { user: string }): Promise<PushTargets> {
  mayRead(caller, user);
  const row = await rowOf(deps, caller.app, user);
  const { total } = await unreadTotal(deps, caller, { user });
  const devices = (row?.devices ?? []).map(({ instance, platform, background, token }: DeviceRow) => ({
    instance,
    platform,
    background,
    token,
  }));
  return { devices, badge: total };
}

function rowOf({ runner }: QueryDeps, app: number, user: string) {
  return runner.reader('presence').get<PresenceRow>(presenceOf(app, idKey(user)), PRESENCE);
}
