import type {
  ConversationEvent,
  ConversationGroupName,
  ConversationId,
  DoNotDisturb,
  PeerRemind,
} from '../../../events/user/conversations.ts';
import { conversationEventTypes } from '../../../events/user/conversations.ts';
import type { UserPart } from '../part.ts';

/** What a user has arranged in his list of conversations: what the next decision about it needs. */
export interface Arrangement {
  readonly pinned: Set<ConversationId>;
  /** Conversations with marks or custom data. */
  readonly marked: Map<ConversationId, Marked>;
  readonly groups: Map<number, ConversationGroup>;
  lastGroup: number;
  /** Users of whom he does not hear as usual. */
  readonly reminds: Map<string, PeerRemind>;
  doNotDisturb: DoNotDisturb;
}

export interface Marked {
  readonly marks: readonly number[];
  readonly custom: string;
}

export interface ConversationGroup extends ConversationGroupName {
  readonly conversations: Set<ConversationId>;
}

export const UNMARKED: Marked = { marks: [], custom: '' };
const ALWAYS_DISTURBED: DoNotDisturb = { remind: 'AcceptAndNotify', start: 0, end: 0, daily: false };

export function newArrangement(): Arrangement {
  return {
    pinned: new Set(),
    marked: new Map(),
    groups: new Map(),
    lastGroup: 0,
    reminds: new Map(),
    doNotDisturb: ALWAYS_DISTURBED,
  };
}

/** Of everybody who has arranged nothing, so that an actor of his stays small. Never changed. */
export const NOTHING_ARRANGED: Arrangement = newArrangement();

/** Changes the state in place. */
function arrange(state: Arrangement, { type, data }: ConversationEvent): Arrangement {
  const apply = table[type] as (state: Arrangement, data: ConversationEvent['data']) => void;
  apply(state, data);
  return state;
}

type Table = {
  readonly [E in ConversationEvent as E['type']]: (state: Arrangement, data: E['data']) => void;
};

const table: Table = {
  ConversationsPinned({ pinned }, { conversations }) {
    for (const conversation of conversations) pinned.add(conversation);
  },
  ConversationsUnpinned({ pinned }, { conversations }) {
    for (const conversation of conversations) pinned.delete(conversation);
  },
  ConversationsMarked({ marked }, { items }) {
    for (const { conversation, marks, custom } of items) {
      const before = marked.get(conversation) ?? UNMARKED;
      const after = { marks: marks ?? before.marks, custom: custom ?? before.custom };
      if (after.marks.length === 0 && after.custom === '') marked.delete(conversation);
      else marked.set(conversation, after);
    }
  },
  ConversationGroupCreated(state, { id, name, conversations }) {
    state.groups.set(id, { id, name, conversations: new Set(conversations) });
    state.lastGroup = Math.max(state.lastGroup, id);
  },
  ConversationGroupsDeleted(state, { groups }) {
    for (const { id } of groups) state.groups.delete(id);
  },
  ConversationGroupRenamed({ groups }, { id, name }) {
    const group = groups.get(id);
    if (group) groups.set(id, { ...group, name });
  },
  ConversationGroupChanged({ groups }, { id, added, removed }) {
    const group = groups.get(id);
    for (const conversation of added) group?.conversations.add(conversation);
    for (const conversation of removed) group?.conversations.delete(conversation);
  },
  ConversationsDeleted({ pinned }, { conversations }) {
    for (const conversation of conversations) pinned.delete(conversation);
  },
  PeerRemindSet({ reminds }, { peers, remind }) {
    for (const peer of peers) {
      if (remind === 'AcceptAndNotify') reminds.delete(peer);
      else reminds.set(peer, remind);
    }
  },
  DoNotDisturbSet(state, { remind, start, end, daily }) {
    state.doNotDisturb = { remind, start, end, daily };
  },
};

/** Plain data of a snapshot, and back. */
function frozenArrangement(state: Arrangement) {
  return {
    pinned: [...state.pinned],
    marked: [...state.marked],
    groups: [...state.groups.values()].map((group) => ({ ...group, conversations: [...group.conversations] })),
    lastGroup: state.lastGroup,
    reminds: [...state.reminds],
    doNotDisturb: state.doNotDisturb,
  };
}

type FrozenArrangement = ReturnType<typeof frozenArrangement>;

function thawedArrangement(frozen: FrozenArrangement): Arrangement {
  const groups = frozen.groups.map((group) => ({ ...group, conversations: new Set(group.conversations) }));
  return {
    pinned: new Set(frozen.pinned),
    marked: new Map(frozen.marked),
    groups: new Map(groups.map((group) => [group.id, group])),
    lastGroup: frozen.lastGroup,
    reminds: new Map(frozen.reminds),
    doNotDisturb: frozen.doNotDisturb,
  };
}

/** Rough size in bytes. */
function arrangementWeight({ pinned, marked, groups, reminds }: Arrangement): number {
  const grouped = [...groups.values()].reduce((count, { conversations }) => count + conversations.size, 0);
  return 500 + (pinned.size + marked.size * 3 + groups.size * 3 + grouped + reminds.size) * 80;
}

export const arrangementPart: UserPart<Arrangement, FrozenArrangement> = {
  types: conversationEventTypes,
  initial: newArrangement,
  // The part gets events of its own types only.
  evolve: (state, event) => arrange(state, event as ConversationEvent),
  freeze: frozenArrangement,
  thaw: thawedArrangement,
  weigh: arrangementWeight,
};
