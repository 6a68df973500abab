import type { CommunityTopicEvents, TopicProfile } from '../../events/group/topic-events.ts';
import { Refused } from '../../events/refused.ts';
import { communityOf, TOPIC_MARK } from '../../events/stream.ts';
import { accept, type Decision } from '../host/decider.ts';
import { silence } from './messages.ts';
import { type Actor, noSuchGroup, outranks, rankOf, refusal, type TopicRight, topicRefusal } from './rights.ts';
import type { GroupDraft } from './sequence.ts';
import type { Evolutions, GroupState } from './state.ts';

/** What a community knows of a topic: everything else is the topic's own. */
export interface KnownTopic {
  readonly generation: number;
  /** As it was created. */
  readonly profile: TopicProfile;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** Leave of the community to do something in a topic, and what the topic has to know for it. */
export interface TopicGrant extends KnownTopic {
  readonly community: string;
  /** Of the one who asks: 0 for strangers (administrators' doing only), 4 for administrators of the app. */
  readonly rank: number;
  readonly nameCard: string;
}

type Context = { readonly now: number };

/** product.md §2.24. */
const MAX_TOPICS = 200;
const MAX_ID_BYTES = 96;
const printable = /^[\x20-\x7e]+$/;

export interface CreateTopic {
  readonly by: Actor;
  readonly topic: string;
  readonly profile: TopicProfile;
  /** Unix seconds of an imported topic. */
  readonly importedAt: number | undefined;
}

export function createTopic(state: GroupState, command: CreateTopic, { now }: Context): Decision<undefined> {
  const { by, topic, profile, importedAt } = command;
  const refused = refusal(state, by, 'manageTopics');
  if (refused !== undefined) return refused;
  if (!state.supportTopic) return new Refused(10007, 'the group was created without topics');
  if (state.topics.has(topic)) {
    return new Refused(importedAt === undefined ? 10025 : 10021, 'the topic id is in use');
  }
  if (state.topics.size >= MAX_TOPICS) return new Refused(10037, `a community has at most ${MAX_TOPICS} topics`);
  const seconds = Math.floor(now / 1000);
  if (importedAt !== undefined && (importedAt < state.createdAt || importedAt > seconds)) {
    return new Refused(10004, 'a topic is younger than its community and not of the future');
  }
  const data = {
    topic,
    generation: state.topicsMade + 1,
    profile,
    createdAt: importedAt ?? seconds,
    imported: importedAt !== undefined,
    by: by.user,
  };
  return accept([{ type: 'TopicCreated', data }], undefined);
}

/** What became of each topic; 0 is done. */
export type TopicResults = readonly { readonly topic: string; readonly code: number; readonly problem: string }[];

/** Deletes those that may be deleted; no ids mean all. */
export function deleteTopics(
  state: GroupState,
  { by, topics }: { readonly by: Actor; readonly topics: readonly string[] },
): Decision<TopicResults> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  const results = (topics.length === 0 ? [...state.topics.keys()] : [...new Set(topics)]).map((topic) => {
    const refused = state.topics.has(topic)
      ? topicRefusal(state, by, topic, 'changeTopic')
      : new Refused(110003, `the topic ${topic.slice(0, MAX_ID_BYTES)} does not exist`);
    return { topic, code: refused?.code ?? 0, problem: refused?.message ?? '' };
  });
  const done = results.filter(({ code }) => code === 0).map(({ topic }) => topic);
  if (done.length === 0) return accept([], results);
  return accept([{ type: 'TopicsDeleted', data: { topics: done, by: by.user } }], results);
}

export interface EnterTopic {
  readonly by: Actor;
  readonly topic: string;
  readonly right: TopicRight | 'look';
  /** What is to be said: who is silent in the community is so in its topics. */
  readonly draft?: Pick<GroupDraft, 'from' | 'flags'>;
  /** To whom it is to be done: only to those below. */
  readonly users?: readonly string[];
}

/** Asks leave; nothing happens. `look` needs a member. */
export function enterTopic(state: GroupState, command: EnterTopic, { now }: Context): Decision<TopicGrant> {
  const { by, topic, right, draft, users = [] } = command;
  if (state.phase !== 'alive') return noSuchGroup(state);
  const known = state.topics.get(topic);
  if (known === undefined) return new Refused(110003, `the topic ${topic.slice(0, MAX_ID_BYTES)} does not exist`);
  const rank = rankOf(state, by);
  if (rank === 0) return new Refused(10007, `${by.user} is not a member`);
  const refused =
    (draft && silence(state, by, draft, now)) ?? (right === 'look' ? undefined : topicRefusal(state, by, topic, right));
  if (refused !== undefined) return refused;
  const above = users.find((user) => !outranks(state, by, user, 'muteMember'));
  if (above !== undefined) return new Refused(10007, `${by.user} may not do this to ${above}`);
  const nameCard = draft === undefined ? '' : state.members.nameCardOf(draft.from);
  return accept([], { ...known, community: state.groupId, rank, nameCard });
}

/**
 * Why a text may not be the id of a topic of this community, in words (product.md §2.24). Code: 110013. What is imported
 * keeps the id that it was given elsewhere.
 */
export function topicIdProblem(topic: string, community: string, imported: boolean): string | undefined {
  const own = topic.slice(community.length + TOPIC_MARK.length);
  if (communityOf(topic) !== community || own === '') return `the id of a topic is ${community}${TOPIC_MARK}…`;
  if (!printable.test(topic) || Buffer.byteLength(topic) > MAX_ID_BYTES) {
    return `the id of a topic has at most ${MAX_ID_BYTES} bytes of printable ASCII`;
  }
  if (imported) return undefined;
  return own.includes('@TGS#_') || own.startsWith(TOPIC_MARK) ? 'this form of id is made by the server' : undefined;
}

/** The id of a topic that was given none; `unique` is a word that no other has. */
export function generatedTopicId(community: string, unique: string): string {
  return `${community}${TOPIC_MARK}${TOPIC_MARK}${unique}`;
}

export const topicEvolutions: Evolutions<keyof CommunityTopicEvents> = {
  TopicCreated(state, { topic, generation, profile, createdAt }) {
    state.topics.set(topic, { generation, profile, createdAt });
    state.topicsMade = generation;
  },
  TopicsDeleted(state, { topics }) {
    for (const topic of topics) state.topics.delete(topic);
    state.permissions.forgetTopics(topics);
  },
};
