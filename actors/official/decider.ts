import type { OfficialProfile } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decider, type Decision } from '../host/decider.ts';
import type { Stale } from '../message/changes.ts';
import { type Broadcast, broadcastDecisions, type Recall, type SentBroadcast } from './broadcasts.ts';
import { type FrozenSubscribers, type KnownSubscribers, RecentSubscribers } from './recent-subscribers.ts';
import { evolveOfficial, initialOfficial, type OfficialState, type Task } from './state.ts';
import { type Subscribe, type SubscriberResult, subscriberDecisions } from './subscribers.ts';

/** Who asks for something. */
export interface Actor {
  readonly user: string;
  readonly admin: boolean;
}

export type OfficialDecisions = {
  create: {
    data: { readonly by: Actor; readonly owner: string; readonly profile: OfficialProfile };
    reply: undefined;
  };
  change: { data: { readonly by: Actor; readonly changes: Partial<OfficialProfile> }; reply: undefined };
  destroy: { data: { readonly by: Actor }; reply: undefined };
  subscribe: { data: Subscribe; reply: readonly SubscriberResult[] | Stale };
  unsubscribe: {
    data: { readonly by: Actor; readonly users: readonly string[]; readonly known: KnownSubscribers };
    reply: readonly SubscriberResult[] | Stale;
  };
  changeSubscriber: {
    data: { readonly by: Actor; readonly user: string; readonly custom: string; readonly known: KnownSubscribers };
    reply: undefined | Stale;
  };
  broadcast: { data: Broadcast; reply: SentBroadcast };
  recall: { data: Recall; reply: undefined };
  /** What is to be done next, undefined when nothing is. */
  task: { data: object; reply: Task | undefined };
  advance: {
    data: { readonly task: Task; readonly upTo: string; readonly done: boolean };
    reply: undefined;
  };
  /** Lets subscribers of an account go that is no more. */
  release: { data: { readonly users: readonly string[]; readonly known: KnownSubscribers }; reply: undefined | Stale };
};

export type DecisionsFor<K extends keyof OfficialDecisions> = Pick<
  Decider<OfficialState, OfficialDecisions>['decide'],
  K
>;

type Frozen = Omit<OfficialState, 'recent'> & { readonly recent: FrozenSubscribers };

/** Refused 130004 when there is no such account; undefined when there is. */
export function unlessAlive({ phase }: OfficialState): Refused | undefined {
  return phase === 'alive' ? undefined : new Refused(130004, 'there is no such official account');
}

/** Refused 130002 for anybody but its owner and administrators. */
export function unlessManaging(state: OfficialState, { user, admin }: Actor): Refused | undefined {
  if (admin || user === state.owner) return unlessAlive(state);
  return unlessAlive(state) ?? new Refused(130002, 'only its owner manages an official account');
}

/** An account that users subscribe to: what it is, who subscribes, what it has said to all (product.md §2.27). */
export const officialDecider: Decider<OfficialState, OfficialDecisions> = {
  category: 'official',
  fingerprint: 'official-2',
  initial: (ids) => initialOfficial(ids[0] ?? ''),
  decide: {
    create(state, { by, owner, profile }): Decision<undefined> {
      if (state.phase === 'alive') return new Refused(130008, 'there is an official account of this id');
      if (state.tasks.length > 0) {
        return new Refused(130008, 'the account that had this id is still being taken down, try again', true);
      }
      return accept([{ type: 'OfficialAccountCreated', data: { owner, profile, by: by.user } }], undefined);
    },
    change(state, { by, changes }) {
      const refused = unlessManaging(state, by);
      if (refused) return refused;
      const different = Object.entries(changes).filter(
        ([key, value]) => value !== undefined && value !== state.profile[key as keyof OfficialProfile],
      );
      const data = { changes: Object.fromEntries(different) as Partial<OfficialProfile>, by: by.user };
      return accept(different.length === 0 ? [] : [{ type: 'OfficialAccountChanged', data }], undefined);
    },
    destroy(state, { by }) {
      const refused = unlessManaging(state, by);
      return refused ?? accept([{ type: 'OfficialAccountDestroyed', data: { by: by.user } }], undefined);
    },
    ...subscriberDecisions,
    ...broadcastDecisions,
  },
  evolve: evolveOfficial,
  freeze: (state): Frozen => ({ ...state, recent: state.recent.freeze() }),
  thaw(frozen) {
    const state = frozen as Frozen;
    return { ...state, recent: RecentSubscribers.thaw(state.recent) };
  },
  weigh: ({ recent, broadcasts, tasks, profile }) =>
    600 + recent.weight + broadcasts.length * 150 + tasks.length * 200 + profile.custom.length,
};
