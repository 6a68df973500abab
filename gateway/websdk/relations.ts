import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { friendEntries } from '../relations/friends.ts';
import { type Run, relationLists } from '../relations/lists.ts';
import { type Fields, itemsWithFailed, resultItem } from '../relations/results.ts';
import { account, accounts, choice, few, text } from '../relations/schemas.ts';
import { type Command, type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';

const given = Type.Object({ To_Account: accounts });
const regrouping = Type.Object({
  GroupOldName: text,
  GroupNewName: Type.Optional(text),
  UpdateGroupItem: Type.Optional(
    Type.Array(Type.Object({ To_Account: account, UpdateType: choice('Update_Type_', 'Add', 'Delete') }), {
      maxItems: few.maxItems,
    }),
  ),
});

/** Whatever is wrong with a body about friends (error-codes.md §6). */
export const relationFaults = { otherwise: 30001 };

/** Friends, their groups and the blocklist of who has logged in (wire-users.md §3, §5, §6). */
export const relationCommands: CommandTable = {
  ...relationLists('sns.', ofOneself),
  'sns.friend_get_specified': forSession(given, relationFaults, ({ services, caller }, body) =>
    friendEntries(services, caller, caller.user, body.To_Account),
  ),
  'sns.group_update': forSession(regrouping, relationFaults, changeGroup),
};

function ofOneself<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): Command {
  return forSession(Type.Object(fields), relationFaults, ({ services, caller }, body) =>
    run(services, caller, caller.user, body),
  );
}

/** Another name, or other friends in it (wire-users.md §5.1): each item has its `UpdateType` again. */
async function changeGroup({ services, caller }: SessionContext, body: Static<typeof regrouping>): Promise<Reply> {
  const { GroupOldName: name, GroupNewName: newName, UpdateGroupItem } = body;
  const { user } = caller;
  if (newName === undefined && UpdateGroupItem === undefined) throw new Refused(30001, 'there is nothing to change');
  if (newName !== undefined) await services.commands.renameFriendGroup(caller, { user, name, newName });
  if (UpdateGroupItem === undefined) return {};
  const changes = UpdateGroupItem.map(({ To_Account, UpdateType }) => ({
    peer: To_Account,
    into: UpdateType === 'Update_Type_Add',
  }));
  const results = await services.commands.changeFriendGroup(caller, { user, name: newName ?? name, changes });
  const items = results.map((result, i): Fields & ReturnType<typeof resultItem> => ({
    ...resultItem(result),
    UpdateType: UpdateGroupItem[i]?.UpdateType,
  }));
  return itemsWithFailed('ResultItem', items);
}
