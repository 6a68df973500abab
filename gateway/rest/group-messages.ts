import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { draftOf, inGroupCodes } from './group-messages-draft.ts';
import { bit, group } from './groups-schemas.ts';
import { groupOf, types } from './groups-target.ts';
import { flag, msgBody, offlinePush, uint32, userId } from './schemas.ts';

const sendBody = Type.Object({
  GroupId: Type.String(),
  Random: uint32,
  MsgBody: msgBody,
  From_Account: Type.Optional(Type.String({ maxLength: 128 })),
  MsgPriority: Type.Optional(Type.Enum(['High', 'Normal', 'Low', 'Lowest'])),
  OnlineOnlyFlag: Type.Optional(flag),
  // The older name.
  MsgOnlineOnlyFlag: Type.Optional(flag),
  To_Account: Type.Optional(Type.Array(userId)),
  TopicId: Type.Optional(Type.String()),
  GroupAtInfo: Type.Optional(
    Type.Array(Type.Object({ GroupAtAllFlag: Type.Optional(bit), GroupAt_Account: Type.Optional(Type.String()) })),
  ),
  NeedReadReceipt: Type.Optional(bit),
  SupportMessageExtension: Type.Optional(bit),
  SendMsgControl: Type.Optional(Type.Array(Type.Enum(['NoUnread', 'NoLastMsg']))),
  ForbidCallbackControl: Type.Optional(Type.Array(Type.String())),
  CloudCustomData: Type.Optional(Type.String()),
  OfflinePushInfo: Type.Optional(offlinePush),
});
type SendBody = Static<typeof sendBody>;

/** Sending into groups, in anybody's name (rest-api.md §16.1). */
export const groupMessageCommands: RestTable = {
  send_group_msg: command({ ...group, schema: sendBody }, sendMessage),
};

async function sendMessage(services: Services, caller: Caller, body: SendBody): Promise<Answer> {
  const onlineOnly = (body.OnlineOnlyFlag ?? body.MsgOnlineOnlyFlag) === 1;
  if (onlineOnly && body.SendMsgControl?.length) {
    throw new Refused(10004, 'SendMsgControl is for messages that are kept');
  }
  const from = body.From_Account || caller.user;
  const accepted = body.To_Account?.length ? types.ordinary : types.any;
  await groupOf(services, caller, body.GroupId, accepted);
  const { seq, time, dropped } = await inGroupCodes(
    services.commands.sendGroupMessage(caller, {
      ...draftOf(body.GroupId, from, body.Random, body),
      topic: body.TopicId || undefined,
      onlineOnly,
      flags: flagsOf(body),
      priority: body.MsgPriority,
      at: mentioned(body),
      to: body.To_Account,
      offlinePush: body.OfflinePushInfo && JSON.stringify(body.OfflinePushInfo),
    }),
  );
  if (dropped) return { MsgTime: time, MsgSeq: seq, MsgDropReason: 'MsgFreqCtrl' };
  // As clients call the message (rest-api.md §3.1).
  return { MsgTime: time, MsgSeq: seq, MsgId: `${services.auth.tinyId(caller.app, from)}-${time}-${body.Random}` };
}

const controlFlags = { NoUnread: GroupMessageFlag.noUnread, NoLastMsg: GroupMessageFlag.noLastMsg } as const;

function flagsOf(body: SendBody): number {
  let flags = 0;
  for (const control of body.SendMsgControl ?? []) flags |= controlFlags[control];
  if (body.NeedReadReceipt === 1) flags |= GroupMessageFlag.needReadReceipt;
  if (body.SupportMessageExtension === 1) flags |= GroupMessageFlag.supportExtension;
  if (body.GroupAtInfo?.some(({ GroupAtAllFlag }) => GroupAtAllFlag === 1)) flags |= GroupMessageFlag.atAll;
  return flags;
}

function mentioned({ GroupAtInfo = [] }: SendBody): string[] {
  return GroupAtInfo.flatMap(({ GroupAtAllFlag, GroupAt_Account }) =>
    GroupAtAllFlag !== 1 && GroupAt_Account ? [GroupAt_Account] : [],
  );
}
