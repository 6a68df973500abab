import type { ConversationLimits, LimitProfile } from '../../../events/app/limits.ts';
import { UNLIMITED } from '../../group/limits.ts';

/** Pinned conversations of one user (error-codes.md §11, 51012). */
export const MAX_PINNED = 50;
/** Conversations in one group of conversations (product.md §2.19). */
export const MAX_GROUPED = 1000;
/** Bytes of a group's name (error-codes.md §11, 51011). */
export const MAX_NAME_BYTES = 32;
/** Bytes of custom data (product.md §2.19). */
export const MAX_CUSTOM_BYTES = 256;
/** Conversations whose marks one call changes, or that it deletes (error-codes.md §11, 51006; product.md §2.19). */
export const MAX_CONVERSATIONS = 100;
/** Users whose receive option one call sets (product.md §2.19). */
export const MAX_PEERS = 30;
/** Number of the last bit of the marks. */
export const LAST_MARK = 63;

/** Without a profile: marks and groups as they are documented, and every conversation is kept. */
export const noConversationLimits: ConversationLimits = {
  recentConversations: UNLIMITED,
  unreadConversations: UNLIMITED,
  unreadPerConversation: UNLIMITED,
  conversationGroups: 20,
  markedConversations: 1000,
};

const stored = { ...noConversationLimits, unreadConversations: 250, unreadPerConversation: 100 };
/** Marks and groups are a premium feature (product.md §2.19). */
const basic: ConversationLimits = {
  ...stored,
  recentConversations: 100,
  conversationGroups: 0,
  markedConversations: 0,
};

/** product.md §2.17 and §2.19. Every number may be set apart, see actors/app/settings.ts. */
export const conversationLimits: Readonly<Record<LimitProfile, ConversationLimits>> = {
  trial: basic,
  dev: basic,
  standard: basic,
  premium: { ...stored, recentConversations: 500 },
  enterprise: { ...stored, recentConversations: 3000 },
};
