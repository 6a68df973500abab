import type { GroupEvents } from './events.ts';

/** What a topic shows (product.md §2.24). */
export interface TopicProfile {
  readonly name: string;
  readonly introduction: string;
  readonly notification: string;
  readonly faceUrl: string;
  /** Free text of the app (`CustomString`). */
  readonly custom: string;
  readonly muteAll: boolean;
}

/** A profile before anything is known of it. Its order of fields is the order of every stored profile. */
export const EMPTY_TOPIC: TopicProfile = {
  name: '',
  introduction: '',
  notification: '',
  faceUrl: '',
  custom: '',
  muteAll: false,
};

/**
 * Which topics a community has: facts of the community (stream `group-<sdkappid>.<communityId>`), because their number is
 * limited and their rights are its own. `generation` tells one life of a topic's id from the next.
 */
export interface CommunityTopicEvents {
  TopicCreated: {
    readonly topic: string;
    readonly generation: number;
    readonly profile: TopicProfile;
    /** Unix seconds; an imported topic may be older than its event. */
    readonly createdAt: number;
    readonly imported: boolean;
    readonly by: string;
  };
  TopicsDeleted: { readonly topics: readonly string[]; readonly by: string };
}

/**
 * Facts of a topic (stream `topic-<sdkappid>.<topicId>`): its own sequence of messages and stored tips. `TopicOpened` is
 * written by the first command that reaches the topic. Messages, read marks, mutes and members' settings are the events
 * that groups have (`TopicShares`).
 */
export interface TopicEvents {
  TopicOpened: {
    readonly topic: string;
    readonly generation: number;
    /** Highest number that a life of the id before has given out: this one goes on behind it. */
    readonly afterSeq: number;
    readonly profile: TopicProfile;
  };
  /** Only what changed. `seq`, `by`: as in the events of groups. */
  TopicProfileChanged: { readonly changes: Partial<TopicProfile>; readonly by: string; readonly seq: number };
}

/** Events of groups that happen in topics too. */
export type TopicShares = Pick<
  GroupEvents,
  'GroupMessageSent' | 'GroupRead' | 'MembersMuted' | 'MemberDataChanged' | 'MessagePinned' | 'MessageUnpinned'
>;
