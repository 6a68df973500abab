import {
  type Direction,
  type Errand,
  type FriendRequest,
  type Grouped,
  type RelationEvent,
  relationEventTypes,
} from '../../../events/user/relations.ts';
import type { UserPart } from '../part.ts';

/** What the next decision about a user's relations needs; what only readers want is in the projection. */
export interface Relations {
  /** Friends, with the names of the groups they are in. */
  readonly friends: Map<string, readonly string[]>;
  /** Groups of friends, in the order of their making. */
  readonly groups: Set<string>;
  readonly blocked: Set<string>;
  readonly requests: Readonly<Record<Direction, Map<string, FriendRequest>>>;
  /** Peers whose requests to this user are not read. */
  readonly unread: Set<string>;
  /** What others have not done yet, by id. */
  readonly errands: Map<number, Errand>;
  lastErrand: number;
  /** Numbers that are given out to friends and to who is blocked. */
  lastNo: number;
}

export function newRelations(): Relations {
  return {
    friends: new Map(),
    groups: new Set(),
    blocked: new Set(),
    requests: { in: new Map(), out: new Map() },
    unread: new Set(),
    errands: new Map(),
    lastErrand: 0,
    lastNo: 0,
  };
}

/** Of everybody who has none, so that an actor of his stays small. Never changed. */
export const NO_RELATIONS: Relations = newRelations();

type Table = {
  readonly [E in RelationEvent as E['type']]: (state: Relations, data: E['data']) => void;
};

const table: Table = {
  ErrandsBegun(state, { errands }) {
    for (const errand of errands) {
      state.errands.set(errand.id, errand);
      state.lastErrand = Math.max(state.lastErrand, errand.id);
    }
  },
  ErrandsDone({ errands }, { ids }) {
    for (const id of ids) errands.delete(id);
  },
  FriendsAdded(state, { friends }) {
    for (const { peer, groups, no } of friends) {
      state.friends.set(peer, groups);
      state.lastNo = Math.max(state.lastNo, no);
    }
  },
  FriendsRemoved({ friends }, { peers }) {
    for (const peer of peers) friends.delete(peer);
  },
  FriendsChanged({ friends }, { friends: changes }) {
    for (const { peer, groups } of changes) if (groups !== undefined) friends.set(peer, groups);
  },
  FriendGroupsCreated(state, { names, friends }) {
    for (const name of names) state.groups.add(name);
    regroup(state, friends);
  },
  FriendGroupsDeleted(state, { names }) {
    for (const name of names) state.groups.delete(name);
    for (const [peer, groups] of state.friends) {
      if (groups.some((name) => names.includes(name))) {
        state.friends.set(
          peer,
          groups.filter((name) => !names.includes(name)),
        );
      }
    }
  },
  FriendGroupRenamed(state, { name, newName }) {
    const order = [...state.groups].map((one) => (one === name ? newName : one));
    state.groups.clear();
    for (const one of order) state.groups.add(one);
    for (const [peer, groups] of state.friends) {
      if (groups.includes(name)) {
        state.friends.set(
          peer,
          groups.map((one) => (one === name ? newName : one)),
        );
      }
    }
  },
  FriendGroupChanged(state, { friends }) {
    regroup(state, friends);
  },
  RequestsAdded({ requests, unread }, { requests: added }) {
    for (const request of added) {
      requests[request.direction].set(request.peer, request);
      if (request.direction === 'in') unread.add(request.peer);
    }
  },
  RequestsRemoved({ requests, unread }, { requests: removed }) {
    for (const { peer, direction } of removed) {
      requests[direction].delete(peer);
      if (direction === 'in') unread.delete(peer);
    }
  },
  RequestsRead({ requests, unread }, { upTo }) {
    for (const peer of unread) if ((requests.in.get(peer)?.at ?? 0) <= upTo) unread.delete(peer);
  },
  UsersBlocked(state, { users }) {
    for (const { peer, no } of users) {
      state.blocked.add(peer);
      state.lastNo = Math.max(state.lastNo, no);
    }
  },
  UsersUnblocked({ blocked }, { peers }) {
    for (const peer of peers) blocked.delete(peer);
  },
};

function regroup({ friends }: Relations, changed: readonly Grouped[]): void {
  for (const { peer, groups } of changed) friends.set(peer, groups);
}

interface Frozen {
  readonly friends: readonly (readonly [string, readonly string[]])[];
  readonly groups: readonly string[];
  readonly blocked: readonly string[];
  readonly requests: readonly FriendRequest[];
  readonly unread: readonly string[];
  readonly errands: readonly Errand[];
  readonly lastErrand: number;
  readonly lastNo: number;
}

export const relationsPart: UserPart<Relations, Frozen> = {
  types: relationEventTypes,
  initial: newRelations,
  evolve(state, event) {
    // The part gets events of its own types only.
    const { type, data } = event as RelationEvent;
    (table[type] as (state: Relations, data: RelationEvent['data']) => void)(state, data);
    return state;
  },
  freeze: ({ friends, groups, blocked, requests, unread, errands, lastErrand, lastNo }) => ({
    friends: [...friends],
    groups: [...groups],
    blocked: [...blocked],
    requests: [...requests.in.values(), ...requests.out.values()],
    unread: [...unread],
    errands: [...errands.values()],
    lastErrand,
    lastNo,
  }),
  thaw({ friends, groups, blocked, requests, unread, errands, lastErrand, lastNo }) {
    const ofDirection = (direction: Direction) =>
      new Map(requests.filter((one) => one.direction === direction).map((one) => [one.peer, one]));
    return {
      friends: new Map(friends),
      groups: new Set(groups),
      blocked: new Set(blocked),
      requests: { in: ofDirection('in'), out: ofDirection('out') },
      unread: new Set(unread),
      errands: new Map(errands.map((errand) => [errand.id, errand])),
      lastErrand,
      lastNo,
    };
  },
  weigh: ({ friends, groups, blocked, requests, errands }) =>
    600 +
    (friends.size + blocked.size + groups.size) * 120 +
    (requests.in.size + requests.out.size + errands.size) * 500,
};
