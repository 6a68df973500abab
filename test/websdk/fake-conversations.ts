import type { ConversationCommands, ConversationResult } from '../../actors/commands/conversation-types.ts';
import type { ConversationId } from '../../events/user/conversations.ts';
import type { ConversationQueries } from '../../projections/queries/conversation-types.ts';

const done = (conversation: ConversationId): ConversationResult => ({ conversation, code: 0, problem: '' });

/** Takes everything and keeps nothing. */
export const forgetfulCommands: ConversationCommands = {
  pinConversations: async () => {},
  deleteConversations: async (_caller, { conversations }) => conversations.map(done),
  markConversations: async (_caller, { items }) => items.map(({ conversation }) => done(conversation)),
  createConversationGroup: async (_caller, { conversations }) => ({ id: 1, results: conversations.map(done) }),
  deleteConversationGroups: async (_caller, { names }) => names.map((name, i) => ({ id: i + 1, name })),
  renameConversationGroup: async () => ({ id: 1 }),
  changeConversationGroup: async (_caller, { changes }) => ({
    id: 1,
    results: changes.map(({ conversation }) => done(conversation)),
  }),
  setPeerRemind: async (_caller, { peers }) => peers.map((peer) => ({ peer, code: 0 })),
  setDoNotDisturb: async () => {},
};

/** Nothing is arranged. */
export const nothingArranged: Omit<ConversationQueries, 'conversationList'> = {
  unreadTotal: async () => ({ total: 0, conversations: 0 }),
  conversationSettings: async () => [],
  conversationGroups: async () => [],
  peerReminds: async (_caller, { peers = [] }) => peers.map((peer) => ({ peer, remind: 'AcceptAndNotify' })),
  doNotDisturb: async () => ({ remind: 'AcceptAndNotify', start: 0, end: 0, daily: false, active: false }),
};
