import * as zlib from 'node:zlib';
import type { NewEvent } from '../../events/envelope.ts';
import { groupActivity } from '../../events/group/activity.ts';
import {
  EMPTY_PROFILE,
  type Fields,
  type GroupEvents,
  GroupMessageFlag,
  type GroupProfile,
  type GroupType,
} from '../../events/group/events.ts';
import { mergedFields } from '../../events/group/fields.ts';
import { RecentMessages } from '../message/recent.ts';
import { type Attributes, evolveAttributes, noAttributes } from './attributes.ts';
import { type Counters, evolveCounters, noCounters } from './counters.ts';
import { MemberTable } from './members.ts';
import { noPins, type Pins, withoutPin, withPin } from './pins.ts';
import { countMessage, noMessages, type SecondCount } from './rate.ts';

/** A request to join that nobody has answered yet. */
export type OpenRequest = GroupEvents['JoinRequested'];

export interface GroupState {
  readonly groupId: string;
  phase: 'none' | 'alive' | 'dissolved';
  type: GroupType;
  /** '' without one. */
  owner: string;
  profile: GroupProfile;
  supportTopic: boolean;
  /** Unix seconds. */
  createdAt: number;
  members: MemberTable;
  /** First number of this life of the group: an id that is used again goes on with the numbers. */
  firstSeq: number;
  /** Highest number given out. */
  lastSeq: number;
  /** Unix seconds of the newest message. */
  lastTime: number;
  /** Counts what keeps a group from being idle (events/group/activity.ts). */
  activity: number;
  /** Until when, Unix seconds; members or not. */
  mutes: Map<string, number>;
  bans: Map<string, number>;
  /** Keys of the custom fields of members who have any: there may only be so many. */
  fieldKeys: Map<string, readonly string[]>;
  /** Members whose number of unread messages was set, and who have not read since. */
  unreadSet: Set<string>;
  /** By `authentication`. */
  requests: Map<string, OpenRequest>;
  recent: RecentMessages;
  /** Kept messages of the newest second. */
  readonly rate: SecondCount;
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
    recent: new RecentMessages(),
    rate: noMessages(),
    attributes: noAttributes,
    counters: noCounters,
    pins: noPins,
  };
}

/** Sender and random in one number for `RecentMessages`; two pairs that share one by chance differ in their MsgSeq. */
export function recentNumber(from: string, random: number): number {
  return (random ^ zlib.crc32(from)) >>> 0;
}

type Evolutions = { readonly [T in keyof GroupEvents]: (state: GroupState, data: GroupEvents[T]) => void };

const evolutions: Evolutions = {
  GroupCreated(state, { type, owner, profile, supportTopic, createdAt }) {
    // An id may be used again after the group was dissolved: nothing of the old one is left but its numbers.
    const { lastSeq, lastTime } = state;
    Object.assign(state, initialGroup(state.groupId), { firstSeq: lastSeq + 1, lastSeq, lastTime });
    Object.assign(state, { phase: 'alive', type, owner, profile, supportTopic, createdAt });
  },
  GroupProfileChanged(state, { changes, seq }) {
    state.profile = { ...state.profile, ...changes };
    taken(state, seq);
  },
  GroupOwnerChanged(state, { from, to, seq }) {
    if (from !== '') state.members.setRole(from, 'Member');
    if (to !== '') state.members.setRole(to, 'Owner');
    state.owner = to;
    taken(state, seq);
  },
  GroupDissolved(state) {
    const { lastSeq, lastTime } = state;
    Object.assign(state, initialGroup(state.groupId), { phase: 'dissolved', lastSeq, lastTime });
  },
  MembersJoined(state, { members, seq }) {
    taken(state, seq);
    for (const { user, role, custom } of members) {
      if (state.members.has(user)) continue;
      state.members.add(user, role, state.lastSeq);
      setFields(state, user, custom);
    }
  },
  MemberQuit(state, { user, seq }) {
    leave(state, user);
    taken(state, seq);
  },
  MembersKicked(state, { users, seq }) {
    for (const user of users) leave(state, user);
    taken(state, seq);
  },
  MemberRoleChanged(state, { user, role, seq }) {
    state.members.setRole(user, role);
    taken(state, seq);
  },
  MembersMuted(state, { users, until, seq }) {
    setUntil(state.mutes, users, until);
    taken(state, seq);
  },
  MemberDataChanged(state, { user, nameCard, custom = [] }) {
    if (state.members.has(user)) setFields(state, user, custom);
    if (nameCard !== undefined) state.members.setNameCard(user, nameCard);
  },
  MembersBanned(state, { users, until }) {
    setUntil(state.bans, users, until);
    for (const user of until === 0 ? [] : users) leave(state, user);
  },
  JoinRequested(state, request) {
    state.requests.set(request.authentication, request);
  },
  JoinRequestHandled(state, { authentication }) {
    state.requests.delete(authentication);
  },
  GroupMessageSent(state, { from, seq, time, random, msgSeq, flags, priority }) {
    taken(state, seq);
    state.lastTime = Math.max(state.lastTime, time);
    if ((flags & GroupMessageFlag.imported) !== 0) return;
    state.recent.add(0, recentNumber(from, random), { seq, time, msgSeq });
    countMessage(state.rate, time, priority);
  },
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

function taken(state: GroupState, seq: number): void {
  if (seq > 0) state.lastSeq = seq;
}

function setUntil(map: Map<string, number>, users: readonly string[], until: number): void {
  for (const user of users) {
    if (until === 0) map.delete(user);
    else map.set(user, until);
  }
}
