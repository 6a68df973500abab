import type { Caller } from '../../events/caller.ts';
import type { Platform } from '../../events/user/events.ts';
import type { AccountRecord, InstanceRow } from '../accounts/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { OnlineStatus, UserStatus } from './types.ts';

/** Platforms that can be woken by a push while they are not connected (product.md §2.3). */
const PUSHABLE: ReadonlySet<Platform> = new Set<Platform>(['Android', 'iPhone', 'iPad', 'Mac']);
const PUSH_ONLINE_MS = 7 * 24 * 3600 * 1000;

/** Presence of users, in the order asked for (product.md §2.3). Open to every user of the app. */
export async function status(
  deps: QueryDeps,
  caller: Caller,
  { users }: { users: readonly string[] },
): Promise<readonly UserStatus[]> {
  const now = deps.clock.now();
  const found = users.map(async (user): Promise<UserStatus> => {
    const row = await deps.runner.reader('accounts').get<AccountRecord>(String(caller.app), idKey(user));
    if (!row) return { user, status: undefined, platforms: [] };
    return statusOf(user, row.instances, deps.connections.connectedPlatforms(caller.app, user), now);
  });
  return Promise.all(found);
}

function statusOf(
  user: string,
  instances: readonly InstanceRow[],
  connected: readonly Platform[],
  now: number,
): UserStatus {
  const platforms = new Map<Platform, OnlineStatus>(connected.map((platform) => [platform, 'Online']));
  for (const [, platform, loggedInAt] of instances) {
    const reachable = PUSHABLE.has(platform) && now - loggedInAt < PUSH_ONLINE_MS;
    if (reachable && !platforms.has(platform)) platforms.set(platform, 'PushOnline');
  }
  const overall: OnlineStatus = connected.length > 0 ? 'Online' : platforms.size > 0 ? 'PushOnline' : 'Offline';
  return { user, status: overall, platforms: [...platforms].map(([platform, status]) => ({ platform, status })) };
}
