import type { NewEvent } from '../../../events/envelope.ts';
import { Refused } from '../../../events/refused.ts';
import type { Friend, FriendChange, Grouped } from '../../../events/user/relations.ts';
import { accept } from '../../host/decider.ts';
import { addsFriend } from './befriending.ts';
import { done, failed, type RelationDecisionsFor, relationsOf } from './decisions.ts';
import { MAX_FRIEND_GROUPS, MAX_FRIENDS } from './limits.ts';

/** What a user keeps about his friends, and the groups he puts them in (product.md §2.5; rest-api.md §11). */
export const keepingDecisions: RelationDecisionsFor<
  | 'importFriends'
  | 'changeFriends'
  | 'createFriendGroups'
  | 'deleteFriendGroups'
  | 'renameFriendGroup'
  | 'changeFriendGroup'
> = {
  importFriends(state, { friends: imported }, { now }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const groups = new Set(known.groups);
    const entries = new Map<string, Friend>();
    let no = known.lastNo;
    let room = MAX_FRIENDS - known.friends.size - [...known.errands.values()].filter(addsFriend).length;
    const results = imported.map((item) => {
      const { peer, remark, source, wording, custom } = item;
      if (peer === state.user) return failed(peer, 30001, 'nobody is a friend of himself');
      const isNew = !known.friends.has(peer) && !entries.has(peer);
      if (isNew && room <= 0) return failed(peer, 30010, 'Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold');
      const more = item.groups.filter((name) => !groups.has(name));
      if (groups.size + more.length > MAX_FRIEND_GROUPS) return tooManyGroups(peer, 'FriendImport');
      for (const name of more) groups.add(name);
      if (isNew) room--;
      const addedAt = item.addedAt ?? Math.floor(now / 1000);
      entries.set(peer, { peer, no: ++no, remark, groups: item.groups, source, wording, addedAt, custom });
      return done(peer);
    });
    const friends = [...entries.values()];
    const events: NewEvent[] = friends.length === 0 ? [] : [{ type: 'FriendsAdded', data: { friends } }];
    return accept([...created(known.groups, groups), ...events], results);
  },

  changeFriends(state, { changes }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const groups = new Set(known.groups);
    const friends: FriendChange[] = [];
    const results = changes.map((change) => {
      const { peer } = change;
      if (!known.friends.has(peer)) return failed(peer, 30001, 'Err_SNS_FriendUpdate_Friend_Not_Exist');
      const wanted = change.groups && [...new Set(change.groups)];
      const more = (wanted ?? []).filter((name) => !groups.has(name));
      if (groups.size + more.length > MAX_FRIEND_GROUPS) return tooManyGroups(peer, 'FriendUpdate');
      for (const name of more) groups.add(name);
      friends.push(wanted === undefined ? change : { ...change, groups: wanted });
      return done(peer);
    });
    const events: NewEvent[] = friends.length === 0 ? [] : [{ type: 'FriendsChanged', data: { friends } }];
    return accept([...created(known.groups, groups), ...events], results);
  },

  createFriendGroups(state, { names, peers }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const wanted = [...new Set(names)];
    const news = wanted.filter((name) => !known.groups.has(name));
    if (known.groups.size + news.length > MAX_FRIEND_GROUPS) {
      return new Refused(30011, `there are at most ${MAX_FRIEND_GROUPS} groups of friends`);
    }
    const friends = [...new Set(peers)].flatMap((peer): Grouped[] => {
      const before = known.friends.get(peer);
      if (before === undefined || wanted.every((name) => before.includes(name))) return [];
      return [{ peer, groups: [...new Set([...before, ...wanted])] }];
    });
    const nothing = news.length === 0 && friends.length === 0;
    const events: NewEvent[] = nothing ? [] : [{ type: 'FriendGroupsCreated', data: { names: news, friends } }];
    return accept(events, peers.map(isFriend(known.friends)));
  },

  deleteFriendGroups(state, { names }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    const gone = [...new Set(names)].filter((name) => known.groups.has(name));
    return accept(gone.length === 0 ? [] : [{ type: 'FriendGroupsDeleted', data: { names: gone } }], undefined);
  },

  renameFriendGroup(state, { name, newName }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    if (!known.groups.has(name)) return unknownGroup();
    if (name === newName) return accept([], undefined);
    if (known.groups.has(newName)) return new Refused(30001, 'there is a group of this name already');
    return accept([{ type: 'FriendGroupRenamed', data: { name, newName } }], undefined);
  },

  changeFriendGroup(state, { name, changes }) {
    const known = relationsOf(state);
    if (known instanceof Refused) return known;
    if (!known.groups.has(name)) return unknownGroup();
    const now = new Map<string, readonly string[]>();
    for (const { peer, into } of changes) {
      const before = now.get(peer) ?? known.friends.get(peer);
      if (before === undefined || before.includes(name) === into) continue;
      now.set(peer, into ? [...before, name] : before.filter((one) => one !== name));
    }
    const friends = [...now].map(([peer, groups]) => ({ peer, groups }));
    const events: NewEvent[] = friends.length === 0 ? [] : [{ type: 'FriendGroupChanged', data: { name, friends } }];
    return accept(
      events,
      changes.map(({ peer }) => isFriend(known.friends)(peer)),
    );
  },
};

const isFriend = (friends: ReadonlyMap<string, unknown>) => (peer: string) =>
  friends.has(peer) ? done(peer) : failed(peer, 32216, 'Err_SNS_GroupAdd_ToTinyId_Not_Friend');

const tooManyGroups = (peer: string, command: 'FriendImport' | 'FriendUpdate') =>
  failed(peer, 30011, `Err_SNS_${command}_Group_Num_Exceed_Threshold`);

const unknownGroup = () => new Refused(30001, 'there is no group of friends of this name');

function created(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly NewEvent[] {
  const names = [...after].filter((name) => !before.has(name));
  return names.length === 0 ? [] : [{ type: 'FriendGroupsCreated', data: { names, friends: [] } }];
}
