import Type, { type Static } from 'typebox';
import { command, type RestTable } from './command.ts';
import { group } from './groups-schemas.ts';
import { actingAs, groupOf, types } from './groups-target.ts';
import { uint32 } from './schemas.ts';

const place = { GroupId: Type.String(), TopicId: Type.Optional(Type.String()) };
const pinBody = Type.Object({ ...place, MsgSeq: uint32, Pinner_Account: Type.Optional(Type.String()) });
const unpinBody = Type.Object({ ...place, MsgSeq: uint32, UnPinner_Account: Type.Optional(Type.String()) });
const listBody = Type.Object(place);

const placeOf = ({ GroupId, TopicId }: Static<typeof listBody>) => ({ group: GroupId, topic: TopicId || undefined });

/** Pinned messages (rest-api.md §17). */
export const groupPinCommands: RestTable = {
  pin_message: command({ ...group, schema: pinBody }, async (services, caller, body: Static<typeof pinBody>) => {
    await groupOf(services, caller, body.GroupId, types.withMembers);
    const by = await actingAs(services, caller, body.Pinner_Account);
    await services.commands.pinGroupMessage(by, { ...placeOf(body), seq: body.MsgSeq });
    return {};
  }),
  unpin_message: command({ ...group, schema: unpinBody }, async (services, caller, body: Static<typeof unpinBody>) => {
    await groupOf(services, caller, body.GroupId, types.withMembers);
    const by = await actingAs(services, caller, body.UnPinner_Account);
    await services.commands.unpinGroupMessage(by, { ...placeOf(body), seq: body.MsgSeq });
    return {};
  }),
  get_pinned_messages: command(
    { ...group, schema: listBody },
    async (services, caller, body: Static<typeof listBody>) => {
      await groupOf(services, caller, body.GroupId, types.withMembers);
      const pins = await services.queries.pinnedMessages(caller, placeOf(body));
      return { PinnedMsgList: pins.map(({ seq, by }) => ({ MsgSeq: seq, Pinner_Account: by })) };
    },
  ),
};
