import { withoutFields } from '../../events/user/profile.ts';
import type { Friend, FriendChange, FriendRequest, RelationEvent } from '../../events/user/relations.ts';
import {
  type BlockedRow,
  blockedKey,
  type FriendRow,
  friendKey,
  type RequestRow,
  requestKey,
} from '../relations/row.ts';
import type { MaybePromise } from '../store.ts';
import type { Touched } from './missed-facts.ts';

type Read = <T>(key: string) => MaybePromise<T | undefined>;

/** How things stand with what was touched, as facts that tell it. `hidden`: keywords that users may not read. */
export async function standing(
  touched: Touched,
  read: Read,
  hidden: ReadonlySet<string>,
): Promise<readonly RelationEvent[]> {
  return [
    ...(await ofBlocked(touched, read)),
    ...(await ofRequests(touched, read)),
    ...(await ofFriends(touched, read, hidden)),
  ];
}

async function ofBlocked({ blocked }: Touched, read: Read): Promise<readonly RelationEvent[]> {
  const users: BlockedRow[] = [];
  const peers: string[] = [];
  for (const peer of blocked) {
    const row = await read<BlockedRow>(blockedKey(peer));
    if (row === undefined) peers.push(peer);
    else users.push(row);
  }
  const events: RelationEvent[] = [];
  if (peers.length > 0) events.push({ type: 'UsersUnblocked', data: { peers } });
  const at = Math.max(0, ...users.map((row) => row.at));
  if (users.length > 0) events.push({ type: 'UsersBlocked', data: { users, at } });
  return events;
}

/** Those that were read come before it is said that they are: clients count what they are told of as unread. */
async function ofRequests({ requests, readUpTo }: Touched, read: Read): Promise<readonly RelationEvent[]> {
  const rows = await Promise.all(requests.map((request) => read<RequestRow>(requestKey(request))));
  const gone = requests.filter((_, i) => rows[i] === undefined);
  const there = rows
    .filter((row) => row !== undefined)
    .map(({ read: isRead, ...row }) => ({ isRead, request: { ...row, remark: '', groups: [] } }));
  const added = (isRead: boolean): RelationEvent => {
    const wanted: readonly FriendRequest[] = there.filter((one) => one.isRead === isRead).map(({ request }) => request);
    return { type: 'RequestsAdded', data: { requests: wanted } };
  };
  const events: RelationEvent[] = [added(true)];
  if (readUpTo > 0) events.push({ type: 'RequestsRead', data: { upTo: readUpTo } });
  events.push(added(false), { type: 'RequestsRemoved', data: { requests: gone } });
  return events.filter(({ data }) => !('requests' in data) || data.requests.length > 0);
}

async function ofFriends(
  { friends, changed }: Touched,
  read: Read,
  hidden: ReadonlySet<string>,
): Promise<readonly RelationEvent[]> {
  const news: Friend[] = [];
  const others: FriendChange[] = [];
  // Of somebody who came and went in the meantime the client knows nothing, and must not be told that he is gone.
  const gone: string[] = [];
  for (const peer of new Set([...friends.keys(), ...changed])) {
    const before = friends.get(peer) ?? true;
    const row = await read<FriendRow>(friendKey(peer));
    if (row === undefined) {
      if (before) gone.push(peer);
      continue;
    }
    const { remark, groups } = row;
    const custom = withoutFields(row.custom, hidden);
    if (before) others.push({ peer, remark, groups, custom });
    else news.push({ ...row, custom });
  }
  const events: RelationEvent[] = [];
  if (others.length > 0) events.push({ type: 'FriendsChanged', data: { friends: others } });
  if (news.length > 0) events.push({ type: 'FriendsAdded', data: { friends: news } });
  // Last: of all pushes it is the one that a client can stumble over.
  if (gone.length > 0) events.push({ type: 'FriendsRemoved', data: { peers: gone } });
  return events;
}
