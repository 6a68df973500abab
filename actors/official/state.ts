import type { NewEvent } from '../../events/envelope.ts';
import type { OfficialEvents, OfficialProfile, OfficialWork } from '../../events/official/events.ts';
import { REMEMBERED } from './limits.ts';
import { RecentSubscribers } from './recent-subscribers.ts';

/** Something to be done for all subscribers, and how far that is. */
export interface Task {
  readonly work: OfficialWork;
  /** Of the broadcast; 0 for `release`. */
  readonly number: number;
  /** The last user who has been looked after, '' for none. */
  readonly upTo: string;
  /** What a recall says to clients, and who asked for it. */
  readonly by: string;
  readonly reason: string;
}

/** A broadcast of the last hour: for the limits, and to know it again. */
export interface RecentBroadcast {
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  readonly random: number;
  readonly digest: string;
}

export interface OfficialState {
  readonly id: string;
  phase: 'none' | 'alive' | 'destroyed';
  owner: string;
  profile: OfficialProfile;
  subscribers: number;
  readonly recent: RecentSubscribers;
  /** Events of the stream so far: the revision of the next one. */
  events: number;
  lastNumber: number;
  /** Unix seconds of the newest broadcast. */
  lastTime: number;
  /** Oldest first. */
  broadcasts: readonly RecentBroadcast[];
  /** The first is under way. */
  tasks: readonly Task[];
}

const EMPTY_PROFILE: OfficialProfile = {
  name: '',
  introduction: '',
  faceUrl: '',
  organization: '',
  custom: '',
  maxSubscribers: 0,
};
const HOUR_S = 3600;

export function initialOfficial(id: string): OfficialState {
  return {
    id,
    phase: 'none',
    owner: '',
    profile: EMPTY_PROFILE,
    subscribers: 0,
    recent: new RecentSubscribers(),
    events: 0,
    lastNumber: 0,
    lastTime: 0,
    broadcasts: [],
    tasks: [],
  };
}

type Evolutions = {
  readonly [T in keyof OfficialEvents]: (state: OfficialState, data: OfficialEvents[T], revision: number) => void;
};

const evolutions: Evolutions = {
  OfficialAccountCreated(state, { owner, profile }, revision) {
    state.phase = 'alive';
    state.owner = owner;
    state.profile = profile;
    state.subscribers = 0;
    state.recent.restart(revision);
    // They count for the limits, but what is said now was said by another one then.
    state.broadcasts = state.broadcasts.map((one) => ({ ...one, digest: '' }));
  },
  OfficialAccountChanged(state, { changes }) {
    state.profile = { ...state.profile, ...changes };
  },
  OfficialAccountDestroyed(state) {
    state.phase = 'destroyed';
    state.tasks = [...state.tasks, { work: 'release', number: 0, upTo: '', by: '', reason: '' }];
  },
  SubscribersAdded(state, { users }, revision) {
    state.subscribers += users.length;
    state.recent.note(users, true, revision);
  },
  SubscribersRemoved(state, { users }, revision) {
    state.subscribers -= users.length;
    state.recent.note(users, false, revision);
  },
  SubscriberChanged() {},
  BroadcastSent(state, { number, time, random, digest, onlineOnly }) {
    state.lastNumber = number;
    state.lastTime = time;
    const kept = state.broadcasts.filter((one) => one.time > time - HOUR_S).slice(1 - REMEMBERED);
    state.broadcasts = [...kept, { number, time, random, digest }];
    if (onlineOnly) return;
    state.tasks = [...state.tasks, { work: 'deliver', number, upTo: '', by: '', reason: '' }];
  },
  /** Whom it has not reached yet it does not reach any more. */
  BroadcastRecalled(state, { number, by, reason }) {
    const others = state.tasks.filter((task) => task.work !== 'deliver' || task.number !== number);
    state.tasks = [...others, { work: 'recall', number, upTo: '', by, reason }];
  },
  OfficialWorkAdvanced(state, { work, number, upTo, done }) {
    const [task, ...others] = state.tasks;
    if (task?.work !== work || task.number !== number) return;
    state.tasks = done ? others : [{ ...task, upTo }, ...others];
  },
};

export function evolveOfficial(state: OfficialState, event: NewEvent): OfficialState {
  const evolve = (evolutions as Readonly<Record<string, (state: OfficialState, data: unknown, at: number) => void>>)[
    event.type
  ];
  evolve?.(state, event.data, state.events);
  state.events++;
  return state;
}
