import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { topicStream } from '../../events/stream.ts';
import { groupDecider } from '../group/decider.ts';
import { groupRules } from '../group/types.ts';
import { topicDecider } from '../topic/decider.ts';
import { type Dependencies, requireActingFor, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { ChangeMember, GroupCommands } from './group-types.ts';
import { impossibleMembers, requireRoom } from './groups.ts';
import { enterRoom, inRoom, removable } from './live-rooms.ts';
import type { TopicTarget } from './topic-types.ts';
import { leaveFor } from './topics.ts';

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
  const { host, words, rooms, memberships } = dependencies;

  async function muteInTopic(caller: Caller, target: TopicTarget, users: readonly string[], seconds: number) {
    const grant = await leaveFor(dependencies, caller, target, { right: 'mute', users });
    const command = { grant, by: caller.user, users, seconds };
    await host.ask(topicDecider, topicStream(caller.app, target.topic), 'mute', command, caller);
  }

  /** Of a member, a topic knows how he hears of it and until when he is muted. The rest is the community's. */
  async function changeInTopic(caller: Caller, change: ChangeMember & TopicTarget): Promise<void> {
    const { user, remind, muteSeconds, role, nameCard, custom } = change;
    if (role !== undefined || nameCard !== undefined || custom !== undefined) {
      throw new Refused(10004, 'roles, name cards and fields belong to the community');
    }
    if (remind !== undefined) {
      requireActingFor(caller, user);
      const self = { user, admin: false };
      const grant = await leaveFor(dependencies, caller, change, { right: 'look' }, self);
      await host.ask(
        topicDecider,
        topicStream(caller.app, change.topic),
        'remind',
        { grant, by: user, remind },
        caller,
      );
    }
    if (muteSeconds !== undefined) await muteInTopic(caller, change, [user], muteSeconds);
  }

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
      // Looked up before the decision: what is written meanwhile lies behind it.
      const times = imported?.map(({ joinedAt }) => joinedAt) ?? [];
      const seqs = times.length === 0 ? [] : await memberships.seqsBefore(caller.app, group, times);
      const placed = imported?.map((one, i) => ({ ...one, afterSeq: seqs[i] ?? 0 }));
      const command = { by: caller, users, impossible, silent, imported: placed, authentications };
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'add', command, caller);
    },
    async kickGroupMembers(caller, { group, users, reason, silent = false, banSeconds }) {
      limit(users, MAX_KICKED);
      const present = await removable(dependencies, caller.app, group, users);
      const command = { by: caller, users, reason, silent, banSeconds, present };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'kick', command, caller);
    },
    async changeGroupMember(caller, { topic, ...command }) {
      const { group, user, role, nameCard, remind, custom, muteSeconds } = command;
      if (topic !== undefined) {
        await changeInTopic(caller, { ...command, topic });
        return;
      }
      const stream = streamOfGroup(caller.app, group);
      const changes = { by: caller, user, role, nameCard, remind, custom };
      await host.ask(groupDecider, stream, 'changeMember', changes, caller);
      if (muteSeconds === undefined) return;
      await host.ask(groupDecider, stream, 'mute', { by: caller, users: [user], seconds: muteSeconds }, caller);
    },
    async muteGroupMembers(caller, { group, topic, users, muteSeconds }) {
      limit(users, MAX_MUTED);
      if (topic !== undefined) {
        await muteInTopic(caller, { group, topic }, users, muteSeconds);
        return;
      }
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
