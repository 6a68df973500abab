import * as zlib from 'node:zlib';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { topicStream } from '../../events/stream.ts';
import { groupDecider } from '../group/decider.ts';
import { TOPICS_PER_SECOND, UnkeptRate } from '../group/rate.ts';
import type { GroupDraft, Sent } from '../group/sequence.ts';
import { checkBody } from '../message/body.ts';
import { requireCompleteMedia } from '../message/complete-media.ts';
import { checkNumbers } from '../message/numbers.ts';
import { topicDecider } from '../topic/decider.ts';
import { type Dependencies, requireActingFor, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { GroupCommands, SendGroupMessage } from './group-types.ts';
import { inRoom } from './live-rooms.ts';
import { leaveFor } from './topics.ts';

type MessageCommands = Pick<GroupCommands, 'sendGroupMessage' | 'importGroupMessage' | 'readGroup' | 'setGroupUnread'>;

/** Messages of groups and read positions (product.md §2.10, §2.14). */
export function groupMessageCommands(dependencies: Dependencies): MessageCommands {
  const { host, notifier, clock } = dependencies;
  const unkept = new UnkeptRate();
  const inTopics = new UnkeptRate(TOPICS_PER_SECOND);

  async function toTopic(caller: Caller, message: SendGroupMessage & { readonly topic: string }, draft: GroupDraft) {
    const grant = await leaveFor(dependencies, caller, message, { right: 'send', draft });
    const time = Math.floor(clock.now() / 1000);
    if (!inTopics.admits(streamOfGroup(caller.app, message.group), time, draft.priority)) {
      return { seq: 0, time, dropped: true, duplicate: false, transient: undefined };
    }
    const command = { grant, by: caller.user, draft, onlineOnly: message.onlineOnly ?? false };
    return host.ask(topicDecider, topicStream(caller.app, message.topic), 'send', command, caller);
  }

  function toGroup(caller: Caller, message: SendGroupMessage, draft: GroupDraft): Promise<Sent> {
    const by = inRoom(dependencies, caller, message.group);
    const command = { by, draft, onlineOnly: message.onlineOnly ?? false };
    return host.ask(groupDecider, streamOfGroup(caller.app, message.group), 'send', command, caller);
  }

  return {
    async sendGroupMessage(caller, message) {
      const { group, topic } = message;
      requireActingFor(caller, message.from);
      const draft = draftOf(dependencies, caller, message);
      if (caller.platform === 'Server') requireCompleteMedia(draft.body);
      const { transient, ...sent } =
        topic === undefined
          ? await toGroup(caller, message, draft)
          : await toTopic(caller, { ...message, topic }, draft);
      if (transient !== undefined) {
        if (!unkept.admits(streamOfGroup(caller.app, group), transient.time, transient.priority)) {
          return { ...sent, dropped: true };
        }
        const { app, instance: origin } = caller;
        notifier.transientGroupMessage({ app, group, topic, message: transient, origin });
      }
      return sent;
    },
    async importGroupMessage(caller, message) {
      requireAdmin(caller);
      const { app } = caller;
      const { group, topic, time } = message;
      const draft = draftOf(dependencies, caller, message);
      if (topic === undefined) {
        return host.ask(groupDecider, streamOfGroup(app, group), 'import', { draft, time }, caller);
      }
      const grant = await leaveFor(dependencies, caller, { group, topic }, { right: 'send' });
      const command = { grant, by: caller.user, draft, time };
      return host.ask(topicDecider, topicStream(app, topic), 'import', command, caller);
    },
    async readGroup(caller, { group, topic, user, upToSeq }) {
      requireActingFor(caller, user);
      const { app } = caller;
      if (topic === undefined) {
        return host.ask(groupDecider, streamOfGroup(app, group), 'read', { user, upToSeq }, caller);
      }
      const reader = { user, admin: false };
      const grant = await leaveFor(dependencies, caller, { group, topic }, { right: 'look' }, reader);
      const command = { grant, by: caller.user, user, upToSeq };
      return host.ask(topicDecider, topicStream(app, topic), 'read', command, caller);
    },
    async setGroupUnread(caller, { group, user, unread }) {
      requireAdmin(caller);
      const command = { by: caller, user, unread };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'setUnread', command, caller);
    },
  };
}

/** @throws Refused 10004 numbers out of range, 10019 unknown sender, and what `checkBody` throws. */
export function draftOf(
  { accounts, clock }: Dependencies,
  caller: Caller,
  message: Omit<SendGroupMessage, 'group'>,
): GroupDraft {
  const { from, random } = message;
  checkNumbers(random, message.msgSeq);
  const body = checkBody(message.body, message.streamed ? 'streamed' : 'whole');
  const sender = accounts.find(caller.app, from);
  if (sender === undefined) throw new Refused(10019, `the sender ${from.slice(0, 40)} does not exist`);
  return {
    from,
    random,
    // Drawn from random and content, so that a retry without a number is recognised (product.md row 226).
    msgSeq: message.msgSeq ?? zlib.crc32(body, random),
    clientTime: message.clientTime ?? Math.floor(clock.now() / 1000),
    priority: message.priority ?? 'Normal',
    flags: message.flags ?? 0,
    nick: sender.nick,
    faceUrl: sender.faceUrl,
    at: message.at ?? [],
    to: message.to ?? [],
    offlinePush: message.offlinePush ?? '',
    body,
  };
}
