import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { arrangements, type Run } from '../conversations/arrangements.ts';
import { contact, named, outcome } from '../conversations/contacts.ts';
import { contactOf } from '../conversations/fields.ts';
import { type Command, type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { flag } from './schemas.ts';

const deletion = Type.Object({ ContactItem: Type.Array(contact), ClearRamble: Type.Optional(flag) });

const faults = { otherwise: 50002 };

/** What a user arranges in his list of conversations (wire-messages.md §10). */
export const conversationSettingCommands: CommandTable = {
  'recentcontact.batch_delete': forSession(deletion, faults, deleteConversations),
  ...arrangements('recentcontact.', ofOneself),
};

function ofOneself<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): Command {
  return forSession(Type.Object(fields), faults, ({ services, caller }, body) =>
    run(services, caller, caller.user, body),
  );
}

/** Only those that are answered with 0 leave the client's list. */
async function deleteConversations(
  { services, caller }: SessionContext,
  { ContactItem, ClearRamble = 0 }: Static<typeof deletion>,
): Promise<Reply> {
  const command = { user: caller.user, conversations: ContactItem.map(named), withHistory: ClearRamble === 1 };
  const results = await services.commands.deleteConversations(caller, command);
  return {
    ResultItem: results.map((result) => ({ ...contactOf(result.conversation, 'ToGroupid'), ...outcome(result) })),
  };
}
