import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { command, type RestTable } from './command.ts';
import { bit, group } from './groups-schemas.ts';
import { actingAs, groupOf, types } from './groups-target.ts';
import { modifyMessage, newWords, requireWords } from './message-changes.ts';
import { messageFaults, uint32, userId } from './schemas.ts';

const place = { GroupId: Type.String(), TopicId: Type.Optional(Type.String()) };
const seqs = Type.Array(Type.Object({ MsgSeq: uint32 }), { minItems: 1 });
const recallBody = Type.Object({ ...place, MsgSeqList: seqs, Reason: Type.Optional(Type.String()) });
const bySenderBody = Type.Object({ ...place, Sender_Account: userId });
const clearBody = Type.Object({ ...place, MsgSeq: Type.Optional(uint32) });
const confirmBody = Type.Object({ GroupId: Type.String(), From_Account: userId, MsgSeqList: seqs });
const receiptBody = Type.Object({ GroupId: Type.String(), MsgSeqList: seqs });
const detailBody = Type.Object({
  GroupId: Type.String(),
  MsgSeq: uint32,
  Filter: bit,
  Cursor: Type.String({ maxLength: 128 }),
  Count: Type.Integer({ minimum: 1 }),
});
const modifyBody = Type.Object({ ...place, MsgSeq: uint32, ...newWords });

/** Messages of one call, and people of one page (rest-api.md §16.6, §16.10, §16.12). */
const MAX_RECALLED = 10;
const MAX_CONFIRMED = 50;
const MAX_PAGE = 200;

const placeOf = ({ GroupId, TopicId }: { readonly GroupId: string; readonly TopicId?: string }) => ({
  group: GroupId,
  topic: TopicId || undefined,
});
const seqsOf = (list: Static<typeof seqs>) => list.map(({ MsgSeq }) => MsgSeq);

/** What is done with messages of groups that are there (rest-api.md §16.6–16.8, §16.10–16.12). */
export const groupMessageChangeCommands: RestTable = {
  group_msg_recall: command(
    { ...group, schema: recallBody },
    async (services, caller, body: Static<typeof recallBody>) => {
      atMost(MAX_RECALLED, body.MsgSeqList);
      await groupOf(services, caller, body.GroupId, types.withMembers, 10033);
      const command = { place: placeOf(body), messages: seqsOf(body.MsgSeqList), reason: body.Reason };
      const results = await services.commands.revokeMessages(caller, command);
      return { RecallRetList: results.map(({ message, code }) => ({ MsgSeq: message, RetCode: code })) };
    },
  ),
  delete_group_msg_by_sender: command(
    { ...group, schema: bySenderBody },
    async (services, caller, body: Static<typeof bySenderBody>) => {
      await groupOf(services, caller, body.GroupId, types.withMembers);
      await services.commands.removeMessagesOf(caller, { place: placeOf(body), sender: body.Sender_Account });
      return {};
    },
  ),
  clear_group_msg: command(
    { ...group, schema: clearBody },
    async (services, caller, body: Static<typeof clearBody>) => {
      await groupOf(services, caller, body.GroupId, types.withMembers);
      await services.commands.removeHistory(caller, { place: placeOf(body), upToSeq: body.MsgSeq });
      return {};
    },
  ),
  group_msg_receipt: command(
    { ...group, schema: confirmBody },
    async (services, caller, body: Static<typeof confirmBody>) => {
      atMost(MAX_CONFIRMED, body.MsgSeqList);
      await groupOf(services, caller, body.GroupId, types.ordinary);
      const { user: reader } = await actingAs(services, caller, body.From_Account);
      // In his own name: who is no member confirms nothing.
      const as = { ...caller, user: reader, admin: false };
      const command = { place: { group: body.GroupId }, reader, messages: seqsOf(body.MsgSeqList) };
      await services.commands.confirmMessages(as, command);
      return {};
    },
  ),
  get_group_msg_receipt: command(
    { ...group, schema: receiptBody },
    async (services, caller, body: Static<typeof receiptBody>) => {
      await groupOf(services, caller, body.GroupId, types.ordinary);
      const query = { group: body.GroupId, seqs: seqsOf(body.MsgSeqList) };
      const receipts = await services.queries.receipts(caller, query);
      return {
        GroupMsgReceiptList: receipts.map(({ seq, code, read, unread }) => ({
          MsgSeq: seq,
          Code: code,
          ReadNum: read,
          UnreadNum: unread,
        })),
      };
    },
  ),
  get_group_msg_receipt_detail: command(
    { ...group, schema: detailBody },
    async (services, caller, body: Static<typeof detailBody>) => {
      await groupOf(services, caller, body.GroupId, types.ordinary);
      const read = body.Filter === 0;
      const { members, cursor } = await services.queries.receiptMembers(caller, {
        group: body.GroupId,
        seq: body.MsgSeq,
        read,
        cursor: body.Cursor,
        limit: Math.min(body.Count, MAX_PAGE),
      });
      const finished = cursor === '' ? 1 : 0;
      return {
        MsgSeq: body.MsgSeq,
        ...(read
          ? { ReadList: members.map(({ user }) => ({ Read_Account: user })) }
          : { UnreadList: members.map(({ user }) => ({ Unread_Account: user })) }),
        Cursor: cursor,
        // Sources disagree about the name (rest-api.md §28).
        IsFinish: finished,
        IsFinished: finished,
      };
    },
  ),
};

/** This one is a command of messages, whose codes it has (rest-api.md §16.5). */
export const modifyGroupMessage: RestTable = {
  'openim/modify_group_msg': command(
    { faults: messageFaults, schema: modifyBody },
    async (services, caller, body: Static<typeof modifyBody>) => {
      requireWords(body);
      await groupOf(services, caller, body.GroupId, types.withMembers);
      return modifyMessage(services, caller, { place: placeOf(body), message: body.MsgSeq }, body);
    },
  ),
};

/** @throws Refused 10004. */
function atMost(most: number, list: readonly unknown[]): void {
  if (list.length > most) throw new Refused(10004, `at most ${most} messages per call`);
}
