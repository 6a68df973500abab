import Type, { type Static } from 'typebox';
import type { AccountRow } from '../../projections/queries/types.ts';
import { peersOf } from '../peers.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import type { Body } from './protocol.ts';
import { userId } from './schemas.ts';

/** wire-users.md §2.2. The sequences are not read: always answered in full. */
const portraits = Type.Object({ UserItem: Type.Array(Type.Object({ To_Account: userId }), { maxItems: 100 }) });

/** Profile tag → where it comes from; a later issue adds the other standard tags here. */
const tags: Readonly<Record<string, (account: AccountRow) => string>> = {
  Tag_Profile_IM_Nick: (account) => account.nick,
  Tag_Profile_IM_Image: (account) => account.faceUrl,
};

export const profileCommands: CommandTable = {
  'profile.portrait_get_all': forSession(portraits, { otherwise: 40001, fields: { UserItem: 40002 } }, readProfiles),
};

/** Unknown users are left out of the answer. */
async function readProfiles({ services, caller }: SessionContext, body: Static<typeof portraits>): Promise<Reply> {
  const users = body.UserItem.map((item) => item.To_Account);
  const accounts = await peersOf(services, caller, users);
  return { UserProfileItem: accounts.filter((account) => account !== undefined).map(profileItem) };
}

function profileItem(account: AccountRow): Body {
  return {
    To_Account: account.user,
    ProfileItem: profileItems(account),
    ResultCode: 0,
    ResultInfo: '',
  };
}

/** What a profile says, by tag. */
export function profileItems(account: AccountRow): readonly { readonly Tag: string; readonly Value: string }[] {
  return Object.entries(tags)
    .map(([Tag, read]) => ({ Tag, Value: read(account) }))
    .filter((item) => item.Value !== '');
}
