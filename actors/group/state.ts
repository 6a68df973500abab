import * as zlib from 'node:zlib';
import type { NewEvent } from '../../events/envelope.ts';
import {
  EMPTY_PROFILE,
  type GroupEvents,
  GroupMessageFlag,
  type GroupProfile,
  type GroupType,
} from '../../events/group/events.ts';
import { RecentMessages } from '../message/recent.ts';
import { MemberTable } from './members.ts';
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
  /** Highest number given out. */
  lastSeq: number;
  /** Unix seconds of the newest message. */
  lastTime: number;
  /** Until when, Unix seconds; members or not. */
  mutes: Map<string, number>;
  bans: Map<string, number>;
  /** By `authentication`. */
  requests: Map<string, OpenRequest>;
  recent: RecentMessages;
  /** Kept messages of the newest second. */
  readonly rate: SecondCount;
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
    lastSeq: 0,
    lastTime: 0,
    mutes: new Map(),
    bans: new Map(),
    requests: new Map(),
    recent: new RecentMessages(),
    rate: noMessages(),
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
    Object.assign(state, initialGroup(state.groupId), { lastSeq: state.lastSeq, lastTime: state.lastTime });
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
    for (const { user, role, afterSeq = 0, unread = 0 } of members) {
      const readSeq = Math.max(afterSeq, state.lastSeq - unread);
      if (!state.members.has(user)) state.members.add(user, role, readSeq);
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
  MemberDataChanged(state, { user, nameCard }) {
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
  },
};

export function evolveGroup(state: GroupState, event: NewEvent): GroupState {
  const evolution = (evolutions as Readonly<Record<string, (state: GroupState, data: unknown) => void>>)[event.type];
  evolution?.(state, event.data);
  return state;
}

/** A group whose owner is gone goes on without one. */
function leave(state: GroupState, user: string): void {
  state.members.remove(user);
  if (state.owner === user) state.owner = '';
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
