import Type, { type Static } from 'typebox';
import type { AccountRow, Conversation, ConversationsPage } from '../../projections/queries/types.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupSessionItems, nextGroups } from './group-conversations.ts';
import type { Body } from './protocol.ts';
import type { ConversationPages } from './socket.ts';
import { lastMessage, REVOKED_C2C } from './wire-message.ts';

const mark = Type.Optional(Type.Integer({ minimum: 0 }));

/** wire-messages.md §5.2: all marks are 0 at first, then what the answer before said. */
const page = Type.Object({ TimeStamp: mark, StartIndex: mark });

/** Conversations of each kind per answer: with the largest last messages it stays below what a socket may buffer. */
const PAGE_SIZE = 40;

const C2C = 1;

export const conversationCommands: CommandTable = {
  'recentcontact.page_get': forSession(page, { otherwise: 50001 }, listConversations),
};

/**
 * The client returns the two marks verbatim. `TimeStamp`: position up to which the list of this pull is complete, so
 * that a pull after a reconnect asks for what has changed behind it; groups are always listed all. `StartIndex`: number of
 * the page to come, 0 on the first and after the last one; the marks behind it are kept by the socket, and lost ones start
 * the list anew. Each page has the newest of both kinds.
 */
async function listConversations(context: SessionContext, body: Static<typeof page>): Promise<Reply> {
  const { services, socket, caller } = context;
  const { TimeStamp: since = 0, StartIndex: index = 0 } = body;
  if (index === 0) socket.catchingUp.countedTo = services.log.lastPosition();
  const behind = index !== 0 && socket.page?.index === index ? socket.page : undefined;
  const [peers, groups] = await Promise.all([
    behind !== undefined && behind.cursor === undefined
      ? NO_PEERS
      : services.queries.conversations(caller, {
          user: caller.user,
          limit: PAGE_SIZE,
          ...(behind?.cursor === undefined ? {} : { cursor: behind.cursor }),
          ...(index === 0 && since > 0 ? { changedAfter: since } : {}),
        }),
    behind !== undefined && behind.group === undefined
      ? NO_GROUPS
      : nextGroups(services, caller, behind?.group, PAGE_SIZE),
  ]);
  const next: ConversationPages = { index: index + 1, cursor: peers.cursor, group: groups.next };
  socket.page = next.cursor === undefined && next.group === undefined ? undefined : next;
  return {
    CompleteFlag: socket.page === undefined ? 1 : 0,
    TimeStamp: index === 0 ? Math.max(since, newestPosition(peers)) : since,
    StartIndex: socket.page?.index ?? 0,
    TopTimeStamp: 0,
    TopStartIndex: 0,
    GroupItem: [],
    SessionItem: merged(
      await peerSessionItems(context, peers.conversations),
      await groupSessionItems(services, caller, groups.conversations),
    ),
  };
}

const NO_PEERS: ConversationsPage = { conversations: [], cursor: undefined };
const NO_GROUPS = { conversations: [], next: undefined };

/** Newest last message first. */
function merged(...lists: readonly (readonly Body[])[]): readonly Body[] {
  return lists.flat().sort((one, other) => Number(other.MsgTime) - Number(one.MsgTime));
}

async function peerSessionItems(
  { services, caller }: SessionContext,
  conversations: readonly Conversation[],
): Promise<readonly Body[]> {
  const users = conversations.map((conversation) => conversation.peer);
  const accounts = users.length === 0 ? [] : await services.queries.accounts(caller, { users });
  return conversations.map((conversation, i) => sessionItem(conversation, accounts[i]));
}

/** Of the first page only: a change made while later pages are read lies behind it and is asked for next time. */
function newestPosition({ conversations }: ConversationsPage): number {
  return conversations.reduce((newest, conversation) => Math.max(newest, conversation.position), 0);
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
    C2cRemark: '',
    TopFlags: 0,
    StandardMark: '0',
    CustomMark: '',
    ContactGroupId: [],
    MsgRecvOption: 0,
  };
}
