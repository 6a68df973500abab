import type { RelationEvent } from '../../events/user/relations.ts';
import type { Session } from '../sessions.ts';

/** Users that are remembered per session. */
const MAX_REMEMBERED = 1000;

/** Whom a fact moves into a list, or out of it. */
const moved: { readonly [E in RelationEvent as E['type']]?: (data: E['data']) => readonly string[] } = {
  FriendsAdded: ({ friends }) => friends.map(({ peer }) => `friend ${peer}`),
  FriendsRemoved: ({ peers }) => peers.map((peer) => `friend ${peer}`),
  UsersBlocked: ({ users }) => users.map(({ peer }) => `blocked ${peer}`),
  UsersUnblocked: ({ peers }) => peers.map((peer) => `blocked ${peer}`),
};

function movedBy({ type, data }: RelationEvent): readonly string[] {
  // The table is keyed by the type of the event that it is given.
  return (moved[type] as ((data: RelationEvent['data']) => readonly string[]) | undefined)?.(data) ?? [];
}

/**
 * Whom sessions have been told of since they began, until they are told what they have missed: of those they know more than
 * what was looked up for it, and an official client that hears twice that a friend is gone stumbles (wire-users.md §1.7).
 */
export class ToldLive {
  readonly #told = new WeakMap<Session, Set<string>>();
  readonly #caughtUp = new WeakSet<Session>();

  note(sessions: Iterable<Session>, event: RelationEvent): void {
    const keys = movedBy(event);
    if (keys.length === 0) return;
    for (const session of sessions) {
      if (this.#caughtUp.has(session)) continue;
      const told = this.#told.get(session) ?? new Set();
      for (const key of keys) if (told.size < MAX_REMEMBERED) told.add(key);
      this.#told.set(session, told);
    }
  }

  /** The facts without those users. Undefined for a session that has caught up before: it hears everything as it happens. */
  rest(session: Session, events: readonly RelationEvent[]): readonly RelationEvent[] | undefined {
    if (this.#caughtUp.has(session)) return undefined;
    const told = this.#told.get(session);
    this.#caughtUp.add(session);
    this.#told.delete(session);
    if (told === undefined) return events;
    return events.flatMap((event) => without(event, told));
  }
}

function without(event: RelationEvent, told: ReadonlySet<string>): readonly RelationEvent[] {
  const isNew = (list: 'friend' | 'blocked', peer: string) => !told.has(`${list} ${peer}`);
  switch (event.type) {
    case 'FriendsAdded': {
      const friends = event.data.friends.filter(({ peer }) => isNew('friend', peer));
      return friends.length === 0 ? [] : [{ ...event, data: { friends } }];
    }
    case 'FriendsChanged': {
      const friends = event.data.friends.filter(({ peer }) => isNew('friend', peer));
      return friends.length === 0 ? [] : [{ ...event, data: { friends } }];
    }
    case 'FriendsRemoved': {
      const peers = event.data.peers.filter((peer) => isNew('friend', peer));
      return peers.length === 0 ? [] : [{ ...event, data: { peers } }];
    }
    case 'UsersBlocked': {
      const users = event.data.users.filter(({ peer }) => isNew('blocked', peer));
      return users.length === 0 ? [] : [{ ...event, data: { ...event.data, users } }];
    }
    case 'UsersUnblocked': {
      const peers = event.data.peers.filter((peer) => isNew('blocked', peer));
      return peers.length === 0 ? [] : [{ ...event, data: { peers } }];
    }
    default:
      return [event];
  }
}
