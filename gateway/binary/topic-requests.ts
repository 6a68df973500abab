import type { TopicProfile } from '../../events/group/topic-events.ts';
import { Refused } from '../../events/refused.ts';
import type { TopicView } from '../../projections/queries/group-types.ts';
import { listOf, may, need, needMap } from './fields.ts';
import { fieldsOf, flag, groupId, longText, place, topicId } from './group-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const topicIds = listOf(topicId, 200);
const profile: Parameters<typeof fieldsOf<TopicProfile>>[1] = {
  name: longText,
  introduction: longText,
  notification: longText,
  faceUrl: longText,
  custom: longText,
  muteAll: flag,
};

/** Requests about topics of communities. */
export const topicRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.createTopic,
    ({ commands }, caller, [, , group, value]) => {
      const map = needMap(value);
      const fields = fieldsOf<TopicProfile>(map, profile);
      return commands.createTopic(caller, {
        group: need(groupId, 'group', group),
        topic: may(topicId, 'topic', map.topic),
        profile: { ...fields, name: need(longText, 'name', fields.name) },
      });
    },
  ],
  [
    Request.changeTopic,
    ({ commands }, caller, [, , id, value]) => {
      const { group, topic } = place(id);
      if (topic === undefined) throw new Refused(110013, 'this is not the id of a topic');
      return commands.changeTopic(caller, { group, topic, changes: fieldsOf<TopicProfile>(needMap(value), profile) });
    },
  ],
  [
    Request.deleteTopics,
    async ({ commands }, caller, [, , group, ids]) => {
      const command = { group: need(groupId, 'group', group), topics: may(topicIds, 'topics', ids) ?? [] };
      const results = await commands.deleteTopics(caller, command);
      return results.map(({ topic, code, problem }) => [topic, code, problem]);
    },
  ],
  [
    Request.topics,
    async ({ queries }, caller, [, , group, ids]) => {
      const topics = may(topicIds, 'topics', ids);
      const query = { group: need(groupId, 'group', group), topics, user: caller.user };
      return (await queries.topics(caller, query)).map((topic) => (topic === undefined ? null : info(topic)));
    },
  ],
];

/** The last entry is read by history: what a list needs of it is its number and time. */
function info({ lastEntry, self, ...topic }: TopicView): object {
  const own = self && {
    readSeq: self.readSeq,
    unread: self.unread - self.ignored,
    remind: self.remind,
    mutedUntil: self.mutedUntil,
  };
  return { ...topic, ...own, lastPosition: lastEntry?.position ?? 0 };
}
