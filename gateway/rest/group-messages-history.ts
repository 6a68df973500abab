import Type, { type Static } from 'typebox';
import { decodeBody } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import type { GroupHistoryEntry, GroupView } from '../../projections/queries/group-types.ts';
import { peopleOf } from '../delivery/group-notices.ts';
import type { Person } from '../delivery/notice.ts';
import type { Services } from '../services.ts';
import { wireTip } from '../websdk/group-tips.ts';
import { priorityNumbers } from '../websdk/group-wire.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { bit, group } from './groups-schemas.ts';
import { groupOf, types } from './groups-target.ts';
import { uint32 } from './schemas.ts';

const historyBody = Type.Object({
  GroupId: Type.String(),
  ReqMsgNumber: Type.Integer({ minimum: 1, maximum: 20 }),
  ReqMsgSeq: Type.Optional(uint32),
  WithRecalledMsg: Type.Optional(bit),
  TopicId: Type.Optional(Type.String()),
});

/** History of groups (rest-api.md §16.9). */
export const groupHistoryCommands: RestTable = {
  group_msg_get_simple: command(
    { ...group, schema: historyBody },
    async (services, caller, body: Static<typeof historyBody>) => {
      const topic = body.TopicId || undefined;
      const about = await groupOf(services, caller, body.GroupId, types.withMembers);
      const { entries, gone } = await services.queries.groupHistory(caller, {
        group: body.GroupId,
        topic,
        viewer: caller.user,
        upTo: body.ReqMsgSeq ?? 0,
        count: body.ReqMsgNumber,
      });
      const items = await Promise.all(
        entries.flatMap((entry): (Answer | Promise<Answer>)[] => {
          if (entry.kind === 'tip') return [tipItem(services, caller, { ...about, topic }, entry)];
          return isWanted(entry, body) ? [messageItem(entry)] : [];
        }),
      );
      const all = [...items, ...gone.map(placeholder)].sort((one, other) => Number(other.MsgSeq) - Number(one.MsgSeq));
      // Nothing expires and 20 messages always fit: the range is complete.
      return { GroupId: body.GroupId, IsFinished: 1, RspMsgList: all };
    },
  ),
};

type MessageEntry = Extract<GroupHistoryEntry, { kind: 'message' }>;

/** Recalled messages come to who asks for them. */
function isWanted({ state }: MessageEntry, { WithRecalledMsg }: Static<typeof historyBody>): boolean {
  return state?.revoked === undefined || WithRecalledMsg === 1;
}

/** `IsPlaceMsg`: 1 for what is gone, 2 for what was recalled (rest-api.md §16.9). */
const GONE = 1;
const REVOKED = 2;

function placeholder(seq: number): Answer {
  return { From_Account: '', IsPlaceMsg: GONE, MsgBody: [], MsgSeq: seq };
}

function messageItem({ message, state }: MessageEntry): Answer {
  const { elements, cloudCustomData } = decodeBody(message.body);
  return {
    From_Account: message.from,
    IsPlaceMsg: state?.revoked === undefined ? 0 : REVOKED,
    MsgBody: elements,
    MsgPriority: priorityNumbers[message.priority],
    MsgRandom: message.random,
    MsgSeq: message.seq,
    MsgTimeStamp: message.time,
    ...(cloudCustomData && { CloudCustomData: cloudCustomData }),
  };
}

/** The tip as clients get it, with the names that its people have now. */
async function tipItem(
  { queries }: Services,
  caller: Caller,
  about: GroupView & { readonly topic: string | undefined },
  { event, seq, time, position }: Extract<GroupHistoryEntry, { kind: 'tip' }>,
): Promise<Answer> {
  const { operator, affected } = peopleOf(event);
  const found = await queries.accounts(caller, { users: [operator, ...affected] });
  const person = (user: string, i: number): Person => found[i] ?? { user, nick: '', faceUrl: '' };
  const tip = wireTip(about, {
    event,
    seq,
    time,
    position,
    operator: person(operator, 0),
    affected: affected.map((user, i) => person(user, i + 1)),
  });
  const { From_Account, MsgBody, MsgRandom, MsgSeq, MsgTimeStamp } = tip;
  const priority = priorityNumbers.Normal;
  return {
    From_Account,
    IsPlaceMsg: 0,
    IsSystemMsg: 1,
    MsgBody,
    MsgPriority: priority,
    MsgRandom,
    MsgSeq,
    MsgTimeStamp,
  };
}
