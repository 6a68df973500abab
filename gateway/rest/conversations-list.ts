import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { ListedConversation, ListPlace } from '../../projections/queries/conversation-types.ts';
import { contactOf, standardMark } from '../conversations/fields.ts';
import type { Services } from '../services.ts';
import type { Answer } from './command.ts';

const mark = Type.Integer({ minimum: 0 });

/** rest-api.md §13.1. */
export const listing = {
  TimeStamp: mark,
  StartIndex: mark,
  TopTimeStamp: mark,
  TopStartIndex: mark,
  AssistFlags: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
};
const body = Type.Object(listing);

const PAGE_SIZE = 100;
/** Bits of `AssistFlags`. Pinned conversations always come first; that is what the other bits are about. */
const WITH_EMPTY = 2;
const EVERYTHING = 63;

/** Conversations of a user, pinned ones first, then newest first: the marks of the answer ask for the next page. */
export async function listConversations(
  { queries }: Services,
  caller: Caller,
  user: string,
  asked: Static<typeof body>,
): Promise<Answer> {
  const { AssistFlags } = asked;
  const withEmpty = (AssistFlags & WITH_EMPTY) !== 0;
  const page = await queries.conversationList(caller, { user, limit: PAGE_SIZE, behind: placeOf(asked), withEmpty });
  const item = (AssistFlags & EVERYTHING) === EVERYTHING ? fullItem : sessionItem;
  return { ...marksOf(page.next), SessionItem: page.conversations.map(item) };
}

/** Either pair of marks is a place: the pinned part ends before the ordinary one begins. */
function placeOf({ TimeStamp, StartIndex, TopTimeStamp, TopStartIndex }: Static<typeof body>): ListPlace | undefined {
  if (StartIndex > 0) return { pinned: false, time: TimeStamp, order: StartIndex };
  return TopStartIndex > 0 ? { pinned: true, time: TopTimeStamp, order: TopStartIndex } : undefined;
}

function marksOf(next: ListPlace | undefined): Answer {
  const none = { CompleteFlag: 0, TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
  if (next === undefined) return { ...none, CompleteFlag: 1 };
  const { pinned, time, order } = next;
  return pinned
    ? { ...none, TopTimeStamp: time, TopStartIndex: order }
    : { ...none, TimeStamp: time, StartIndex: order };
}

function sessionItem({ id, lastTime, pinned }: ListedConversation): Answer {
  return { ...contactOf(id, 'GroupId'), MsgTime: lastTime, TopFlag: pinned ? 1 : 0 };
}

function fullItem(one: ListedConversation): Answer {
  const { marks, custom, groups } = one;
  return { ...sessionItem(one), StandardMark: standardMark(marks), CustomMark: custom, ContactGroupId: groups };
}
