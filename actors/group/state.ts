import type { NewEvent } from '../../events/envelope.ts';
import { groupActivity } from '../../events/group/activity.ts';
import {
  EMPTY_PROFILE,
  type Fields,
  type GroupEvents,
  type GroupProfile,
  type GroupType,
  type Role,
} from '../../events/group/events.ts';
import { mergedFields } from '../../events/group/fields.ts';
import { RecentChanges } from '../message/changes.ts';
import { messageEvolutions } from '../message/life.ts';
import { RecentMessages } from '../message/recent.ts';
import { type Attributes, evolveAttributes, noAttributes } from './attributes.ts';
import { type Counters, evolveCounters, noCounters } from './counters.ts';
import { MemberTable } from './members.ts';
import { PermissionGroups, permissionEvolutions } from './permissions.ts';
import { noPins, type Pins, withoutPin, withPin } from './pins.ts';
import { noMessages } from './rate.ts';
import { type Sequence, setUntil, takeMessage, takeSeq } from './sequence.ts';
import { type KnownTopic, topicEvolutions } from './topics.ts';
import { groupRules } from './types.ts';

/** A request to join that nobody has answered yet. */
export type OpenRequest = GroupEvents['JoinRequested'];

export interface GroupState extends Sequence {
  readonly groupId: string;
  phase: 'none' | 'alive' | 'dissolved';
  type: GroupType;
  /** '' without one. */
  owner: string;
  profile: GroupProfile;
  supportTopic: boolean;
  /** Unix seconds. */
  createdAt: number;
  /** Of a live room its admins alone. */
  members: MemberTable;
  /** First number of this life of the group: an id that is used again goes on with the numbers. */
  firstSeq: number;
  /** Counts what keeps a group from being idle (events/group/activity.ts). */
  activity: number;
  /** Until when, Unix seconds. */
  bans: Map<string, number>;
  /** Keys of the custom fields of members who have any: there may only be so many. */
  fieldKeys: Map<string, readonly string[]>;
  /** Members whose number of unread messages was set, and who have not read since. */
  unreadSet: Set<string>;
  /** By `authentication`. */
  requests: Map<string, OpenRequest>;
  /** Topics of a community, by id. */
  topics: Map<string, KnownTopic>;
  /** Topics there ever were: the next one's generation. */
  topicsMade: number;
  permissions: PermissionGroups;
  attributes: Attributes;
  counters: Counters;
  pins: Pins;
}

export function initialGroup(groupId: string): GroupState {
  return {
    groupId,
    phase: 'none',
    type: 'Public',
    owner: '',
    profile: EMPTY_PROFILE,
    supportTopic: false,
    createdAt: 0,
    members: new MemberTable(),
    firstSeq: 1,
    lastSeq: 0,
    lastTime: 0,
    activity: 0,
    mutes: new Map(),
    bans: new Map(),
    fieldKeys: new Map(),
    unreadSet: new Set(),
    requests: new Map(),
    topics: new Map(),
    topicsMade: 0,
    permissions: new PermissionGroups(),
    recent: new RecentMessages(),
    changed: new RecentChanges(),
    rate: noMessages(),
    attributes: noAttributes,
    counters: noCounters,
    pins: noPins,
  };
}

/** What events do to a group: each family of them has a table of its own. */
export type Evolutions<T extends keyof GroupEvents = keyof GroupEvents> = {
  readonly [E in T]: (state: GroupState, data: GroupEvents[E]) => void;
};

const evolutions: Evolutions & typeof messageEvolutions = {
  ...messageEvolutions,
  ...topicEvolutions,
  ...permissionEvolutions,
  GroupCreated(state, { type, owner, profile, supportTopic, createdAt }) {
    Object.assign(state, initialGroup(state.groupId), numbersOf(state), { firstSeq: state.lastSeq + 1 });
    Object.assign(state, { phase: 'alive', type, owner, profile, supportTopic, createdAt });
  },
  GroupProfileChanged(state, { changes, seq }) {
    state.profile = { ...state.profile, ...changes };
    takeSeq(state, seq);
  },
  GroupOwnerChanged(state, { from, to, seq }) {
    if (from !== '') state.members.setRole(from, 'Member');
    if (to !== '') state.members.setRole(to, 'Owner');
    state.owner = to;
    takeSeq(state, seq);
  },
  GroupDissolved(state) {
    Object.assign(state, initialGroup(state.groupId), { phase: 'dissolved', ...numbersOf(state) });
  },
  MembersJoined(state, { members, seq }) {
    takeSeq(state, seq);
    for (const { user, role, custom, afterSeq = 0, unread = 0 } of members) {
      if (state.members.has(user)) continue;
      state.members.add(user, role, Math.max(afterSeq, state.lastSeq - unread));
      setFields(state, user, custom);
    }
  },
  MemberQuit(state, { user, seq }) {
    leave(state, user);
    takeSeq(state, seq);
  },
  MembersKicked(state, { users, seq }) {
    for (const user of users) leave(state, user);
    takeSeq(state, seq);
  },
  MemberRoleChanged(state, { user, role, seq }) {
    if (groupRules[state.type].storesMembers) state.members.setRole(user, role);
    else appoint(state, user, role);
    takeSeq(state, seq);
  },
  MembersMuted(state, { users, until, seq }) {
    setUntil(state.mutes, users, until);
    takeSeq(state, seq);
  },
  MemberDataChanged(state, { user, nameCard, custom = [] }) {
    if (state.members.has(user)) setFields(state, user, custom);
    if (nameCard !== undefined) state.members.setNameCard(user, nameCard);
  },
  MembersBanned(state, { users, until, seq }) {
    setUntil(state.bans, users, until);
    for (const user of until === 0 ? [] : users) leave(state, user);
    takeSeq(state, seq);
  },
  JoinRequested(state, request) {
    state.requests.set(request.authentication, request);
  },
  JoinRequestHandled(state, { authentication }) {
    state.requests.delete(authentication);
  },
  GroupMessageSent: takeMessage,
  GroupRead(state, { user, upToSeq }) {
    state.members.setReadSeq(user, upToSeq);
    state.unreadSet.delete(user);
  },
  GroupUnreadSet(state, { user }) {
    state.unreadSet.add(user);
  },
  GroupAttributesChanged(state, data) {
    state.attributes = evolveAttributes(state.attributes, data);
  },
  GroupCountersChanged: evolveCounters,
  MessagePinned(state, data) {
    state.pins = withPin(state.pins, data);
  },
  MessageUnpinned(state, data) {
    state.pins = withoutPin(state.pins, data);
  },
};

export function evolveGroup(state: GroupState, event: NewEvent): GroupState {
  const evolution = (evolutions as Readonly<Record<string, (state: GroupState, data: unknown) => void>>)[event.type];
  evolution?.(state, event.data);
  if (groupActivity.has(event.type)) state.activity++;
  return state;
}

/** A group whose owner is gone goes on without one. */
function leave(state: GroupState, user: string): void {
  state.members.remove(user);
  state.permissions.forget(user);
  state.unreadSet.delete(user);
  state.fieldKeys.delete(user);
  if (state.owner === user) state.owner = '';
}

function setFields({ fieldKeys }: GroupState, user: string, custom: Fields): void {
  if (custom.length === 0) return;
  const keys = keysAfter(fieldKeys.get(user) ?? [], custom);
  if (keys.length === 0) fieldKeys.delete(user);
  else fieldKeys.set(user, keys);
}

/** The keys of a member's fields after a change that names some of them: an empty value takes a field away. */
export function keysAfter(keys: readonly string[], changes: Fields): readonly string[] {
  return mergedFields(
    keys.map((key) => [key, '.'] as const),
    changes,
  ).map(([key]) => key);
}

/** An id may be used again after the group was dissolved: nothing of the old one is left but its numbers. */
function numbersOf({ lastSeq, lastTime, topicsMade }: GroupState) {
  return { lastSeq, lastTime, topicsMade };
}

/** The table of a live room holds its admins alone, present or not: who else is there, no event tells. */
function appoint({ members, lastSeq }: GroupState, user: string, role: Role): void {
  if (role === 'Member') members.remove(user);
  else if (!members.has(user)) members.add(user, role, lastSeq);
}
