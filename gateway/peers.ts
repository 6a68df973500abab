import type { Caller } from '../events/caller.ts';
import { isOfficial } from '../events/official/events.ts';
import type { AccountRow } from '../projections/queries/types.ts';
import type { Services } from './services.ts';

/** Who conversations are with, in the order asked for: users, and official accounts by their name and face. */
export async function peersOf(
  { queries }: Pick<Services, 'queries'>,
  caller: Caller,
  users: readonly string[],
): Promise<readonly (AccountRow | undefined)[]> {
  const people = await queries.accounts(caller, { users });
  const accounts = users.filter(isOfficial);
  if (accounts.length === 0) return people;
  const views = await queries.officialAccounts(caller, { accounts });
  const byId = new Map(accounts.map((account, i) => [account, views[i]]));
  return users.map((user, i) => {
    const view = byId.get(user);
    return view ? { user, nick: view.name, faceUrl: view.faceUrl } : people[i];
  });
}
