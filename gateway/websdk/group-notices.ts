import Type, { type Static } from 'typebox';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupMentionEvent, groupNoticeItem } from './group-pushes.ts';
import { SYSTEM } from './group-wire.ts';
import type { SyncEvent } from './protocol.ts';

/** wire-groups.md §8.2, wire-messages.md §10.9: what a client takes away, by what identifies it in its event. */
const deletion = Type.Object({
  DelMsgList: Type.Array(
    Type.Object({
      From_Account: Type.String(),
      MsgSeq: Type.Integer({ minimum: 0 }),
      MsgRandom: Type.Integer({ minimum: 0 }),
      GroupId: Type.Optional(Type.String()),
    }),
    { maxItems: 1000 },
  ),
});

/** Notices and mentions of groups that wait for a user. */
export const groupNoticeCommands: CommandTable = {
  'openim.deletemsg': forSession(deletion, { otherwise: 20001 }, drop),
};

/** What is not kept (any more) needs no taking away: that is no error. */
async function drop(context: SessionContext, { DelMsgList: list }: Static<typeof deletion>): Promise<Reply> {
  const { services, caller } = context;
  const query = { user: caller.user, after: 0 };
  const [notices, mentions] = await Promise.all([
    services.queries.groupNotices(caller, query),
    services.queries.groupMentions(caller, query),
  ]);
  const fromSystem = new Set(list.filter((one) => one.From_Account === SYSTEM).map(({ MsgSeq }) => MsgSeq));
  const isNamed = ({ group, msgSeq, random }: (typeof mentions)[number]) =>
    list.some((one) => one.GroupId === group && one.MsgSeq === msgSeq && one.MsgRandom === random);
  const dropped = {
    notices: notices.map(({ position }) => position).filter((position) => fromSystem.has(position)),
    mentions: mentions.filter(isNamed).map(({ group, topic, seq }) => [topic ?? group, seq] as const),
  };
  if (dropped.notices.length + dropped.mentions.length > 0) await services.commands.dropNotices(caller, dropped);
  return {};
}

/**
 * What a device missed of groups behind a position, as the events of its sync (wire-messages.md §5.1): notices in one
 * event, and mentions in one each.
 */
export async function missedGroupEvents(
  { services, caller }: SessionContext,
  after: number,
): Promise<readonly SyncEvent[]> {
  const query = { user: caller.user, after };
  const [notices, mentions] = await Promise.all([
    services.queries.groupNotices(caller, query),
    services.queries.groupMentions(caller, query),
  ]);
  const operators = notices.map(({ operator }) => operator);
  const people = operators.length === 0 ? [] : await services.queries.accounts(caller, { users: operators });
  const tips = notices.map((notice, i) => {
    const { group: groupId, type, name } = notice;
    const operator = people[i] ?? { user: notice.operator, nick: '', faceUrl: '' };
    return groupNoticeItem({ ...notice, group: { groupId, type, name }, to: caller.user, operator });
  });
  // All notices in one event: a client asks for the open requests once per event, and stops itself at too many.
  return [
    ...(tips.length === 0 ? [] : [{ Event: 5, GroupTips: tips } as const]),
    ...mentions.map(({ group: groupId, topic, as, ...message }) =>
      groupMentionEvent({ group: { groupId, ...(topic !== undefined && { topic }) }, message, as }),
    ),
  ];
}
