import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { STALE, type Stale } from '../message/changes.ts';
import { officialDecider } from '../official/decider.ts';
import { MAX_SUBSCRIBER_CUSTOM_BYTES, MAX_SUBSCRIBERS_PER_CALL } from '../official/limits.ts';
import type { KnownSubscribers } from '../official/recent-subscribers.ts';
import type { SubscriberResult } from '../official/subscribers.ts';
import { userDecider } from '../user/decider.ts';
import { type Dependencies, requireActingFor, settingsOf, streamOfOfficial, userStream } from './dependencies.ts';
import type { OfficialCommands, Subscribed } from './official-types.ts';
import { Quota } from './quota.ts';

/** Times who subscribes is looked up anew because very many came meanwhile. */
const MAX_ATTEMPTS = 5;

/** Who subscribes to official accounts (product.md §2.27). */
export function subscriberCommands(
  dependencies: Dependencies,
): Pick<OfficialCommands, 'subscribe' | 'unsubscribe' | 'changeSubscriber' | 'setSubscriberRemind'> {
  const { host, accounts, officials } = dependencies;
  const quota = new Quota();

  return {
    async subscribe(caller, { account, users }) {
      const stream = streamOfOfficial(caller.app, account);
      const wanted = distinct(users);
      const there = wanted.filter((user) => accounts.find(caller.app, user) !== undefined);
      const { limits } = await settingsOf(dependencies, caller.app);
      const keyOf = (user: string) => `${caller.app} ${user}`;
      const byKey = new Map(there.map((user) => [keyOf(user), user]));
      const { full, results } = await quota.within(
        [...byKey.keys()],
        limits.subscriptions,
        (key) => officials.subscriptionCount(caller.app, byKey.get(key) ?? ''),
        async (fullKeys) => ({
          full: new Set(there.filter((user) => fullKeys.has(keyOf(user)))),
          results: await onKnown(dependencies, caller.app, account, there, (known) => {
            // Who subscribes to too many may subscribe to this one already.
            const able = there.filter((user) => !fullKeys.has(keyOf(user)) || known.subscribed.has(user));
            const command = { by: caller, users: able, known, most: limits.officialSubscribers };
            return host.ask(officialDecider, stream, 'subscribe', command, caller);
          }),
        }),
      );
      return told(wanted, results, (user) => (full.has(user) ? 130010 : 70107));
    },

    async unsubscribe(caller, { account, users }) {
      const stream = streamOfOfficial(caller.app, account);
      const wanted = distinct(users);
      const results = await onKnown(dependencies, caller.app, account, wanted, (known) =>
        host.ask(officialDecider, stream, 'unsubscribe', { by: caller, users: wanted, known }, caller),
      );
      return told(wanted, results, () => 70107);
    },

    async changeSubscriber(caller, { account, user, custom }) {
      const stream = streamOfOfficial(caller.app, account);
      if (Buffer.byteLength(custom) > MAX_SUBSCRIBER_CUSTOM_BYTES) {
        throw new Refused(10004, `CustomString holds at most ${MAX_SUBSCRIBER_CUSTOM_BYTES} bytes`);
      }
      await onKnown(dependencies, caller.app, account, [user], (known) =>
        host.ask(officialDecider, stream, 'changeSubscriber', { by: caller, user, custom, known }, caller),
      );
    },

    // There is one place for how a user hears of somebody: his own list of conversations (docs/decisions/009).
    async setSubscriberRemind(caller, { account, user, remind }) {
      requireActingFor(caller, user);
      if (officials.find(caller.app, account) === undefined) {
        throw new Refused(130004, 'there is no such official account');
      }
      if (!officials.isSubscribed(caller.app, account, user)) {
        throw new Refused(131003, `${user.slice(0, 40)} is not a subscriber`);
      }
      await host.ask(userDecider, userStream(caller.app, user), 'setPeerRemind', { peers: [account], remind }, caller);
    },
  };
}

/** An account that is to be deleted subscribes to nothing any more. */
export async function endSubscriptions(dependencies: Dependencies, caller: Caller, user: string): Promise<void> {
  const { host, officials } = dependencies;
  for (const account of await officials.subscriptionsOf(caller.app, user)) {
    const stream = streamOfOfficial(caller.app, account);
    const ended = onKnown(dependencies, caller.app, account, [user], (known) =>
      host.ask(officialDecider, stream, 'unsubscribe', { by: caller, users: [user], known }, caller),
    );
    await ended.catch((error: unknown) => {
      // The account is being taken down, and lets him go.
      if (!(error instanceof Refused) || error.code !== 130004) throw error;
    });
  }
}

/**
 * Decides on who subscribes, as it is looked up; again when that was too old by the time of the decision.
 * @throws Refused 20005 (temporary) when it was so every time, and what `decide` throws.
 */
export async function onKnown<R>(
  { officials }: Pick<Dependencies, 'officials'>,
  app: number,
  account: string,
  users: readonly string[],
  decide: (known: KnownSubscribers) => Promise<R | Stale>,
): Promise<R> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const result = await decide(await officials.known(app, account, users));
    if (result !== STALE) return result as R;
  }
  throw new Refused(20005, 'too many come and go, try again', true);
}

/** @throws Refused 10005. */
function distinct(users: readonly string[]): readonly string[] {
  if (users.length === 0 || users.length > MAX_SUBSCRIBERS_PER_CALL) {
    throw new Refused(10005, `1 to ${MAX_SUBSCRIBERS_PER_CALL} users per call`);
  }
  return [...new Set(users)];
}

/** In the order asked for; `codeOf`: why somebody was not even asked about. */
function told(
  users: readonly string[],
  results: readonly SubscriberResult[],
  codeOf: (user: string) => number,
): readonly Subscribed[] {
  const byUser = new Map(results.map(({ user, result }) => [user, result]));
  return users.map((user): Subscribed => {
    const result = byUser.get(user);
    if (result === undefined) return { user, result: 'failed', code: codeOf(user) };
    return result === 'full' ? { user, result: 'failed', code: 130006 } : { user, result, code: 0 };
  });
}
