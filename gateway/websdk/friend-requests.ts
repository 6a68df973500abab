import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import type { Direction } from '../../events/user/relations.ts';
import type { RequestView } from '../../projections/queries/relation-types.ts';
import { resultItems } from '../relations/results.ts';
import { account, accounts, choice, few, text } from '../relations/schemas.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import type { Body } from './protocol.ts';
import { relationFaults } from './relations.ts';
import { seconds } from './schemas.ts';

const types = { in: 'Pendency_Type_ComeIn', out: 'Pendency_Type_SendOut' } as const;

const reading = Type.Object({ PendencyType: Type.Optional(choice('Pendency_Type_', 'Both', 'ComeIn', 'SendOut')) });
const answering = Type.Object({
  ResponseFriendItem: Type.Array(
    Type.Object({
      To_Account: account,
      ResponseAction: choice('Response_Action_', 'AgreeAndAdd', 'Agree', 'Reject'),
      Remark: Type.Optional(text),
      TagName: Type.Optional(text),
      GroupName: Type.Optional(text),
    }),
    few,
  ),
});
const deleting = Type.Object({
  PendencyType: Type.Optional(choice('Pendency_Type_', 'ComeIn', 'SendOut')),
  To_Account: accounts,
});
const reporting = Type.Object({ LatestPendencyTimeStamp: seconds });

/** Requests to be friends (wire-users.md §4). */
export const friendRequestCommands: CommandTable = {
  'sns.pendency_get': forSession(reading, relationFaults, readRequests),
  'sns.friend_response': forSession(answering, relationFaults, answer),
  'sns.pendency_delete': forSession(deleting, relationFaults, async ({ services, caller }, body) => {
    const direction: Direction = body.PendencyType === types.out ? 'out' : 'in';
    const command = { user: caller.user, peers: body.To_Account, direction };
    return resultItems(await services.commands.deleteFriendRequests(caller, command));
  }),
  'sns.pendency_report': forSession(reporting, relationFaults, async ({ services, caller }, body) => {
    await services.commands.readFriendRequests(caller, { user: caller.user, upTo: body.LatestPendencyTimeStamp });
    return {};
  }),
};

/** All of them: clients never ask for a second page, and take the answer for everything there is. */
async function readRequests({ services, caller }: SessionContext, body: Static<typeof reading>): Promise<Reply> {
  const { PendencyType = 'Pendency_Type_Both' } = body;
  const { requests, unread } = await services.queries.friendRequests(caller, { user: caller.user });
  const wanted = requests.filter(
    ({ direction }) => PendencyType === 'Pendency_Type_Both' || types[direction] === PendencyType,
  );
  return {
    PendencyItem: wanted.map(requestItem),
    UnreadPendencyCount: unread,
    StartTime: 0,
    CurrentSequence: 0,
  };
}

function requestItem({ peer, direction, nick, faceUrl, wording, source, at }: RequestView): Body {
  return {
    To_Account: peer,
    Nick: nick,
    Image: faceUrl,
    AddTime: at,
    AddSource: source,
    AddWording: wording,
    PendencyType: types[direction],
  };
}

const actions = {
  Response_Action_AgreeAndAdd: 'agreeAndAdd',
  Response_Action_Agree: 'agree',
  Response_Action_Reject: 'refuse',
} as const;

/** One after the other: who is refused does not stop the rest. */
async function answer({ services, caller }: SessionContext, body: Static<typeof answering>): Promise<Reply> {
  const results: { peer: string; code: number; problem: string }[] = [];
  for (const item of body.ResponseFriendItem) {
    const { To_Account: peer, ResponseAction, Remark: remark } = item;
    // `TagName` is what clients call it (wire-users.md §16, U3).
    const group = item.GroupName || item.TagName || undefined;
    const command = { user: caller.user, peer, action: actions[ResponseAction], remark, group };
    const failure = await services.commands.answerFriendRequest(caller, command).then(() => undefined, refused);
    results.push({ peer, code: failure?.code ?? 0, problem: failure?.message ?? '' });
  }
  return resultItems(results);
}

/** @throws what is no refusal. */
function refused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}
