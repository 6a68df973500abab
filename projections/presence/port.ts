import type { Platform } from '../../events/user/events.ts';
import type { QueryDeps } from '../queries/deps.ts';
import type { OnlineStatus, UserStatus } from '../queries/types.ts';
import { idKey } from '../row-keys.ts';
import { bestOf, REACHABLE_MS, statusOfDevice } from './chart.ts';
import {
  allHere,
  awayBefore,
  hereKey,
  PRESENCE,
  type PresenceRow,
  presenceOf,
  type ReachableRow,
  SUBSCRIPTIONS,
} from './row.ts';

type Deps = Pick<QueryDeps, 'runner' | 'connections' | 'clock'>;

/** Presence of a user by his row and his connections; without a row there is no such account. */
export function statusOf(deps: Deps, app: number, user: string, row: PresenceRow | undefined): UserStatus {
  if (row === undefined) return { user, status: undefined, customStatus: '', platforms: [] };
  const now = deps.clock.now();
  const connected = deps.connections.connectedPlatforms(app, user);
  const platforms = new Map<Platform, OnlineStatus>(connected.map((platform) => [platform, 'Online']));
  for (const { platform, awayAt } of row.devices) {
    const status = statusOfDevice({ platform, connected: connected.includes(platform), awayAt }, now);
    const best = bestOf([status, platforms.get(platform) ?? 'Offline']);
    if (best !== 'Offline') platforms.set(platform, best);
  }
  return {
    user,
    status: bestOf([...platforms.values()]),
    customStatus: row.customStatus,
    platforms: [...platforms].map(([platform, status]) => ({ platform, status })),
  };
}

/** What the delivery and the server itself ask about presence. */
export function presencePort(deps: Deps) {
  const { runner, clock } = deps;
  const reader = () => runner.reader('presence');
  return {
    /** At once: what is told must be what is. Throws as `Accounts.find` does. */
    now(app: number, user: string): UserStatus {
      const row = runner.readNow<PresenceRow>('presence', presenceOf(app, idKey(user)), PRESENCE);
      return statusOf(deps, app, user, row);
    },
    /** Users somebody is told of. */
    async watchedBy(app: number, user: string): Promise<readonly string[]> {
      const found = await reader().get<readonly string[]>(presenceOf(app, idKey(user)), SUBSCRIPTIONS);
      // Rows are live.
      return found === undefined ? [] : [...found];
    },
    /** Devices that pushes can reach and that are not known to be away, a page behind one of them. */
    async here(app: number, behind: ReachableRow | undefined, limit: number): Promise<readonly ReachableRow[]> {
      // Nothing is between a key and the same key with `!` behind it.
      const from = behind ? `${hereKey(idKey(behind.user), behind.instance)}!` : allHere.from;
      const rows = await reader().range<ReachableRow>(String(app), { ...allHere, from, limit });
      return rows.map(({ value: { user, instance } }) => ({ user, instance }));
    },
    /** Devices that have been away for so long that pushes are no longer tried, the longest first. */
    async expired(app: number, limit: number): Promise<readonly ReachableRow[]> {
      const since = awayBefore(clock.now() - REACHABLE_MS);
      const rows = await reader().range<ReachableRow>(String(app), { ...since, limit });
      return rows.map(({ value: { user, instance } }) => ({ user, instance }));
    },
  };
}
