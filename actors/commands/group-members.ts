import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { groupRules } from '../group/types.ts';
import { type Dependencies, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { GroupCommands } from './group-types.ts';
import { impossibleMembers, requireRoom } from './groups.ts';
import { enterRoom, inRoom, removable } from './live-rooms.ts';

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
  const { host, words, rooms } = dependencies;
  return {
    async joinGroup(caller, { group, text }) {
      const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
      await requireRoom(dependencies, caller.app, caller.user, groupRules[type]);
      const command = { by: inRoom(dependencies, caller, group), text, authentication: words.next() };
      const status = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'join', command, caller);
      if (status === 'joined' && !groupRules[type].storesMembers) await enterRoom(dependencies, caller, group);
      return { status, type };
    },
    async quitGroup(caller, { group }) {
      const by = inRoom(dependencies, caller, group);
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'quit', { by }, caller);
      rooms.leave(caller, group);
    },
    async addGroupMembers(caller, { group, users, silent = false, imported }) {
      if (imported !== undefined || silent) requireAdmin(caller);
      limit(users, MAX_ADDED);
      const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
      const impossible = await impossibleMembers(dependencies, caller.app, users, groupRules[type]);
      const authentications = users.map(() => words.next());
      const command = { by: caller, users, impossible, silent, imported, authentications };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'add', command, caller);
    },
    async kickGroupMembers(caller, { group, users, reason, silent = false, banSeconds }) {
      limit(users, MAX_KICKED);
      const present = await removable(dependencies, caller.app, group, users);
      const command = { by: caller, users, reason, silent, banSeconds, present };
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
      const command = { by: caller, ...request };
      const { enters } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'handle', command, caller);
      if (enters) rooms.enterAll(caller.app, group, request.applicant);
    },
  };
}

function limit(users: readonly string[], most: number): void {
  if (users.length > most) throw new Refused(10004, `at most ${most} users per call`);
}
