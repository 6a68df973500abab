import type { Static, TObject, TProperties } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import * as blocklist from './blocklist.ts';
import * as groups from './friend-groups.ts';
import * as friends from './friends.ts';
import type { Fields } from './results.ts';

/** `user`: whose lists they are. */
export type Run<B> = (services: Services, caller: Caller, user: string, body: B) => Promise<Fields>;

/**
 * The commands about friends and blocklists that the web SDK and REST ask for in the same fields, as a dialect has them.
 * `prefix`: what stands before their names there; `row`: makes a command of that dialect.
 */
export function relationLists<C>(
  prefix: string,
  row: <P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>) => C,
): Readonly<Record<string, C>> {
  return {
    [`${prefix}friend_get`]: row(friends.listing, friends.listFriends),
    [`${prefix}friend_add`]: row(friends.adding, (...asked) => friends.addFriends(...asked)),
    [`${prefix}friend_delete`]: row(friends.deleting, friends.deleteFriends),
    [`${prefix}friend_check`]: row(friends.checking, friends.checkFriends),
    [`${prefix}friend_update`]: row(friends.updating, friends.updateFriends),
    [`${prefix}group_get`]: row(groups.reading, groups.readGroups),
    [`${prefix}group_add`]: row(groups.creating, groups.createGroups),
    [`${prefix}group_delete`]: row(groups.deleting, groups.deleteGroups),
    [`${prefix}black_list_get`]: row(blocklist.reading, blocklist.readBlocklist),
    [`${prefix}black_list_add`]: row(blocklist.naming, blocklist.block),
    [`${prefix}black_list_delete`]: row(blocklist.naming, blocklist.unblock),
  };
}
