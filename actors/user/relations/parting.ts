import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import type { Errand } from '../../../events/user/relations.ts';
import { accept } from '../../host/decider.ts';
import { without } from './befriending.ts';
import { done, failed, type RelationDecisionsFor, relationsOf } from './decisions.ts';
import { MAX_BLOCKED } from './limits.ts';
import type { Relations } from './state.ts';

/** How friendships end, and who is not wanted at all (product.md §2.5, "Deleting", "Blocklist"). */
export const partingDecisions: RelationDecisionsFor<
  'removeFriends' | 'part' | 'block' | 'unblock' | 'errandsDone' | 'openErrands'
> = {
  removeFriends(state, { peers, both }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const wanted = peers ?? [...known.friends.keys()];
    const there = [...new Set(wanted)].filter((peer) => known.friends.has(peer));
    const results = wanted.map((peer) =>
      known.friends.has(peer) ? done(peer) : failed(peer, 31704, 'the user is not a friend'),
    );
    if (there.length === 0) return accept([], { results, errands: [] });
    const errands = both ? errandsTo(known, there, false) : [];
    // An addition of the same friends that is still on its way came before, and must not put them back.
    const events: NewEvent[] = [
      { type: 'FriendsRemoved', data: { peers: there } },
      ...called(known, there),
      ...begun(errands),
    ];
    return accept(events, { results, errands });
  },

  part(state, { from, blocked }) {
    // Of somebody who is gone nothing is left to part from.
    if (state.account !== 'exists' || state.parts.relations === undefined) return accept([], undefined);
    const known = state.parts.relations;
    const events: NewEvent[] = known.friends.has(from) ? [{ type: 'FriendsRemoved', data: { peers: [from] } }] : [];
    return accept([...events, ...(blocked ? without(known, from) : []), ...called(known, [from])], undefined);
  },

  block(state, { peers }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const news: string[] = [];
    const results = peers.map((peer) => {
      if (peer === state.user) return failed(peer, 30001, 'nobody blocks himself');
      if (known.blocked.has(peer) || news.includes(peer)) {
        return failed(peer, 30001, 'Err_SNS_BlackListAdd_Already_Exist');
      }
      if (known.blocked.size + news.length >= MAX_BLOCKED) {
        return failed(peer, 30013, `a blocklist holds ${MAX_BLOCKED} users`);
      }
      news.push(peer);
      return done(peer);
    });
    if (news.length === 0) return accept([], { results, errands: [] });
    const errands = errandsTo(known, news, true);
    const friends = news.filter((peer) => known.friends.has(peer));
    const users = news.map((peer, i) => ({ peer, no: known.lastNo + 1 + i }));
    const events: NewEvent[] = [
      { type: 'UsersBlocked', data: { users, at: Math.floor(now / 1000) } },
      ...(friends.length === 0 ? [] : [{ type: 'FriendsRemoved', data: { peers: friends } } as const]),
      ...news.flatMap((peer) => without(known, peer)),
      ...called(known, news),
      ...begun(errands),
    ];
    return accept(events, { results, errands });
  },

  unblock(state, { peers }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const there = [...new Set(peers)].filter((peer) => known.blocked.has(peer));
    return accept(there.length === 0 ? [] : [{ type: 'UsersUnblocked', data: { peers: there } }], peers.map(done));
  },

  errandsDone({ parts }, { ids }) {
    const open = ids.filter((id) => parts.relations?.errands.has(id));
    return accept(open.length === 0 ? [] : [{ type: 'ErrandsDone', data: { ids: open } }], undefined);
  },

  openErrands: ({ parts }) => accept([], [...(parts.relations?.errands.values() ?? [])]),
};

/** The other loses his entry of this user, too: also when he has none that this user knows of. */
function errandsTo({ lastErrand }: Relations, peers: readonly string[], blocked: boolean): readonly Errand[] {
  return peers.map((peer, i) => ({ id: lastErrand + 1 + i, peer, task: { kind: 'part', blocked } }));
}

function begun(errands: readonly Errand[]): readonly NewEvent[] {
  return errands.length === 0 ? [] : [{ type: 'ErrandsBegun', data: { errands } }];
}

/** What is on its way to become a friendship with one of these does not any more. */
function called({ errands }: Relations, peers: readonly string[]): readonly NewEvent[] {
  const ids = [...errands.values()]
    .filter(({ peer, task }) => peers.includes(peer) && (task.kind === 'befriend' || task.kind === 'accept'))
    .map(({ id }) => id);
  return ids.length === 0 ? [] : [{ type: 'ErrandsDone', data: { ids } }];
}
