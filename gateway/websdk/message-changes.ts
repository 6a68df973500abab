import Type, { type Static } from 'typebox';
import type { MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { readKey } from '../message-key.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { elements, readElements } from './elements.ts';
import { groupFaults, onBothServices, place, placeOf, placeOfId } from './group-command.ts';
import type { Body } from './protocol.ts';
import { seconds, uint32, userId } from './schemas.ts';

/** wire-messages.md §8: recalling, modifying, deleting, clearing. The device that does it updates itself. */
const recall = Type.Object({
  MsgInfo: Type.Object({
    From_Account: userId,
    To_Account: userId,
    MsgSeq: uint32,
    MsgRandom: uint32,
    MsgTimeStamp: seconds,
  }),
});

const seq = Type.Integer({ minimum: 1 });
const groupRecall = Type.Object({
  ...place,
  MsgSeqList: Type.Array(Type.Object({ MsgSeq: seq }), { minItems: 1, maxItems: 10 }),
  Reason: Type.Optional(Type.String()),
});

const words = {
  MsgVersion: Type.Integer({ minimum: 0 }),
  MsgBody: Type.Optional(elements),
  CloudCustomData: Type.Optional(Type.String()),
};
const newWords = Type.Object(words);
const modifyC2c = Type.Object({
  From_Account: userId,
  To_Account: userId,
  MsgSeq: uint32,
  MsgRandom: uint32,
  MsgTime: seconds,
  ...words,
});
const modifyGroup = Type.Object({ ...place, MsgSeq: seq, ...words });

const deleteC2c = Type.Object({
  To_Account: userId,
  MsgKeyList: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 50 }),
});
/** The client sends its numbers as text. */
const deleteGroup = Type.Object({
  ...place,
  Seqs: Type.Array(Type.Union([Type.String({ pattern: '^\\d{1,10}$' }), seq]), { minItems: 1, maxItems: 50 }),
});

const CLEAR_C2C = 1;
const clear = Type.Object({
  Type: Type.Integer({ minimum: 1, maximum: 2 }),
  To_Account: Type.Optional(userId),
  // Yes, with a small d (wire-messages.md §8.3).
  ToGroupid: Type.Optional(Type.String()),
});

export const messageChangeCommands: CommandTable = {
  'openim.msgwithdraw': forSession(recall, { otherwise: 20001 }, recallC2c),
  'openim.modify_c2c_msg': forSession(modifyC2c, { otherwise: 20001, fields: { MsgBody: 90002 } }, (context, body) =>
    modify(context, { users: [body.From_Account, body.To_Account] }, keyOf(body), body),
  ),
  // This one keeps its service, for communities too (§8.2).
  'openim.modify_group_msg': forSession(
    modifyGroup,
    { otherwise: 20001, fields: { MsgBody: 90002 } },
    (context, body) => modify(context, placeOf(body), body.MsgSeq, body),
  ),
  'openim.delete_c2c_msg_ramble': forSession(
    deleteC2c,
    { otherwise: 20001, fields: { To_Account: 90003 } },
    deletePeers,
  ),
  'recentcontact.clear_msg': forSession(clear, { otherwise: 50002 }, clearHistory),
  ...onBothServices({
    group_msg_recall: forSession(groupRecall, groupFaults, recallGroup),
    delete_group_ramble_msg_by_seq: forSession(deleteGroup, groupFaults, async ({ services, caller }, body) => {
      const command = { place: placeOf(body), user: caller.user, messages: body.Seqs.map(Number) };
      await services.commands.deleteMessages(caller, command);
      return {};
    }),
  }),
};

function keyOf(message: { readonly MsgSeq: number; readonly MsgRandom: number; readonly MsgTime: number }) {
  return { msgSeq: message.MsgSeq, random: message.MsgRandom, time: message.MsgTime };
}

async function recallC2c({ services, caller }: SessionContext, { MsgInfo }: Static<typeof recall>): Promise<Reply> {
  const { From_Account, To_Account, MsgTimeStamp: MsgTime } = MsgInfo;
  const command = { place: { users: [From_Account, To_Account] as const }, messages: [keyOf({ ...MsgInfo, MsgTime })] };
  const [result] = await services.commands.revokeMessages(caller, command);
  if (result !== undefined && result.code !== 0) throw new Refused(result.code, result.problem);
  return {};
}

/** Each message has a code of its own; the call fails with that of the first. */
async function recallGroup({ services, caller }: SessionContext, body: Static<typeof groupRecall>): Promise<Reply> {
  const results = await services.commands.revokeMessages(caller, {
    place: placeOf(body),
    messages: body.MsgSeqList.map(({ MsgSeq }) => MsgSeq),
    reason: body.Reason,
  });
  return { RecallRetList: results.map(({ message, code }) => ({ MsgSeq: message, RetCode: code })) };
}

/** Another change that came first answers with what it said (§8.2). */
const CONFLICT = 20027;

async function modify(
  context: SessionContext,
  where: MessagePlace,
  message: number | ReturnType<typeof keyOf>,
  { MsgVersion: version, MsgBody, CloudCustomData: cloudCustomData }: Static<typeof newWords>,
): Promise<Reply> {
  const { services, caller } = context;
  const elements = MsgBody && readElements(context, MsgBody);
  const command = { place: where, message, version, elements, cloudCustomData };
  const now = await services.commands.modifyMessage(caller, command);
  const said: Body = {
    MsgVersion: now.version,
    MsgBody: now.body.elements,
    CloudCustomData: now.body.cloudCustomData,
  };
  if (!now.conflict) return said;
  return { ...said, ActionStatus: 'FAIL', ErrorCode: CONFLICT, ErrorInfo: 'the message was changed by somebody else' };
}

/** @throws Refused 20001 for a key that is none. */
async function deletePeers({ services, caller }: SessionContext, body: Static<typeof deleteC2c>): Promise<Reply> {
  const messages = body.MsgKeyList.map((text) => {
    const key = readKey(text);
    if (key === undefined) throw new Refused(20001, `${text} is not the key of a message`);
    return key;
  });
  const users = [caller.user, body.To_Account] as const;
  await services.commands.deleteMessages(caller, { place: { users }, user: caller.user, messages });
  return {};
}

async function clearHistory({ services, caller }: SessionContext, body: Static<typeof clear>): Promise<Reply> {
  const { Type: type, To_Account: peer, ToGroupid: group } = body;
  const id = type === CLEAR_C2C ? peer : group;
  if (!id) throw new Refused(50002, 'the conversation is not named');
  const where: MessagePlace = type === CLEAR_C2C ? { users: [caller.user, id] } : placeOfId(id);
  await services.commands.clearHistory(caller, { place: where, user: caller.user });
  return {};
}
