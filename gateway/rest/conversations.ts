import Type, { type Static, type TObject, type TProperties } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { arrangements, type Run } from '../conversations/arrangements.ts';
import { contact, named } from '../conversations/contacts.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestCommand, type RestTable } from './command.ts';
import { listConversations, listing } from './conversations-list.ts';
import { flag, userId } from './schemas.ts';

const faults = { otherwise: 50002 };
/** A contact, with what is to become of the messages. */
const deletion = { ...contact.properties, ClearRamble: Type.Optional(flag) };

/** The list of conversations of any user (rest-api.md §13). */
export const conversationCommands: RestTable = {
  'recentcontact/get_list': ofUser(listing, listConversations),
  'recentcontact/delete': ofUser(deletion, deleteConversation),
  ...arrangements('recentcontact/', ofUser),
};

/** A command about the list of `From_Account`: 50001 when nobody is called so. */
function ofUser<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): RestCommand {
  const schema = Type.Object({ From_Account: userId, ...fields });
  type Asked = Static<TObject<P>> & { readonly From_Account: string };
  return command({ schema, faults }, async (services, caller, body: Asked) => {
    const [account] = await services.queries.accounts(caller, { users: [body.From_Account] });
    if (account === undefined) throw new Refused(50001, `${body.From_Account.slice(0, 40)} does not exist`);
    return run(services, caller, body.From_Account, body);
  });
}

const deletionBody = Type.Object(deletion);

async function deleteConversation(
  { commands }: Services,
  caller: Caller,
  user: string,
  body: Static<typeof deletionBody>,
): Promise<Answer> {
  const { ClearRamble = 0, ...item } = body;
  const withHistory = ClearRamble === 1;
  const results = await commands.deleteConversations(caller, { user, conversations: [named(item)], withHistory });
  for (const { code, problem } of results) if (code !== 0) throw new Refused(code, problem);
  return {};
}
