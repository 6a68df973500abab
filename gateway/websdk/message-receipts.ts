import Type, { type Static } from 'typebox';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, groupId, onBothServices, place, placeOf } from './group-command.ts';
import { flag, seconds, uint32, userId } from './schemas.ts';

/** Confirmations of single messages (wire-messages.md §7): their authors learn of them from the log. */
const confirmC2c = Type.Object({
  Peer_Account: userId,
  C2CMsgInfo: Type.Array(Type.Object({ MsgSeq: uint32, MsgRandom: uint32, MsgTime: seconds }), {
    minItems: 1,
    maxItems: 50,
  }),
});

const seq = Type.Integer({ minimum: 1 });
const seqs = Type.Array(Type.Object({ MsgSeq: seq }), { minItems: 1, maxItems: 50 });
const ofGroup = Type.Object({ ...place, MsgSeqList: seqs });

const detail = Type.Object({
  GroupId: groupId,
  MsgSeq: seq,
  /** 0: who has confirmed, 1: who has not. */
  Flag: flag,
  Cursor: Type.Optional(Type.String({ maxLength: 128 })),
  Num: Type.Integer({ minimum: 1 }),
});

const byUsers = Type.Object({
  GroupId: groupId,
  MemberReadMsgList: Type.Array(
    Type.Object({ MsgSeq: seq, MemberList_Account: Type.Array(userId, { maxItems: 100 }) }),
    {
      maxItems: 50,
    },
  ),
});

const MAX_PAGE = 100;

export const messageReceiptCommands: CommandTable = {
  'openim.c2c_msg_read_receipt': forSession(
    confirmC2c,
    { otherwise: 20001, fields: { Peer_Account: 90003 } },
    async ({ services, caller }, body) => {
      await services.commands.confirmMessages(caller, {
        place: { users: [caller.user, body.Peer_Account] },
        reader: caller.user,
        messages: body.C2CMsgInfo.map(({ MsgSeq, MsgRandom, MsgTime }) => ({
          msgSeq: MsgSeq,
          random: MsgRandom,
          time: MsgTime,
        })),
      });
      return {};
    },
  ),
  ...onBothServices({
    group_msg_receipt: forSession(ofGroup, groupFaults, async ({ services, caller }, body) => {
      const messages = body.MsgSeqList.map(({ MsgSeq }) => MsgSeq);
      await services.commands.confirmMessages(caller, { place: placeOf(body), reader: caller.user, messages });
      return {};
    }),
    get_group_msg_receipt: forSession(ofGroup, groupFaults, async ({ services, caller }, body) => {
      const query = { group: body.GroupId, seqs: body.MsgSeqList.map(({ MsgSeq }) => MsgSeq) };
      const receipts = await services.queries.receipts(caller, query);
      return {
        GroupMsgReceiptList: receipts.map(({ seq: MsgSeq, code: Code, read: ReadNum, unread: UnreadNum }) => ({
          MsgSeq,
          Code,
          ReadNum,
          UnreadNum,
        })),
      };
    }),
    get_group_msg_receipt_detail: forSession(detail, groupFaults, listMembers),
    get_group_msg_receipts_by_users: forSession(byUsers, groupFaults, readByUsers),
  }),
};

async function listMembers({ services, caller }: SessionContext, body: Static<typeof detail>): Promise<Reply> {
  const read = body.Flag === 0;
  const { members, cursor } = await services.queries.receiptMembers(caller, {
    group: body.GroupId,
    seq: body.MsgSeq,
    read,
    cursor: body.Cursor ?? '',
    limit: Math.min(body.Num, MAX_PAGE),
  });
  return {
    Cursor: cursor,
    IsFinish: cursor === '' ? 1 : 0,
    ...(read
      ? { ReadList: members.map(({ user }) => ({ Read_Account: user })) }
      : { UnreadList: members.map(({ user }) => ({ Unread_Account: user })) }),
  };
}

/** Which of these users have read these messages. */
async function readByUsers({ services, caller }: SessionContext, body: Static<typeof byUsers>): Promise<Reply> {
  const MsgReadList = await Promise.all(
    body.MemberReadMsgList.map(async ({ MsgSeq, MemberList_Account: users }) => {
      const query = { group: body.GroupId, seq: MsgSeq, read: true, cursor: '', limit: EVERYBODY };
      const { members } = await services.queries.receiptMembers(caller, query);
      const asked = members.filter(({ user }) => users.includes(user));
      return { MsgSeq, MemberReadList: asked.map(({ user, time }) => ({ Read_Account: user, Read_Time: time })) };
    }),
  );
  return { MsgReadList };
}

/** Groups that have receipts have fewer members. */
const EVERYBODY = 1000;
