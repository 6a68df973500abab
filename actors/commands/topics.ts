import type { Caller } from '../../events/caller.ts';
import { EMPTY_TOPIC, type TopicProfile } from '../../events/group/topic-events.ts';
import { Refused } from '../../events/refused.ts';
import { communityOf, topicStream } from '../../events/stream.ts';
import { groupDecider } from '../group/decider.ts';
import type { TopicRight } from '../group/rights.ts';
import { type EnterTopic, generatedTopicId, type TopicGrant, topicIdProblem } from '../group/topics.ts';
import { topicDecider } from '../topic/decider.ts';
import { type Dependencies, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { TopicCommands, TopicTarget } from './topic-types.ts';

/** Most bytes of the texts of a topic (product.md §2.22, rest-api.md §21.1). */
const textLimits: Readonly<Record<Exclude<keyof TopicProfile, 'muteAll'>, number>> = {
  name: 100,
  introduction: 400,
  notification: 400,
  faceUrl: 500,
  custom: 3000,
};

/** Topics of communities (product.md §2.24). */
export function topicCommands(
  dependencies: Dependencies,
): Pick<TopicCommands, 'createTopic' | 'changeTopic' | 'deleteTopics'> {
  const { host, words } = dependencies;
  return {
    async createTopic(caller, { group, profile, importedAt, ...command }) {
      if (importedAt !== undefined) requireAdmin(caller);
      checkTopic(profile);
      const topic = command.topic ?? generatedTopicId(group, words.next());
      const problem = command.topic === undefined ? undefined : topicIdProblem(topic, group, importedAt !== undefined);
      if (problem !== undefined) throw new Refused(110013, problem);
      const data = { by: caller, topic, profile: { ...EMPTY_TOPIC, ...profile }, importedAt };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'createTopic', data, caller);
      return topic;
    },
    async changeTopic(caller, { changes, ...target }) {
      checkTopic(changes);
      const [grant] = await Promise.all([
        leaveFor(dependencies, caller, target, { right: 'look' }),
        ...rightsFor(changes).map((right) => leaveFor(dependencies, caller, target, { right })),
      ]);
      const data = { grant, by: caller.user, changes };
      await host.ask(topicDecider, topicStream(caller.app, target.topic), 'change', data, caller);
    },
    async deleteTopics(caller, { group, topics }) {
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'deleteTopics', { by: caller, topics }, caller);
    },
  };
}

/**
 * The community's leave to do something in a topic of it.
 * @throws Refused 110013 when the id is none of this community's, and what the community refuses.
 */
export function leaveFor(
  { host }: Dependencies,
  caller: Caller,
  { group, topic }: TopicTarget,
  wish: Omit<EnterTopic, 'by' | 'topic'>,
  by: EnterTopic['by'] = caller,
): Promise<TopicGrant> {
  if (communityOf(topic) !== group) throw new Refused(110013, 'the topic is none of this group');
  return host.ask(groupDecider, streamOfGroup(caller.app, group), 'enterTopic', { ...wish, by, topic }, caller);
}

/** Silencing a topic is another right than changing it. */
function rightsFor({ muteAll, ...others }: Partial<TopicProfile>): readonly TopicRight[] {
  const muting: readonly TopicRight[] = muteAll === undefined ? [] : ['mute'];
  return Object.keys(others).length === 0 ? muting : [...muting, 'changeTopic'];
}

function checkTopic(profile: Partial<TopicProfile>): void {
  for (const [key, most] of Object.entries(textLimits)) {
    const value = profile[key as keyof typeof textLimits];
    if (value !== undefined && Buffer.byteLength(value) > most) {
      throw new Refused(10004, `${key} holds at most ${most} bytes`);
    }
  }
  if (profile.name === '') throw new Refused(10004, 'a topic has a name');
}
