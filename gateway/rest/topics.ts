import Type, { type Static } from 'typebox';
import { decodeBody } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { TopicView } from '../../projections/queries/group-types.ts';
import type { Services } from '../services.ts';
import { destroyResults, topicFields, topicProfileOf, wireTopic } from '../topic-fields.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { group, groupType, onOff } from './groups-schemas.ts';
import { actingAs, groupOf, requireAccount, typeNamed, types } from './groups-target.ts';
import { seconds } from './schemas.ts';

const from = { From_Account: Type.Optional(Type.String({ maxLength: 128 })) };
const newTopic = {
  GroupId: Type.String(),
  TopicName: Type.String(),
  TopicId: Type.Optional(Type.String()),
  ...topicFields,
  ...from,
};
const createBody = Type.Object(newTopic);
const importBody = Type.Object({ ...newTopic, Type: groupType, CreateTime: Type.Optional(seconds) });
const deleteBody = Type.Object({ GroupId: Type.String(), TopicIdList: Type.Array(Type.String(), { minItems: 1 }) });
const modifyBody = Type.Object({
  GroupId: Type.String(),
  TopicId: Type.String(),
  TopicName: Type.Optional(Type.String()),
  ...topicFields,
  ...from,
  MuteAllMember: Type.Optional(onOff),
  ShutUpAllMember: Type.Optional(onOff),
});
const filter = Type.Optional(Type.Array(Type.String()));
const getBody = Type.Object({
  GroupId: Type.String(),
  TopicIdList: Type.Optional(Type.Array(Type.String())),
  ...from,
  ResponseFilter: Type.Optional(
    Type.Union([Type.Array(Type.String()), Type.Object({ TopicBaseInfoFilter: filter, SelfInfoFilter: filter })]),
  ),
});

/** Topics of communities (rest-api.md §21). */
export const topicCommands: RestTable = {
  create_topic: command({ ...group, schema: createBody }, (services, caller, body: Static<typeof createBody>) =>
    createTopic(services, caller, body, undefined),
  ),
  import_topic: command({ ...group, schema: importBody }, (services, caller, body: Static<typeof importBody>) => {
    if (!types.communities.has(typeNamed(body.Type))) throw new Refused(10004, 'topics are for communities');
    return createTopic(services, caller, body, body.CreateTime ?? Math.floor(services.clock.now() / 1000));
  }),
  destroy_topic: command(
    { ...group, schema: deleteBody },
    async (services, caller, { GroupId, TopicIdList }: Static<typeof deleteBody>) => {
      await groupOf(services, caller, GroupId, types.communities);
      const results = await services.commands.deleteTopics(caller, { group: GroupId, topics: TopicIdList });
      return destroyResults(results);
    },
  ),
  modify_topic: command({ ...group, schema: modifyBody }, async (services, caller, body: Static<typeof modifyBody>) => {
    const muteAll = body.MuteAllMember ?? body.ShutUpAllMember;
    const changes = { ...topicProfileOf(body), ...(muteAll !== undefined && { muteAll: muteAll === 'On' }) };
    await groupOf(services, caller, body.GroupId, types.communities);
    const by = await actingAs(services, caller, body.From_Account);
    await services.commands.changeTopic(by, { group: body.GroupId, topic: body.TopicId, changes });
    return {};
  }),
  get_topic: command({ ...group, schema: getBody }, listTopics),
};

async function createTopic(
  services: Services,
  caller: Caller,
  body: Static<typeof createBody>,
  importedAt: number | undefined,
): Promise<Answer> {
  await groupOf(services, caller, body.GroupId, types.communities);
  const profile = { ...topicProfileOf(body), name: body.TopicName };
  const by = await actingAs(services, caller, body.From_Account);
  const topic = body.TopicId || undefined;
  return { TopicId: await services.commands.createTopic(by, { group: body.GroupId, topic, profile, importedAt }) };
}

async function listTopics(services: Services, caller: Caller, body: Static<typeof getBody>): Promise<Answer> {
  const { GroupId, TopicIdList, From_Account: user } = body;
  await groupOf(services, caller, GroupId, types.communities);
  if (user) await requireAccount(services, caller, user);
  const topics = TopicIdList?.length ? TopicIdList : undefined;
  const found = await services.queries.topics(caller, { group: GroupId, topics, user: user || undefined });
  const filters = filtersOf(body);
  return {
    TopicAndSelfInfo: found.map((topic, i) =>
      topic === undefined ? missing(GroupId, topics?.[i] ?? '') : item(GroupId, topic, filters),
    ),
  };
}

function missing(GroupID: string, TopicId: string): Answer {
  return { ErrorCode: 110003, ErrorInfo: `the topic ${TopicId} does not exist`, TopicInfo: { TopicId, GroupID } };
}

interface Filters {
  readonly topic: readonly string[] | undefined;
  readonly self: readonly string[] | undefined;
}

/** Either a plain list, for the topic, or one for each part; without any filter every field comes. */
function filtersOf({ ResponseFilter: given }: Static<typeof getBody>): Filters {
  if (given === undefined) return { topic: undefined, self: undefined };
  if (Array.isArray(given)) return { topic: given, self: undefined };
  const { TopicBaseInfoFilter: topic, SelfInfoFilter: self } = given as { [name: string]: string[] | undefined };
  return { topic, self };
}

function item(GroupID: string, view: TopicView, filters: Filters): Answer {
  const { self } = view;
  const TopicInfo = {
    ...wireTopic(view),
    CreateTime: view.createdAt,
    LastMsgTime: view.lastMessageTime,
    NextMsgSeq: view.lastSeq + 1,
    MuteAllMember: view.muteAll ? 'On' : 'Off',
    ShutUpAllFlag: view.muteAll ? 1 : 0,
    ...lastMessage(view),
  };
  const SelfInfo = self && {
    MuteTime: self.mutedUntil,
    ShutUpTime: self.mutedUntil,
    MsgSeq: self.readSeq,
    MsgFlag: self.remind,
  };
  return {
    ErrorCode: 0,
    ErrorInfo: '',
    TopicInfo: { TopicId: view.topic, GroupID, ...named(TopicInfo, filters.topic) },
    ...(SelfInfo && { SelfInfo: named(SelfInfo, filters.self) }),
  };
}

function lastMessage({ lastEntry }: TopicView): Answer {
  if (lastEntry?.kind !== 'message') return {};
  const { from, seq, time, body } = lastEntry.message;
  const MsgBody = decodeBody(body).elements;
  return { LastMsg: { From_Account: from, LastMsgSeq: seq, MsgTimeStamp: time, MsgBody } };
}

function named(fields: Answer, filter: readonly string[] | undefined): Answer {
  if (filter === undefined) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => filter.includes(name)));
}
