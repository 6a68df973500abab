import Type, { type Static } from 'typebox';
import { command, type RestTable } from './command.ts';
import { draftOf, inGroupCodes } from './group-messages-draft.ts';
import { group } from './groups-schemas.ts';
import { atMost, groupOf, types } from './groups-target.ts';
import { msgBody, uint32, userId } from './schemas.ts';

const noticeBody = Type.Object({
  GroupId: Type.String(),
  Content: Type.String({ minLength: 1 }),
  ToMembers_Account: Type.Optional(Type.Array(userId)),
  TopicId: Type.Optional(Type.String()),
});
const broadcastBody = Type.Object({
  From_Account: Type.Optional(Type.String({ maxLength: 128 })),
  Random: uint32,
  MsgBody: msgBody,
  CloudCustomData: Type.Optional(Type.String()),
});
const MAX_NOTIFIED = 500;

/** What is told to those who are online and kept nowhere (rest-api.md §16.2, §16.3). */
export const groupNotificationCommands: RestTable = {
  send_group_system_notification: command(
    { ...group, schema: noticeBody },
    async (services, caller, body: Static<typeof noticeBody>) => {
      const { GroupId, Content: content, ToMembers_Account: chosen } = body;
      const topic = body.TopicId || undefined;
      atMost(MAX_NOTIFIED, chosen ?? []);
      // A live room does not know its members: everybody or nobody.
      await groupOf(services, caller, GroupId, chosen?.length ? types.withMembers : types.any);
      const to = chosen?.length ? chosen : undefined;
      await services.commands.notifyGroup(caller, { group: GroupId, topic, content, users: to });
      return {};
    },
  ),
  send_broadcast_msg: command(
    { ...group, schema: broadcastBody },
    async ({ commands }, caller, body: Static<typeof broadcastBody>) => {
      const draft = draftOf('', body.From_Account || caller.user, body.Random, body);
      const { seq, time } = await inGroupCodes(commands.broadcastToLiveRooms(caller, draft));
      return { MsgSeq: seq, MsgTime: time };
    },
  ),
};
