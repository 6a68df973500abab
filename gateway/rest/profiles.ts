import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { ownProfile } from '../relations/profiles.ts';
import { type Fields, type Item, itemsWithFailed } from '../relations/results.ts';
import { account } from '../relations/schemas.ts';
import { fieldOfTag, profileTags } from '../relations/tags.ts';
import { command, type RestTable } from './command.ts';
import { userId } from './schemas.ts';

const setting = Type.Object({ From_Account: userId, ...ownProfile.fields });
const reading = Type.Object({
  To_Account: Type.Array(account, { minItems: 1 }),
  TagList: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
});

/** Accounts of one call (rest-api.md §10.2). */
const MAX_PROFILES = 100;

/** Profiles of all users (rest-api.md §10). */
export const profileCommands: RestTable = {
  'profile/portrait_set': command(
    { schema: setting, faults: { otherwise: 40001 } },
    (services, caller, body: Static<typeof setting>) => ownProfile.set(services, caller, body.From_Account, body),
  ),
  'profile/portrait_get': command(
    { schema: reading, faults: { otherwise: 40001, fields: { To_Account: 40002 } } },
    async ({ queries }, caller, { To_Account: users, TagList }: Static<typeof reading>) => {
      if (users.length > MAX_PROFILES) throw new Refused(40001, `at most ${MAX_PROFILES} accounts per call`);
      const names = [...new Set(TagList.map(fieldOfTag))];
      const profiles = await queries.profiles(caller, { users, names });
      const items = profiles.map((profile, i): Item & Fields => {
        const [ResultCode, ResultInfo] = profile === undefined ? [40003, 'the account does not exist'] : [0, ''];
        const tags = profile === undefined ? [] : profileTags(profile);
        const ProfileItem = tags.filter(({ Tag }) => names.includes(fieldOfTag(Tag)));
        return { To_Account: users[i] ?? '', ProfileItem, ResultCode, ResultInfo };
      });
      return itemsWithFailed('UserProfileItem', items);
    },
  ),
};
