import Type, { type Static } from 'typebox';
import { decodeBody } from '../../actors/message/body.ts';
import { Refused } from '../../events/refused.ts';
import type { HistoryMessage } from '../../projections/queries/types.ts';
import { messageKey } from '../message-key.ts';
import { peersOf } from '../peers.ts';
import { command, type RestTable } from './command.ts';
import { parseKey } from './message-keys.ts';
import { messageFaults, seconds, userId } from './schemas.ts';

const historyBody = Type.Object({
  Operator_Account: Type.Optional(userId),
  From_Account: Type.Optional(userId),
  Peer_Account: Type.Optional(userId),
  To_Account: Type.Optional(userId),
  MaxCnt: Type.Integer({ minimum: 1 }),
  MinTime: seconds,
  MaxTime: seconds,
  LastMsgKey: Type.Optional(Type.String()),
});
const readBody = Type.Object({
  Report_Account: userId,
  Peer_Account: userId,
  MsgReadTime: Type.Optional(seconds),
});
const unreadBody = Type.Object({ To_Account: userId, Peer_Account: Type.Optional(Type.Array(userId)) });

/** Messages per page, and about how many bytes of JSON a page holds (rest-api.md §5.4). */
const MAX_PAGE = 100;
const PAGE_BYTES = 13 * 1024;
/** Conversations of one unread query. */
const MAX_PEERS = 10;

/** History, read marks and unread counts of any user (rest-api.md §5.4–5.7). */
export const historyCommands: RestTable = {
  'openim/admin_getroammsg': command(
    { faults: messageFaults, schema: historyBody },
    async ({ queries, auth }, caller, body: Static<typeof historyBody>) => {
      // The old names of the two sides: From_Account and To_Account.
      const viewer = body.Operator_Account ?? body.From_Account;
      const peer = body.Peer_Account ?? body.To_Account;
      if (viewer === undefined) throw new Refused(90008, 'Operator_Account is missing');
      if (peer === undefined) throw new Refused(90003, 'Peer_Account is missing');
      const page = await queries.c2cHistory(caller, {
        viewer,
        peer,
        limit: Math.min(body.MaxCnt, MAX_PAGE),
        direction: 'older',
        minTime: body.MinTime,
        maxTime: body.MaxTime,
        ...(body.LastMsgKey && { fromKey: parseKey(body.LastMsgKey, 'LastMsgKey') }),
      });
      const all = page.messages.map((one) => historyItem(one, auth.tinyId(caller.app, one.message.from)));
      const list = newestThatFit(all);
      const oldest = list[0];
      return {
        Complete: page.complete && list.length === all.length ? 1 : 0,
        MsgCnt: list.length,
        ...(oldest && { LastMsgTime: oldest.MsgTimeStamp, LastMsgKey: oldest.MsgKey }),
        MsgList: list,
      };
    },
  ),
  'openim/admin_set_msg_read': command(
    { faults: messageFaults, schema: readBody },
    async ({ commands }, caller, body: Static<typeof readBody>) => {
      const upTo = body.MsgReadTime === undefined ? {} : { upToTime: body.MsgReadTime };
      await commands.readC2c(caller, { reader: body.Report_Account, peer: body.Peer_Account, ...upTo });
      return {};
    },
  ),
  'openim/get_c2c_unread_msg_num': command(
    { faults: { ...messageFaults, fields: { ...messageFaults.fields, To_Account: 90003 } }, schema: unreadBody },
    async (services, caller, { To_Account: user, Peer_Account: peers }: Static<typeof unreadBody>) => {
      const { queries } = services;
      const [account] = await queries.accounts(caller, { users: [user] });
      if (account === undefined) throw new Refused(90008, `${user.slice(0, 40)} does not exist`);
      if (peers === undefined) {
        return { AllC2CUnreadMsgNum: (await queries.unread(caller, { user })).total };
      }
      if (peers.length > MAX_PEERS) throw new Refused(90003, `at most ${MAX_PEERS} conversations per call`);
      const known = await peersOf(services, caller, peers);
      const found = peers.filter((_, i) => known[i] !== undefined);
      const conversations = await Promise.all(found.map((peer) => queries.conversation(caller, { user, peer })));
      return {
        C2CUnreadMsgNumList: found.map((peer, i) => ({
          Peer_Account: peer,
          C2CUnreadMsgNum: conversations[i]?.unread ?? 0,
        })),
        ErrorList: peers
          .filter((_, i) => known[i] === undefined)
          .map((peer) => ({ Peer_Account: peer, ErrorCode: 70107 })),
      };
    },
  ),
};

/** `MsgFlagBits` of a recalled message (rest-api.md §5.4). */
const REVOKED = 8;

function historyItem({ message, peerRead, state }: HistoryMessage, tinyId: string) {
  const { from, to, msgSeq, random, time, clientTime } = message;
  const { elements, cloudCustomData } = decodeBody(message.body);
  return {
    From_Account: from,
    To_Account: to,
    MsgSeq: msgSeq,
    MsgRandom: random,
    MsgTimeStamp: time,
    MsgClientTime: clientTime,
    MsgFlagBits: state?.revoked === undefined ? 0 : REVOKED,
    IsPeerRead: peerRead ? 1 : 0,
    MsgKey: messageKey(message),
    MsgBody: elements,
    ...(cloudCustomData && { CloudCustomData: cloudCustomData }),
    MsgId: `${tinyId}-${clientTime}-${random}`,
  };
}

/** A page goes from the newest backwards: what does not fit is left to the next page. At least one message. */
function newestThatFit<T>(messages: readonly T[]): readonly T[] {
  let bytes = 0;
  let start = messages.length;
  while (start > 0) {
    bytes += Buffer.byteLength(JSON.stringify(messages[start - 1]));
    if (bytes > PAGE_BYTES && start < messages.length) break;
    start--;
  }
  return messages.slice(start);
}
