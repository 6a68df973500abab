import Type, { type Static } from 'typebox';
import type { OneMessage, StreamChunk } from '../../actors/commands/message-types.ts';
import { isStream } from '../../actors/commands/streaming.ts';
import { encodeBody, STREAM_ELEMENT } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { messageKey } from '../message-key.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { inGroupCodes } from './group-messages-draft.ts';
import { group } from './groups-schemas.ts';
import { groupOf, types } from './groups-target.ts';
import { RateLimit } from './rate-limit.ts';
import { messageFaults, messageOptions, offlinePush, uint32, userId } from './schemas.ts';

const chunk = Type.Object({
  EventType: Type.Literal('data'),
  Index: Type.Integer({ minimum: 1 }),
  Markdown: Type.String(),
  IsLast: Type.Optional(Type.Boolean()),
});
const content = Type.Object({
  CompatibleText: Type.Optional(Type.String()),
  StreamMsgID: Type.Optional(Type.String({ maxLength: 256 })),
  Chunks: Type.Array(chunk, { minItems: 1 }),
});
const body = {
  From_Account: Type.Optional(userId),
  MsgBody: Type.Array(Type.Object({ MsgType: Type.Literal(STREAM_ELEMENT), MsgContent: content }), {
    minItems: 1,
    maxItems: 1,
  }),
  // Public clients put it here, too.
  StreamMsgID: Type.Optional(Type.String({ maxLength: 256 })),
  CloudCustomData: Type.Optional(Type.String()),
  OfflinePushInfo: Type.Optional(offlinePush),
};
const c2cBody = Type.Object({
  To_Account: userId,
  MsgSeq: Type.Optional(uint32),
  MsgRandom: uint32,
  SyncOtherMachine: messageOptions.SyncOtherMachine,
  ...body,
});
const groupBody = Type.Object({
  GroupId: Type.String(),
  MsgRandom: Type.Optional(uint32),
  Random: Type.Optional(uint32),
  ...body,
});

type Streamed = Pick<Static<typeof c2cBody>, 'MsgBody' | 'StreamMsgID' | 'CloudCustomData'>;

/** Parts of one stream per second (rest-api.md §7). */
const PARTS_PER_SECOND = 5;
const parts = new RateLimit();

/** Messages that come in parts (rest-api.md §7). The first part makes the message, the others change it. */
export const streamCommands: RestTable = {
  'stream_msg/send_c2c_stream_msg': command(
    { faults: messageFaults, schema: c2cBody },
    async (services, caller, said: Static<typeof c2cBody>) => {
      const from = said.From_Account ?? caller.user;
      const place = { users: [from, said.To_Account] as const };
      const id = idOf(said);
      if (id !== undefined) return continueStream(services, caller, place, id, chunksOf(said));
      const sent = await services.commands.sendC2c(caller, {
        from,
        to: said.To_Account,
        random: said.MsgRandom,
        msgSeq: said.MsgSeq,
        streamed: true,
        offlinePush: said.OfflinePushInfo && JSON.stringify(said.OfflinePushInfo),
        body: bodyOf(said),
      });
      return { StreamMsgID: `${sent.seq}`, MsgTime: sent.time, MsgKey: messageKey(sent) };
    },
  ),
  'stream_msg/send_group_stream_msg': command(
    { ...group, schema: groupBody },
    async (services, caller, said: Static<typeof groupBody>) => {
      const random = said.MsgRandom ?? said.Random;
      if (random === undefined) throw new Refused(10004, 'MsgRandom is missing');
      await groupOf(services, caller, said.GroupId, types.withMembers);
      const id = idOf(said);
      if (id !== undefined) return continueStream(services, caller, { group: said.GroupId }, id, chunksOf(said));
      const sent = await inGroupCodes(
        services.commands.sendGroupMessage(caller, {
          group: said.GroupId,
          from: said.From_Account ?? caller.user,
          random,
          streamed: true,
          offlinePush: said.OfflinePushInfo && JSON.stringify(said.OfflinePushInfo),
          body: bodyOf(said),
        }),
      );
      return { StreamMsgID: `${sent.seq}`, MsgTime: sent.time, MsgSeq: sent.seq };
    },
  ),
};

function idOf({ MsgBody: [element], StreamMsgID }: Streamed): string | undefined {
  return element?.MsgContent.StreamMsgID ?? StreamMsgID;
}

function chunksOf({ MsgBody: [element] }: Streamed): readonly StreamChunk[] {
  return (element?.MsgContent.Chunks ?? []).map((one) => ({ ...one, IsLast: one.IsLast ?? false }));
}

/** @throws Refused 10004 when the parts do not begin with the first. */
function bodyOf(said: Streamed): Uint8Array {
  const Chunks = chunksOf(said);
  if (!isStream(Chunks)) throw new Refused(10004, 'the first part of a stream has the Index 1');
  const { CompatibleText = '' } = said.MsgBody[0]?.MsgContent ?? {};
  const elements = [{ MsgType: STREAM_ELEMENT, MsgContent: { CompatibleText, Chunks } }];
  return encodeBody({ elements, cloudCustomData: said.CloudCustomData ?? '' });
}

/** The id of a stream is the number of its message in the conversation or group. */
async function continueStream(
  services: Services,
  caller: Caller,
  place: MessagePlace,
  id: string,
  chunks: readonly StreamChunk[],
): Promise<Answer> {
  const message: MessageName = Number(id);
  if (!Number.isSafeInteger(message) || message < 1) throw new Refused(10004, 'StreamMsgID is not one of this server');
  await sendPart(services, caller, { place, message }, chunks);
  return { StreamMsgID: id };
}

/** The next parts of a stream. @throws Refused 60007 for too many in a second, and what `continueStream` throws. */
export async function sendPart(
  { commands, clock }: Services,
  caller: Caller,
  target: OneMessage,
  chunks: readonly StreamChunk[],
): Promise<void> {
  if (!parts.take(`${caller.app} ${JSON.stringify(target)}`, PARTS_PER_SECOND, clock.now())) {
    throw new Refused(60007, `at most ${PARTS_PER_SECOND} parts of a stream per second`, true);
  }
  await commands.continueStream(caller, { ...target, chunks });
}
