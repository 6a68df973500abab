import Type, { type Static } from 'typebox';
import { decodeBody, encodeBody, type MessageElement } from '../../actors/message/body.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { BroadcastView } from '../../projections/queries/official-types.ts';
import { messageKey, readKey } from '../message-key.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { parseKey } from './message-keys.ts';
import { flag, msgBody, offlinePush, uint32, userId } from './schemas.ts';

const faults = {
  otherwise: 10004,
  fields: { Random: 90005, MsgBody: 90007, OfflinePushInfo: 90043, LastMsgKey: 90054 },
} as const;
const account = { Official_Account: userId };
const sendBody = Type.Object({
  ...account,
  Random: uint32,
  MsgBody: msgBody,
  CloudCustomData: Type.Optional(Type.String()),
  OfflinePushInfo: Type.Optional(offlinePush),
  OnlineOnlyFlag: Type.Optional(flag),
  SendMsgControl: Type.Optional(Type.Array(Type.String())),
  SupportMessageExtension: Type.Optional(flag),
  ForbidCallbackControl: Type.Optional(Type.Array(Type.String())),
});
const historyBody = Type.Object({
  ...account,
  ReqMsgNumber: Type.Integer({ minimum: 1, maximum: 20 }),
  LastMsgKey: Type.Optional(Type.String()),
  WithRecalledMsg: Type.Optional(flag),
});
const recallBody = Type.Object({
  ...account,
  MsgKeyList: Type.Array(Type.String(), { minItems: 1, maxItems: 10 }),
  Reason: Type.Optional(Type.String()),
});

const controls: Readonly<Record<string, number>> = {
  NoUnread: MessageFlag.noUnread,
  NoLastMsg: MessageFlag.noLastMsg,
};
/** `RetCode` of a key that is none. */
const MALFORMED = 90054;

/** What official accounts send to all of their subscribers (rest-api.md §23.10–23.12). */
export const officialMessageCommands: RestTable = {
  send_official_account_msg: command(
    { faults, schema: sendBody },
    async ({ commands }, caller, body: Static<typeof sendBody>) => {
      const flags = (body.SendMsgControl ?? []).reduce(
        (all, control) => all | (controls[control] ?? 0),
        body.SupportMessageExtension === 1 ? MessageFlag.supportExtension : 0,
      );
      const { number, time } = await commands.sendBroadcast(caller, {
        account: body.Official_Account,
        random: body.Random,
        flags,
        onlineOnly: body.OnlineOnlyFlag === 1,
        offlinePush: body.OfflinePushInfo && JSON.stringify(body.OfflinePushInfo),
        // Its elements are checked by the command, whatever they are.
        body: encodeBody({
          elements: body.MsgBody as readonly MessageElement[],
          cloudCustomData: body.CloudCustomData ?? '',
        }),
      });
      return { MsgKey: messageKey({ msgSeq: number, random: body.Random, time }), MsgTime: time };
    },
  ),
  official_account_msg_get_simple: command(
    { faults, schema: historyBody },
    async ({ queries }, caller, body: Static<typeof historyBody>) => {
      const { Official_Account, ReqMsgNumber: limit, LastMsgKey, WithRecalledMsg } = body;
      const { broadcasts, complete } = await queries.broadcasts(caller, {
        account: Official_Account,
        before: LastMsgKey ? parseKey(LastMsgKey, 'LastMsgKey') : undefined,
        limit,
        withRecalled: WithRecalledMsg === 1,
      });
      const items = broadcasts.map(broadcastItem);
      return {
        Official_Account,
        IsFinished: complete ? 1 : 0,
        RspMsgList: items,
        LastMsgKey: items.at(-1)?.MsgKey ?? '',
      };
    },
  ),
  official_account_msg_recall: command(
    { faults, schema: recallBody },
    async ({ commands }, caller, { Official_Account, MsgKeyList, Reason }: Static<typeof recallBody>) => {
      const keys = MsgKeyList.flatMap((text) => readKey(text) ?? []);
      const codes = await commands.recallBroadcasts(caller, { account: Official_Account, keys, reason: Reason });
      const rest = codes.values();
      return {
        RecallRetList: MsgKeyList.map((MsgKey) => ({
          MsgKey,
          RetCode: readKey(MsgKey) === undefined ? MALFORMED : rest.next().value,
        })),
      };
    },
  ),
};

/** `IsPlaceMsg` of what was recalled (rest-api.md §16.9). */
const RECALLED = 2;

function broadcastItem({ sent, recalled }: BroadcastView): Answer {
  const { number, random, time } = sent;
  const { elements, cloudCustomData } = decodeBody(sent.body);
  return {
    IsPlaceMsg: recalled ? RECALLED : 0,
    MsgBody: elements,
    MsgKey: messageKey({ msgSeq: number, random, time }),
    MsgRandom: random,
    MsgSeq: number,
    MsgTimeStamp: time,
    ...(cloudCustomData && { CloudCustomData: cloudCustomData }),
  };
}
