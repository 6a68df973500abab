import { c2cStream, groupStream, topicStream } from '../stream.ts';

/** Where messages are: between two users (in any order), in a group, or in a topic of a community. */
export type MessagePlace =
  | { readonly users: readonly [one: string, other: string] }
  | { readonly group: string; readonly topic?: string | undefined };

/** `<MsgSeq>_<MsgRandom>_<MsgTime>` taken apart (rest-api.md §3.1). */
export interface MessageKey {
  readonly msgSeq: number;
  readonly random: number;
  /** Unix seconds. */
  readonly time: number;
}

/** A message of a place: by its number there, or between two users by its key. */
export type MessageName = number | MessageKey;

/** Stream in which the messages of a place are. */
export function streamOfPlace(app: number, place: MessagePlace): string {
  if ('users' in place) return c2cStream(app, ...place.users);
  return place.topic === undefined ? groupStream(app, place.group) : topicStream(app, place.topic);
}
