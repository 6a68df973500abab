import Type, { type Static } from 'typebox';
import type { ConversationResult } from '../../actors/commands/conversation-types.ts';
import { Refused } from '../../events/refused.ts';
import { type ConversationId, withGroup, withPeer } from '../../events/user/conversations.ts';
import { C2C, contactOf, type Fields } from './fields.ts';

const id = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));

/** A conversation in a request: with a user, or with a group, whose keys are taken for each other (rest-api.md §13). */
export const contact = Type.Object({
  Type: Type.Integer({ minimum: 1, maximum: 2 }),
  To_Account: id,
  GroupId: id,
  ToGroupId: id,
  ToGroupid: id,
});

/** @throws Refused 50002 for a contact that names nobody. */
export function named(item: Static<typeof contact>): ConversationId {
  const { Type: type, To_Account: peer } = item;
  const group = item.GroupId ?? item.ToGroupId ?? item.ToGroupid;
  if (type === C2C && peer !== undefined) return withPeer(peer);
  if (type !== C2C && group !== undefined) return withGroup(group);
  throw new Refused(50002, 'a contact names neither a user nor a group');
}

/** What became of one conversation of a list. */
export function outcome({ code, problem }: Pick<ConversationResult, 'code' | 'problem'>): Fields {
  return { ResultCode: code, ResultInfo: problem };
}

export function resultItem(result: ConversationResult): Fields {
  return { ContactItem: contactOf(result.conversation, 'ToGroupId'), ...outcome(result) };
}
