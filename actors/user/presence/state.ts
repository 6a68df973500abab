import type { NewEvent } from '../../../events/envelope.ts';
import type { PresenceEvents, PresenceEventType, PushToken } from '../../../events/user/presence.ts';
import type { UserPart } from '../part.ts';
import { MAX_CHANGES_PER_MINUTE } from './limits.ts';

/** What the next decision about a user's presence needs. */
export interface Presence {
  customStatus: string;
  /** Users he is told of, the longest first, each with the instances that asked. */
  readonly subscriptions: Map<string, readonly number[]>;
  /** What his devices have said about push. */
  readonly devices: Map<number, DeviceState>;
  /** When they said so last, Unix milliseconds, ascending. */
  changes: readonly number[];
}

export interface DeviceState {
  readonly token: PushToken | null;
  readonly background: boolean;
}

export const NEW_DEVICE: DeviceState = { token: null, background: false };

export function newPresence(): Presence {
  return { customStatus: '', subscriptions: new Map(), devices: new Map(), changes: [] };
}

/** Of everybody who has said nothing. Never changed. */
export const NOTHING_SAID: Presence = newPresence();

type Told = Extract<PresenceEventType, keyof typeof table>;
type PresenceEvent = { [T in Told]: { readonly type: T; readonly data: PresenceEvents[T] } }[Told];

/** Changes the state in place. */
const table = {
  CustomStatusSet(state: Presence, { text }: PresenceEvents['CustomStatusSet']) {
    state.customStatus = text;
  },
  StatusesSubscribed({ subscriptions }: Presence, { instance, users, dropped }: PresenceEvents['StatusesSubscribed']) {
    for (const user of dropped) subscriptions.delete(user);
    for (const user of users) subscriptions.set(user, [...(subscriptions.get(user) ?? []), instance]);
  },
  StatusesUnsubscribed({ subscriptions }: Presence, { users }: PresenceEvents['StatusesUnsubscribed']) {
    for (const user of users) subscriptions.delete(user);
  },
  PushTokenSet(state: Presence, { instance, token, at }: PresenceEvents['PushTokenSet']) {
    state.devices.set(instance, { ...(state.devices.get(instance) ?? NEW_DEVICE), token });
    noteChange(state, at);
  },
  AppStateChanged(state: Presence, { instance, background, at }: PresenceEvents['AppStateChanged']) {
    state.devices.set(instance, { ...(state.devices.get(instance) ?? NEW_DEVICE), background });
    noteChange(state, at);
  },
  PushReported(state: Presence, { at }: PresenceEvents['PushReported']) {
    noteChange(state, at);
  },
};

function noteChange(state: Presence, at: number): void {
  state.changes = [...state.changes, at].slice(-MAX_CHANGES_PER_MINUTE);
}

/** A login is over: nothing of its device is kept. */
export function forgetDevice(state: Presence, instance: number): void {
  state.devices.delete(instance);
  for (const [user, instances] of state.subscriptions) {
    if (instances.includes(instance)) {
      state.subscriptions.set(
        user,
        instances.filter((other) => other !== instance),
      );
    }
  }
}

function evolvePresence(state: Presence, { type, data }: PresenceEvent): Presence {
  (table[type] as (state: Presence, data: PresenceEvent['data']) => void)(state, data);
  return state;
}

/** Plain data of a snapshot, and back. */
function frozenPresence({ customStatus, subscriptions, devices, changes }: Presence) {
  return { customStatus, subscriptions: [...subscriptions], devices: [...devices], changes };
}

type FrozenPresence = ReturnType<typeof frozenPresence>;

export const presencePart: UserPart<Presence, FrozenPresence> = {
  types: Object.keys(table) as readonly NewEvent['type'][],
  initial: newPresence,
  // The part gets events of its own types only.
  evolve: (state, event) => evolvePresence(state, event as PresenceEvent),
  freeze: frozenPresence,
  thaw: ({ customStatus, subscriptions, devices, changes }) => ({
    customStatus,
    subscriptions: new Map(subscriptions),
    devices: new Map(devices),
    changes,
  }),
  weigh: ({ subscriptions, devices, changes }) =>
    300 + subscriptions.size * 120 + devices.size * 600 + changes.length * 8,
};
