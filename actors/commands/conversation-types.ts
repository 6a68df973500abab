import type { Caller } from '../../events/caller.ts';
import type {
  ConversationGroupName,
  ConversationId,
  DoNotDisturb,
  PeerRemind,
} from '../../events/user/conversations.ts';
import type { ConversationResult, GroupingChange, Marking } from '../user/conversations/decider.ts';

export type { ConversationResult, GroupingChange, Marking };

/** What became of one user of a list; 0 is done. */
export interface PeerResult {
  readonly peer: string;
  readonly code: number;
}

/** Whose list it is: the caller's own, or anybody's for an administrator. */
interface Of {
  readonly user: string;
}

/**
 * What a user arranges in his list of conversations (product.md §2.19). Codes of the whole: 50001 no such account, 50002 a
 * field, 90009 another user's list. What cannot be done for single conversations is said of them: 50001 nobody of that id,
 * 51007 no such group, or he is not in it, 51008 no more room.
 */
export interface ConversationCommands {
  /** All of them or none: 51012 beyond 50; 50001, 51007 for one that is none. Unpinning asks for nothing. */
  pinConversations(
    caller: Caller,
    command: Of & { readonly conversations: readonly ConversationId[]; readonly pinned: boolean },
  ): Promise<void>;
  /** Out of the list until something new comes; with the messages, or without. 51006: none, or more than 100. */
  deleteConversations(
    caller: Caller,
    command: Of & { readonly conversations: readonly ConversationId[]; readonly withHistory: boolean },
  ): Promise<readonly ConversationResult[]>;
  /** 51006: none, or more than 100; 51013: the app has no marks. */
  markConversations(
    caller: Caller,
    command: Of & { readonly items: readonly Marking[] },
  ): Promise<readonly ConversationResult[]>;
  /** 51010 beyond 20, 51011 name too long, 51013: the app has no groups. One of that name is added to. */
  createConversationGroup(
    caller: Caller,
    command: Of & { readonly name: string; readonly conversations: readonly ConversationId[] },
  ): Promise<{ readonly id: number; readonly results: readonly ConversationResult[] }>;
  /** All of them or none: 51009 for a name that is none. */
  deleteConversationGroups(
    caller: Caller,
    command: Of & { readonly names: readonly string[] },
  ): Promise<readonly ConversationGroupName[]>;
  /** 51009, 51011, 50002 when the new name is taken. */
  renameConversationGroup(
    caller: Caller,
    command: Of & { readonly name: string; readonly newName: string },
  ): Promise<{ readonly id: number }>;
  /** 51009 no such group. */
  changeConversationGroup(
    caller: Caller,
    command: Of & { readonly name: string; readonly changes: readonly GroupingChange[] },
  ): Promise<{ readonly id: number; readonly results: readonly ConversationResult[] }>;
  /** 20001: none, or more than 30. 20003 for who does not exist. */
  setPeerRemind(
    caller: Caller,
    command: Of & { readonly peers: readonly string[]; readonly remind: PeerRemind },
  ): Promise<readonly PeerResult[]>;
  /** 72011: not in this app; 20001: the window ends before it begins, or lasts more than a day and comes every day. */
  setDoNotDisturb(caller: Caller, command: Of & DoNotDisturb): Promise<void>;
}
