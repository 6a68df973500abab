import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import type { Errand, Friend } from '../../../events/user/relations.ts';
import { accept } from '../../host/decider.ts';
import { added, fitting, isFull, isParting, without } from './befriending.ts';
import { done, failed, type RelationDecisionsFor, relationsOf } from './decisions.ts';
import { MAX_FRIENDS } from './limits.ts';

/** What becomes of requests (product.md §2.5; wire-users.md §4). */
export const answeringDecisions: RelationDecisionsFor<
  'answerRequest' | 'hearAnswer' | 'settleAnswer' | 'deleteRequests' | 'readRequests'
> = {
  answerRequest(state, { peer, action, remark, groups }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    if (!known.requests.in.has(peer)) return new Refused(30614, 'there is no such request');
    const open = [...known.errands.values()].some((one) => one.peer === peer && one.task.kind === 'accept');
    if (open || isParting(known, peer)) return new Refused(30008, 'the relation is being changed right now');
    const add = action === 'agreeAndAdd' && !known.friends.has(peer);
    if (add && isFull(known)) return new Refused(30010, `a list holds ${MAX_FRIENDS} friends`);
    const id = known.lastErrand + 1;
    const errand: Errand =
      action === 'refuse'
        ? { id, peer, task: { kind: 'refuse' } }
        : { id, peer, task: { kind: 'accept', add, remark, groups } };
    // A refusal needs nobody's consent; an agreement holds when the other could add.
    const gone = action === 'refuse' ? without(known, peer, ['in']) : [];
    return accept([...gone, { type: 'ErrandsBegun', data: { errands: [errand] } }], { errand });
  },

  hearAnswer(state, { from, agreed }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const OK = { code: 0, problem: '' };
    if (!agreed) return accept(without(known, from, ['out']), OK);
    if (isParting(known, from)) return accept([], { code: 30008, problem: 'the relation is being changed right now' });
    if (known.blocked.has(from)) return accept([], { code: 30525, problem: 'the other user has blocked this one' });
    if (known.friends.has(from)) return accept(without(known, from), OK);
    if (isFull(known)) return accept([], { code: 30014, problem: 'the list of the other user is full' });
    // He may have taken his own copy of the request away: the request stands all the same.
    const request = known.requests.out.get(from);
    const { created, groups } = fitting(known, request?.groups ?? []);
    const { remark = '', source = '', wording = '' } = request ?? {};
    const friend: Friend = { ...added(known, Math.floor(now / 1000)), peer: from, remark, groups, source, wording };
    const friends: NewEvent = { type: 'FriendsAdded', data: { friends: [friend] } };
    return accept([...created, friends, ...without(known, from)], OK);
  },

  settleAnswer(state, { id, code }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const errand = known.errands.get(id);
    if (errand?.task.kind !== 'accept') return accept([], undefined);
    const { peer, task } = errand;
    const over: NewEvent = { type: 'ErrandsDone', data: { ids: [id] } };
    if (code !== 0) return accept([over], undefined);
    const request = known.requests.in.get(peer);
    const answered = without(known, peer);
    if (!task.add || known.friends.has(peer)) return accept([...answered, over], undefined);
    const { created, groups } = fitting(known, task.groups);
    const { source = '', wording = '' } = request ?? {};
    const { remark } = task;
    const friend: Friend = { ...added(known, Math.floor(now / 1000)), peer, remark, groups, source, wording };
    const friends: NewEvent = { type: 'FriendsAdded', data: { friends: [friend] } };
    return accept([...created, friends, ...answered, over], undefined);
  },

  deleteRequests(state, { peers, direction }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const there = [...new Set(peers)].filter((peer) => known.requests[direction].has(peer));
    const requests = there.map((peer) => ({ peer, direction }));
    const results = peers.map((peer) =>
      there.includes(peer) ? done(peer) : failed(peer, 31804, 'there is no such request'),
    );
    return accept(requests.length === 0 ? [] : [{ type: 'RequestsRemoved', data: { requests } }], results);
  },

  readRequests(state, { upTo }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const some = [...known.unread].some((peer) => (known.requests.in.get(peer)?.at ?? 0) <= upTo);
    return accept(some ? [{ type: 'RequestsRead', data: { upTo } }] : [], undefined);
  },
};
