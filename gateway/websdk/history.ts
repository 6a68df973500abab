import Type, { type Static } from 'typebox';
import type { C2cHistoryQuery } from '../../projections/queries/types.ts';
import { messageKey, readKey } from '../message-key.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { seconds, userId } from './schemas.ts';
import { historyMessage } from './wire-message.ts';

/** wire-messages.md §6.1. */
const roaming = Type.Object({
  Peer_Account: userId,
  MaxCnt: Type.Integer({ minimum: 1 }),
  LastMsgTime: Type.Optional(seconds),
  MsgKey: Type.Optional(Type.String({ maxLength: 64 })),
  /** 0 older, 1 newer. */
  GetDirection: Type.Optional(Type.Integer()),
});

/** The client asks for 15 or 16; a page must fit into what a socket may buffer. */
const MAX_PAGE = 30;

export const historyCommands: CommandTable = {
  'openim.getroammsg': forSession(
    roaming,
    { otherwise: 20001, fields: { Peer_Account: 90003, MaxCnt: 20001 } },
    readHistory,
  ),
};

async function readHistory({ services, caller }: SessionContext, body: Static<typeof roaming>): Promise<Reply> {
  const direction = body.GetDirection === 1 ? 'newer' : 'older';
  const { messages, complete } = await services.queries.c2cHistory(caller, {
    viewer: caller.user,
    peer: body.Peer_Account,
    limit: Math.min(body.MaxCnt, MAX_PAGE),
    direction,
    ...startOf(body),
  });
  // The far end: where the next page starts.
  const end = (direction === 'older' ? messages[0] : messages.at(-1))?.message;
  return {
    Complete: complete ? 1 : 0,
    MsgCnt: messages.length,
    LastMsgTime: end?.time ?? body.LastMsgTime ?? 0,
    MsgKey: end === undefined ? (body.MsgKey ?? '') : messageKey(end),
    // Oldest first in both directions.
    MsgList: messages.map((message) => historyMessage(services.auth, caller.app, message)),
  };
}

/** Behind a key, at a time, or from the newest. */
function startOf(body: Static<typeof roaming>): Pick<C2cHistoryQuery, 'fromKey' | 'fromTime'> {
  const key = readKey(body.MsgKey ?? '');
  if (key !== undefined) return { fromKey: key };
  return body.LastMsgTime ? { fromTime: body.LastMsgTime } : {};
}
