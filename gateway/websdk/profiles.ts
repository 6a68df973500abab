import Type, { type Static } from 'typebox';
import { ownProfile } from '../relations/profiles.ts';
import { profileTags } from '../relations/tags.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { userId } from './schemas.ts';

/** wire-users.md §2.2. The sequences are not read: always answered in full. */
const portraits = Type.Object({ UserItem: Type.Array(Type.Object({ To_Account: userId }), { maxItems: 100 }) });

export const profileCommands: CommandTable = {
  'profile.portrait_get_all': forSession(portraits, { otherwise: 40001, fields: { UserItem: 40002 } }, readProfiles),
  'profile.portrait_set': forSession(Type.Object(ownProfile.fields), { otherwise: 40001 }, (context, body) =>
    ownProfile.set(context.services, context.caller, context.caller.user, body),
  ),
};

/** Unknown users are left out of the answer. */
async function readProfiles({ services, caller }: SessionContext, body: Static<typeof portraits>): Promise<Reply> {
  const users = body.UserItem.map((item) => item.To_Account);
  const profiles = await services.queries.profiles(caller, { users });
  return {
    UserProfileItem: profiles.flatMap((profile) =>
      profile === undefined
        ? []
        : [{ To_Account: profile.user, ProfileItem: profileTags(profile), ResultCode: 0, ResultInfo: '' }],
    ),
  };
}
