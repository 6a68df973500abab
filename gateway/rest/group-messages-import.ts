import { randomInt } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { draftOf, inGroupCodes } from './group-messages-draft.ts';
import { bit, group } from './groups-schemas.ts';
import { atMost, groupOf, types } from './groups-target.ts';
import { msgBody, seconds, uint32, userId } from './schemas.ts';

const oldMessage = Type.Object({
  From_Account: userId,
  SendTime: seconds,
  Random: Type.Optional(uint32),
  MsgBody: msgBody,
  CloudCustomData: Type.Optional(Type.String()),
});
const importBody = Type.Object({
  GroupId: Type.String(),
  MsgList: Type.Array(oldMessage, { minItems: 1 }),
  RecentContactFlag: Type.Optional(bit),
  TopicId: Type.Optional(Type.String()),
});

/** Messages of one import (product.md §2.23; older pages say 7). */
const MAX_IMPORTED = 20;

/** Messages from elsewhere (rest-api.md §16.4). */
export const groupImportCommands: RestTable = {
  import_group_msg: command({ ...group, schema: importBody }, importMessages),
};

/** One after the other: the order of the call is the order of the numbers. Each message has its own result. */
async function importMessages(services: Services, caller: Caller, body: Static<typeof importBody>): Promise<Answer> {
  atMost(MAX_IMPORTED, body.MsgList, 'messages');
  await groupOf(services, caller, body.GroupId, types.withMembers);
  const flags = body.RecentContactFlag === 1 ? 0 : GroupMessageFlag.noLastMsg;
  const topic = body.TopicId || undefined;
  const ImportMsgResult: Answer[] = [];
  for (const { From_Account, SendTime, Random, ...message } of body.MsgList) {
    const draft = draftOf(body.GroupId, From_Account, Random ?? randomInt(0xffff_ffff), message);
    try {
      const work = services.commands.importGroupMessage(caller, { ...draft, topic, flags, time: SendTime });
      const { seq, time } = await inGroupCodes(work);
      ImportMsgResult.push({ Result: 0, MsgSeq: seq, MsgTime: time });
    } catch (error) {
      if (!(error instanceof Refused) || error.temporary) throw error;
      ImportMsgResult.push({ Result: error.code, MsgSeq: 0, MsgTime: SendTime });
    }
  }
  return { ImportMsgResult };
}
