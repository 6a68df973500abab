import Type, { type Static } from 'typebox';
import type { GroupMentionView, TopicView } from '../../projections/queries/group-types.ts';
import { destroyResults, topicFields, topicProfileOf, wireTopic } from '../topic-fields.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, groupId, onBothServices } from './group-command.ts';
import { atInfoList } from './group-pushes.ts';
import type { Body } from './protocol.ts';
import { shownBody } from './shown.ts';

const topicId = Type.String({ maxLength: 128 });
const topicIds = Type.Array(topicId, { maxItems: 200 });

/** wire-groups.md §7.2. */
const creation = Type.Object({
  GroupId: groupId,
  TopicName: Type.String(),
  TopicId: Type.Optional(topicId),
  ...topicFields,
});
const change = Type.Object({
  GroupId: groupId,
  TopicId: topicId,
  TopicName: Type.Optional(Type.String()),
  ...topicFields,
  ShutUpAllMember: Type.Optional(Type.Enum(['On', 'Off'])),
});
const chosen = Type.Object({ GroupId: groupId, TopicIdList: Type.Optional(topicIds) });

/** Topics of communities. */
export const topicCommands = onBothServices({
  create_topic: forSession(creation, groupFaults, async ({ services, caller }, body) => {
    const profile = { ...topicProfileOf(body), name: body.TopicName };
    const topic = body.TopicId || undefined;
    return { TopicId: await services.commands.createTopic(caller, { group: body.GroupId, topic, profile }) };
  }),
  modify_topic: forSession(change, groupFaults, async ({ services, caller }, body) => {
    const { GroupId: group, TopicId: topic, ShutUpAllMember: mute } = body;
    const changes = { ...topicProfileOf(body), ...(mute !== undefined && { muteAll: mute === 'On' }) };
    await services.commands.changeTopic(caller, { group, topic, changes });
    return {};
  }),
  // An empty list means all of them, and the client removes only what is answered.
  destroy_topic: forSession(chosen, groupFaults, async ({ services, caller }, { GroupId: group, TopicIdList = [] }) => {
    const results = await services.commands.deleteTopics(caller, { group, topics: TopicIdList });
    return destroyResults(results);
  }),
  get_topic: forSession(chosen, groupFaults, list),
});

async function list({ services, caller }: SessionContext, body: Static<typeof chosen>): Promise<Reply> {
  const { GroupId: group, TopicIdList: asked = [] } = body;
  const topics = asked.length === 0 ? undefined : asked;
  const { user } = caller;
  const found = await services.queries.topics(caller, { group, topics, user });
  const mentions = await services.queries.groupMentions(caller, { user, after: 0, group });
  const of = (topic: string) => mentions.filter((one) => one.topic === topic);
  return {
    TopicAndSelfInfo: found.map((topic, i) =>
      topic === undefined ? missing(group, asked[i] ?? '') : topicItem(group, topic, of(topic.topic)),
    ),
  };
}

function missing(GroupId: string, TopicId: string): Body {
  return { ErrorCode: 110003, ErrorInfo: 'the topic does not exist', TopicInfo: { GroupId, TopicId }, SelfInfo: {} };
}

/**
 * The client counts unread itself, by the numbers (wire-groups.md §7.2): entries that do not count for the member stand
 * anywhere, so his position is told as if the unread ones were the last.
 */
function topicItem(group: string, view: TopicView, mentions: readonly GroupMentionView[]): Body {
  const { self } = view;
  const unread = self === undefined ? 0 : self.unread - self.ignored;
  return {
    ErrorCode: 0,
    ErrorInfo: '',
    TopicInfo: {
      GroupId: group,
      TopicId: view.topic,
      ...wireTopic(view),
      CreateTime: view.createdAt,
      ShutUpAllFlag: view.muteAll ? 1 : 0,
      NextMsgSeq: view.lastSeq + 1,
      LastMsgTime: view.lastMessageTime,
      ...lastMessage(view),
      AtInfoList: atInfoList(mentions),
    },
    SelfInfo: {
      ShutUpTime: self?.mutedUntil ?? 0,
      MsgSeq: view.lastSeq - unread,
      MsgFlag: self?.remind ?? 'AcceptAndNotify',
      NoUnreadSeqList: [],
    },
  };
}

/** A tip is no last message: its place stays empty. */
function lastMessage({ lastEntry }: TopicView): Body {
  if (lastEntry?.kind !== 'message') return {};
  const { from, seq, time, nick, faceUrl, body } = lastEntry.message;
  const { elements, cloudCustomData } = shownBody(body);
  return {
    LastMsg: {
      From_Account: from,
      LastMsgSeq: seq,
      MsgTimeStamp: time,
      MsgBody: elements,
      From_AccountNick: nick,
      From_AccountHeadurl: faceUrl,
      CloudCustomData: cloudCustomData,
    },
  };
}
