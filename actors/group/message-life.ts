import { Refused } from '../../events/refused.ts';
import type { Decision } from '../host/decider.ts';
import { type MessageDecisions, messageDecisions } from '../message/life.ts';
import { silence } from './messages.ts';
import { type Actor, noSuchGroup, rankOf, refusal, rulesOf } from './rights.ts';
import type { GroupState } from './state.ts';
import type { Right } from './types.ts';

/** Who wants to do something with messages of a group, and by which right; `look` needs a member. */
export interface AsMember {
  readonly as: Actor;
  readonly right: Extract<Right, 'recall' | 'modifyMessages' | 'extend'> | 'look';
}

export type OnMessages = {
  [K in keyof MessageDecisions]: {
    data: MessageDecisions[K]['data'] & AsMember;
    reply: MessageDecisions[K]['reply'];
  };
};

/** Confirmations are for groups of this size at most (error-codes.md 10060; the number is that of the hosted product). */
export const MAX_CONFIRMING = 200;

/** What happens to messages of a group, for those who may. */
export const onMessages = {
  revoke: permitted(messageDecisions.revoke),
  modify: permitted(messageDecisions.modify),
  deleteFor: permitted(messageDecisions.deleteFor),
  clear: permitted(messageDecisions.clear),
  remove: permitted(messageDecisions.remove),
  removeHistory: permitted(messageDecisions.removeHistory),
  confirm: permitted(messageDecisions.confirm),
  extend: permitted(messageDecisions.extend),
  react: permitted(messageDecisions.react),
};

function permitted<D extends object, R>(
  decide: (state: GroupState, command: D, context: { readonly now: number }) => Decision<R>,
): (state: GroupState, command: D & AsMember, context: { readonly now: number }) => Decision<R> {
  return (state, command, context) => memberRefusal(state, command, context.now) ?? decide(state, command, context);
}

function memberRefusal(state: GroupState, { as, right }: AsMember, now: number): Refused | undefined {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (rankOf(state, as) === 0) return new Refused(10007, `${as.user} is not a member`);
  // Who may not speak may not speak by putting other words into what was said.
  const silenced = right === 'modifyMessages' ? silence(state, as, { from: as.user, flags: 0 }, now) : undefined;
  return silenced ?? (right === 'look' ? undefined : refusal(state, as, right));
}

/** Whether messages of this group can be confirmed one by one now. */
export function takesReceipts(state: GroupState): boolean {
  return rulesOf(state).receipts && state.members.count <= MAX_CONFIRMING;
}
