import * as zlib from 'node:zlib';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import type { GroupDraft } from '../group/messages.ts';
import { UnkeptRate } from '../group/rate.ts';
import { checkBody } from '../message/body.ts';
import { checkNumbers } from '../message/numbers.ts';
import { type Dependencies, requireActingFor, requireAdmin, streamOfGroup } from './dependencies.ts';
import type { GroupCommands, SendGroupMessage } from './group-types.ts';

type MessageCommands = Pick<GroupCommands, 'sendGroupMessage' | 'importGroupMessage' | 'readGroup' | 'setGroupUnread'>;

/** Messages of groups and read positions (product.md §2.10, §2.14). */
export function groupMessageCommands(dependencies: Dependencies): MessageCommands {
  const { host, notifier } = dependencies;
  const unkept = new UnkeptRate();
  return {
    async sendGroupMessage(caller, message) {
      const { group, from, onlineOnly = false } = message;
      requireActingFor(caller, from);
      const draft = draftOf(dependencies, caller, message);
      const command = { by: caller, draft, onlineOnly };
      const stream = streamOfGroup(caller.app, group);
      const { transient, ...sent } = await host.ask(groupDecider, stream, 'send', command, caller);
      if (transient !== undefined) {
        if (!unkept.admits(stream, transient.time, transient.priority)) return { ...sent, dropped: true };
        notifier.transientGroupMessage({ app: caller.app, group, message: transient, origin: caller.instance });
      }
      return sent;
    },
    async importGroupMessage(caller, message) {
      requireAdmin(caller);
      const draft = draftOf(dependencies, caller, message);
      const command = { draft, time: message.time };
      return host.ask(groupDecider, streamOfGroup(caller.app, message.group), 'import', command, caller);
    },
    async readGroup(caller, { group, user, upToSeq }) {
      requireActingFor(caller, user);
      return host.ask(groupDecider, streamOfGroup(caller.app, group), 'read', { user, upToSeq }, caller);
    },
    async setGroupUnread(caller, { group, user, unread }) {
      requireAdmin(caller);
      const command = { by: caller, user, unread };
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'setUnread', command, caller);
    },
  };
}

/** @throws Refused 10004 numbers out of range, 10019 unknown sender, and what `checkBody` throws. */
function draftOf({ accounts, clock }: Dependencies, caller: Caller, message: SendGroupMessage): GroupDraft {
  const { from, random, body } = message;
  checkNumbers(random, message.msgSeq);
  checkBody(body);
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
