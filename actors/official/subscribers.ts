import { Refused } from '../../events/refused.ts';
import { accept } from '../host/decider.ts';
import { STALE } from '../message/changes.ts';
import { type Actor, type DecisionsFor, unlessAlive } from './decider.ts';
import type { KnownSubscribers } from './recent-subscribers.ts';

/** What became of one user: `same`: he subscribed already, or did not. */
export interface SubscriberResult {
  readonly user: string;
  readonly result: 'done' | 'same' | 'full';
}

export interface Subscribe {
  readonly by: Actor;
  readonly users: readonly string[];
  readonly known: KnownSubscribers;
  /** Most subscribers of an account in this app. */
  readonly most: number;
}

/** Administrators bring users in and out, everybody else himself; an owner may let a subscriber go. */
const notHis = () => new Refused(130002, 'a user subscribes for himself');

/** Who subscribes (product.md §2.27). Decided on a look-up, which must be current. */
export const subscriberDecisions: DecisionsFor<'subscribe' | 'unsubscribe' | 'changeSubscriber' | 'release'> = {
  subscribe(state, { by, users, known, most }) {
    const refused = unlessAlive(state);
    if (refused) return refused;
    if (!by.admin && users.some((user) => user !== by.user)) return notHis();
    if (!state.recent.isCurrent(known)) return accept([], STALE);
    const added: string[] = [];
    const room = Math.min(state.profile.maxSubscribers, most) - state.subscribers;
    const results = users.map((user): SubscriberResult => {
      if (state.recent.has(user, known)) return { user, result: 'same' };
      if (added.length >= room) return { user, result: 'full' };
      added.push(user);
      return { user, result: 'done' };
    });
    return accept(
      added.length === 0 ? [] : [{ type: 'SubscribersAdded', data: { users: added, by: by.user } }],
      results,
    );
  },
  unsubscribe(state, { by, users, known }) {
    const refused = unlessAlive(state);
    if (refused) return refused;
    if (!by.admin && by.user !== state.owner && users.some((user) => user !== by.user)) return notHis();
    if (!state.recent.isCurrent(known)) return accept([], STALE);
    const removed = users.filter((user) => state.recent.has(user, known));
    const gone = new Set(removed);
    const results = users.map((user): SubscriberResult => ({ user, result: gone.has(user) ? 'done' : 'same' }));
    const data = { users: removed, by: by.user, released: false };
    return accept(removed.length === 0 ? [] : [{ type: 'SubscribersRemoved', data }], results);
  },
  changeSubscriber(state, { by, user, custom, known }) {
    const refused = unlessAlive(state);
    if (refused) return refused;
    if (!by.admin && by.user !== state.owner && by.user !== user) return notHis();
    if (!state.recent.isCurrent(known)) return accept([], STALE);
    if (!state.recent.has(user, known)) return new Refused(131003, `${user} is not a subscriber`);
    return accept([{ type: 'SubscriberChanged', data: { user, custom, by: by.user } }], undefined);
  },
  release(state, { users, known }) {
    if (state.phase !== 'destroyed') return accept([], undefined);
    if (!state.recent.isCurrent(known)) return accept([], STALE);
    const removed = users.filter((user) => state.recent.has(user, known));
    const data = { users: removed, by: '', released: true };
    return accept(removed.length === 0 ? [] : [{ type: 'SubscribersRemoved', data }], undefined);
  },
};
