import Type, { type Static } from 'typebox';
import type { MessageElement } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import type { MessageKey, MessageName, MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { readKey } from '../message-key.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { parseKey } from './message-keys.ts';
import { messageFaults, msgBody, seconds, uint32, userId } from './schemas.ts';

const faults = { ...messageFaults, fields: { ...messageFaults.fields, MsgKey: 90054 } };
const named = { From_Account: userId, To_Account: userId, MsgKey: Type.String() };
const recallBody = Type.Object(named);
/** What a message is to say from now on. */
export const newWords = { MsgBody: Type.Optional(msgBody), CloudCustomData: Type.Optional(Type.String()) };
const wordsBody = Type.Object(newWords);
type NewWords = Static<typeof wordsBody>;
const modifyBody = Type.Object({ ...named, ...newWords });
const deleteBody = Type.Object({
  Operator_Account: userId,
  Peer_Account: userId,
  MsgKeyList: Type.Array(Type.String(), { minItems: 1 }),
});
const receiptBody = Type.Object({
  Operator_Account: userId,
  Peer_Account: userId,
  C2CMsgInfo: Type.Array(
    Type.Object({
      From_Account: Type.Optional(userId),
      To_Account: Type.Optional(userId),
      MsgKey: Type.Optional(Type.String()),
      MsgSeq: Type.Optional(uint32),
      MsgRandom: Type.Optional(uint32),
      MsgTime: Type.Optional(seconds),
    }),
    { minItems: 1 },
  ),
});

/** Messages of one call (rest-api.md §5.9, §5.10). */
const MAX_MESSAGES = 30;
const CONFLICT = 20027;

/** What is done with one-to-one messages that are there, by an administrator (rest-api.md §5.5, §5.8–5.10). */
export const messageChangeCommands: RestTable = {
  'openim/admin_msgwithdraw': command(
    { faults, schema: recallBody },
    async ({ commands }, caller, body: Static<typeof recallBody>) => {
      const users = [body.From_Account, body.To_Account] as const;
      const [result] = await commands.revokeMessages(caller, { place: { users }, messages: [parseKey(body.MsgKey)] });
      if (result !== undefined && result.code !== 0) throw new Refused(result.code, result.problem);
      return {};
    },
  ),
  'openim/modify_c2c_msg': command({ faults, schema: modifyBody }, modifyInPair),
  'openim/delete_c2c_msg_ramble': command({ faults, schema: deleteBody }, deleteMessages),
  'openim/c2c_msg_read_receipt': command({ faults, schema: receiptBody }, confirmMessages),
};

async function modifyInPair(services: Services, caller: Caller, body: Static<typeof modifyBody>): Promise<Answer> {
  requireWords(body);
  const place = { users: [body.From_Account, body.To_Account] } as const;
  return modifyMessage(services, caller, { place, message: parseKey(body.MsgKey) }, body);
}

/** @throws Refused 90001 for a modification of nothing. */
export function requireWords({ MsgBody, CloudCustomData }: NewWords): void {
  if (MsgBody === undefined && CloudCustomData === undefined) {
    throw new Refused(90001, 'neither MsgBody nor CloudCustomData is given');
  }
}

/** @throws Refused 20027 when another change came first. */
export async function modifyMessage(
  { commands }: Services,
  caller: Caller,
  target: { readonly place: MessagePlace; readonly message: MessageName },
  { MsgBody, CloudCustomData: cloudCustomData }: NewWords,
): Promise<Answer> {
  const elements = MsgBody as readonly MessageElement[] | undefined;
  const { conflict } = await commands.modifyMessage(caller, { ...target, elements, cloudCustomData });
  if (conflict) throw new Refused(CONFLICT, 'the message was changed by somebody else');
  return {};
}

/** Keys that are none are named in the answer; unknown ones are nothing to delete. */
async function deleteMessages(
  { commands }: Services,
  caller: Caller,
  body: Static<typeof deleteBody>,
): Promise<Answer> {
  if (body.MsgKeyList.length > MAX_MESSAGES) throw new Refused(90001, `at most ${MAX_MESSAGES} messages per call`);
  const messages = body.MsgKeyList.flatMap((key) => readKey(key) ?? []);
  const users = [body.Operator_Account, body.Peer_Account] as const;
  if (messages.length > 0) {
    await commands.deleteMessages(caller, { place: { users }, user: body.Operator_Account, messages });
  }
  const invalid = body.MsgKeyList.filter((key) => readKey(key) === undefined);
  return invalid.length === 0 ? {} : { InvalidMsgKeyList: invalid };
}

async function confirmMessages(
  { commands }: Services,
  caller: Caller,
  body: Static<typeof receiptBody>,
): Promise<Answer> {
  if (body.C2CMsgInfo.length > MAX_MESSAGES) throw new Refused(90001, `at most ${MAX_MESSAGES} messages per call`);
  const { Operator_Account: reader, Peer_Account: peer } = body;
  const foreign = body.C2CMsgInfo.find(
    ({ From_Account: from = peer, To_Account: to = reader }) => from !== peer || to !== reader,
  );
  if (foreign !== undefined) throw new Refused(20001, 'a message is confirmed by its receiver alone');
  const messages = body.C2CMsgInfo.map(keyOf);
  await commands.confirmMessages(caller, { place: { users: [reader, peer] }, reader, messages });
  return {};
}

/** A key, or the three numbers it is made of. @throws Refused 90054. */
function keyOf({ MsgKey, MsgSeq, MsgRandom, MsgTime }: Static<typeof receiptBody>['C2CMsgInfo'][number]): MessageKey {
  if (MsgKey !== undefined) return parseKey(MsgKey);
  if (MsgSeq === undefined || MsgRandom === undefined || MsgTime === undefined) {
    throw new Refused(90054, 'MsgKey is missing');
  }
  return { msgSeq: MsgSeq, random: MsgRandom, time: MsgTime };
}
