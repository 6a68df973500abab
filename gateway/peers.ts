import type { Caller } from '../events/caller.ts';
import { isOfficial } from '../events/official/events.ts';
import type { Profile } from '../projections/queries/relation-types.ts';
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

/** As `peersOf`, with all that users say of themselves; an official account says no more than its name and face. */
export async function profilesOf(
  services: Pick<Services, 'queries'>,
  caller: Caller,
  users: readonly string[],
): Promise<readonly (Profile | undefined)[]> {
  const [profiles, peers] = await Promise.all([
    services.queries.profiles(caller, { users }),
    users.some(isOfficial) ? peersOf(services, caller, users) : [],
  ]);
  return profiles.map((profile, i) => profile ?? (peers[i] && { ...peers[i], fields: {} }));
}
