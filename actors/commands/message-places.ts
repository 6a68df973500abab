import type { Caller } from '../../events/caller.ts';
import { type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { c2cDecider } from '../c2c/decider.ts';
import { groupDecider } from '../group/decider.ts';
import type { AsMember } from '../group/message-life.ts';
import type { MessageDecisions } from '../message/life.ts';
import { topicDecider } from '../topic/decider.ts';
import { type Dependencies, streamOfGroup } from './dependencies.ts';
import { leaveFor } from './topics.ts';

export type MessageRight = AsMember['right'];

/** What a topic's community has to allow for a right in a group. */
const topicRights = { look: 'look', recall: 'recall', modifyMessages: 'send', extend: 'extend' } as const;

/**
 * Asks the place of a message, whichever kind it is. Who may do something there is a matter of the place: between two users
 * they alone (and administrators), in groups and topics their members with the right.
 * @throws Refused 90009 for somebody else's conversation, and what the place refuses.
 */
export async function askPlace<K extends keyof MessageDecisions>(
  dependencies: Dependencies,
  caller: Caller,
  place: MessagePlace,
  right: MessageRight,
  name: K,
  data: MessageDecisions[K]['data'],
): Promise<MessageDecisions[K]['reply']> {
  const { host } = dependencies;
  // The three deciders share these commands (`MessageDecisions`); what each wants besides is added here.
  if ('users' in place) {
    requireOneOf(caller, place.users);
    return host.ask(c2cDecider, streamOfPlace(caller.app, place), name, data as never, caller) as never;
  }
  const { group, topic } = place;
  if (topic === undefined) {
    const command = { ...data, as: caller, right };
    return host.ask(groupDecider, streamOfGroup(caller.app, group), name, command as never, caller) as never;
  }
  // Modifying is speaking: who is silent in the community is so in its topics.
  const draft = right === 'modifyMessages' ? { from: caller.user, flags: 0 } : undefined;
  const wish = { right: topicRights[right], ...(draft && { draft }) };
  const grant = await leaveFor(dependencies, caller, { group, topic }, wish);
  const command = { ...data, grant, by: caller.user };
  return host.ask(topicDecider, streamOfPlace(caller.app, place), name, command as never, caller) as never;
}

/**
 * Who has no part in a place learns nothing of its messages: he is told so before any of them is looked up.
 * @throws Refused as `askPlace`.
 */
export async function requirePart(dependencies: Dependencies, caller: Caller, place: MessagePlace): Promise<void> {
  if ('users' in place) requireOneOf(caller, place.users);
  // A decision about no message at all.
  else await askPlace(dependencies, caller, place, 'look', 'confirm', { reader: caller.user, messages: [] });
}

/** @throws Refused 90009. */
export function requireOneOf(caller: Caller, users: readonly [string, string]): void {
  if (!caller.admin && !users.includes(caller.user)) {
    throw new Refused(90009, `${caller.user} has no part in this conversation`);
  }
}
