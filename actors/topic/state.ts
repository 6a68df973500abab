import type { NewEvent } from '../../events/envelope.ts';
import { EMPTY_TOPIC, type TopicEvents, type TopicProfile, type TopicShares } from '../../events/group/topic-events.ts';
import { noPins, type Pins, withoutPin, withPin } from '../group/pins.ts';
import { noMessages } from '../group/rate.ts';
import { type Sequence, setUntil, takeMessage, takeSeq } from '../group/sequence.ts';
import { RecentChanges } from '../message/changes.ts';
import { messageEvolutions } from '../message/life.ts';
import { RecentMessages } from '../message/recent.ts';

/** A topic's own state. Who is a member and who may what, the community knows. */
export interface TopicState extends Sequence {
  readonly topicId: string;
  /** Which life of the id: 0 before the first. */
  generation: number;
  profile: TopicProfile;
  /** How far members have read who have read anything. */
  reads: Map<string, number>;
  pins: Pins;
}

export function initialTopic(topicId: string): TopicState {
  return {
    topicId,
    generation: 0,
    profile: EMPTY_TOPIC,
    lastSeq: 0,
    lastTime: 0,
    mutes: new Map(),
    reads: new Map(),
    pins: noPins,
    recent: new RecentMessages(),
    changed: new RecentChanges(),
    rate: noMessages(),
  };
}

type Known = TopicEvents & TopicShares;

const evolutions: {
  readonly [T in keyof Known]: (state: TopicState, data: Known[T]) => void;
} & typeof messageEvolutions = {
  ...messageEvolutions,
  TopicOpened(state, { generation, profile }) {
    // The id is used again: nothing of its life before is left but its numbers.
    const { lastSeq, lastTime } = state;
    Object.assign(state, initialTopic(state.topicId), { generation, profile, lastSeq, lastTime });
  },
  TopicProfileChanged(state, { changes, seq }) {
    state.profile = { ...state.profile, ...changes };
    takeSeq(state, seq);
  },
  MembersMuted(state, { users, until, seq }) {
    setUntil(state.mutes, users, until);
    takeSeq(state, seq);
  },
  GroupMessageSent: takeMessage,
  GroupRead(state, { user, upToSeq }) {
    state.reads.set(user, upToSeq);
  },
  MessagePinned(state, pin) {
    state.pins = withPin(state.pins, pin);
  },
  MessageUnpinned(state, pin) {
    state.pins = withoutPin(state.pins, pin);
  },
  // How a member hears of messages decides nothing here.
  MemberDataChanged() {},
};

export function evolveTopic(state: TopicState, event: NewEvent): TopicState {
  const evolution = (evolutions as Readonly<Record<string, (state: TopicState, data: unknown) => void>>)[event.type];
  evolution?.(state, event.data);
  return state;
}
