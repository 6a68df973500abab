import type { RelationEvent } from '../../events/user/relations.ts';
import type { RelationNotice } from '../delivery/relation-notice.ts';
import { friendTags } from '../relations/fields.ts';
import { profileTags } from '../relations/tags.ts';
import type { Body, PushEvent } from './protocol.ts';

/** wire-users.md §1.5. */
const PushType = {
  friendAdded: 1,
  friendDeleted: 2,
  requestAdded: 3,
  requestDeleted: 4,
  blocked: 5,
  unblocked: 6,
  requestsRead: 7,
  friendChanged: 8,
} as const;

type RelationTold = Extract<RelationNotice, { kind: 'relation' }>;
type Encoders = {
  readonly [E in RelationEvent as E['type']]: (data: E['data'], notice: RelationTold) => readonly PushEvent[];
};

/** One row per fact; groups of friends have no push of their own, only their friends have (§5.2). */
const encoders: Encoders = {
  ErrandsBegun: () => [],
  ErrandsDone: () => [],
  FriendsAdded: ({ friends }) => [
    listChanged(PushType.friendAdded, { FriendAdd_Account: friends.map(({ peer }) => peer) }),
  ],
  FriendsRemoved: ({ peers }) => [listChanged(PushType.friendDeleted, { FriendDel_Account: peers })],
  FriendsChanged: ({ friends }) => [updated(friends.map(({ peer, ...change }) => [peer, change]))],
  FriendGroupsCreated: ({ friends }) => regrouped(friends),
  FriendGroupsDeleted: () => [],
  FriendGroupRenamed: () => [],
  FriendGroupChanged: ({ friends }) => regrouped(friends),
  // The client takes the direction of all of an element from one of them (§4.6): each has its own.
  RequestsAdded: ({ requests }, { user, people }) =>
    requests.map(({ peer, direction, at, source, wording }, i) =>
      listChanged(PushType.requestAdded, {
        From_Account: direction === 'in' ? peer : user,
        PendencyAdd: [
          {
            PendencyAdd_Account: peer,
            ProfileImNick: people[i]?.nick ?? '',
            ProfileImImage: people[i]?.faceUrl ?? '',
            AddTime: at,
            AddSource: source,
            AddWording: wording,
          },
        ],
      }),
    ),
  RequestsRemoved: ({ requests }, { user }) => {
    const [first] = requests;
    if (first === undefined) return [];
    // Spelled so (§4.7). The client reads its requests anew.
    return [
      listChanged(PushType.requestDeleted, {
        From_Account: first.direction === 'in' ? first.peer : user,
        FrienPencydDel_Account: requests.map(({ peer }) => peer),
      }),
    ];
  },
  RequestsRead: ({ upTo }) => [listChanged(PushType.requestsRead, { ReportTime: Math.max(1, upTo) })],
  UsersBlocked: ({ users }) => [listChanged(PushType.blocked, { BlackListAdd_Account: users.map(({ peer }) => peer) })],
  UsersUnblocked: ({ peers }) => [listChanged(PushType.unblocked, { BlackListDel_Account: peers })],
};

/** Elements of pushes, each for a frame of its own: one that a client stumbles over must not take others with it (§1.5). */
export function relationEvents(notice: RelationTold): readonly PushEvent[] {
  const { type, data } = notice.event;
  return (encoders[type] as (data: RelationEvent['data'], notice: RelationTold) => readonly PushEvent[])(data, notice);
}

/** wire-users.md §2.4. */
export function profileEvent({ user, ...profile }: Extract<RelationNotice, { kind: 'profile' }>): PushEvent {
  const ProfileList = profileTags(profile, true);
  return { Event: 8, ProfileDataMod: [{ PushType: 1, Profile_Account: user, ProfileList }] };
}

function listChanged(type: number, fields: Body): PushEvent {
  return { Event: 7, FriendListMod: [{ PushType: type, ...fields }] };
}

function updated(friends: readonly (readonly [peer: string, Parameters<typeof friendTags>[0]])[]): PushEvent {
  const FriendUpInfo = friends.map(([peer, change]) => ({ Friend_Account: peer, Sns: friendTags(change) }));
  return listChanged(PushType.friendChanged, { FriendUpInfo });
}

function regrouped(friends: readonly { readonly peer: string; readonly groups: readonly string[] }[]): PushEvent[] {
  return friends.length === 0 ? [] : [updated(friends.map(({ peer, groups }) => [peer, { groups }]))];
}
