import type { Remind } from '../../events/group/events.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import type { GroupDraft, Sent } from '../group/sequence.ts';
import type { Decider } from '../host/decider.ts';
import { type FrozenChanges, RecentChanges } from '../message/changes.ts';
import { type FrozenRecent, RecentMessages } from '../message/recent.ts';
import {
  change,
  type Granted,
  importMessage,
  mute,
  opening,
  type Pinned,
  pin,
  read,
  remind,
  send,
  unpin,
} from './decisions.ts';
import { type OnTopicMessages, onTopicMessages } from './message-life.ts';
import { evolveTopic, initialTopic, type TopicState } from './state.ts';

export type TopicDecisions = {
  send: { data: Granted & { readonly draft: GroupDraft; readonly onlineOnly: boolean }; reply: Sent };
  import: { data: Granted & { readonly draft: GroupDraft; readonly time: number }; reply: SentGroupMessage };
  read: {
    data: Granted & { readonly user: string; readonly upToSeq: number | undefined };
    reply: { readonly upToSeq: number };
  };
  change: { data: Granted & { readonly changes: Partial<TopicProfile> }; reply: undefined };
  mute: { data: Granted & { readonly users: readonly string[]; readonly seconds: number }; reply: undefined };
  pin: { data: Granted & Pinned; reply: undefined };
  unpin: { data: Granted & Pinned; reply: undefined };
  remind: { data: Granted & { readonly remind: Remind }; reply: undefined };
} & OnTopicMessages;

type Frozen = Omit<TopicState, 'recent' | 'changed' | 'mutes' | 'reads'> & {
  readonly recent: FrozenRecent;
  readonly changed: FrozenChanges;
  readonly mutes: readonly [string, number][];
  readonly reads: readonly [string, number][];
};

/** A topic of a community: its own messages and numbers, under the community's leave (product.md §2.24). */
export const topicDecider: Decider<TopicState, TopicDecisions> = {
  category: 'topic',
  fingerprint: 'topic-2',
  initial: (ids) => initialTopic(ids[0] ?? ''),
  decide: {
    ...onTopicMessages,
    send: (state, command, context) => opening(state, command, context, send),
    import: (state, command, context) => opening(state, command, context, importMessage),
    read: (state, command, context) => opening(state, command, context, read),
    change: (state, command, context) => opening(state, command, context, change),
    mute: (state, command, context) => opening(state, command, context, mute),
    pin: (state, command, context) => opening(state, command, context, pin),
    unpin: (state, command, context) => opening(state, command, context, unpin),
    remind: (state, command, context) => opening(state, command, context, remind),
  },
  evolve: evolveTopic,
  freeze: (state): Frozen => ({
    ...state,
    recent: state.recent.freeze(),
    changed: state.changed.freeze(),
    mutes: [...state.mutes],
    reads: [...state.reads],
  }),
  thaw(frozen) {
    const state = frozen as Frozen;
    return {
      ...state,
      recent: RecentMessages.thaw(state.recent),
      changed: RecentChanges.thaw(state.changed),
      mutes: new Map(state.mutes),
      reads: new Map(state.reads),
    };
  },
  weigh: (state) => 800 + state.recent.weight + state.changed.weight + (state.mutes.size + state.reads.size) * 60,
};
