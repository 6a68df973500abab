import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { groupNameProblem } from '../user/relations/fields.ts';
import type { Dependencies } from './dependencies.ts';
import type { RelationCommands } from './relation-types.ts';
import type { Lists } from './relations.ts';

type FriendGroupCommands = Pick<
  RelationCommands,
  'createFriendGroups' | 'deleteFriendGroups' | 'renameFriendGroup' | 'changeFriendGroup'
>;

/** Groups of friends (product.md §2.5; rest-api.md §11.14–11.16; wire-users.md §5). */
export function friendGroupCommands({ host }: Dependencies, lists: Pick<Lists, 'streamOf'>): FriendGroupCommands {
  return {
    async createFriendGroups(caller, { user, names, peers = [] }) {
      const stream = lists.streamOf(caller, user);
      checkNames(names);
      return host.ask(userDecider, stream, 'createFriendGroups', { names, peers }, caller);
    },
    async deleteFriendGroups(caller, { user, names }) {
      const stream = lists.streamOf(caller, user);
      if (names.length === 0) throw new Refused(30001, 'no group is named');
      await host.ask(userDecider, stream, 'deleteFriendGroups', { names }, caller);
    },
    async renameFriendGroup(caller, { user, name, newName }) {
      const stream = lists.streamOf(caller, user);
      checkNames([newName]);
      await host.ask(userDecider, stream, 'renameFriendGroup', { name, newName }, caller);
    },
    async changeFriendGroup(caller, { user, name, changes }) {
      const stream = lists.streamOf(caller, user);
      return host.ask(userDecider, stream, 'changeFriendGroup', { name, changes }, caller);
    },
  };
}

/** @throws Refused 30001. */
function checkNames(names: readonly string[]): void {
  if (names.length === 0) throw new Refused(30001, 'no group is named');
  for (const name of names) {
    const problem = groupNameProblem(name);
    if (problem !== undefined) throw new Refused(30001, problem);
  }
}
