import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, settingsOf, userStream } from './dependencies.ts';
import type { Commands } from './types.ts';

type SessionCommands = Pick<Commands, 'login' | 'logout' | 'resume' | 'dropNotices'>;

/** Logins and what rules them (product.md §2.1, §2.2). */
export function sessionCommands(dependencies: Dependencies): SessionCommands {
  const { host } = dependencies;
  return {
    async login({ app, user, platform, device, sigIssuedAt, requestId }) {
      const problem = userIdProblem(user);
      if (problem !== undefined) throw new Refused(70402, problem);
      const settings = await settingsOf(dependencies, app);
      const command = { platform, device, sigIssuedAt, settings };
      return host.ask(userDecider, userStream(app, user), 'login', command, { user, instance: 0, requestId });
    },
    logout(caller) {
      const { app, user, instance } = caller;
      return host.ask(userDecider, userStream(app, user), 'logout', { instance }, caller);
    },
    resume(caller) {
      const { app, user, instance } = caller;
      return host.ask(userDecider, userStream(app, user), 'resume', { instance }, caller);
    },
    dropNotices(caller, dropped) {
      return host.ask(userDecider, userStream(caller.app, caller.user), 'dropNotices', dropped, caller);
    },
  };
}
