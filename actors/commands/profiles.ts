import { Refused } from '../../events/refused.ts';
import { userDecider } from '../user/decider.ts';
import { profileProblem } from '../user/profile/fields.ts';
import { userIdProblem } from '../user/user-id.ts';
import { type Dependencies, settingsOf, userStream } from './dependencies.ts';
import type { Commands } from './types.ts';

/** Fields of one call: more than there can be. */
const MAX_FIELDS = 100;

/** What users say about themselves (product.md §2.4). */
export function profileCommands(dependencies: Dependencies): Pick<Commands, 'changeProfile'> {
  return {
    async changeProfile(caller, { user, fields }) {
      if (!caller.admin && caller.user !== user) throw new Refused(40004, 'only an administrator may act for others');
      if (userIdProblem(user) !== undefined) throw new Refused(40003, 'the account does not exist');
      const names = Object.keys(fields);
      if (names.length === 0 || names.length > MAX_FIELDS) throw new Refused(40001, `1 to ${MAX_FIELDS} fields`);
      const { profileFields } = await settingsOf(dependencies, caller.app);
      for (const [name, value] of Object.entries(fields)) {
        const problem = profileProblem(name, value, profileFields, caller.admin);
        if (problem !== undefined) throw new Refused(problem.code, problem.problem);
      }
      const { Nick: nick, Image: faceUrl, ...others } = fields;
      const changes = {
        ...(nick !== undefined && { nick: String(nick) }),
        ...(faceUrl !== undefined && { faceUrl: String(faceUrl) }),
        fields: others,
      };
      await dependencies.host.ask(userDecider, userStream(caller.app, user), 'changeProfile', changes, caller);
    },
  };
}
