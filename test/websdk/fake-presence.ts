import type { PresenceCommands } from '../../actors/commands/presence-types.ts';
import type { Queries } from '../../projections/queries/types.ts';

/** Takes everything and keeps nothing. */
export const forgetfulPresence: Omit<PresenceCommands, 'noteAway' | 'noteUnreachable'> = {
  setCustomStatus: async () => {},
  subscribeStatuses: async (_caller, { users }) => users.map((user) => ({ user, code: 0 })),
  unsubscribeStatuses: async (_caller, { users = [] }) => users.map((user) => ({ user, code: 0 })),
  setPushToken: async () => {},
  setAppState: async () => {},
  reportPush: async () => {},
};

/** Nobody is there, and nobody has invited anybody. */
export const nobodyThere: Pick<Queries, 'status' | 'recentSignaling'> = {
  status: async (_caller, { users }) =>
    users.map((user) => ({ user, status: 'Offline', customStatus: '', platforms: [] })),
  recentSignaling: async () => [],
};
