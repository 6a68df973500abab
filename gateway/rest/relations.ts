import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { Refused } from '../../events/refused.ts';
import * as friends from '../relations/friends.ts';
import { type Run, relationLists } from '../relations/lists.ts';
import { command, type RestCommand, type RestTable } from './command.ts';
import { importFriends, importing } from './friend-import.ts';
import { checkBlocked, checking, listAllFriends, listing, listSomeFriends, naming } from './relations-lists.ts';
import { userId } from './schemas.ts';

/** Whatever is wrong with a body about friends (error-codes.md §6). */
const faults = { otherwise: 30001 };

const adding = { ...friends.adding, ForceAddFlags: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })) };
const addingBody = Type.Object(adding);
const clearing = { DeleteType: friends.deleting.DeleteType };

/** Friends and blocklists of any user (rest-api.md §11). */
export const relationCommands: RestTable = {
  ...relationLists('sns/', ofUser),
  'sns/friend_add': ofUser(adding, (services, caller, user, body: Static<typeof addingBody>) =>
    friends.addFriends(services, caller, user, body, body.ForceAddFlags === 1),
  ),
  'sns/friend_import': ofUser(importing, importFriends),
  'sns/friend_delete_all': ofUser(clearing, async ({ commands }, caller, user, { DeleteType }) => {
    await commands.deleteFriends(caller, { user, both: DeleteType === 'Delete_Type_Both' });
    return {};
  }),
  'sns/friend_get_list': ofUser(naming, listSomeFriends),
  'sns/friend_get_all': ofUser(listing, listAllFriends),
  'sns/black_list_check': ofUser(checking, checkBlocked),
};

/** A command about the lists of `From_Account`: 30003 when nobody is called so. */
function ofUser<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): RestCommand {
  const schema = Type.Object({ From_Account: userId, ...fields });
  type Asked = Static<TObject<P>> & { readonly From_Account: string };
  return command({ schema, faults }, async (services, caller, body: Asked) => {
    const user = body.From_Account;
    const [account] = await services.queries.accounts(caller, { users: [user] });
    if (account === undefined) throw new Refused(30003, `${user.slice(0, 40)} does not exist`);
    return run(services, caller, user, body);
  });
}
