import Type, { type Static } from 'typebox';
import type { TopicResults } from '../actors/group/topics.ts';
import type { TopicProfile } from '../events/group/topic-events.ts';
import { renamed } from './group-fields.ts';

/** Fields of topics that the web SDK and REST write in the same way (wire-groups.md §7.2, rest-api.md §21). */
export const topicFields = {
  FaceUrl: Type.Optional(Type.String()),
  CustomString: Type.Optional(Type.String()),
  Notification: Type.Optional(Type.String()),
  Introduction: Type.Optional(Type.String()),
};
const fields = Type.Object({ TopicName: Type.Optional(Type.String()), ...topicFields });
type Fields = Static<typeof fields>;

/** Wire name → field of the profile. */
const names = {
  TopicName: 'name',
  FaceUrl: 'faceUrl',
  CustomString: 'custom',
  Notification: 'notification',
  Introduction: 'introduction',
} as const satisfies Record<keyof Fields, keyof TopicProfile>;

/** Only what the body names. */
export function topicProfileOf(body: Fields): Partial<TopicProfile> {
  return renamed(body, names);
}

/** What became of each topic that was to be deleted. */
export function destroyResults(results: TopicResults) {
  return {
    DestroyResultItem: results.map(({ topic, code, problem }) => ({
      TopicId: topic,
      ErrorCode: code,
      ErrorInfo: problem,
    })),
  };
}

/** The profile as answers carry it. */
export function wireTopic(topic: TopicProfile): Readonly<Record<keyof Fields, string>> {
  const { name, faceUrl, custom, notification, introduction } = topic;
  return {
    TopicName: name,
    FaceUrl: faceUrl,
    CustomString: custom,
    Notification: notification,
    Introduction: introduction,
  };
}
