import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Errand } from '../../events/user/relations.ts';
import { userDecider } from '../user/decider.ts';
import type { Befriending, ImportedFriend } from '../user/relations/decisions.ts';
import { type FriendFields, friendProblem } from '../user/relations/fields.ts';
import { MAX_PER_CALL } from '../user/relations/limits.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, requireAdmin, settingsOf, userStream } from './dependencies.ts';
import { runErrands } from './errands.ts';
import { friendGroupCommands } from './friend-groups.ts';
import { findUser } from './peers.ts';
import type { RelationCommands, RelationResult } from './relation-types.ts';

/** Friends and the blocklist of a user (product.md §2.5; rest-api.md §11; wire-users.md §3–6). */
export function relationCommands(dependencies: Dependencies): RelationCommands {
  const { host } = dependencies;
  const lists = listsOf(dependencies);

  /** Runs what was begun for each of them; who was refused at once has no errand. */
  async function run(caller: Caller, user: string, begun: readonly (RelationResult & { readonly errand?: Errand })[]) {
    const ended = [
      ...(await runErrands(
        host,
        caller,
        user,
        begun.flatMap(({ errand }) => errand ?? []),
      )),
    ];
    return begun.map(({ peer, code, problem, errand }): RelationResult => {
      return errand === undefined ? { peer, code, problem } : { peer, code: 0, problem: '', ...ended.shift() };
    });
  }

  return {
    ...friendGroupCommands(dependencies, lists),

    async addFriends(caller, { user, items, both, forced = false }) {
      if (forced) requireAdmin(caller);
      const stream = lists.streamOf(caller, user);
      const asked = items.map(({ peer, source, wording = '', remark = '', group }) => {
        return { peer, source, wording, remark, groups: group === undefined ? [] : [group] };
      });
      return lists.forThose(caller, user, asked, async (good: readonly Befriending[]) =>
        run(caller, user, await host.ask(userDecider, stream, 'befriend', { items: good, both, forced }, caller)),
      );
    },

    async importFriends(caller, { user, items }) {
      requireAdmin(caller);
      const stream = lists.streamOf(caller, user);
      const friends = items.map((item) => {
        const { peer, source, wording = '', remark = '', groups = [], custom = {}, addedAt } = item;
        return { peer, source, wording, remark, groups, custom, ...(addedAt !== undefined && { addedAt }) };
      });
      return lists.forThose(caller, user, friends, (good: readonly ImportedFriend[]) =>
        host.ask(userDecider, stream, 'importFriends', { friends: good }, caller),
      );
    },

    async changeFriends(caller, { user, items }) {
      const stream = lists.streamOf(caller, user);
      return lists.forThose(caller, user, items, (changes) =>
        host.ask(userDecider, stream, 'changeFriends', { changes }, caller),
      );
    },

    async deleteFriends(caller, { user, peers, both }) {
      const stream = lists.streamOf(caller, user);
      if (peers !== undefined) checkCount(peers);
      const { results, errands } = await host.ask(userDecider, stream, 'removeFriends', { peers, both }, caller);
      await runErrands(host, caller, user, errands);
      return results;
    },

    async answerFriendRequest(caller, { user, peer, action, remark = '', group }) {
      const stream = lists.streamOf(caller, user);
      const groups = group === undefined ? [] : [group];
      const problem = friendProblem({ remark, groups }, [], caller.admin);
      if (problem !== undefined) throw new Refused(30001, problem);
      const asked = { peer, action, remark, groups };
      const { errand } = await host.ask(userDecider, stream, 'answerRequest', asked, caller);
      const [ended] = await runErrands(host, caller, user, [errand]);
      if (ended !== undefined && ended.code !== 0) throw new Refused(ended.code, ended.problem);
    },

    async deleteFriendRequests(caller, { user, peers, direction }) {
      const stream = lists.streamOf(caller, user);
      checkCount(peers);
      return host.ask(userDecider, stream, 'deleteRequests', { peers, direction }, caller);
    },

    async readFriendRequests(caller, { user, upTo }) {
      await host.ask(userDecider, lists.streamOf(caller, user), 'readRequests', { upTo }, caller);
    },

    async blockUsers(caller, { user, peers }) {
      const stream = lists.streamOf(caller, user);
      return lists.forThose(caller, user, peers.map(named), async (good) => {
        const asked = { peers: good.map(({ peer }) => peer) };
        const { results, errands } = await host.ask(userDecider, stream, 'block', asked, caller);
        await runErrands(host, caller, user, errands);
        return results;
      });
    },

    async unblockUsers(caller, { user, peers }) {
      const stream = lists.streamOf(caller, user);
      checkCount(peers);
      return host.ask(userDecider, stream, 'unblock', { peers }, caller);
    },

    async runErrands(caller, user) {
      requireAdmin(caller);
      const errands = await host.ask(userDecider, userStream(caller.app, user), 'openErrands', {}, caller);
      await runErrands(host, { ...caller, user }, user, errands);
    },
  };
}

const named = (peer: string) => ({ peer });

export type Lists = ReturnType<typeof listsOf>;

/** What all commands about somebody's lists begin with. */
function listsOf(dependencies: Dependencies) {
  return {
    /** @throws Refused 30004, 30003. */
    streamOf(caller: Caller, user: string): string {
      if (!caller.admin && caller.user !== user) throw new Refused(30004, 'only an administrator may act for others');
      if (userIdProblem(user) !== undefined) throw new Refused(30003, 'the account does not exist');
      return userStream(caller.app, user);
    },

    /** Does for those who are there what `run` does; the others say why not, each in its place. @throws Refused 30001. */
    async forThose<T extends FriendFields & { readonly peer: string }>(
      caller: Caller,
      user: string,
      items: readonly T[],
      run: (good: readonly T[]) => Promise<readonly RelationResult[]>,
    ): Promise<readonly RelationResult[]> {
      checkCount(items);
      const { friendFields } = await settingsOf(dependencies, caller.app);
      const problems = items.map((item): RelationResult | undefined => {
        const { peer } = item;
        if (peer === user) return { peer, code: 30001, problem: 'the user is the one whose list it is' };
        if (findUser(dependencies, caller.app, peer) === undefined)
          return { peer, code: 30003, problem: 'the account does not exist' };
        const problem = friendProblem(item, friendFields, caller.admin);
        return problem === undefined ? undefined : { peer, code: 30001, problem };
      });
      const good = items.filter((_, i) => problems[i] === undefined);
      const done = good.length === 0 ? [] : [...(await run(good))];
      return problems.flatMap((problem) => problem ?? done.shift() ?? []);
    },
  };
}

/** @throws Refused 30001. */
export function checkCount(list: readonly unknown[]): void {
  if (list.length === 0 || list.length > MAX_PER_CALL) throw new Refused(30001, `1 to ${MAX_PER_CALL} users per call`);
}
