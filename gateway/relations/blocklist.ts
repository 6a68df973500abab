import Type, { type Static } from 'typebox';
import { MAX_BLOCKED } from '../../actors/user/relations/limits.ts';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { type Fields, resultItems } from './results.ts';
import { accounts, index } from './schemas.ts';

/** Blocklists, as the web SDK and REST ask for them in the same fields (wire-users.md §6, rest-api.md §11.10–11.12). */
export const reading = { StartIndex: index, MaxLimited: Type.Integer({ minimum: 1, maximum: 0xffff_ffff }) };
export const naming = { To_Account: accounts };

const bodies = { reading: Type.Object(reading), naming: Type.Object(naming) };
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

/** `StartIndex` must be there, and 0 on the last page: without it the web SDK asks for ever (wire-users.md §1.7). */
export async function readBlocklist(
  { queries }: Services,
  caller: Caller,
  user: string,
  { StartIndex, MaxLimited }: Asked<'reading'>,
): Promise<Fields> {
  const [page, { sequence }] = await Promise.all([
    queries.blocked(caller, { user, from: StartIndex, limit: Math.min(MaxLimited, MAX_BLOCKED) }),
    queries.friends(caller, { user, from: 0, limit: 1 }),
  ]);
  return {
    BlackListItem: page.users.map(({ peer, at }) => ({ To_Account: peer, AddBlackTimeStamp: at })),
    StartIndex: page.next,
    // Spelled so, and once more as it should be (rest-api.md §11.12).
    CurruentSequence: sequence,
    CurrentSequence: sequence,
  };
}

export async function block(
  { commands }: Services,
  caller: Caller,
  user: string,
  { To_Account: peers }: Asked<'naming'>,
): Promise<Fields> {
  return resultItems(await commands.blockUsers(caller, { user, peers }));
}

export async function unblock(
  { commands }: Services,
  caller: Caller,
  user: string,
  { To_Account: peers }: Asked<'naming'>,
): Promise<Fields> {
  return resultItems(await commands.unblockUsers(caller, { user, peers }));
}
