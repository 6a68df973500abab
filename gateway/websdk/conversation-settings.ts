import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { mark, marking, pin, pinning } from '../conversations/arranging.ts';
import { contact, named, outcome } from '../conversations/contacts.ts';
import { contactOf } from '../conversations/fields.ts';
import {
  changeGroup,
  changing,
  createGroups,
  creating,
  deleteGroups,
  deleting,
  readGroups,
  reading,
  searchGroups,
  searching,
} from '../conversations/grouping.ts';
import type { Services } from '../services.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import type { Body } from './protocol.ts';
import { flag } from './schemas.ts';

const deletion = Type.Object({ ContactItem: Type.Array(contact), ClearRamble: Type.Optional(flag) });

const faults = { otherwise: 50002 };

/** What a user arranges in his list of conversations (wire-messages.md §10). */
export const conversationSettingCommands: CommandTable = {
  'recentcontact.top': forSession(Type.Object(pinning), faults, ofOneself(pin)),
  'recentcontact.batch_delete': forSession(deletion, faults, deleteConversations),
  'recentcontact.mark_contact': forSession(Type.Object(marking), faults, ofOneself(mark)),
  'recentcontact.create_contact_group': forSession(Type.Object(creating), faults, ofOneself(createGroups)),
  'recentcontact.get_contact_group': forSession(Type.Object(reading), faults, ofOneself(readGroups)),
  'recentcontact.update_contact_group': forSession(Type.Object(changing), faults, ofOneself(changeGroup)),
  'recentcontact.del_contact_group': forSession(Type.Object(deleting), faults, ofOneself(deleteGroups)),
  'recentcontact.search_contact_group': forSession(Type.Object(searching), faults, ofOneself(searchGroups)),
};

function ofOneself<B>(run: (services: Services, caller: Caller, user: string, body: B) => Promise<Body>) {
  return ({ services, caller }: SessionContext, body: B): Promise<Reply> => run(services, caller, caller.user, body);
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
