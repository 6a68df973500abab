import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { ConversationGroupName } from '../../events/user/conversations.ts';
import type { ConversationSettings } from '../../projections/queries/conversation-types.ts';
import type { Services } from '../services.ts';
import { contact, named, resultItem } from './contacts.ts';
import { contactOf, type Fields, standardMark } from './fields.ts';

/**
 * Groups of conversations, as the web SDK and REST ask for them in the same fields (wire-messages.md §10.5–10.8, rest-api.md
 * §13.4–13.7, §13.9). `user`: whose they are. Names are checked by the commands, which say what is wrong.
 */
const name = Type.String({ maxLength: 1000 });
const contacts = Type.Array(contact, { maxItems: 1000 });
export const creating = {
  GroupContactItem: Type.Array(Type.Object({ GroupName: name, ContactItem: Type.Optional(contacts) }), {
    minItems: 1,
    maxItems: 20,
  }),
};
export const reading = { StartIndex: Type.Optional(Type.Integer({ minimum: 0 })) };
export const changing = {
  UpdateGroup: Type.Object({
    UpdateGroupType: Type.Integer({ minimum: 1, maximum: 2 }),
    OldGroupName: name,
    NewGroupName: Type.Optional(name),
    ContactUpdateItem: Type.Optional(
      Type.Array(Type.Object({ ContactOptType: Type.Integer({ minimum: 1, maximum: 2 }), ContactItem: contact }), {
        maxItems: 1000,
      }),
    ),
  }),
};
export const deleting = { GroupName: Type.Array(name, { minItems: 1, maxItems: 20 }) };
export const searching = { ContactItem: Type.Array(contact, { maxItems: 300 }) };

const bodies = {
  creating: Type.Object(creating),
  reading: Type.Object(reading),
  changing: Type.Object(changing),
  deleting: Type.Object(deleting),
  searching: Type.Object(searching),
};
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

const RENAME = 1;
const ADD = 1;
const REMOVE = 2;
/** Contacts per answer. */
const PAGE_SIZE = 500;

export async function createGroups(
  { commands }: Services,
  caller: Caller,
  user: string,
  body: Asked<'creating'>,
): Promise<Fields> {
  const GroupResultItem: Fields[] = [];
  // One after the other: a group beyond the limit is refused, and those before it are there.
  for (const { GroupName: name, ContactItem = [] } of body.GroupContactItem) {
    const conversations = ContactItem.map(named);
    const { id, results } = await commands.createConversationGroup(caller, { user, name, conversations });
    const ResultItem = results.map((result) => ({ ContactOptType: ADD, ...resultItem(result) }));
    GroupResultItem.push({ GroupItem: groupItem({ id, name }), ResultItem });
  }
  return { GroupResultItem };
}

/** What is listed here takes the place of all that the client knows of it: only those that have something, completely. */
export async function readGroups(
  { queries }: Services,
  caller: Caller,
  user: string,
  body: Asked<'reading'>,
): Promise<Fields> {
  const { StartIndex: from = 0 } = body;
  const [groups, settings] = await Promise.all([
    queries.conversationGroups(caller, { user }),
    queries.conversationSettings(caller, { user }),
  ]);
  const some = settings.filter((one) => one.marks.length > 0 || one.custom !== '' || one.groups.length > 0);
  const page = some.slice(from, from + PAGE_SIZE);
  const next = from + page.length;
  const more = next < some.length;
  return {
    CompleteFlag: more ? 0 : 1,
    NextStartIndex: more ? next : 0,
    GroupItem: groups.map(groupItem),
    ContactItem: page.map(contactItem),
  };
}

export async function changeGroup(
  { commands }: Services,
  caller: Caller,
  user: string,
  body: Asked<'changing'>,
): Promise<Fields> {
  const { UpdateGroupType, OldGroupName: name, NewGroupName: newName, ContactUpdateItem = [] } = body.UpdateGroup;
  const common = { UpdateGroupType, OldGroupName: name };
  if (UpdateGroupType === RENAME) {
    if (newName === undefined) throw new Refused(50002, 'NewGroupName is missing');
    const { id } = await commands.renameConversationGroup(caller, { user, name, newName });
    return updated({ ...common, GroupId: id, GroupName: newName, ContactResultItem: [] });
  }
  const changes = ContactUpdateItem.map(({ ContactOptType, ContactItem }) => ({
    conversation: named(ContactItem),
    into: ContactOptType !== REMOVE,
  }));
  const { id, results } = await commands.changeConversationGroup(caller, { user, name, changes });
  const ContactResultItem = results.map((result, i) => ({
    ContactOptType: ContactUpdateItem[i]?.ContactOptType,
    ...resultItem(result),
  }));
  return updated({ ...common, GroupId: id, GroupName: name, ContactResultItem });
}

function updated(UpdateGroupResult: Fields): Fields {
  return { UpdateType: 1, UpdateGroupResult };
}

export async function deleteGroups(
  { commands }: Services,
  caller: Caller,
  user: string,
  body: Asked<'deleting'>,
): Promise<Fields> {
  const command = { user, names: body.GroupName };
  return { GroupItem: (await commands.deleteConversationGroups(caller, command)).map(groupItem) };
}

/** Asked for every conversation that comes up in a client. */
export async function searchGroups(
  { queries }: Services,
  caller: Caller,
  user: string,
  body: Asked<'searching'>,
): Promise<Fields> {
  const conversations = body.ContactItem.map(named);
  const [groups, settings] = await Promise.all([
    queries.conversationGroups(caller, { user }),
    queries.conversationSettings(caller, { user, conversations }),
  ]);
  return { GroupItem: groups.map(groupItem), ContactResultItem: settings.map(contactItem) };
}

function contactItem({ id, marks, custom, groups, changedAt }: ConversationSettings): Fields {
  return {
    ...contactOf(id, 'ToGroupId'),
    StandardMark: standardMark(marks),
    CustomMark: custom,
    ContactGroupId: groups,
    Timestamp: changedAt,
  };
}

export function groupItem({ id, name }: ConversationGroupName): Fields {
  return { GroupId: id, GroupName: name };
}
