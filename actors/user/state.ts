import type { NewEvent } from '../../events/envelope.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';
import { changedFields, type ProfileFields } from '../../events/user/profile.ts';
import { evolveParts, type Parts } from './parts.ts';
import { forgetDevice } from './presence/state.ts';

export interface Instance {
  readonly instance: number;
  readonly platform: Platform;
  readonly device: string;
  /** Its connection has been gone for some time. */
  readonly away?: true;
}

export interface UserState {
  readonly user: string;
  account: 'none' | 'exists' | 'deleted';
  nick: string;
  faceUrl: string;
  /** What his profile says besides. */
  fields: ProfileFields;
  /** Logged in, oldest login first. */
  instances: readonly Instance[];
  lastInstance: number;
  /** Unix seconds: UserSigs issued up to then are refused. */
  revokedUpTo: number;
  /** The last ones that were kicked, so that a client that comes back learns why. */
  kicked: readonly { readonly instance: number; readonly reason: KickReason }[];
  /** What most users never use, each part from its first event on. */
  parts: Parts;
}

const REMEMBERED_KICKS = 20;

export function initialUser(user: string): UserState {
  return {
    user,
    account: 'none',
    nick: '',
    faceUrl: '',
    fields: {},
    instances: [],
    lastInstance: 0,
    revokedUpTo: 0,
    kicked: [],
    parts: {},
  };
}

export function evolveUser(state: UserState, event: NewEvent): UserState {
  switch (event.type) {
    case 'AccountCreated':
      state.account = 'exists';
      state.nick = event.data.nick;
      state.faceUrl = event.data.faceUrl;
      return state;
    case 'ProfileChanged':
      state.nick = event.data.nick;
      state.faceUrl = event.data.faceUrl;
      state.fields = changedFields(state.fields, event.data.fields);
      return state;
    case 'AccountDeleted':
      return { ...initialUser(state.user), account: 'deleted', lastInstance: state.lastInstance, kicked: state.kicked };
    case 'InstanceLoggedIn': {
      const { instance, platform, device } = event.data;
      state.instances = [...without(state.instances, instance), { instance, platform, device }];
      state.lastInstance = Math.max(state.lastInstance, instance);
      // A new login of a known device has said nothing about push yet.
      state.parts.presence?.devices.delete(instance);
      return state;
    }
    case 'InstanceAway': {
      const { instance } = event.data;
      state.instances = state.instances.map((one) => (one.instance === instance ? { ...one, away: true } : one));
      return state;
    }
    case 'InstanceReturned': {
      const { instance } = event.data;
      state.instances = state.instances.map(({ away, ...one }) =>
        away && one.instance !== instance ? { ...one, away } : one,
      );
      return state;
    }
    case 'InstanceLoggedOut':
      leave(state, event.data.instance);
      return state;
    case 'InstanceKicked': {
      const { instance, reason } = event.data;
      leave(state, instance);
      state.kicked = [...state.kicked, { instance, reason }].slice(-REMEMBERED_KICKS);
      return state;
    }
    case 'SignaturesRevoked':
      state.revokedUpTo = event.data.issuedUpTo;
      return state;
    default:
      evolveParts(state.parts, event);
      return state;
  }
}

function leave(state: UserState, instance: number): void {
  state.instances = without(state.instances, instance);
  if (state.parts.presence) forgetDevice(state.parts.presence, instance);
}

function without(instances: readonly Instance[], instance: number): readonly Instance[] {
  return instances.filter((other) => other.instance !== instance);
}
