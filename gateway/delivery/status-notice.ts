import type { OnlineStatus } from '../../projections/queries/types.ts';

/** What somebody is told of the status of users: of those he watches, and on his own devices of his own. */
export interface StatusNotice {
  readonly kind: 'statuses';
  readonly app: number;
  readonly statuses: readonly SeenStatus[];
}

export interface SeenStatus {
  readonly user: string;
  /** Undefined: no such account (any more). */
  readonly status: OnlineStatus | undefined;
  readonly customStatus: string;
}

/** wire-users.md §8. */
export const statusNumbers: Readonly<Record<OnlineStatus, number>> = { Online: 1, PushOnline: 2, Offline: 3 };

/** 0: unknown. */
export function statusNumber(status: OnlineStatus | undefined): number {
  return status === undefined ? 0 : statusNumbers[status];
}
