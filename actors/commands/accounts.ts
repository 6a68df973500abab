import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, requireAdmin, userStream } from './dependencies.ts';
import { endSubscriptions } from './official-subscribers.ts';
import type { Commands, ImportAccount } from './types.ts';

/** Most bytes of a nickname and of a face URL (rest-api.md §3.2). */
const MAX_PROFILE_BYTES = 500;

type AccountCommands = Pick<Commands, 'importAccount' | 'deleteAccount' | 'kick'>;

/** Accounts as administrators see them (rest-api.md §4). */
export function accountCommands(dependencies: Dependencies): AccountCommands {
  const { host } = dependencies;
  return {
    async importAccount(caller, { user, nick, faceUrl }) {
      requireAdmin(caller);
      checkAccount({ user, nick, faceUrl }, 70402);
      const profile = { ...(nick !== undefined && { nick }), ...(faceUrl !== undefined && { faceUrl }) };
      await host.ask(userDecider, userStream(caller.app, user), 'import', profile, caller);
    },
    async deleteAccount(caller, user) {
      requireAdmin(caller);
      const stream = userStream(caller.app, user);
      await endSubscriptions(dependencies, caller, user);
      await host.ask(userDecider, stream, 'delete', {}, caller);
    },
    async kick(caller, user) {
      requireAdmin(caller);
      await host.ask(userDecider, userStream(caller.app, user), 'kick', {}, caller);
    },
  };
}

/** @throws Refused with this code. */
export function checkAccount(
  { user, nick, faceUrl }: { readonly [K in keyof ImportAccount]: ImportAccount[K] | undefined },
  code: number,
): void {
  const problem = userIdProblem(user ?? '');
  if (problem !== undefined) throw new Refused(code, problem);
  for (const text of [nick, faceUrl]) {
    if (Buffer.byteLength(text ?? '') > MAX_PROFILE_BYTES) {
      throw new Refused(code, `Nick and FaceUrl hold at most ${MAX_PROFILE_BYTES} bytes`);
    }
  }
}
