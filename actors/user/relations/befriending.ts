import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import { DEFAULT_ALLOW_TYPE, FORBIDDEN } from '../../../events/user/profile.ts';
import type { Direction, Errand, Friend, FriendRequest } from '../../../events/user/relations.ts';
import { accept } from '../../host/decider.ts';
import { type Befriending, type Begun, failed, type RelationDecisionsFor, relationsOf } from './decisions.ts';
import { MAX_FRIEND_GROUPS, MAX_FRIENDS, MAX_REQUESTS } from './limits.ts';
import type { Relations } from './state.ts';

/** The request waits for its answer: no failure (error-codes.md §6). */
export const WAITING = 30539;

/** How two become friends (product.md §2.5, "Adding"). */
export const befriendingDecisions: RelationDecisionsFor<'befriend' | 'hearRequest' | 'settleRequest'> = {
  befriend(state, { items, both, forced }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const barred = !forced && state.fields.AdminForbidType === FORBIDDEN;
    const asked = new Set([...known.errands.values()].filter(addsFriend).map(({ peer }) => peer));
    const groups = new Set(known.groups);
    let id = known.lastErrand;
    const begun = items.map((item): Begun => {
      const { peer } = item;
      const more = item.groups.filter((name) => !groups.has(name));
      if (barred) return failed(peer, 30009, 'this user may not ask others to be friends');
      if (known.blocked.has(peer)) return failed(peer, 30515, 'the user is on the blocklist');
      if (known.friends.has(peer) && !both) return failed(peer, 30001, 'Err_SNS_FriendAdd_Already_Exist');
      if (asked.has(peer) || isParting(known, peer))
        return failed(peer, 30008, 'the relation is being changed right now');
      if (!known.friends.has(peer) && known.friends.size + asked.size >= MAX_FRIENDS) {
        return failed(peer, 30010, `a list holds ${MAX_FRIENDS} friends`);
      }
      if (groups.size + more.length > MAX_FRIEND_GROUPS) {
        return failed(peer, 30011, `there are at most ${MAX_FRIEND_GROUPS} groups of friends`);
      }
      asked.add(peer);
      for (const name of more) groups.add(name);
      return { peer, code: 0, problem: '', errand: errandOf(++id, item, both, forced) };
    });
    const errands = begun.flatMap(({ errand }) => errand ?? []);
    return accept(errands.length === 0 ? [] : [{ type: 'ErrandsBegun', data: { errands } }], begun);
  },

  hearRequest(state, { from, task }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const no = (code: number, problem: string) => accept([], { code, problem, already: false });
    if (known.blocked.has(from)) return no(30525, 'the user has blocked who asks');
    // What this one has yet to take back would take this with it.
    if (isParting(known, from)) return no(30008, 'the relation is being changed right now');
    if (known.friends.has(from)) return accept(without(known, from), { code: 0, problem: '', already: true });
    const { both, forced, source, wording } = task;
    const at = Math.floor(now / 1000);
    const allow = forced ? DEFAULT_ALLOW_TYPE : (state.fields.AllowType ?? DEFAULT_ALLOW_TYPE);
    if (allow === 'AllowType_Type_DenyAny') return no(30516, 'the user lets nobody ask');
    if (allow === 'AllowType_Type_NeedConfirm') {
      if (!known.requests.in.has(from) && known.requests.in.size >= MAX_REQUESTS) {
        return no(30012, `${MAX_REQUESTS} requests wait for this user already`);
      }
      const request: FriendRequest = { peer: from, direction: 'in', wording, source, at, remark: '', groups: [] };
      const events: NewEvent[] = [{ type: 'RequestsAdded', data: { requests: [request] } }];
      return accept(events, { code: WAITING, problem: 'waiting for confirmation', already: false });
    }
    if (!both) return accept([], { code: 0, problem: '', already: false });
    if (isFull(known)) return no(30014, 'the list of the other user is full');
    const friend: Friend = { ...added(known, at), peer: from, source, wording };
    return accept([{ type: 'FriendsAdded', data: { friends: [friend] } }, ...without(known, from)], {
      code: 0,
      problem: '',
      already: false,
    });
  },

  settleRequest(state, { id, code, already }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const errand = known.errands.get(id);
    // Somebody ended it meanwhile: one of the two has blocked or left the other.
    if (errand?.task.kind !== 'befriend') {
      return accept([], { code: 30008, problem: 'the relation was changed at the same time' });
    }
    const { peer, task } = errand;
    const at = Math.floor(now / 1000);
    const over: NewEvent = { type: 'ErrandsDone', data: { ids: [id] } };
    const { wording, source, remark } = task;
    if (code === WAITING) {
      const request: FriendRequest = { peer, direction: 'out', wording, source, at, remark, groups: task.groups };
      return accept([...oldest(known, peer), { type: 'RequestsAdded', data: { requests: [request] } }, over], {
        code,
        problem: 'waiting for confirmation',
      });
    }
    if (code !== 0) return accept([over], { code, problem: '' });
    if (known.friends.has(peer)) {
      const answer = already && !task.forced ? { code: 30001, problem: 'Err_SNS_FriendAdd_Already_Exist' } : OK;
      return accept([over], answer);
    }
    const { created, groups } = fitting(known, task.groups);
    const friend: Friend = { ...added(known, at), peer, remark, groups, source, wording };
    const friends: NewEvent = { type: 'FriendsAdded', data: { friends: [friend] } };
    // Both have each other now, or will be asked no more: what waited between them is answered.
    const rest = task.both ? without(known, peer) : without(known, peer, ['out']);
    return accept([...created, friends, ...rest, over], OK);
  },
};

const OK = { code: 0, problem: '' };

/** What an entry says that nobody has said more of. */
export function added({ lastNo }: Relations, at: number) {
  return { no: lastNo + 1, remark: '', groups: [] as readonly string[], addedAt: at, custom: {} };
}

/** With the places that are promised to requests on their way. */
export function isFull({ friends, errands }: Relations): boolean {
  return friends.size + [...errands.values()].filter(addsFriend).length >= MAX_FRIENDS;
}

/** The peer has not heard yet that he is to take this user out of his list. */
export function isParting({ errands }: Relations, other: string): boolean {
  return [...errands.values()].some(({ peer, task }) => peer === other && task.kind === 'part');
}

export function addsFriend({ task }: Errand): boolean {
  return task.kind === 'befriend' || (task.kind === 'accept' && task.add);
}

/** The groups that there is room for, and what makes those that are new. */
export function fitting({ groups: known }: Relations, wanted: readonly string[]) {
  const room = MAX_FRIEND_GROUPS - known.size;
  const names = [...new Set(wanted)].filter((name) => !known.has(name)).slice(0, room);
  const groups = [...new Set(wanted)].filter((name) => known.has(name) || names.includes(name));
  const created: readonly NewEvent[] =
    names.length === 0 ? [] : [{ type: 'FriendGroupsCreated', data: { names, friends: [] } }];
  return { groups, created };
}

/** Takes away what waits between two. */
export function without(
  { requests }: Relations,
  peer: string,
  directions: readonly Direction[] = ['in', 'out'],
): readonly NewEvent[] {
  const gone = directions.filter((direction) => requests[direction].has(peer));
  if (gone.length === 0) return [];
  return [{ type: 'RequestsRemoved', data: { requests: gone.map((direction) => ({ peer, direction })) } }];
}

/** Of too many requests of his own a user forgets the oldest: whoever was asked still can agree. */
function oldest({ requests: { out } }: Relations, peer: string): readonly NewEvent[] {
  const [first] = out.keys();
  if (out.size < MAX_REQUESTS || out.has(peer) || first === undefined) return [];
  return [{ type: 'RequestsRemoved', data: { requests: [{ peer: first, direction: 'out' }] } }];
}

function errandOf(id: number, item: Befriending, both: boolean, forced: boolean): Errand {
  const { peer, remark, groups, source, wording } = item;
  return { id, peer, task: { kind: 'befriend', both, forced, remark, groups, source, wording } };
}
