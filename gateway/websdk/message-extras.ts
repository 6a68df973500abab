import Type from 'typebox';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { messageKey, readKey } from '../message-key.ts';
import { changePairs, listPairs, type Target } from '../message-pairs.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupId, placeOf } from './group-command.ts';
import { uint32, userId } from './schemas.ts';

/** Pairs on messages and reactions to them (wire-messages.md §9.1, §9.2): one set of fields per kind of place. */
const key = Type.String({ maxLength: 64 });
const seq = Type.Integer({ minimum: 1 });
const inPair = { From_Account: userId, To_Account: userId, MsgKey: key };
const inGroup = { GroupId: groupId, TopicId: Type.Optional(Type.String({ maxLength: 128 })), MsgSeq: seq };

const pairs = Type.Array(
  Type.Object({
    Key: Type.String(),
    Value: Type.Optional(Type.String()),
    Seq: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  { maxItems: 100 },
);
const operation = Type.Integer({ minimum: 1, maximum: 3 });
const change = { OperateType: operation, ExtensionList: Type.Optional(pairs) };
// This one begins with a small letter.
const page = { startSeq: Type.Optional(Type.Integer({ minimum: 0 })) };

const reaction = { Reaction: Type.String() };
const users = { Count: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })) };
const statOfPair = Type.Object({
  From_Account: userId,
  To_Account: userId,
  MsgKeyList: Type.Array(key, { minItems: 1, maxItems: 50 }),
  ...users,
});
const statOfGroup = Type.Object({
  GroupId: groupId,
  TopicId: inGroup.TopicId,
  MsgSeqList: Type.Array(seq, { minItems: 1, maxItems: 50 }),
  ...users,
});
const next = { NextSeq: Type.Optional(uint32) };

type InPair = { readonly From_Account: string; readonly To_Account: string; readonly MsgKey: string };
type InGroup = { readonly GroupId: string; readonly TopicId?: string; readonly MsgSeq: number };

/** @throws Refused 10004 for a key that is none. */
function ofPair({ From_Account, To_Account, MsgKey }: InPair): Target {
  return { place: { users: [From_Account, To_Account] }, message: readOrRefuse(MsgKey) };
}

function ofGroup(body: InGroup): Target {
  return { place: placeOf(body), message: body.MsgSeq };
}

function readOrRefuse(text: string) {
  const read = readKey(text);
  if (read === undefined) throw new Refused(10004, 'MsgKey is not the key of a message');
  return read;
}

const faults = { otherwise: 10004 };

const setC2c = Type.Object({ ...inPair, ...change });
const setGroup = Type.Object({ ...inGroup, ...change });
const getC2c = Type.Object({ ...inPair, ...page });
const getGroup = Type.Object({ ...inGroup, ...page });
const reactC2c = Type.Object({ ...inPair, ...reaction });
const reactGroup = Type.Object({ ...inGroup, ...reaction });
const iterateC2c = Type.Object({ ...inPair, ...reaction, ...users, ...next });
const iterateGroup = Type.Object({ ...inGroup, ...reaction, ...users, ...next });

const rows: CommandTable = {
  set_key_values: forSession(setC2c, faults, (context, body) => extend(context, ofPair(body), body)),
  group_set_key_values: forSession(setGroup, faults, (context, body) => extend(context, ofGroup(body), body)),
  get_key_values: forSession(getC2c, faults, ({ services, caller }, body) =>
    listPairs(services, caller, ofPair(body), body.startSeq),
  ),
  group_get_key_values: forSession(getGroup, faults, ({ services, caller }, body) =>
    listPairs(services, caller, ofGroup(body), body.startSeq),
  ),
  reaction_add: forSession(reactC2c, faults, (context, body) => react(context, ofPair(body), body.Reaction, true)),
  group_reaction_add: forSession(reactGroup, faults, (context, body) =>
    react(context, ofGroup(body), body.Reaction, true),
  ),
  reaction_del: forSession(reactC2c, faults, (context, body) => react(context, ofPair(body), body.Reaction, false)),
  group_reaction_del: forSession(reactGroup, faults, (context, body) =>
    react(context, ofGroup(body), body.Reaction, false),
  ),
  // One direction is named, whichever of the two wrote the messages.
  reaction_multi_stat: forSession(statOfPair, faults, (context, body) =>
    listReactions(
      context,
      { users: [body.From_Account, body.To_Account] },
      body.MsgKeyList.map(readOrRefuse),
      body.Count,
    ),
  ),
  group_reaction_multi_stat: forSession(statOfGroup, faults, (context, body) =>
    listReactions(context, placeOf(body), body.MsgSeqList, body.Count),
  ),
  // 3.6.6 never asks for a second page between two users: everybody comes at once.
  reaction_iterate: forSession(iterateC2c, faults, (context, body) =>
    listUsers(context, ofPair(body), body.Reaction, 0, ALL),
  ),
  group_reaction_iterate: forSession(iterateGroup, faults, (context, body) =>
    listUsers(context, ofGroup(body), body.Reaction, body.NextSeq ?? 0, body.Count || ALL),
  ),
};

/** The most there can be. */
const ALL = 100;

export const messageExtraCommands: CommandTable = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [`openim_msg_ext_http_svc.${name}`, row]),
);

async function extend(
  { services, caller }: SessionContext,
  target: Target,
  body: Parameters<typeof changePairs>[3],
): Promise<Reply> {
  const { lastSeq, list } = await changePairs(services, caller, target, body);
  return { Seq: lastSeq, ExtensionList: list };
}

async function react(
  { services, caller }: SessionContext,
  target: Target,
  name: string,
  added: boolean,
): Promise<Reply> {
  await services.commands.react(caller, { ...target, reaction: name, added });
  return {};
}

async function listReactions(
  { services, caller }: SessionContext,
  where: MessagePlace,
  messages: readonly MessageName[],
  count = 10,
): Promise<Reply> {
  const found = await services.queries.reactions(caller, { place: where, messages, users: count });
  return {
    Results: found.map(({ message, key: of, reactions }) => ({
      ...('users' in where ? { MsgKey: messageKey(of) } : { MsgSeq: message }),
      MsgReactionSummary: reactions.map((one) => ({
        Reaction: one.reaction,
        Count: one.count,
        Reaction_Account: one.users,
        ReactedByMe: one.mine ? 1 : 0,
      })),
    })),
  };
}

async function listUsers(
  { services, caller }: SessionContext,
  target: Target,
  name: string,
  after: number,
  limit: number,
): Promise<Reply> {
  const query = { ...target, reaction: name, after, limit };
  const { users: list, next: NextSeq } = await services.queries.reactionUsers(caller, query);
  return { Reaction_Account: list, NextSeq };
}
