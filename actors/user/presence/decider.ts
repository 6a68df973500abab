import { isDeepStrictEqual } from 'node:util';
import { Refused } from '../../../events/refused.ts';
import type { PushReport, PushToken } from '../../../events/user/presence.ts';
import { accept, type Decider } from '../../host/decider.ts';
import type { UserState } from '../state.ts';
import { MAX_CHANGES_PER_MINUTE, MAX_SUBSCRIBED } from './limits.ts';
import { NEW_DEVICE, NOTHING_SAID, type Presence } from './state.ts';

/** What a user lets others see, whom he watches, and what his devices say about push. Who exists is not to know here. */
export type PresenceDecisions = {
  setCustomStatus: { data: { readonly text: string }; reply: undefined };
  subscribe: { data: Of & { readonly users: readonly string[] }; reply: undefined };
  /** Without users: from all. */
  unsubscribe: { data: { readonly users: readonly string[] | undefined }; reply: undefined };
  setPushToken: { data: Of & { readonly token: PushToken | null }; reply: undefined };
  setAppState: { data: Of & { readonly background: boolean }; reply: undefined };
  reportPush: { data: Of & { readonly reports: readonly PushReport[] }; reply: undefined };
  /** The connection of this instance has been gone for a while. */
  noteAway: { data: Of; reply: undefined };
  noteUnreachable: { data: Of; reply: undefined };
};

/** The device that asks. */
interface Of {
  readonly instance: number;
}

type Decisions = Decider<UserState, PresenceDecisions>['decide'];

const MINUTE_MS = 60_000;

const over = () => new Refused(70402, 'this login is over');
const tooOften = () => new Refused(72010, `at most ${MAX_CHANGES_PER_MINUTE} such requests of a user in a minute`);

export const presenceDecisions: Decisions = {
  setCustomStatus(state, { text }) {
    if (state.account !== 'exists') return new Refused(70107, 'the account does not exist');
    // It would be there for ever: it goes with the last login.
    if (state.instances.length === 0 && text !== '') return over();
    const same = presenceOf(state).customStatus === text;
    return accept(same ? [] : [{ type: 'CustomStatusSet', data: { text } }], undefined);
  },
  subscribe(state, { instance, users }) {
    if (!isLoggedIn(state, instance)) return over();
    const { subscriptions } = presenceOf(state);
    const wanted = [...new Set(users)];
    const fresh = wanted.filter((user) => !subscriptions.get(user)?.includes(instance));
    if (fresh.length === 0) return accept([], undefined);
    const total = new Set([...subscriptions.keys(), ...fresh]).size;
    const old = [...subscriptions.keys()].filter((user) => !wanted.includes(user));
    const dropped = old.slice(0, Math.max(0, total - MAX_SUBSCRIBED));
    return accept([{ type: 'StatusesSubscribed', data: { instance, users: fresh, dropped } }], undefined);
  },
  unsubscribe(state, { users }) {
    const { subscriptions } = presenceOf(state);
    const gone = [...new Set(users ?? subscriptions.keys())].filter((user) => subscriptions.has(user));
    return accept(gone.length > 0 ? [{ type: 'StatusesUnsubscribed', data: { users: gone } }] : [], undefined);
  },
  setPushToken(state, { instance, token }, { now }) {
    if (!isLoggedIn(state, instance)) return over();
    if (isDeepStrictEqual(deviceOf(state, instance).token, token)) return accept([], undefined);
    if (isBusy(state, now)) return tooOften();
    return accept([{ type: 'PushTokenSet', data: { instance, token, at: now } }], undefined);
  },
  setAppState(state, { instance, background }, { now }) {
    if (!isLoggedIn(state, instance)) return over();
    if (deviceOf(state, instance).background === background) return accept([], undefined);
    if (isBusy(state, now)) return tooOften();
    return accept([{ type: 'AppStateChanged', data: { instance, background, at: now } }], undefined);
  },
  reportPush(state, { instance, reports }, { now }) {
    if (!isLoggedIn(state, instance)) return over();
    if (reports.length === 0) return accept([], undefined);
    if (isBusy(state, now)) return tooOften();
    return accept([{ type: 'PushReported', data: { instance, reports, at: now } }], undefined);
  },
  noteAway(state, { instance }) {
    const there = state.instances.find((other) => other.instance === instance);
    return accept(there && !there.away ? [{ type: 'InstanceAway', data: { instance } }] : [], undefined);
  },
  noteUnreachable(state, { instance }) {
    const there = state.instances.find((other) => other.instance === instance);
    return accept(there?.away ? [{ type: 'InstanceUnreachable', data: { instance } }] : [], undefined);
  },
};

function presenceOf({ parts }: UserState): Presence {
  return parts.presence ?? NOTHING_SAID;
}

function deviceOf(state: UserState, instance: number) {
  return presenceOf(state).devices.get(instance) ?? NEW_DEVICE;
}

function isLoggedIn({ instances }: UserState, instance: number): boolean {
  return instances.some((other) => other.instance === instance);
}

function isBusy(state: UserState, now: number): boolean {
  return presenceOf(state).changes.filter((at) => at > now - MINUTE_MS).length >= MAX_CHANGES_PER_MINUTE;
}
