import Type, { type Static } from 'typebox';
import type { ListedConversation, ListPlace } from '../../projections/queries/conversation-types.ts';
import type { AccountRow, Conversation } from '../../projections/queries/types.ts';
import { C2C, remindNumbers, standardMark } from '../conversations/fields.ts';
import { groupItem } from '../conversations/grouping.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupSessionItems } from './group-conversations.ts';
import type { Body } from './protocol.ts';
import { lastMessage, REVOKED_C2C } from './wire-message.ts';

const mark = Type.Optional(Type.Integer({ minimum: 0 }));

/** wire-messages.md §5.2: all marks are 0 at first, then what the answer before said. */
const page = Type.Object({ TimeStamp: mark, StartIndex: mark, TopTimeStamp: mark, TopStartIndex: mark });

/**
 * Conversations per answer: with the largest last messages it stays below what a socket may buffer. More than can be pinned,
 * so the first answer has all of those.
 */
const PAGE_SIZE = 60;

export const conversationCommands: CommandTable = {
  'recentcontact.page_get': forSession(page, { otherwise: 50001 }, listConversations),
};

/**
 * The client returns the four marks verbatim, so all that a list that is being read needs stands in them, and nothing has to
 * be kept for it. `StartIndex` 0: a list begins, of what has changed behind the position `TimeStamp`. Otherwise `TimeStamp`
 * and `StartIndex` are the place of the last conversation, and the other two the position the list began with and the one it
 * is complete for, which becomes the next `TimeStamp`. Conversations with groups are always listed all.
 */
async function listConversations(context: SessionContext, body: Static<typeof page>): Promise<Reply> {
  const { services, socket, caller } = context;
  const { TimeStamp = 0, StartIndex = 0, TopTimeStamp = 0, TopStartIndex = 0 } = body;
  const begins = StartIndex === 0;
  if (begins) socket.catchingUp.countedTo = services.log.lastPosition();
  const since = begins ? TimeStamp : TopTimeStamp;
  const behind: ListPlace | undefined = begins ? undefined : { pinned: false, time: TimeStamp, order: StartIndex };
  const { user } = caller;
  const [list, groups] = await Promise.all([
    services.queries.conversationList(caller, { user, limit: PAGE_SIZE, behind, changedAfter: since }),
    services.queries.conversationGroups(caller, { user }),
  ]);
  const complete = begins ? list.position : TopStartIndex;
  return {
    ...marksOf(list.next, since, complete),
    GroupItem: groups.map(groupItem),
    SessionItem: await sessionItems(context, list.conversations),
  };
}

function marksOf(next: ListPlace | undefined, since: number, complete: number): Body {
  return next === undefined
    ? { CompleteFlag: 1, TimeStamp: complete, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 }
    : { CompleteFlag: 0, TimeStamp: next.time, StartIndex: next.order, TopTimeStamp: since, TopStartIndex: complete };
}

/** In the order of the list. */
async function sessionItems(
  { services, caller }: SessionContext,
  list: readonly ListedConversation[],
): Promise<readonly Body[]> {
  const peers = list.filter((one) => one.kind === 'c2c');
  const groups = list.filter((one) => one.kind === 'group');
  const users = peers.map(({ conversation }) => conversation.peer);
  const [accounts, friends, groupItems] = await Promise.all([
    users.length === 0 ? [] : services.queries.accounts(caller, { users }),
    users.length === 0 ? [] : services.queries.friendEntries(caller, { user: caller.user, peers: users }),
    groupSessionItems(
      services,
      caller,
      groups.map(({ conversation }) => conversation),
    ),
  ]);
  const items = new Map<ListedConversation, Body>([
    ...peers.map((one, i) => {
      const C2cRemark = friends[i]?.remark ?? '';
      return [one, { ...sessionItem(one.conversation, accounts[i]), C2cRemark, ...optionOf(one) }] as const;
    }),
    ...groups.map((one, i) => [one, groupItems[i] ?? {}] as const),
  ]);
  return list.map((one) => ({ ...items.get(one), ...arranged(one) }));
}

function optionOf({ remind }: ListedConversation): Body {
  return { MsgRecvOption: remindNumbers[remind as keyof typeof remindNumbers] };
}

function arranged({ pinned, marks, custom, groups }: ListedConversation): Body {
  return {
    TopFlags: pinned ? 1 : 0,
    StandardMark: standardMark(marks),
    CustomMark: custom,
    ContactGroupId: groups,
  };
}

function sessionItem(conversation: Conversation, peer: AccountRow | undefined): Body {
  const last = conversation.lastMessage;
  return {
    Type: C2C,
    To_Account: conversation.peer,
    MsgTime: conversation.lastTime,
    MsgSeq: last?.message.msgSeq ?? 0,
    LastC2CMsgFrom_Account: last?.message.from ?? '',
    ...(last === undefined ? {} : { LastMsg: lastMessage(last) }),
    LastMsgFlags: last?.state?.revoked === undefined ? 0 : REVOKED_C2C,
    C2cPeerReadTime: conversation.peerReadTime,
    C2cNick: peer?.nick ?? '',
    C2cImage: peer?.faceUrl ?? '',
  };
}
