import type { Decision } from '../host/decider.ts';
import { type MessageDecisions, messageDecisions } from '../message/life.ts';
import { type Granted, opening, topicSilence } from './decisions.ts';
import type { TopicState } from './state.ts';

export type OnTopicMessages = {
  [K in keyof MessageDecisions]: { data: MessageDecisions[K]['data'] & Granted; reply: MessageDecisions[K]['reply'] };
};

/** What happens to messages of a topic, with its community's leave. */
export const onTopicMessages = {
  revoke: granted(messageDecisions.revoke),
  modify: granted((state: TopicState, command: MessageDecisions['modify']['data'] & Granted, { now }: Context) => {
    const silenced = topicSilence(state, command.grant, command.by, now);
    return silenced ?? messageDecisions.modify(state, command);
  }),
  deleteFor: granted(messageDecisions.deleteFor),
  clear: granted(messageDecisions.clear),
  remove: granted(messageDecisions.remove),
  removeHistory: granted(messageDecisions.removeHistory),
  confirm: granted(messageDecisions.confirm),
  extend: granted(messageDecisions.extend),
  react: granted(messageDecisions.react),
};

type Context = { readonly now: number };

function granted<D extends object, R>(
  decide: (state: TopicState, command: D, context: Context) => Decision<R>,
): (state: TopicState, command: D & Granted, context: Context) => Decision<R> {
  return (state, command, context) => opening<D & Granted, R>(state, command, context, decide);
}
