import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { readKey } from '../message-key.ts';
import { changePairs, listPairs, type Target } from '../message-pairs.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { group } from './groups-schemas.ts';
import { groupOf, types } from './groups-target.ts';
import { uint32, userId } from './schemas.ts';

const inPair = { From_Account: userId, To_Account: userId, MsgKey: Type.String() };
const inGroup = { GroupId: Type.String(), MsgSeq: uint32 };
const changing = {
  OperateType: Type.Integer({ minimum: 1, maximum: 3 }),
  ExtensionList: Type.Optional(
    Type.Array(Type.Object({ Key: Type.String(), Value: Type.Optional(Type.String()), Seq: Type.Optional(uint32) })),
  ),
};
const page = { StartSeq: Type.Optional(uint32) };
const setC2c = Type.Object({ ...inPair, ...changing });
const setGroup = Type.Object({ ...inGroup, ...changing });
const getC2c = Type.Object({ ...inPair, ...page });
const getGroup = Type.Object({ ...inGroup, ...page });

/** Pairs on messages, by an administrator, who is not asked for the sequences he knows (rest-api.md §6). */
export const messageExtensionCommands: RestTable = {
  'openim_msg_ext_http_svc/set_key_values': command(
    { ...group, schema: setC2c },
    (services, caller, body: Static<typeof setC2c>) => change(services, caller, ofPair(body), body),
  ),
  'openim_msg_ext_http_svc/get_key_values': command(
    { ...group, schema: getC2c },
    (services, caller, body: Static<typeof getC2c>) => listPairs(services, caller, ofPair(body), body.StartSeq),
  ),
  'openim_msg_ext_http_svc/group_set_key_values': command(
    { ...group, schema: setGroup },
    async (services, caller, body: Static<typeof setGroup>) =>
      change(services, caller, await ofGroup(services, caller, body), body),
  ),
  'openim_msg_ext_http_svc/group_get_key_values': command(
    { ...group, schema: getGroup },
    async (services, caller, body: Static<typeof getGroup>) =>
      listPairs(services, caller, await ofGroup(services, caller, body), body.StartSeq),
  ),
};

function ofPair({ From_Account, To_Account, MsgKey }: Static<typeof getC2c>): Target {
  const message = readKey(MsgKey);
  if (message === undefined) throw new Refused(10004, 'MsgKey is malformed');
  return { place: { users: [From_Account, To_Account] }, message };
}

async function ofGroup(services: Services, caller: Caller, body: Static<typeof getGroup>): Promise<Target> {
  await groupOf(services, caller, body.GroupId, types.ordinary);
  return { place: { group: body.GroupId }, message: body.MsgSeq };
}

async function change(
  services: Services,
  caller: Caller,
  target: Target,
  body: Parameters<typeof changePairs>[3],
): Promise<Answer> {
  return { ExtensionList: (await changePairs(services, caller, target, body)).list };
}
