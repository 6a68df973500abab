import Type, { type Static } from 'typebox';
import { MAX_CONVERSATIONS } from '../../actors/user/conversations/limits.ts';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { contact, named, resultItem } from './contacts.ts';
import type { Fields } from './fields.ts';

/**
 * Pins and marks, as the web SDK and REST ask for them in the same fields (wire-messages.md §10, rest-api.md §13.3, §13.8).
 * `user`: whose list it is. How many there may be is the commands' to say.
 */
export const pinning = {
  OperationType: Type.Integer({ minimum: 1, maximum: 2 }),
  RecentContactItem: Type.Array(contact, { minItems: 1, maxItems: MAX_CONVERSATIONS }),
};
const pinningBody = Type.Object(pinning);

const bits = Type.Optional(Type.Array(Type.Integer(), { maxItems: 64 }));
export const marking = {
  MarkItem: Type.Array(
    Type.Object({
      OptType: Type.Integer({ minimum: 1, maximum: 3 }),
      ContactItem: contact,
      SetMark: bits,
      ClearMark: bits,
      CustomMark: Type.Optional(Type.String()),
    }),
  ),
};
const markingBody = Type.Object(marking);

const PIN = 1;
/** Bits of an `OptType`. */
const MARKS = 1;
const CUSTOM = 2;

export async function pin(
  { commands }: Services,
  caller: Caller,
  user: string,
  body: Static<typeof pinningBody>,
): Promise<Fields> {
  const conversations = body.RecentContactItem.map(named);
  await commands.pinConversations(caller, { user, conversations, pinned: body.OperationType === PIN });
  return {};
}

export async function mark(
  { commands }: Services,
  caller: Caller,
  user: string,
  { MarkItem }: Static<typeof markingBody>,
): Promise<Fields> {
  const items = MarkItem.map(({ OptType, ContactItem, SetMark = [], ClearMark = [], CustomMark }) => ({
    conversation: named(ContactItem),
    set: OptType & MARKS ? SetMark : [],
    clear: OptType & MARKS ? ClearMark : [],
    ...(OptType & CUSTOM && { custom: CustomMark ?? '' }),
  }));
  const results = await commands.markConversations(caller, { user, items });
  return { ResultItem: results.map((result, i) => ({ OptType: MarkItem[i]?.OptType, ...resultItem(result) })) };
}
