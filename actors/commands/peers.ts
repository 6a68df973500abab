import { isOfficial } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import { isOfficialId } from '../official/ids.ts';
import type { Account } from '../ports.ts';
import { userIdProblem } from '../user/user-id.ts';
import type { Dependencies } from './dependencies.ts';

type Known = Pick<Dependencies, 'accounts' | 'officials'>;

/**
 * Who a conversation of two may be with: a user, or an official account. Nothing else about official accounts is as it is
 * for users: they are in no group, on no list of friends, and never log in.
 */
export function findPeer({ accounts, officials }: Known, app: number, id: string): Account | undefined {
  if (isOfficial(id)) return isOfficialId(id) ? officials.find(app, id) : undefined;
  return findUser({ accounts }, app, id);
}

/** A user by an id that came from outside, which may be one nobody can have. */
export function findUser({ accounts }: Pick<Known, 'accounts'>, app: number, id: string): Account | undefined {
  return userIdProblem(id) === undefined ? accounts.find(app, id) : undefined;
}

/** Whether a conversation may be with somebody of that id, whether there is one or not. */
export function isPeerId(id: string): boolean {
  return isOfficialId(id) || userIdProblem(id) === undefined;
}

/**
 * With an official account only its subscribers talk (product.md §2.27).
 * @throws Refused 20003 when both are official accounts, 130002 for who does not subscribe.
 */
export function requireSubscription(
  { officials }: Known,
  app: number,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const [account, user] = isOfficial(from) ? [from, to] : [to, from];
  if (!isOfficial(account)) return;
  if (isOfficial(user)) throw new Refused(20003, 'official accounts do not write to each other');
  if (!officials.isSubscribed(app, account, user)) {
    throw new Refused(130002, `${user} does not subscribe to ${account}`);
  }
}
