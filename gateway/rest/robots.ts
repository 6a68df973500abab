import { randomInt } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { UNNUMBERED } from '../../actors/commands/streaming.ts';
import { encodeBody, STREAM_ELEMENT } from '../../actors/message/body.ts';
import { isRobot } from '../../actors/user/user-id.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { messageKey } from '../message-key.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { parseKey } from './message-keys.ts';
import { flag, userId } from './schemas.ts';
import { sendPart } from './streams.ts';

const robot = { faults: { otherwise: 10004 } } as const;
const profileText = Type.Optional(Type.String());
const createBody = Type.Object({
  UserID: userId,
  Nick: profileText,
  FaceUrl: profileText,
  SelfSignature: profileText,
});
const deleteBody = Type.Object({ Robot_Account: userId });
const streamBody = Type.Object({
  From_Account: userId,
  To_Account: userId,
  Chunk: Type.String(),
  MsgKey: Type.Optional(Type.String()),
  Finish: Type.Optional(flag),
});

/** Bots (rest-api.md §24). */
export const robotCommands: RestTable = {
  'openim_robot_http_svc/create_robot': command(
    { ...robot, schema: createBody },
    async ({ commands }, caller, body: Static<typeof createBody>) => {
      const { UserID: user, Nick: nick, FaceUrl: faceUrl, SelfSignature: signature } = body;
      await commands.createRobot(caller, {
        user,
        ...(nick !== undefined && { nick }),
        ...(faceUrl !== undefined && { faceUrl }),
        ...(signature !== undefined && { signature }),
      });
      return {};
    },
  ),
  'openim_robot_http_svc/delete_robot': command(
    { ...robot, schema: deleteBody },
    async ({ commands }, caller, { Robot_Account }: Static<typeof deleteBody>) => {
      await commands.deleteRobot(caller, Robot_Account);
      return {};
    },
  ),
  'openim_robot_http_svc/get_all_robots': command(
    { ...robot, schema: Type.Object({}) },
    async ({ queries }, caller) => ({ Robot_Account: await queries.robots(caller) }),
  ),
  'openim_robot_http_svc/send_stream_msg': command({ ...robot, schema: streamBody }, sendStream),
};

/** The older form of streams: text alone, its parts without numbers. */
async function sendStream(services: Services, caller: Caller, body: Static<typeof streamBody>): Promise<Answer> {
  const { From_Account: from, To_Account: to, Chunk: Markdown, MsgKey, Finish } = body;
  if (!isRobot(from)) throw new Refused(10004, 'From_Account is not a bot');
  const part = { EventType: 'data', Markdown, IsLast: Finish === 1 };
  if (MsgKey) {
    const target = { place: { users: [from, to] }, message: parseKey(MsgKey) } as const;
    await sendPart(services, caller, target, [{ ...part, Index: UNNUMBERED }]);
    return { MsgKey };
  }
  const Chunks = [{ ...part, Index: 1 }];
  const elements = [{ MsgType: STREAM_ELEMENT, MsgContent: { CompatibleText: Markdown, Chunks } }];
  const sent = await services.commands.sendC2c(caller, {
    from,
    to,
    // The caller names no numbers: each first part begins a message of its own.
    random: randomInt(1, 0xffff_ffff),
    streamed: true,
    body: encodeBody({ elements, cloudCustomData: '' }),
  });
  return { MsgKey: messageKey(sent) };
}
