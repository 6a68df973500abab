import type { OfficialProfile } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import { officialStream } from '../../events/stream.ts';
import { officialDecider } from '../official/decider.ts';
import { generatedOfficialId, officialIdProblem } from '../official/ids.ts';
import { DEFAULT_SUBSCRIBERS, TEXT_BYTES } from '../official/limits.ts';
import { type Dependencies, settingsOf, streamOfOfficial } from './dependencies.ts';
import type { MessageCommands } from './message-types.ts';
import { officialBroadcastCommands } from './official-broadcasts.ts';
import { subscriberCommands } from './official-subscribers.ts';
import type { OfficialCommands } from './official-types.ts';
import { OfficialWorker } from './official-work.ts';
import { Quota } from './quota.ts';

/** The life of official accounts (product.md §2.27). `revoke`: how a message is recalled. */
export function officialCommands(
  dependencies: Dependencies,
  revoke: MessageCommands['revokeMessages'],
): OfficialCommands {
  const { host, words, accounts, officials } = dependencies;
  const worker = new OfficialWorker(dependencies, revoke);
  const quota = new Quota();
  return {
    ...subscriberCommands(dependencies),
    ...officialBroadcastCommands(dependencies, worker),

    async createOfficialAccount(caller, { owner, account, profile }) {
      if (!caller.admin && owner !== caller.user) throw new Refused(130002, 'a user creates accounts for himself');
      if (accounts.find(caller.app, owner) === undefined) throw new Refused(70107, 'the owner does not exist');
      const problem = account === undefined ? undefined : officialIdProblem(account);
      if (problem !== undefined) throw new Refused(130007, problem);
      const { limits } = await settingsOf(dependencies, caller.app);
      if (limits.officialAccounts === 0) throw new Refused(131000, 'this app has no official accounts');
      const whole: OfficialProfile = {
        name: profile.name,
        introduction: profile.introduction ?? '',
        faceUrl: profile.faceUrl ?? '',
        organization: profile.organization ?? '',
        custom: profile.custom ?? '',
        maxSubscribers: profile.maxSubscribers ?? Math.min(DEFAULT_SUBSCRIBERS, limits.officialSubscribers),
      };
      checkProfile(whole, limits.officialSubscribers);
      const id = account ?? generatedOfficialId(words.next());
      const create = { by: caller, owner, profile: whole };
      const key = String(caller.app);
      await quota.within(
        [key],
        limits.officialAccounts,
        () => officials.count(caller.app),
        async (full) => {
          if (full.size > 0) throw new Refused(130010, `the app has ${limits.officialAccounts} official accounts`);
          await host.ask(officialDecider, officialStream(caller.app, id), 'create', create, caller);
        },
      );
      return { account: id };
    },

    async changeOfficialAccount(caller, { account, changes }) {
      const stream = streamOfOfficial(caller.app, account);
      const { limits } = await settingsOf(dependencies, caller.app);
      checkProfile(changes, limits.officialSubscribers);
      await host.ask(officialDecider, stream, 'change', { by: caller, changes }, caller);
    },

    async destroyOfficialAccount(caller, { account }) {
      await host.ask(officialDecider, streamOfOfficial(caller.app, account), 'destroy', { by: caller }, caller);
      worker.wake(caller.app, account);
    },

    resumeOfficialWork: () => worker.resume(),
  };
}

/** @throws Refused 10004. */
function checkProfile(profile: Partial<OfficialProfile>, mostSubscribers: number): void {
  for (const [key, most] of Object.entries(TEXT_BYTES)) {
    const value = profile[key as keyof typeof TEXT_BYTES];
    if (value !== undefined && Buffer.byteLength(value) > most) {
      throw new Refused(10004, `${key} holds at most ${most} bytes`);
    }
  }
  if (profile.name === '') throw new Refused(10004, 'an official account has a name');
  const { maxSubscribers: wanted } = profile;
  if (wanted === undefined) return;
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > mostSubscribers) {
    throw new Refused(10004, `an official account has at most ${mostSubscribers} subscribers`);
  }
}
