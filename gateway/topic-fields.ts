import Type, { type Static } from 'typebox';
import type { TopicProfile } from '../events/group/topic-events.ts';

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
  return Object.fromEntries(
    Object.entries(names).flatMap(([wire, field]) => {
      const value = body[wire as keyof Fields];
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
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
