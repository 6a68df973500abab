import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, requireAdmin, userStream } from './dependencies.ts';
import { runErrands } from './errands.ts';
import type { Commands } from './types.ts';

/** Most bytes of a nickname and of a face URL (rest-api.md §3.2). */
const MAX_PROFILE_BYTES = 500;

type AccountCommands = Pick<Commands, 'importAccount' | 'deleteAccount' | 'kick'>;

/** Accounts as administrators see them (rest-api.md §4). */
export function accountCommands(
  { host, relations, memberships }: Dependencies,
  quitGroup: Commands['quitGroup'],
): AccountCommands {
  return {
    async importAccount(caller, { user, nick, faceUrl }) {
      requireAdmin(caller);
      const problem = userIdProblem(user);
      if (problem !== undefined) throw new Refused(70402, problem);
      for (const text of [nick, faceUrl]) {
        if (Buffer.byteLength(text ?? '') > MAX_PROFILE_BYTES) {
          throw new Refused(70402, `Nick and FaceUrl hold at most ${MAX_PROFILE_BYTES} bytes`);
        }
      }
      const profile = { ...(nick !== undefined && { nick }), ...(faceUrl !== undefined && { faceUrl }) };
      await host.ask(userDecider, userStream(caller.app, user), 'import', profile, caller);
    },
    async deleteAccount(caller, user) {
      requireAdmin(caller);
      const stream = userStream(caller.app, user);
      // Groups first: while the account is there, whoever asks again after a crash finds what is left to do.
      for (const { group } of await memberships.groupsOf(caller.app, user)) await quit({ ...caller, user }, group);
      const knownBy = await relations.knownBy(caller.app, user);
      const { errands } = await host.ask(userDecider, stream, 'delete', { knownBy }, caller);
      await runErrands(host, { ...caller, user }, user, errands);
    },
    async kick(caller, user) {
      requireAdmin(caller);
      await host.ask(userDecider, userStream(caller.app, user), 'kick', {}, caller);
    },
  };

  /** Who owns a group stays its owner in name: an administrator gives it to somebody else. */
  async function quit(member: Caller, group: string): Promise<void> {
    try {
      await quitGroup(member, { group });
    } catch (error) {
      if (!(error instanceof Refused) || error.temporary) throw error;
    }
  }
}
