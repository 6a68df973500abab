import type { Envelope } from '../../events/envelope.ts';
import type { FriendRequest, RelationEvents, RelationEventType } from '../../events/user/relations.ts';

type Request = Pick<FriendRequest, 'peer' | 'direction'>;

/** Whom the facts of a user's stream are about. */
export interface Touched {
  /** Who came or went, and whether he was a friend before. */
  readonly friends: ReadonlyMap<string, boolean>;
  /** Of whom something is said anew. */
  readonly changed: ReadonlySet<string>;
  readonly blocked: ReadonlySet<string>;
  readonly requests: readonly Request[];
  /** Unix seconds up to which requests were read; 0: none were. */
  readonly readUpTo: number;
}

type Notes = {
  readonly friends: Map<string, boolean>;
  readonly changed: Set<string>;
  readonly blocked: Set<string>;
  readonly requests: Map<string, Request>;
  readUpTo: number;
};

type Table = { readonly [E in RelationEventType]?: (notes: Notes, data: RelationEvents[E]) => void };

const table: Table = {
  FriendsAdded({ friends }, data) {
    for (const { peer } of data.friends) friends.set(peer, friends.get(peer) ?? false);
  },
  FriendsRemoved({ friends }, { peers }) {
    for (const peer of peers) friends.set(peer, friends.get(peer) ?? true);
  },
  FriendsChanged: ({ changed }, { friends }) => all(changed, friends),
  FriendGroupsCreated: ({ changed }, { friends }) => all(changed, friends),
  FriendGroupChanged: ({ changed }, { friends }) => all(changed, friends),
  RequestsAdded: (notes, { requests }) => asked(notes, requests),
  RequestsRemoved: (notes, { requests }) => asked(notes, requests),
  RequestsRead(notes, { upTo }) {
    notes.readUpTo = Math.max(notes.readUpTo, upTo);
  },
  UsersBlocked: ({ blocked }, { users }) => all(blocked, users),
  UsersUnblocked({ blocked }, { peers }) {
    for (const peer of peers) blocked.add(peer);
  },
};

function all(set: Set<string>, items: readonly { readonly peer: string }[]): void {
  for (const { peer } of items) set.add(peer);
}

function asked({ requests }: Notes, items: readonly Request[]): void {
  for (const { peer, direction } of items) requests.set(`${direction} ${peer}`, { peer, direction });
}

/** `past`: in the order of the log. */
export function touchedBy(past: readonly Envelope[]): Touched {
  const notes: Notes = { friends: new Map(), changed: new Set(), blocked: new Set(), requests: new Map(), readUpTo: 0 };
  for (const { type, data } of past) {
    // The table is keyed by the type of the event that it is given.
    (table as Record<string, ((notes: Notes, data: unknown) => void) | undefined>)[type]?.(notes, data);
  }
  return { ...notes, requests: [...notes.requests.values()] };
}
