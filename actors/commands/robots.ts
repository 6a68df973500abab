import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { MAX_VALUE_BYTES } from '../user/profile/fields.ts';
import { isRobot, ROBOT_MARK } from '../user/user-id.ts';
import { checkAccount } from './accounts.ts';
import { type Dependencies, requireAdmin, userStream } from './dependencies.ts';
import type { Commands } from './types.ts';

/** Bots (rest-api.md §24): accounts that are written to and write over REST, and never log in. */
export function robotCommands(
  { host, accounts }: Dependencies,
  deleteAccount: Commands['deleteAccount'],
): Pick<Commands, 'createRobot' | 'deleteRobot'> {
  return {
    async createRobot(caller, { user, nick = '', faceUrl = '', signature = '' }) {
      requireAdmin(caller);
      requireRobot(user);
      checkAccount({ user, nick, faceUrl }, 10004);
      if (Buffer.byteLength(signature) > MAX_VALUE_BYTES) {
        throw new Refused(10004, `SelfSignature holds at most ${MAX_VALUE_BYTES} bytes`);
      }
      const profile = { nick, faceUrl, fields: signature === '' ? {} : { SelfSignature: signature } };
      await host.ask(userDecider, userStream(caller.app, user), 'createRobot', profile, caller);
    },
    async deleteRobot(caller, user) {
      requireAdmin(caller);
      requireRobot(user);
      if (accounts.find(caller.app, user) === undefined) throw new Refused(10004, 'there is no such bot');
      await deleteAccount(caller, user);
    },
  };
}

/** @throws Refused 10004. */
function requireRobot(user: string): void {
  if (!isRobot(user)) throw new Refused(10004, `the UserID of a bot begins with ${ROBOT_MARK}`);
}
