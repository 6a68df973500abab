import type { NewEvent } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';
import type { ProfileFields } from '../../events/user/profile.ts';
import type { Errand } from '../../events/user/relations.ts';
import { type EffectiveSettings, exclusiveClasses, instanceLimit, kickReason, platformClass } from '../app/settings.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type ConversationDecisions, conversationDecisions } from './conversations/decider.ts';
import { type FollowDecisions, followDecisions } from './follows/decider.ts';
import { type FrozenParts, frozenParts, partsWeight, thawedParts } from './parts.ts';
import { type PresenceDecisions, presenceDecisions } from './presence/decider.ts';
import { endings } from './presence/endings.ts';
import { relationDecisions } from './relations/decider.ts';
import type { RelationDecisions } from './relations/decisions.ts';
import { NO_RELATIONS } from './relations/state.ts';
import { evolveUser, type Instance, initialUser, type UserState } from './state.ts';

export type UserCommands = ConversationDecisions &
  FollowDecisions &
  PresenceDecisions &
  RelationDecisions & {
    login: {
      data: {
        readonly platform: Platform;
        readonly device: string;
        /** Unix seconds. */
        readonly sigIssuedAt: number;
        readonly settings: EffectiveSettings;
      };
      reply: { readonly instance: number; readonly nick: string; readonly faceUrl: string };
    };
    logout: { data: { readonly instance: number }; reply: undefined };
    resume: {
      data: { readonly instance: number };
      reply: {
        readonly alive: boolean;
        readonly kicked: KickReason | undefined;
        readonly nick: string;
        readonly faceUrl: string;
        readonly customStatus: string;
      };
    };
    import: { data: { readonly nick?: string; readonly faceUrl?: string }; reply: undefined };
    createRobot: {
      data: { readonly nick: string; readonly faceUrl: string; readonly fields: ProfileFields };
      reply: undefined;
    };
    /** Refused 40003 for an account that is not there. What is so already changes nothing; '' takes a text away. */
    changeProfile: {
      data: { readonly nick?: string; readonly faceUrl?: string; readonly fields: ProfileFields };
      reply: undefined;
    };
    /** `knownBy`: who has him in a list of theirs. */
    delete: { data: { readonly knownBy: readonly string[] }; reply: { readonly errands: readonly Errand[] } };
    kick: { data: object; reply: undefined };
    dropNotices: {
      data: {
        readonly notices: readonly number[];
        readonly mentions: readonly (readonly [group: string, seq: number])[];
      };
      reply: undefined;
    };
  };

const unknownAccount = () => new Refused(70107, 'the account does not exist');

/** Accounts and logged-in instances (product.md §2.1, §2.2). */
export const userDecider: Decider<UserState, UserCommands> = {
  category: 'user',
  fingerprint: 'user-4',
  initial: (ids) => initialUser(ids[0] ?? ''),
  decide: {
    login(state, { platform, device, sigIssuedAt, settings }) {
      if (state.account === 'deleted') return unknownAccount();
      if (sigIssuedAt <= state.revokedUpTo) return new Refused(70001, 'the UserSig was revoked: ask for a new one');
      const known = state.instances.find((other) => other.device === device && other.platform === platform);
      const instance = known?.instance ?? state.lastInstance + 1;
      const events: NewEvent[] = [];
      if (state.account === 'none') {
        events.push({ type: 'AccountCreated', data: { by: 'login', nick: '', faceUrl: '' } });
      }
      const victims = displaced(state.instances, instance, platform, settings);
      for (const victim of victims) {
        const reason = kickReason(victim.platform, platform);
        events.push({ type: 'InstanceKicked', data: { instance: victim.instance, reason, byPlatform: platform } });
      }
      events.push(...endings(state, numbersOf(victims), true));
      events.push({ type: 'InstanceLoggedIn', data: { instance, platform, device } });
      return accept(events, { instance, nick: state.nick, faceUrl: state.faceUrl });
    },
    logout(state, { instance }) {
      const here = state.instances.some((other) => other.instance === instance);
      if (!here) return accept([], undefined);
      const ended: NewEvent = { type: 'InstanceLoggedOut', data: { instance } };
      return accept([ended, ...endings(state, [instance], state.instances.length > 1)], undefined);
    },
    resume(state, { instance }) {
      const { nick, faceUrl } = state;
      const there = state.instances.find((other) => other.instance === instance);
      const alive = there !== undefined;
      const kicked = alive ? undefined : state.kicked.findLast((kick) => kick.instance === instance)?.reason;
      const customStatus = state.parts.presence?.customStatus ?? '';
      const returned: NewEvent[] = there?.away ? [{ type: 'InstanceReturned', data: { instance } }] : [];
      return accept(returned, { alive, kicked, nick, faceUrl, customStatus });
    },
    import(state, command) {
      const exists = state.account === 'exists';
      const nick = command.nick ?? (exists ? state.nick : '');
      const faceUrl = command.faceUrl ?? (exists ? state.faceUrl : '');
      if (!exists) return accept([{ type: 'AccountCreated', data: { by: 'import', nick, faceUrl } }], undefined);
      const same = nick === state.nick && faceUrl === state.faceUrl;
      return accept(same ? [] : [{ type: 'ProfileChanged', data: { nick, faceUrl, fields: {} } }], undefined);
    },
    createRobot(state, { nick, faceUrl, fields }) {
      if (state.account === 'exists') return new Refused(10004, 'there is a bot of this UserID');
      const events: NewEvent[] = [{ type: 'AccountCreated', data: { by: 'robot', nick, faceUrl } }];
      if (Object.keys(fields).length > 0) events.push({ type: 'ProfileChanged', data: { nick, faceUrl, fields } });
      return accept(events, undefined);
    },
    changeProfile(state, { nick = state.nick, faceUrl = state.faceUrl, fields: wanted }) {
      if (state.account !== 'exists') return new Refused(40003, 'the account does not exist');
      const changed = Object.entries(wanted).filter(([name, value]) => (state.fields[name] ?? '') !== value);
      const same = nick === state.nick && faceUrl === state.faceUrl && changed.length === 0;
      const data = { nick, faceUrl, fields: Object.fromEntries(changed) };
      return accept(same ? [] : [{ type: 'ProfileChanged', data }], undefined);
    },
    delete(state, { knownBy }) {
      if (state.account !== 'exists') return unknownAccount();
      const errands = farewells(state, knownBy);
      const events: NewEvent[] = [...kickAll(state), { type: 'AccountDeleted', data: {} }];
      if (errands.length > 0) events.push({ type: 'ErrandsBegun', data: { errands } });
      return accept(events, { errands });
    },
    kick(state, _command, { now }) {
      if (state.account !== 'exists') return unknownAccount();
      const issuedUpTo = Math.floor(now / 1000);
      const ended = endings(state, numbersOf(state.instances), false);
      return accept([{ type: 'SignaturesRevoked', data: { issuedUpTo } }, ...kickAll(state), ...ended], undefined);
    },
    dropNotices(state, { notices, mentions }) {
      if (state.account !== 'exists') return unknownAccount();
      const some = notices.length + mentions.length > 0;
      return accept(some ? [{ type: 'NoticesDropped', data: { notices, mentions } }] : [], undefined);
    },
    ...conversationDecisions,
    ...relationDecisions,
    ...followDecisions,
    ...presenceDecisions,
  },
  evolve: evolveUser,
  freeze: (state) => ({ ...state, parts: frozenParts(state.parts) }),
  thaw(frozen) {
    const state = frozen as Omit<UserState, 'parts'> & { readonly parts: FrozenParts };
    return { ...state, parts: thawedParts(state.parts) };
  },
  weigh: ({ instances, kicked, parts }) => 400 + instances.length * 150 + kicked.length * 60 + partsWeight(parts),
};

/** Who has to go when `platform` logs in: everybody of an excluded class, and the longest logged in beyond the limit. */
function displaced(
  instances: readonly Instance[],
  newcomer: number,
  platform: Platform,
  settings: EffectiveSettings,
): readonly Instance[] {
  const own = platformClass[platform];
  const others = instances.filter((other) => other.instance !== newcomer);
  const rivals = exclusiveClasses[settings.loginPolicy].find((set) => set.includes(own)) ?? [];
  const excluded = others.filter((other) => {
    const of = platformClass[other.platform];
    return of !== own && rivals.includes(of);
  });
  const sameClass = others.filter((other) => platformClass[other.platform] === own);
  const excess = Math.max(0, sameClass.length + 1 - instanceLimit(settings, own));
  return [...excluded, ...sameClass.slice(0, excess)];
}

function numbersOf(instances: readonly Instance[]): readonly number[] {
  return instances.map(({ instance }) => instance);
}

/** Everybody who has him in a list, or a request between the two, or on his way there, hears that he is gone. */
function farewells({ user, parts: { relations } }: UserState, knownBy: readonly string[]): readonly Errand[] {
  const { friends, requests, errands } = relations ?? NO_RELATIONS;
  // Whom he is asking right now may have him in a list, and nobody has told yet.
  const asked = [...errands.values()].map(({ peer }) => peer);
  const peers = new Set([...knownBy, ...friends.keys(), ...requests.in.keys(), ...requests.out.keys(), ...asked]);
  peers.delete(user);
  const first = (relations?.lastErrand ?? 0) + 1;
  return [...peers].map((peer, i) => ({ id: first + i, peer, task: { kind: 'part', blocked: true } }));
}

function kickAll(state: UserState): NewEvent[] {
  return state.instances.map(({ instance }) => ({
    type: 'InstanceKicked',
    data: { instance, reason: 'restApi', byPlatform: '' },
  }));
}
