import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { streamName } from '../../events/stream.ts';
import type { RelationEvent } from '../../events/user/relations.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { blockedKey, friendKey, listsOf } from '../relations/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';
import { profiles } from './profiles.ts';
import type { MissedRelations } from './relation-types.ts';

/** Events of one's own stream that are looked through. */
const MAX_EVENTS = 1000;
/** For so long official clients keep their user's own profile without asking (wire-users.md §2.5). */
const KEPT_MS = 24 * 3600 * 1000;

/**
 * What official clients do not ask for when they come back (wire-users.md §1.6): friends that are gone, the blocklist, their
 * user's own profile. As it stands now, and only of those it has changed for. `after` undefined: a client that is new.
 */
export async function missedRelations(
  deps: QueryDeps,
  caller: Caller,
  { user, after }: { user: string; after: number | undefined },
): Promise<MissedRelations> {
  mayRead(caller, user);
  const account = await deps.runner.reader('accounts').get<AccountRecord>(String(caller.app), idKey(user));
  if (account === undefined) return { events: [], profile: undefined };
  const recent = account.changedAt > deps.clock.now() - KEPT_MS;
  const past = after === undefined ? [] : await ownEvents(deps, caller.app, user, after);
  const changed = after === undefined ? recent : past.some(({ type }) => type === 'ProfileChanged');
  const [profile] = changed ? await profiles(deps, caller, { users: [user] }) : [];
  return { events: await standing(deps, caller.app, user, past), profile };
}

/** In the order of the log. */
async function ownEvents(deps: QueryDeps, app: number, user: string, after: number): Promise<readonly Envelope[]> {
  const found: Envelope[] = [];
  for await (const event of deps.log.read(streamName('user', app, user), { direction: 'backwards' })) {
    if (event.position <= after || found.length >= MAX_EVENTS) break;
    found.push(event);
  }
  return found.reverse();
}

async function standing(
  deps: QueryDeps,
  app: number,
  user: string,
  past: readonly Envelope[],
): Promise<readonly RelationEvent[]> {
  const reader = deps.runner.reader('relations');
  const partition = listsOf(app, idKey(user));
  const is = async (key: string) => (await reader.get(partition, key)) !== undefined;
  // Of somebody who came and went in the meantime the client knows nothing, and must not be told that he is gone.
  const known = new Map<string, boolean>();
  const blocked = new Set<string>();
  for (const { type, data } of past) {
    if (type === 'FriendsAdded') for (const { peer } of data.friends) known.set(peer, known.get(peer) ?? false);
    if (type === 'FriendsRemoved') for (const peer of data.peers) known.set(peer, known.get(peer) ?? true);
    if (type === 'UsersBlocked') for (const { peer } of data.users) blocked.add(peer);
    if (type === 'UsersUnblocked') for (const peer of data.peers) blocked.add(peer);
  }
  const gone: string[] = [];
  for (const [peer, before] of known) if (before && !(await is(friendKey(peer)))) gone.push(peer);
  const on: string[] = [];
  const off: string[] = [];
  for (const peer of blocked) ((await is(blockedKey(peer))) ? on : off).push(peer);
  const events: RelationEvent[] = [];
  if (off.length > 0) events.push({ type: 'UsersUnblocked', data: { peers: off } });
  if (on.length > 0) {
    events.push({ type: 'UsersBlocked', data: { users: on.map((peer) => ({ peer, no: 0 })), at: 0 } });
  }
  // Last: of all pushes it is the one that a client can stumble over.
  if (gone.length > 0) events.push({ type: 'FriendsRemoved', data: { peers: gone } });
  return events;
}
