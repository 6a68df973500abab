import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { groupRules } from '../group/types.ts';
import { type Dependencies, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { GroupCommands } from './group-types.ts';
import { impossibleMembers, requireRoom } from './groups.ts';

type MemberCommands = Pick<
  GroupCommands,
  | 'joinGroup'
  | 'quitGroup'
  | 'addGroupMembers'
  | 'kickGroupMembers'
  | 'changeGroupMember'
  | 'muteGroupMembers'
  | 'banGroupMembers'
  | 'handleJoinRequest'
>;

/** Users of one call (rest-api.md §15). */
const MAX_ADDED = 300;
const MAX_KICKED = 500;
const MAX_MUTED = 500;
const MAX_BANNED = 20;

/** Members of groups: in, out, and what they are (product.md §2.23). */
export function groupMemberCommands(dependencies: Dependencies): MemberCommands {
  const { host, words, memberships } = dependencies;
  return {
    async joinGroup(caller, { group, text }) {
      const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
      await requireRoom(dependencies, caller.app, caller.user, groupRules[type]);
      const command = { by: caller, text, authentication: words.next() };
      const status = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'join', command, caller);
      return { status, type };
    },
    async quitGroup(caller, { group }) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'quit', { by: caller }, caller);
    },
    async addGroupMembers(caller, { group, users, silent = false, imported }) {
      if (imported !== undefined || silent) requireAdmin(caller);
      limit(users, MAX_ADDED);
      const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
      const impossible = await impossibleMembers(dependencies, caller.app, users, groupRules[type]);
      const authentications = users.map(() => words.next());
      // Looked up before the decision: what is written meanwhile lies behind it.
      const times = imported?.map(({ joinedAt }) => joinedAt) ?? [];
      const seqs = times.length === 0 ? [] : await memberships.seqsBefore(caller.app, group, times);
      const placed = imported?.map((one, i) => ({ ...one, afterSeq: seqs[i] ?? 0 }));
      const command = { by: caller, users, impossible, silent, imported: placed, authentications };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'add', command, caller);
    },
    async kickGroupMembers(caller, { group, users, reason, silent = false }) {
      limit(users, MAX_KICKED);
      const command = { by: caller, users, reason, silent };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'kick', command, caller);
    },
    async changeGroupMember(caller, { group, user, role, nameCard, remind, custom, muteSeconds }) {
      const stream = streamOfGroup(caller.app, group);
      const changes = { by: caller, user, role, nameCard, remind, custom };
      await host.ask(groupDecider, stream, 'changeMember', changes, caller);
      if (muteSeconds === undefined) return;
      await host.ask(groupDecider, stream, 'mute', { by: caller, users: [user], seconds: muteSeconds }, caller);
    },
    async muteGroupMembers(caller, { group, users, muteSeconds }) {
      limit(users, MAX_MUTED);
      const command = { by: caller, users, seconds: muteSeconds };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'mute', command, caller);
    },
    async banGroupMembers(caller, { group, users, seconds, reason }) {
      limit(users, MAX_BANNED);
      const command = { by: caller, users, seconds, reason };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'ban', command, caller);
    },
    async handleJoinRequest(caller, { group, ...request }) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'handle', { by: caller, ...request }, caller);
    },
  };
}

function limit(users: readonly string[], most: number): void {
  if (users.length > most) throw new Refused(10004, `at most ${most} users per call`);
}
