import { randomInt } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { SendC2c } from '../../actors/commands/types.ts';
import { encodeBody, type MessageElement } from '../../actors/message/body.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { messageKey } from '../message-key.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { flag, messageFaults, messageOptions, msgBody, seconds, uint32, userId } from './schemas.ts';

const MAX_TARGETS = 500;

const sendBody = Type.Object({
  To_Account: userId,
  From_Account: Type.Optional(userId),
  MsgRandom: uint32,
  MsgSeq: Type.Optional(uint32),
  MsgBody: msgBody,
  OnlineOnlyFlag: Type.Optional(flag),
  SupportMessageExtension: Type.Optional(flag),
  ForbidCallbackControl: Type.Optional(Type.Array(Type.String())),
  ...messageOptions,
});
const batchBody = Type.Object({
  To_Account: Type.Array(userId),
  From_Account: Type.Optional(userId),
  MsgRandom: uint32,
  MsgSeq: Type.Optional(uint32),
  MsgBody: msgBody,
  ...messageOptions,
});
const importBody = Type.Object({
  SyncFromOldSystem: Type.Integer(),
  From_Account: userId,
  To_Account: userId,
  MsgRandom: uint32,
  MsgSeq: Type.Optional(uint32),
  MsgTimeStamp: seconds,
  MsgBody: msgBody,
  CloudCustomData: Type.Optional(Type.String()),
});

type Options = Pick<
  Static<typeof sendBody>,
  'SendMsgControl' | 'SyncOtherMachine' | 'IsNeedReadReceipt' | 'SupportMessageExtension'
>;

/** One-to-one messages (rest-api.md §5.1–5.3). */
export const messageCommands: RestTable = {
  'openim/sendmsg': command(
    { faults: messageFaults, schema: sendBody },
    async (services, caller, body: Static<typeof sendBody>) => {
      const from = body.From_Account ?? caller.user;
      const sent = await services.commands.sendC2c(caller, {
        ...draftOf(body, from),
        to: body.To_Account,
        onlineOnly: body.OnlineOnlyFlag === 1 || body.MsgLifeTime === 0,
      });
      return sentAnswer(services, caller, from, sent.msgSeq, sent.random, sent.time);
    },
  ),
  'openim/batchsendmsg': command(
    { faults: { ...messageFaults, fields: { ...messageFaults.fields, To_Account: 90028 } }, schema: batchBody },
    batchSend,
  ),
  'openim/importmsg': command(
    { faults: messageFaults, schema: importBody },
    async ({ commands }, caller, body: Static<typeof importBody>) => {
      const counted = body.SyncFromOldSystem === 5;
      if (!counted && body.SyncFromOldSystem !== 2) throw new Refused(90030, 'SyncFromOldSystem must be 2 or 5');
      const draft = draftOf(body, body.From_Account);
      await commands.importC2c(caller, {
        ...draft,
        flags: counted ? 0 : MessageFlag.noUnread,
        to: body.To_Account,
        time: body.MsgTimeStamp,
        countUnread: counted,
      });
      return {};
    },
  ),
};

async function batchSend(services: Services, caller: Caller, body: Static<typeof batchBody>): Promise<Answer> {
  const targets = [...new Set(body.To_Account)];
  if (targets.length === 0) throw new Refused(90029, 'To_Account is empty');
  if (body.To_Account.length > MAX_TARGETS) throw new Refused(90011, `at most ${MAX_TARGETS} targets per call`);
  const from = body.From_Account ?? caller.user;
  // One key for all copies: the seq is drawn and the clock is read once.
  const sentAt = Math.floor(services.clock.now() / 1000);
  const draft = { ...draftOf(body, from), msgSeq: body.MsgSeq ?? randomInt(1, 0xffff_ffff), sentAt };
  const results = await Promise.allSettled(targets.map((to) => services.commands.sendC2c(caller, { ...draft, to })));
  const errors: { To_Account: string; ErrorCode: number }[] = [];
  let time = 0;
  for (const [i, result] of results.entries()) {
    if (result.status === 'fulfilled') time ||= result.value.time;
    else if (!(result.reason instanceof Refused)) throw result.reason;
    else if (result.reason.code === 20003) errors.push({ To_Account: targets[i] ?? '', ErrorCode: 70107 });
    else throw result.reason;
  }
  if (errors.length === targets.length) throw new Refused(90012, 'none of the To_Account is registered');
  const answer = await sentAnswer(services, caller, from, draft.msgSeq, draft.random, time);
  const { MsgTime: _, ...keys } = answer;
  return errors.length === 0 ? keys : { ActionStatus: 'SomeError', ...keys, ErrorList: errors };
}

async function sentAnswer(
  { auth }: Services,
  { app }: Caller,
  from: string,
  msgSeq: number,
  random: number,
  time: number,
): Promise<Answer & { readonly MsgTime: number }> {
  return {
    MsgTime: time,
    MsgKey: messageKey({ msgSeq, random, time }),
    MsgId: `${auth.tinyId(app, from)}-${time}-${random}`,
  };
}

type Sendable = Options &
  Pick<Static<typeof batchBody>, 'MsgRandom' | 'MsgSeq' | 'MsgBody' | 'CloudCustomData' | 'OfflinePushInfo'>;

function draftOf(body: Sendable, from: string): Omit<SendC2c, 'to'> {
  return {
    from,
    random: body.MsgRandom,
    ...(body.MsgSeq !== undefined && { msgSeq: body.MsgSeq }),
    flags: flagsOf(body),
    ...(body.OfflinePushInfo !== undefined && { offlinePush: JSON.stringify(body.OfflinePushInfo) }),
    // Its elements are checked by the command, whatever they are.
    body: encodeBody({
      elements: body.MsgBody as readonly MessageElement[],
      cloudCustomData: body.CloudCustomData ?? '',
    }),
  };
}

const controlFlags: Readonly<Record<string, number>> = {
  NoUnread: MessageFlag.noUnread,
  NoLastMsg: MessageFlag.noLastMsg,
};

/** SyncOtherMachine: absent = the sender's history only; 1 = his devices too; 2 = neither (rest-api.md §3.4). */
const syncFlags: Readonly<Record<number, number>> = {
  0: MessageFlag.notPushedToSender,
  1: 0,
  2: MessageFlag.hiddenFromSender,
};

function flagsOf(body: Options): number {
  let flags = syncFlags[body.SyncOtherMachine ?? 0] ?? 0;
  for (const control of body.SendMsgControl ?? []) flags |= controlFlags[control] ?? 0;
  if (body.IsNeedReadReceipt === 1) flags |= MessageFlag.needReadReceipt;
  if (body.SupportMessageExtension === 1) flags |= MessageFlag.supportExtension;
  return flags;
}
