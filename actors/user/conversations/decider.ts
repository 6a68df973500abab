import type { ConversationLimits } from '../../../events/app/limits.ts';
import type {
  ConversationGroupName,
  ConversationId,
  DoNotDisturb,
  PeerRemind,
} from '../../../events/user/conversations.ts';
import type { Decider } from '../../host/decider.ts';
import type { UserState } from '../state.ts';
import { groupDecisions } from './groups.ts';
import { listDecisions } from './list.ts';
import { markDecisions } from './marks.ts';

/** What became of one conversation of a list; 0 is done. */
export interface ConversationResult {
  readonly conversation: ConversationId;
  readonly code: number;
  readonly problem: string;
}

/** How the marks and the custom data of one conversation change. Bits: 0…63. */
export interface Marking {
  readonly conversation: ConversationId;
  readonly set: readonly number[];
  readonly clear: readonly number[];
  readonly custom?: string | undefined;
}

/** A conversation that goes into a group, or out of it. */
export interface GroupingChange {
  readonly conversation: ConversationId;
  readonly into: boolean;
}

/** What a user arranges in his list of conversations. Which conversations there are is not this entity's to know. */
export type ConversationDecisions = {
  pin: { data: { readonly conversations: readonly ConversationId[]; readonly pinned: boolean }; reply: undefined };
  /** What is pinned, in the order of pinning. */
  pinned: { data: object; reply: readonly ConversationId[] };
  deleteConversations: {
    data: { readonly conversations: readonly ConversationId[]; readonly withHistory: boolean };
    reply: undefined;
  };
  mark: {
    data: { readonly items: readonly Marking[]; readonly limits: ConversationLimits };
    reply: readonly ConversationResult[];
  };
  createConversationGroup: {
    data: {
      readonly name: string;
      readonly conversations: readonly ConversationId[];
      readonly limits: ConversationLimits;
    };
    reply: { readonly id: number; readonly results: readonly ConversationResult[] };
  };
  deleteConversationGroups: { data: { readonly names: readonly string[] }; reply: readonly ConversationGroupName[] };
  renameConversationGroup: {
    data: { readonly name: string; readonly newName: string };
    reply: { readonly id: number };
  };
  changeConversationGroup: {
    data: { readonly name: string; readonly changes: readonly GroupingChange[] };
    reply: { readonly id: number; readonly results: readonly ConversationResult[] };
  };
  setPeerRemind: { data: { readonly peers: readonly string[]; readonly remind: PeerRemind }; reply: undefined };
  setDoNotDisturb: { data: DoNotDisturb; reply: undefined };
};

export type DecisionsFor<K extends keyof ConversationDecisions> = Pick<
  Decider<UserState, ConversationDecisions>['decide'],
  K
>;

export const conversationDecisions: DecisionsFor<keyof ConversationDecisions> = {
  ...listDecisions,
  ...markDecisions,
  ...groupDecisions,
};
