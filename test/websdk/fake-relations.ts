import type { RelationCommands } from '../../actors/commands/relation-types.ts';
import type { RelationQueries } from '../../projections/queries/relation-types.ts';

const done = (peers: readonly string[]) => peers.map((peer) => ({ peer, code: 0, problem: '' }));
const peersOf = (items: readonly { readonly peer: string }[]) => items.map(({ peer }) => peer);

/** Does nothing, and says that it is done. */
export const obligingRelations: Partial<RelationCommands> = {
  addFriends: async (_caller, { items }) => done(peersOf(items)),
  changeFriends: async (_caller, { items }) => done(peersOf(items)),
  deleteFriends: async (_caller, { peers = [] }) => done(peers),
  answerFriendRequest: async () => {},
  deleteFriendRequests: async (_caller, { peers }) => done(peers),
  readFriendRequests: async () => {},
  createFriendGroups: async (_caller, { peers = [] }) => done(peers),
  deleteFriendGroups: async () => {},
  renameFriendGroup: async () => {},
  changeFriendGroup: async (_caller, { changes }) => done(peersOf(changes)),
  blockUsers: async (_caller, { peers }) => done(peers),
  unblockUsers: async (_caller, { peers }) => done(peers),
};

/** Nobody knows anybody. */
export const noRelations: Partial<RelationQueries> = {
  friends: async () => ({ friends: [], next: 0, total: 0, sequence: 0 }),
  friendEntries: async (_caller, { peers }) => peers.map(() => undefined),
  checkFriends: async (_caller, { peers }) => peers.map(() => 'none' as const),
  friendRequests: async () => ({ requests: [], unread: 0 }),
  friendGroups: async () => [],
  blocked: async () => ({ users: [], next: 0 }),
  missedRelations: async () => ({ events: [], profile: undefined }),
};
