import { Refused } from '../../events/refused.ts';
import type { DoNotDisturb } from '../../events/user/conversations.ts';
import { MAX_PEERS } from '../user/conversations/limits.ts';
import { userDecider } from '../user/decider.ts';
import type { ConversationCommands } from './conversation-types.ts';
import { type Dependencies, requireActingFor, settingsOf, userStream } from './dependencies.ts';
import { findPeer } from './peers.ts';

type HearingCommands = Pick<ConversationCommands, 'setPeerRemind' | 'setDoNotDisturb'>;

const DAY_S = 86_400;

/** How a user hears of messages: of one peer, and of all (product.md §2.10, §2.19; wire-messages.md §11). */
export function hearingCommands(dependencies: Dependencies): HearingCommands {
  const { host } = dependencies;
  return {
    async setPeerRemind(caller, { user, peers, remind }) {
      requireActingFor(caller, user);
      if (peers.length === 0 || peers.length > MAX_PEERS) throw new Refused(20001, `1 to ${MAX_PEERS} users per call`);
      const results = peers.map((peer) => ({ peer, code: findPeer(dependencies, caller.app, peer) ? 0 : 20003 }));
      const good = results.filter(({ code }) => code === 0).map(({ peer }) => peer);
      await host.ask(userDecider, userStream(caller.app, user), 'setPeerRemind', { peers: good, remind }, caller);
      return results;
    },
    async setDoNotDisturb(caller, { user, ...window }) {
      requireActingFor(caller, user);
      const { doNotDisturb } = await settingsOf(dependencies, caller.app);
      if (doNotDisturb === 0) throw new Refused(72011, 'this app has no global do-not-disturb');
      checkWindow(window);
      await host.ask(userDecider, userStream(caller.app, user), 'setDoNotDisturb', window, caller);
    },
  };
}

/** @throws Refused 20001. */
function checkWindow({ start, end, daily }: DoNotDisturb): void {
  if (end < start) throw new Refused(20001, 'EndTime lies before StartTime');
  if (daily && end - start > DAY_S) throw new Refused(20001, 'a daily window lasts a day at most');
}
