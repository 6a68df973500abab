import Type, { type Static } from 'typebox';
import { MAX_FRIEND_GROUPS } from '../../actors/user/relations/limits.ts';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { type Fields, resultItems } from './results.ts';
import { account, choice, few, text } from './schemas.ts';

/** Groups of friends, as the web SDK and REST ask for them in the same fields (wire-users.md §5, rest-api.md §11.14–11.16). */
const names = Type.Array(text, { minItems: 1, maxItems: MAX_FRIEND_GROUPS });
export const reading = {
  NeedFriend: Type.Optional(choice('Need_Friend_Type_', 'Yes', 'No')),
  GroupName: Type.Optional(Type.Array(text, { maxItems: MAX_FRIEND_GROUPS })),
};
export const creating = {
  GroupName: names,
  To_Account: Type.Optional(Type.Array(account, { maxItems: few.maxItems })),
};
export const deleting = { GroupName: names };

const bodies = { reading: Type.Object(reading), creating: Type.Object(creating), deleting: Type.Object(deleting) };
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

/** Names that no group has are left out. */
export async function readGroups(
  services: Services,
  caller: Caller,
  user: string,
  { NeedFriend, GroupName = [] }: Asked<'reading'>,
): Promise<Fields> {
  const names = GroupName.length === 0 ? undefined : GroupName;
  const groups = await services.queries.friendGroups(caller, { user, names });
  const ResultItem = groups
    .filter((group) => group !== undefined)
    .map(({ name, peers }) => ({
      GroupName: name,
      FriendNumber: peers.length,
      ...(NeedFriend === 'Need_Friend_Type_Yes' && { To_Account: peers }),
    }));
  return { ResultItem, ...(await sequence(services, caller, user)) };
}

export async function createGroups(
  services: Services,
  caller: Caller,
  user: string,
  { GroupName: names, To_Account: peers }: Asked<'creating'>,
): Promise<Fields> {
  const results = await services.commands.createFriendGroups(caller, { user, names, peers });
  return { ...resultItems(results), ...(await sequence(services, caller, user)) };
}

export async function deleteGroups(
  services: Services,
  caller: Caller,
  user: string,
  { GroupName: names }: Asked<'deleting'>,
): Promise<Fields> {
  await services.commands.deleteFriendGroups(caller, { user, names });
  return sequence(services, caller, user);
}

/** Grows with every change of the lists. */
async function sequence({ queries }: Services, caller: Caller, user: string): Promise<Fields> {
  return { CurrentSequence: (await queries.friends(caller, { user, from: 0, limit: 1 })).sequence };
}
