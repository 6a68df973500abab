import type { Envelope } from '../../events/envelope.ts';
import { parseStream, streamName } from '../../events/stream.ts';
import { type FollowEventType, isFollowEvent } from '../../events/user/follows.ts';
import type { FollowList } from '../../projections/queries/follow-types.ts';
import type { Person } from './notice.ts';

/** Lists of a user that have changed, about others: to all his devices, the one that did it too. */
export interface FollowNotice {
  readonly kind: 'followChanged';
  readonly app: number;
  /** False: they are no longer in the lists. */
  readonly added: boolean;
  readonly changes: readonly FollowChange[];
  /** Unix seconds. */
  readonly time: number;
  readonly position: number;
}

export interface FollowChange {
  readonly person: Person;
  /** Of the user who is told, in the order of telling. */
  readonly lists: readonly FollowList[];
}

/** What has to be looked up to tell of it: answered from rows that the commit has just changed. */
export interface FollowLookup {
  person(app: number, user: string): Person;
  isFollowing(app: number, user: string, other: string): boolean;
}

type FollowEvent = Envelope<FollowEventType>;

interface Told {
  readonly to: string;
  readonly notice: FollowNotice;
}

/**
 * Both sides hear of it (wire-users.md §7.8): the follower of all at once, each of the others of him; of the list of mutual
 * follows behind what made it grow, and before what made it shrink. `batch`: what became durable together with the event.
 */
export function followNotices(event: FollowEvent, batch: readonly Envelope[], lookup: FollowLookup): readonly Told[] {
  const { app, user } = followerOf(event);
  const { position, data } = event;
  const added = event.type === 'UsersFollowed';
  const common = { kind: 'followChanged', app, added, time: Math.floor(event.time / 1000), position } as const;
  const listsOf = (list: FollowList, mutual: boolean): readonly FollowList[] => {
    if (!mutual) return [list];
    return added ? [list, 'mutual'] : ['mutual', list];
  };
  const others = data.users.map((other) => ({ other, mutual: followedAt(event, batch, lookup, other) }));
  const me = lookup.person(app, user);
  const changes = others.map(({ other, mutual }) => ({
    person: lookup.person(app, other),
    lists: listsOf('following', mutual),
  }));
  return [
    { to: user, notice: { ...common, changes } },
    ...others.map(({ other, mutual }) => ({
      to: other,
      notice: { ...common, changes: [{ person: me, lists: listsOf('followers', mutual) }] },
    })),
  ];
}

function followerOf({ stream }: FollowEvent): { readonly app: number; readonly user: string } {
  const { app, ids } = parseStream(stream);
  return { app, user: ids[0] ?? '' };
}

/**
 * Whether `other` followed the follower when the event happened. What is known is how things stand behind the whole batch:
 * if he has done something about it later in the batch, it was the other way round before.
 */
function followedAt(event: FollowEvent, batch: readonly Envelope[], lookup: FollowLookup, other: string): boolean {
  const { app, user } = followerOf(event);
  const stream = streamName('user', app, other);
  const next = batch.find(
    (later): later is FollowEvent =>
      later.position > event.position &&
      later.stream === stream &&
      isFollowEvent(later) &&
      later.data.users.includes(user),
  );
  return next === undefined ? lookup.isFollowing(app, other, user) : next.type === 'UsersUnfollowed';
}
